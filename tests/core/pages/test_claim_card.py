from collections.abc import Callable
from typing import Any

import pytest

from frontviewer.core.model.dossier import Dossier
from frontviewer.core.model.feature import FeatureKey
from frontviewer.core.pages.claim_card import format_citation
from frontviewer.core.pages.page import Card, Page
from frontviewer.core.pages.page_builder import build_claims_page, build_page

Make = Callable[..., Dossier]


@pytest.fixture(scope="module")
def corridor(bundled: Dossier) -> dict[str, Card]:
    return {
        card.claim_id: card for card in build_page(bundled, FeatureKey("corridor", "F-COR")).cards
    }


def page(dossier: Dossier) -> Page:
    return build_page(dossier, FeatureKey("x", "a"))


def test_relations_are_shown_in_both_directions(corridor: dict[str, Card], bundled: Dossier):
    gerasimov = build_claims_page(bundled, ["C14", "C18"]).cards[0]
    forward = {(r.phrase, r.claim_id): r for r in corridor["C18"].relations}
    backward = {(r.phrase, r.claim_id): r for r in gerasimov.relations}

    assert forward["Contradicts", "C14"].speaker == "Valery Gerasimov"
    assert backward["Contradicted by", "C18"].speaker == "Kyiv Independent"
    assert forward["Contradicts", "C14"].basis == "Analyst's judgment"


def test_garbled_text_is_separate_from_its_correction(corridor: dict[str, Card]):
    garbled = corridor["C18"]

    assert garbled.text.startswith("there is still noise Kyiv Independent")
    assert garbled.normalized_text.startswith("according to the Kyiv Independent there is still")
    assert "“noise” is very probably a machine-translation error" in garbled.note
    assert corridor["Q04"].normalized_text == ""


def test_attribution_chain_runs_from_speaker_to_article(corridor: dict[str, Card]):
    assert [(hop.agent, hop.verb, hop.date) for hop in corridor["Q04"].attribution_chain] == [
        ("Peter Wijninga", "said", "c. October 2025"),
        ("Het Parool", "quoted · newspaper", "c. October 2025"),
        ("Source article", "translated", "30 October 2025"),
    ]


def test_badges_dates_and_figures_are_formatted(corridor: dict[str, Card]):
    assert corridor["Q04"].badges == (
        "Direct quote",
        "Conditional",
        "Hedge words: “If”, “would”",
        "Translated",
    )
    assert corridor["Q04"].note == "Translated from Dutch."
    assert corridor["C18"].figures == ("~3 km · corridor width (Ukrainian)",)
    assert corridor["C18"].date == "Stated: c. October 2025 · Published: 30 October 2025"
    assert {card.grade for card in corridor.values()} == {""}


def test_citation_has_text_speaker_chain_and_source(corridor: dict[str, Card]):
    cited = corridor["Q04"].citation

    assert cited.startswith(f"{corridor['Q04'].text} — Peter Wijninga, Dutch military expert; via")
    assert (
        "Peter Wijninga (said) → Het Parool (quoted · newspaper) → Source article (transl" in cited
    )
    assert "unattributed), 30 October 2025; characters 2487–2562 [Q04]" in cited
    assert "\n" not in cited


def test_garbled_text_is_cited_with_sic(corridor: dict[str, Card]):
    assert corridor["C18"].citation.startswith(f"{corridor['C18'].text} [sic] — Kyiv Independent")
    assert "[sic]" not in corridor["Q04"].citation


@pytest.mark.parametrize(
    ("quantity", "expected"),
    [
        ({"value": 60_000, "unit": "inhabitants", "approx": True}, "~60,000 inhabitants"),
        ({"value": 1_234_567.5}, "1,234,567.5"),
        (
            {"min": 50, "max": 60, "unit": "m", "what": "height", "side": "UA"},
            "50–60 m · height (Ukrainian)",
        ),
        ({"min": 200, "unit": "soldiers"}, "at least 200 soldiers"),
        ({"max": 0.5, "unit": "km"}, "at most 0.5 km"),
    ],
)
def test_figures_are_formatted_as_claimed(
    make_dossier: Make, quantity: dict[str, Any], expected: str
):
    (card,) = page(make_dossier({"quantities": [quantity]})).cards

    assert card.figures == (expected,)


def test_uncertain_hop_and_unknown_agent_are_marked(make_dossier: Make):
    chain = [{"agent": "A9", "verb": "wrote", "medium": "Telegram", "uncertain": True}]

    (card,) = page(make_dossier({"chain": chain, "attribution_ambiguous": True})).cards

    (hop,) = card.attribution_chain
    assert (hop.agent, hop.verb, hop.date, hop.uncertain) == ("A9", "wrote · Telegram", "", True)
    assert "Ambiguous attribution" in card.badges


def test_assigned_grades_are_shown(make_dossier: Make):
    dossier = make_dossier({"credibility": {"grade": 2, "by": "us"}})

    assert page(dossier).cards[0].grade == "Information credibility: 2"


def test_minimal_claim_has_a_card_and_a_citation(make_dossier: Make):
    dossier = make_dossier({})
    (card,) = page(dossier).cards

    assert (card.date, card.grade, card.attribution_chain) == ("Date not given", "", ())
    assert card.citation == "The road is cut. — Ann, driver; A report [C1]"
    assert format_citation(dossier, dossier.index.claims["C1"]) == card.citation


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        (
            {"event_time": "2024-10~/2025-10-30", "published_time": "2025-10-30"},
            "Covers: c. October 2024 – 30 October 2025 · Published: 30 October 2025",
        ),
        (
            {"said_time": "2025-10-30", "published_time": "2025-10-30"},
            "Published: 30 October 2025",
        ),
        ({"said_time": "2025-10-30"}, "Published: 30 October 2025"),
        (
            {"said_time": "2025-10-28", "published_time": "2025-10-30", "speech": "reported"},
            "Stated: 28 October 2025 · Published: 30 October 2025",
        ),
        ({"said_time": "2025-10-28", "speech": "social_post"}, "Stated: 28 October 2025"),
    ],
)
def test_dates_are_labeled(make_dossier: Make, claim: dict[str, Any], expected: str):
    (card,) = page(make_dossier(claim)).cards

    assert card.date == expected


def test_relation_shows_an_excerpt_of_a_long_claim(make_dossier: Make):
    long_text = "word " * 40
    related = [{"type": "supports", "claim": "C2", "basis": "article", "note": "its last line"}]
    dossier = make_dossier({"relations": related}, {"text_exact": long_text, "speech": "direct"})

    cards = {card.claim_id: card for card in page(dossier).cards}

    (link,) = cards["C1"].relations
    assert cards["C2"].text == f"“{long_text}”"
    assert link.excerpt.startswith("“word word")
    assert link.excerpt.endswith("word…”")
    assert len(link.excerpt) < 100
    assert (link.phrase, link.basis, link.note) == (
        "Supports",
        "Per the article",
        "its last line",
    )
