"""A theme for the panels, and a page with everything that is hard to show."""

from dataclasses import replace

import pytest

from frontviewer.core.layer import FeatureKey
from frontviewer.core.page import Card, Group, HopText, MediaCard, Page, RelationText
from frontviewer.look.fonts import load_fonts
from frontviewer.look.theme import Theme, load_theme

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
        words=QUOTE,
        speaker="Речник Оперативно-тактичного угруповання «Донецьк» Іваненко-Васильківський",
        role="spokesperson of an operational-tactical group",
        camp="Ukrainian official",
        ribbon=(
            HopText("Peter Wijninga", "said", "about October 2025"),
            HopText("somebody on Telegram", "posted", "", uncertain=True),
            HopText("Het Parool (Dutch newspaper)", "wrote", "October 2025"),
            HopText("Deutsche Welle", "translated", "30 October 2025"),
        ),
        date="about October 2025",
        badges=("direct", "translated from Dutch", "attribution ambiguous", "hedged: “about”"),
        reading="probably meant: I have not seen a single soldier",
        remark="[sic] two languages in one sentence; https://example.org/" + "a" * 90,
        numbers=("31 battalions", "about 600 men in a battalion"),
        relations=(
            RelationText(
                phrase="contradicts",
                claim_id="C14",
                speaker="General <i>Gerasimov</i>",
                excerpt="31 Ukrainian battalions were already surrounded",
                basis="our reading",
            ),
        ),
        grade="not graded",
        seal="found once",
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
        availability="not bundled",
        file=None,
        alt="Ruins along a street",
    )


@pytest.fixture
def page(card: Card, media: MediaCard) -> Page:
    later = replace(card, claim_id="C14", words="31 battalions were surrounded.", citation="other")
    return Page(
        key=FeatureKey("pokrovsk", "F-POK"),
        name="Коридор постачання Покровськ – Мирноград, «як повідомляється» & <i>so</i> on",
        other_names=("Покровськ", "Krasnoarmiisk (former)"),
        facts=(("Kind", "Settlement"), ("How we know its shape", "drawn from the words")),
        note="A schematic extent, not an administrative boundary.",
        unsourced=True,
        groups=(Group("Direct quotations", (card,)), Group("Reported speech", (later,))),
        media=(media,),
        properties=(("OBJECTID", "17"), ("a_very_long_property_name_indeed", "x" * 300)),
    )
