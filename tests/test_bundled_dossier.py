"""Checks of the bundled dossier: quotations, references, geometry and briefing."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from shapely.geometry import shape

from frontviewer.core.geometry import geodesy
from frontviewer.core.geometry.web_mercator import to_map
from frontviewer.core.io.dossier.briefing_file import read_briefing
from frontviewer.core.io.dossier.evidence_file import read_evidence
from frontviewer.core.model import edtf
from frontviewer.core.model.briefing import Briefing
from frontviewer.core.model.evidence import Claim, Evidence, Media

FEATURES = {
    "pokrovsk": "F-POK F-NNW F-POK-C F-SOUTH F-ROAD F-AIR",
    "myrnohrad": "F-MYR",
    "corridor": "F-COR F-SUP",
    "defense_lines": "F-NWL",
    "context": "F-UKR F-DNI F-DON F-CRI F-KUP F-BAK F-KUR F-EAST",
}
CONTRADICTIONS = {
    "K1": "C14-C18 C14-C12 C14-C03 C14-Q03 C14-Q04 C14-Q05 C14-C15 C06-C18 C06-C12 C06-C03",
    "K2": "C03-C10 C18-C10 C23-C10",
    "K3": "C21-C25 C21-C22 C21-C26 C21-T02",
    "K4": "C05-C17",
    "K5": "Q06-I06",
    "K6": "C24-T02",
    "K7": "C04-C03",
}
TYPES = {
    "K1": {"contradicts", "doubts"},
    "K2": {"qualifies"},
    "K3": {"contradicts"},
    "K4": {"qualifies"},
    "K5": {"variant_of"},
    "K6": {"supports"},
    "K7": {"qualifies"},
}


@pytest.fixture(scope="module")
def folder(repository: Path) -> Path:
    return repository / "layers"


@pytest.fixture(scope="module")
def evidence(folder: Path) -> Evidence:
    records, problems, _ = read_evidence(folder / "evidence.json")
    assert problems == ()
    return records


@pytest.fixture(scope="module")
def briefing(folder: Path) -> Briefing:
    records, problems, _ = read_briefing(folder / "briefing.json")
    assert problems == ()
    return records


@pytest.fixture(scope="module")
def inventory(seed: Path) -> dict[str, Any]:
    stored: dict[str, Any] = json.loads((seed / "inventory.json").read_text("utf-8"))
    return stored


@pytest.fixture(scope="module")
def layers(folder: Path) -> dict[str, list[dict[str, Any]]]:
    return {
        path.stem: json.loads(path.read_text("utf-8"))["features"]
        for path in folder.glob("*.geojson")
    }


@pytest.fixture(scope="module")
def features(layers: dict[str, list[dict[str, Any]]]) -> dict[str, dict[str, Any]]:
    return {feature["id"]: feature for layer in layers.values() for feature in layer}


@pytest.fixture(scope="module")
def claims(evidence: Evidence) -> dict[str, Claim]:
    return {claim.id: claim for claim in evidence.claims}


# Quotations


def test_claims_match_the_inventory_word_for_word(
    evidence: Evidence, inventory: dict[str, Any]
) -> None:
    bundled = [
        (c.id, c.text_exact, c.target.quote, c.target.position.start, c.target.position.end)
        for c in evidence.claims
        if c.target.position
    ]
    expected = [(c["id"], c["exact"], c["start"], c["end"]) for c in inventory["claims"]]
    assert [(name, text, start, end) for name, text, _, start, end in bundled] == expected
    assert all(quote.exact == text for _, text, quote, _, _ in bundled)
    contexts = [(c.target.quote.prefix, c.target.quote.suffix) for c in evidence.claims]
    assert contexts == [(c["prefix"], c["suffix"]) for c in inventory["claims"]]


def test_there_are_68_claims_and_9_media(evidence: Evidence) -> None:
    assert len(evidence.claims) == len({claim.id for claim in evidence.claims}) == 68
    media = ["I01", "I02", "I03", "I04", "I05", "I06", "I07", "V01", "P01"]
    assert [item.id for item in evidence.media] == media


def test_quotations_are_at_their_positions_in_the_article(evidence: Evidence, seed: Path) -> None:
    article = (seed / "article.txt").read_text("utf-8")
    record: Claim | Media
    for record in (*evidence.claims, *evidence.media):
        target = record.target
        assert target
        assert target.position
        quote, start, end = target.quote, target.position.start, target.position.end
        assert article[start:end] == quote.exact
        assert article[:start].endswith(quote.prefix)
        assert article[end:].startswith(quote.suffix)


def test_captions_and_credits_are_as_printed(evidence: Evidence, seed: Path) -> None:
    article = (seed / "article.txt").read_text("utf-8")
    for item in evidence.media:
        assert item.caption_exact in article
        assert item.credit_as_printed in article
        assert item.path is None


def test_dates_features_and_speech_match_the_inventory(
    claims: dict[str, Claim], inventory: dict[str, Any]
) -> None:
    for entry in inventory["claims"]:
        claim = claims[entry["id"]]
        assert [about.feature for about in claim.about] == entry["features"]
        assert entry["date"] in (claim.event_time or claim.said_time, "")
        if claim.speech not in ("heading", "frame"):
            assert claim.speech == entry["speech"]
        if claim.modality != entry["modality"]:
            assert entry["modality"] in claim.tags


def test_dates_can_be_formatted(evidence: Evidence) -> None:
    for claim in evidence.claims:
        hops = (hop.date for hop in claim.chain)
        for date in (claim.event_time, claim.said_time, claim.published_time, *hops):
            assert not date or edtf.format_edtf(date)


def test_hedges_are_part_of_the_claim(evidence: Evidence) -> None:
    for claim in evidence.claims:
        assert all(hedge in claim.text_exact for hedge in claim.hedges)


def test_only_wijninga_and_tomi_are_quoted_directly(evidence: Evidence) -> None:
    direct = [claim for claim in evidence.claims if claim.speech in ("direct", "social_post")]
    assert {claim.speaker for claim in direct} == {"A-WIJNINGA", "A-TOMI"}


def test_garbled_text_is_kept_and_explained(claims: dict[str, Claim]) -> None:
    for name, error in {
        "C10": "are Ukrainskaya Pravda (UP) completely",
        "C11": "to to advance",
        "C15": "doubtswho",
        "C18": "still noise Kyiv Independent",
        "C29": "Institute for War Studies",
        "Q06": "destination",
        "T01": "propably",
        "T02": "breaktroughs",
    }.items():
        assert error in claims[name].text_exact
        assert claims[name].text_note
    assert all(claims[name].text_normalised for name in ("C10", "C15", "C18"))


def test_nothing_is_graded(evidence: Evidence, folder: Path) -> None:
    assert all(claim.credibility.grade is None for claim in evidence.claims)
    assert all(agent.reliability.grade is None for agent in evidence.agents)
    assert '"grade"' not in (folder / "evidence.json").read_text("utf-8")


def test_article_is_not_included_but_identified(evidence: Evidence, seed: Path) -> None:
    source = next(source for source in evidence.sources if source.id == "S0")
    assert source.snapshot.path is None
    assert source.snapshot.bytes == (seed / "article.txt").stat().st_size
    assert source.snapshot.sha256.startswith("39cf4c7a")


# References


def test_every_reference_resolves(
    evidence: Evidence, claims: dict[str, Claim], features: dict[str, dict[str, Any]]
) -> None:
    agents = {agent.id for agent in evidence.agents}
    sources = {source.id for source in evidence.sources}
    for claim in evidence.claims:
        assert claim.speaker in agents
        assert {hop.agent for hop in claim.chain} <= agents
        assert {hop.source for hop in claim.chain if hop.source} <= sources
        assert {about.feature for about in claim.about} <= features.keys()
        assert {relation.claim for relation in claim.relations} <= claims.keys()
    assert {about.feature for item in evidence.media for about in item.about} <= features.keys()
    assert {name for source in evidence.sources for name in source.derived_from} <= sources
    geometry_sources = {
        feature["properties"].get("geom_source", "S0") for feature in features.values()
    }
    assert geometry_sources <= sources
    assert features["F-COR"]["properties"]["width_m"]["as_reported_by"] in agents


def test_chains_end_with_the_article(evidence: Evidence) -> None:
    assert all(claim.chain[-1].source == "S0" for claim in evidence.claims)


def test_relations_are_stored_once(evidence: Evidence) -> None:
    pairs = [frozenset((c.id, r.claim)) for c in evidence.claims for r in c.relations]
    assert len(pairs) == len(set(pairs))


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_relations_contain_the_contradictions(name: str, claims: dict[str, Claim]) -> None:
    related = {
        frozenset((claim.id, relation.claim)): relation.type
        for claim in claims.values()
        for relation in claim.relations
    }
    for pair in CONTRADICTIONS[name].split():
        assert related[frozenset(pair.split("-"))] in TYPES[name], pair


def test_three_claims_are_about_the_corridor(evidence: Evidence) -> None:
    about = {c.id for c in evidence.claims if any(a.feature == "F-COR" for a in c.about)}
    assert about == {"C18", "C10", "Q04"}


# Geometry


def test_layers_contain_their_features(layers: dict[str, list[dict[str, Any]]]) -> None:
    assert {name: " ".join(f["id"] for f in layer) for name, layer in layers.items()} == FEATURES


def test_geometries_have_a_source(features: dict[str, dict[str, Any]]) -> None:
    for feature in features.values():
        properties = feature["properties"]
        assert properties["note"], feature["id"]
        if feature["geometry"]:
            assert properties["geom_basis"]
            assert properties["geom_source"]
            assert properties["precision_m"] > 0
        else:
            assert "geom_basis" not in properties


def test_features_without_location_have_no_geometry(features: dict[str, dict[str, Any]]) -> None:
    unmapped = {name for name, feature in features.items() if feature["geometry"] is None}
    assert unmapped == {"F-SUP", "F-ROAD", "F-AIR", "F-EAST"}


def test_shapes_drawn_from_text_are_schematic_and_imprecise(
    features: dict[str, dict[str, Any]],
) -> None:
    from_text = {n: f["properties"] for n, f in features.items() if is_drawn_from_text(f)}
    assert from_text.keys() == {"F-COR", "F-NWL", "F-NNW", "F-SOUTH"}
    assert all(p["schematic"] and p["class"] == "reported" for p in from_text.values())
    assert from_text["F-NWL"]["precision_m"] >= 3_000


def is_drawn_from_text(feature: dict[str, Any]) -> bool:
    return feature["properties"].get("geom_basis") == "text"


def test_polygons_are_valid_with_the_winding_of_rfc_7946(
    features: dict[str, dict[str, Any]],
) -> None:
    for name, area in areas(features):
        assert area.is_valid, name
        assert area.exterior.is_ccw, name
        assert not any(ring.is_ccw for ring in area.interiors), name
        assert all(round(x, 6) == x for x in shapely.get_coordinates(area).ravel()), name


def areas(features: dict[str, dict[str, Any]]) -> Iterator[tuple[str, shapely.Polygon]]:
    for name, feature in features.items():
        if feature["geometry"]:
            for part in shapely.get_parts(shape(feature["geometry"])):
                if part.geom_type == "Polygon":
                    yield name, part


def test_corridor_is_three_kilometers_wide_and_runs_from_the_west(
    features: dict[str, dict[str, Any]],
) -> None:
    band = shape(features["F-COR"]["geometry"])
    for longitude in (37.03, 37.08, 37.13, 37.17):
        across = shapely.LineString([(longitude, 48.2), (longitude, 48.36)]).intersection(band)
        assert geodesy.length_m(across) == pytest.approx(3_000, rel=0.02)
    for town in ("F-POK-C", "F-MYR"):
        assert band.intersects(shape(features[town]["geometry"]))
    assert band.bounds[0] < shape(features["F-POK"]["geometry"]).bounds[0] - 0.1


def test_lines_are_in_the_reported_directions(features: dict[str, dict[str, Any]]) -> None:
    center = shape(features["F-POK-C"]["geometry"]).centroid
    azimuths = {
        name: geodesy.azimuth(
            (center.x, center.y), shape(features[name]["geometry"]).centroid.coords[0]
        )
        for name in ("F-NWL", "F-NNW", "F-SOUTH")
    }
    assert azimuths["F-NWL"] == pytest.approx(315, abs=2)
    assert 315 < azimuths["F-NNW"] < 360
    assert azimuths["F-SOUTH"] == pytest.approx(180, abs=2)


def test_crimea_and_sevastopol_are_in_ukraine(features: dict[str, dict[str, Any]]) -> None:
    ukraine, crimea = (shape(features[name]["geometry"]) for name in ("F-UKR", "F-CRI"))
    sevastopol, simferopol = shapely.Point(33.55, 44.55), shapely.Point(34.11, 44.957)
    assert crimea.contains(sevastopol)
    assert crimea.contains(simferopol)
    assert ukraine.contains(sevastopol)
    assert ukraine.contains(crimea.buffer(-0.001))


def test_ukraine_has_its_area(features: dict[str, dict[str, Any]]) -> None:
    square_km = geodesy.area_m2(shape(features["F-UKR"]["geometry"])) / 1e6
    assert square_km == pytest.approx(603_628, rel=0.02)  # State Statistics Service of Ukraine


# Briefing


def test_briefing_has_8_to_12_steps_with_valid_references(
    briefing: Briefing,
    claims: dict[str, Claim],
    features: dict[str, dict[str, Any]],
    layers: dict[str, list[dict[str, Any]]],
) -> None:
    assert 8 <= len(briefing.steps) <= 12
    for step in briefing.steps:
        compared = {step.compare.left, step.compare.right} if step.compare else set()
        assert compared | set(step.claims) <= claims.keys()
        assert set(step.select) <= features.keys()
        assert step.layers.keys() <= layers.keys()
        assert step.notes
        assert step.planned_s > 0


def test_briefing_compares_gerasimov_with_the_corridor(briefing: Briefing) -> None:
    compared = {(step.compare.left, step.compare.right) for step in briefing.steps if step.compare}
    assert {("C14", "C18"), ("C21", "C25")} <= compared
    assert [briefing.steps[0].kind, briefing.steps[-1].kind] == ["open", "close"]


def test_views_have_the_aspect_ratio_of_a_projector(briefing: Briefing) -> None:
    for step in briefing.steps:
        if step.view:
            corners = to_map(np.array(step.view).reshape(2, 2))
            width, height = corners[1] - corners[0]
            assert width / height == pytest.approx(16 / 9, rel=0.02), step.id


def test_views_contain_the_selected_features(
    briefing: Briefing, features: dict[str, dict[str, Any]]
) -> None:
    view = None
    for step in briefing.steps:
        view = step.view or view
        assert view
        for name in step.select:
            if features[name]["geometry"]:
                assert shapely.box(*view).contains(shape(features[name]["geometry"])), step.id


def test_layers_of_selected_features_are_visible(
    briefing: Briefing, layers: dict[str, list[dict[str, Any]]]
) -> None:
    visible: dict[str, bool] = {}
    for step in briefing.steps:
        visible |= step.layers
        for name, layer in layers.items():
            if {feature["id"] for feature in layer if feature["geometry"]} & set(step.select):
                assert visible[name], step.id


def test_notice_names_every_data_source(folder: Path) -> None:
    notice = (folder / "NOTICE").read_text("utf-8")
    for name in ("GeoNames", "CC BY 4.0", "Natural Earth", "public domain", "39cf4c7a"):
        assert name in notice
