"""Fixtures for panels and widgets: themes, layers, and a page that is difficult to render."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import shapely

from frontviewer.core.geometry.arrays import geometry_from_shapely
from frontviewer.core.io.geojson.style_table import build_style_table
from frontviewer.core.model.dossier import Dossier, LayerState
from frontviewer.core.model.evidence import Evidence, Source
from frontviewer.core.model.feature import FeatureKey
from frontviewer.core.model.layer import Layer
from frontviewer.core.model.property_json import join_runs
from frontviewer.core.pages.page import Card, Group, HopText, MediaCard, Page, RelationText
from frontviewer.theme.fonts import load_fonts
from frontviewer.theme.theme import Theme, load_theme

QUOTE = "“Я не бачив <b>жодного</b> солдата &amp; Of course, they never all sit in a heap.”"
CITATION = QUOTE + " — Peter Wijninga, Dutch military expert, quoted in Het Parool."


@pytest.fixture
def theme() -> Theme:
    return load_theme("day")


@pytest.fixture
def family(qapp) -> str:
    return load_fonts()


@pytest.fixture
def card() -> Card:
    return Card(
        claim_id="Q03",
        text=QUOTE,
        speaker="Речник Оперативно-тактичного угруповання «Донецьк» Іваненко-Васильківський",
        role="spokesperson of an operational-tactical group",
        camp="Ukrainian official",
        attribution_chain=(
            HopText("Peter Wijninga", "said", "about October 2025"),
            HopText("somebody on Telegram", "posted", "", uncertain=True),
            HopText("Het Parool (Dutch newspaper)", "wrote", "October 2025"),
            HopText("Deutsche Welle", "translated", "30 October 2025"),
        ),
        date="about October 2025",
        badges=(
            "Direct quote",
            "Translated from Dutch",
            "Attribution ambiguous",
            "Hedge words: “about”",
        ),
        normalized_text="I have not seen a single soldier",
        note="[sic] two languages in one sentence; https://example.org/" + "a" * 90,
        figures=("31 battalions", "about 600 men in a battalion"),
        relations=(
            RelationText(
                phrase="contradicts",
                claim_id="C14",
                speaker="General <i>Gerasimov</i>",
                excerpt="31 Ukrainian battalions were already surrounded",
                basis="Analyst's judgment",
            ),
        ),
        grade="Reliability B",
        verification="Found in source",
        citation=CITATION,
    )


@pytest.fixture
def media() -> MediaCard:
    return MediaCard(
        media_id="I02",
        kind="image",
        caption="Pokrovsk is heavily destroyed <b>not bold</b>",
        credit="Image: Anadolu",
        date="about October 2025",
        availability="credit_only",
        file=None,
        alt="Ruins along a street",
        placeholder="Image not included",
    )


@pytest.fixture
def page(card: Card, media: MediaCard) -> Page:
    reported = replace(
        card, claim_id="C14", text="31 battalions were surrounded.", citation="other"
    )
    return Page(
        key=FeatureKey("pokrovsk", "F-POK"),
        name="Коридор постачання Покровськ – Мирноград, «як повідомляється» & <i>so</i> on",
        other_names=("Покровськ", "Krasnoarmiisk (former)"),
        facts=(("Kind", "Settlement"), ("Shape", "Schematic, from text description")),
        note="A schematic extent, not an administrative boundary.",
        unsourced=True,
        groups=(Group("Direct quotations", (card,)), Group("Reported speech", (reported,))),
        media=(media,),
        properties=(("OBJECTID", "17"), ("a_very_long_property_name_indeed", "x" * 300)),
        located=True,
    )


def make_layer(name: str, title: str, features: list[dict[str, Any]], **members: Any) -> Layer:
    """Return a layer as the reader builds it from GeoJSON features; points at 37° E, 48° N."""
    texts = [json.dumps(feature["properties"], ensure_ascii=False) for feature in features]
    properties, offsets = join_runs(text.encode() for text in texts)
    style_table, style_index = build_style_table(properties, offsets)
    point = shapely.Point(37.0, 48.0)
    return Layer(
        name=name,
        title=title,
        path=Path("/dossiers") / f"{name}.geojson",
        geometry=geometry_from_shapely(
            [point if feature["geometry"] else None for feature in features]
        ),
        ids=tuple(str(feature["id"]) for feature in features),
        properties=properties,
        property_offsets=offsets,
        style_table=style_table,
        style_index=style_index,
        members=members,
    )


def make_feature(feature_id: str, located: bool = True, **properties: Any) -> dict[str, Any]:
    """Return a GeoJSON feature with a point at 37° E, 48° N, or with a null geometry."""
    point = {"type": "Point", "coordinates": [37.0, 48.0]}
    geometry = point if located else None
    return {"type": "Feature", "id": feature_id, "geometry": geometry, "properties": properties}


@pytest.fixture
def dossier() -> Dossier:
    city = make_layer(
        "pokrovsk",
        "Pokrovsk",
        [
            make_feature(
                "F-POK",
                name="Pokrovsk",
                names=[{"text": "Покровськ", "lang": "uk"}, {"text": "Łódź-Ёлка"}],
                kind="settlement",
                geom_source="S-GEO",
                drawn_by="frontviewer",
                drawn_at="2025-11-02",
            ),
            make_feature("F-SUP", located=False, name="Supply routes", kind="not_located"),
        ],
        attribution="GeoNames, CC BY 4.0",
    )
    corridor = make_layer(
        "corridor", "Corridor", [make_feature("F-COR", name="<b>Corridor</b>", kind="corridor")]
    )
    context = make_layer("context", "Context", [make_feature("F-UKR", name="Ukraine")])
    return Dossier(
        layers=(city, corridor, context),
        layer_states=(
            LayerState("pokrovsk", "Pokrovsk", "The battle"),
            LayerState("corridor", "Corridor", "The battle", visible=False, opacity=0.5),
            LayerState("context", "Context", "Background"),
        ),
        as_of="2025-10-30",
        licence="MIT",
        evidence=Evidence(sources=(Source(id="S-GEO", title="GeoNames"),)),
    )


@pytest.fixture
def long_layer() -> Layer:
    features = [make_feature(str(number), name=f"Place {number}") for number in range(20_000)]
    return make_layer("many", "Many", features)
