import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from frontviewer.core.dossier import Dossier
from frontviewer.core.layer import FeatureKey
from frontviewer.core.opening import open_dossier
from frontviewer.core.page import Card, Page
from frontviewer.core.reading import (
    NO_PLACE,
    citation,
    claim_counts,
    page_of,
    page_of_claims,
)

COR = FeatureKey("corridor", "F-COR")


@pytest.fixture(scope="module")
def bundled(repository: Path) -> Dossier:
    return open_dossier([repository / "layers"])


@pytest.fixture(scope="module")
def corridor(bundled: Dossier) -> dict[str, Card]:
    return {card.claim_id: card for card in page_of(bundled, COR).cards}


def made(tmp_path: Path, *claims: dict[str, Any], **properties: Any) -> Dossier:
    """A dossier about one feature, `a`."""
    base = {
        "text_exact": "The road is cut.",
        "speech": "own",
        "speaker": "A1",
        "about": [{"feature": "a"}],
    }
    records = [{"id": f"C{number}", **base, **claim} for number, claim in enumerate(claims, 1)]
    for record in records:
        record["target"] = {"source": "S0", "quote": {"exact": record["text_exact"]}}
    evidence = {
        "agents": [{"id": "A1", "name": "Ann", "role": "driver"}],
        "sources": [{"id": "S0", "title": "A report"}],
        "claims": records,
    }
    feature = {"type": "Feature", "id": "a", "properties": properties, "geometry": None}
    layer = {"type": "FeatureCollection", "features": [feature], "frontviewer": evidence}
    file = tmp_path / "x.geojson"
    file.write_text(json.dumps(layer), encoding="utf-8")
    return open_dossier([file])


def page(dossier: Dossier) -> Page:
    return page_of(dossier, FeatureKey("x", "a"))


# The bundled dossier -------------------------------------------------------------------------


def test_three_claims_are_about_the_corridor_in_their_exact_words(
    corridor: dict[str, Card], seed: Path
):
    exact = {
        entry["id"]: entry["exact"]
        for entry in json.loads((seed / "inventory.json").read_text("utf-8"))["claims"]
    }

    assert list(corridor) == ["Q04", "C10", "C18"]
    assert corridor["Q04"].words == f"“{exact['Q04']}”"
    assert corridor["C10"].words == exact["C10"]
    assert corridor["C18"].words == exact["C18"]


def test_direct_quotations_come_first_then_reported_own_and_captions(bundled: Dossier):
    titles = [group.title for group in page_of(bundled, FeatureKey("pokrovsk", "F-POK")).groups]

    assert titles == [
        "Direct quotations",
        "Reported speech",
        "The article's own statements",
        "Captions",
    ]


def test_only_direct_speech_and_posts_stand_in_quotation_marks(bundled: Dossier):
    pages = [page_of(bundled, key) for key in (*bundled.index.positions, NO_PLACE)]
    cards = {card.claim_id: card for page in pages for card in page.cards}

    assert cards.keys() == bundled.index.claims.keys()
    for claim_id, card in cards.items():
        claim = bundled.index.claims[claim_id]
        spoken = claim.speech in ("direct", "social_post")
        assert card.words == (f"“{claim.text_exact}”" if spoken else claim.text_exact)


def test_a_relation_reads_from_both_ends(corridor: dict[str, Card], bundled: Dossier):
    gerasimov = page_of_claims(bundled, ["C14", "C18"]).cards[0]
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
    assert [(hop.agent, hop.verb, hop.date) for hop in corridor["Q04"].ribbon] == [
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


def test_claims_about_no_place_can_be_read(bundled: Dossier):
    unplaced = page_of(bundled, NO_PLACE)

    assert "Q05" in [card.claim_id for card in unplaced.cards]
    assert claim_counts(bundled)[NO_PLACE] == len(unplaced.cards)
    assert claim_counts(bundled)[COR] == 3


def test_a_briefing_shows_its_claims_in_its_own_order(bundled: Dossier):
    shown = page_of_claims(bundled, ["C18", "C14", "gone", "T02"])

    assert [card.claim_id for card in shown.cards][:2] == ["C18", "C14"]
    assert (shown.name, shown.key) == ("", NO_PLACE)


def test_a_briefing_tells_only_relations_between_the_claims_on_show(bundled: Dossier):
    (alone,) = page_of_claims(bundled, ["C14"]).cards
    first, _ = page_of_claims(bundled, ["C14", "C18"]).cards

    assert alone.relations == ()
    assert [relation.claim_id for relation in first.relations] == ["C18"]


def test_a_picture_shows_its_caption_once_and_the_file_one_points_to(bundled: Dossier):
    shown = page_of_claims(bundled, ["I02"], {"I02": "/home/ann/ruins.jpg"})

    assert shown.groups == ()
    (picture,) = shown.media
    assert picture.caption == bundled.index.media["I02"].caption_exact
    assert picture.file == "/home/ann/ruins.jpg"
    assert page_of_claims(bundled, ["I02"]).media[0].file is None


def test_other_names_say_which_are_former(bundled: Dossier):
    names = page_of(bundled, FeatureKey("pokrovsk", "F-POK")).other_names

    assert "Покровськ" in names
    assert "Krasnoarmiisk (former)" in names


# Hard cases ----------------------------------------------------------------------------------


def test_a_feature_that_is_not_there_has_no_page(bundled: Dossier):
    with pytest.raises(KeyError):
        page_of(bundled, FeatureKey("corridor", "F-XXX"))


def test_a_claim_about_a_feature_that_is_missing_is_not_lost(tmp_path: Path):
    dossier = made(tmp_path, {"about": [{"feature": "gone"}]})

    assert [card.claim_id for card in page_of(dossier, NO_PLACE).cards] == ["C1"]
    assert claim_counts(dossier) == {NO_PLACE: 1}


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
def test_numbers_are_said_as_claimed(tmp_path: Path, quantity: dict[str, Any], words: str):
    (card,) = page(made(tmp_path, {"quantities": [quantity]})).cards

    assert card.numbers == (words,)


def test_a_doubtful_hop_and_an_unknown_agent_are_shown_as_such(tmp_path: Path):
    chain = [{"agent": "A9", "verb": "wrote", "medium": "Telegram", "uncertain": True}]

    (card,) = page(made(tmp_path, {"chain": chain, "attribution_ambiguous": True})).cards

    (hop,) = card.ribbon
    assert (hop.agent, hop.verb, hop.date, hop.uncertain) == ("A9", "wrote · Telegram", "", True)
    assert "attribution ambiguous" in card.badges


def test_grades_are_said_where_somebody_gave_them(tmp_path: Path):
    dossier = made(tmp_path, {"credibility": {"grade": 2, "by": "us"}})

    assert page(dossier).cards[0].grade == "information graded 2"


def test_a_bare_claim_still_makes_a_card_and_a_citation(tmp_path: Path):
    dossier = made(tmp_path, {})
    (card,) = page(dossier).cards

    assert (card.date, card.grade, card.ribbon) == ("date not given", "not graded", ())
    assert card.citation == "The road is cut. — Ann, driver; A report [C1]"
    assert citation(dossier, dossier.index.claims["C1"]) == card.citation


def test_a_long_claim_is_quoted_in_short_where_it_is_linked(tmp_path: Path):
    long = "word " * 40
    related = [{"type": "supports", "claim": "C2", "basis": "article", "note": "its last line"}]
    dossier = made(tmp_path, {"relations": related}, {"text_exact": long, "speech": "direct"})

    cards = {card.claim_id: card for card in page(dossier).cards}

    (link,) = cards["C1"].relations
    assert cards["C2"].words == f"“{long}”"
    assert link.excerpt.startswith("“word word")
    assert link.excerpt.endswith("word …”")
    assert len(link.excerpt) < 100
    assert (link.phrase, link.basis, link.note) == (
        "supports",
        "the article's words",
        "its last line",
    )


def test_properties_that_are_said_in_words_are_not_said_again(tmp_path: Path):
    properties = {
        "name": "Road",
        "kind": "route",
        "precision_m": 500,
        "stroke": "#f00",
        "schematic": True,
        "lanes": 2,
        "tags": {"a": [1, None]},
    }

    assert page(made(tmp_path, **properties)).properties == (
        ("lanes", "2"),
        ("tags", '{"a":[1,null]}'),
    )


def test_a_foreign_property_with_a_name_of_ours_is_not_lost(tmp_path: Path):
    foreign = {"names": "A; B", "width_m": 12, "valid": False, "class": 3, "precision_m": "low"}

    shown = dict(page(made(tmp_path, **foreign)).properties)

    assert shown == {
        name: msgspec.json.encode(v).decode().strip('"') for name, v in foreign.items()
    }
