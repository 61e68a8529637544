from collections.abc import Callable
from typing import Any

import pytest

from frontviewer.core.model.dossier import Dossier
from frontviewer.core.model.feature import FeatureKey
from frontviewer.core.pages.claim_card import citation
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


def test_a_relation_reads_from_both_ends(corridor: dict[str, Card], bundled: Dossier):
    gerasimov = build_claims_page(bundled, ["C14", "C18"]).cards[0]
    here = {(r.phrase, r.claim_id): r for r in corridor["C18"].relations}
    there = {(r.phrase, r.claim_id): r for r in gerasimov.relations}

    assert here["contradicts", "C14"].speaker == "Valery Gerasimov"
    assert there["contradicted by", "C18"].speaker == "Kyiv Independent"
    assert here["contradicts", "C14"].basis == "our reading"


def test_damage_is_told_apart_from_the_words(corridor: dict[str, Card]):
    damaged = corridor["C18"]

    assert damaged.words.startswith("there is still noise Kyiv Independent")
    assert damaged.reading.startswith("according to the Kyiv Independent there is still")
    assert "“noise” is very probably a slip of machine translation" in damaged.remark
    assert corridor["Q04"].reading == ""


def test_the_ribbon_leads_from_the_mouth_to_the_article(corridor: dict[str, Card]):
    assert [(hop.agent, hop.verb, hop.date) for hop in corridor["Q04"].attribution_chain] == [
        ("Peter Wijninga", "said", "about October 2025"),
        ("Het Parool", "quoted · newspaper", "about October 2025"),
        ("The article", "translated", "30 October 2025"),
    ]


def test_badges_dates_numbers_and_grade_are_words(corridor: dict[str, Card]):
    assert corridor["Q04"].badges == (
        "direct",
        "conditional",
        "hedged: “If”, “would”",
        "translated",
    )
    assert corridor["Q04"].remark == "Translated from Dutch."
    assert corridor["C18"].numbers == ("about 3 km: width of the corridor, UA",)
    assert corridor["C18"].date == "said: about October 2025 · published: 30 October 2025"
    assert {card.grade for card in corridor.values()} == {"not graded"}


def test_a_citation_carries_words_speaker_way_and_source(corridor: dict[str, Card]):
    cited = corridor["Q04"].citation

    assert cited.startswith(f"{corridor['Q04'].words} — Peter Wijninga, Dutch military expert; via")
    assert "Peter Wijninga (said) → Het Parool (quoted · newspaper) → The article (transl" in cited
    assert "author printed), 30 October 2025; characters 2487–2562 [Q04]" in cited
    assert "\n" not in cited


def test_damaged_words_are_cited_as_such(corridor: dict[str, Card]):
    assert corridor["C18"].citation.startswith(f"{corridor['C18'].words} [sic] — Kyiv Independent")
    assert "[sic]" not in corridor["Q04"].citation


@pytest.mark.parametrize(
    ("quantity", "words"),
    [
        ({"value": 60_000, "unit": "inhabitants", "approx": True}, "about 60,000 inhabitants"),
        ({"value": 1_234_567.5}, "1,234,567.5"),
        (
            {"min": 50, "max": 60, "unit": "m", "what": "height", "side": "UA"},
            "50–60 m: height, UA",
        ),
        ({"min": 200, "unit": "soldiers"}, "at least 200 soldiers"),
        ({"max": 0.5, "unit": "km"}, "at most 0.5 km"),
    ],
)
def test_numbers_are_said_as_claimed(make: Make, quantity: dict[str, Any], words: str):
    (card,) = page(make({"quantities": [quantity]})).cards

    assert card.numbers == (words,)


def test_a_doubtful_hop_and_an_unknown_agent_are_shown_as_such(make: Make):
    chain = [{"agent": "A9", "verb": "wrote", "medium": "Telegram", "uncertain": True}]

    (card,) = page(make({"chain": chain, "attribution_ambiguous": True})).cards

    (hop,) = card.attribution_chain
    assert (hop.agent, hop.verb, hop.date, hop.uncertain) == ("A9", "wrote · Telegram", "", True)
    assert "attribution ambiguous" in card.badges


def test_grades_are_said_where_somebody_gave_them(make: Make):
    dossier = make({"credibility": {"grade": 2, "by": "us"}})

    assert page(dossier).cards[0].grade == "information graded 2"


def test_a_bare_claim_still_makes_a_card_and_a_citation(make: Make):
    dossier = make({})
    (card,) = page(dossier).cards

    assert (card.date, card.grade, card.attribution_chain) == ("date not given", "not graded", ())
    assert card.citation == "The road is cut. — Ann, driver; A report [C1]"
    assert citation(dossier, dossier.index.claims["C1"]) == card.citation


def test_a_long_claim_is_quoted_in_short_where_it_is_linked(make: Make):
    long = "word " * 40
    related = [{"type": "supports", "claim": "C2", "basis": "article", "note": "its last line"}]
    dossier = make({"relations": related}, {"text_exact": long, "speech": "direct"})

    cards = {card.claim_id: card for card in page(dossier).cards}

    (link,) = cards["C1"].relations
    assert cards["C2"].words == f"“{long}”"
    assert link.excerpt.startswith("“word word")
    assert link.excerpt.endswith("word…”")
    assert len(link.excerpt) < 100
    assert (link.phrase, link.basis, link.note) == (
        "supports",
        "the article's words",
        "its last line",
    )
