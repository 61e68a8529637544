import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from frontviewer.core.io.open_dossier import open_dossier
from frontviewer.core.model.dossier import Dossier
from frontviewer.core.model.feature import FeatureKey
from frontviewer.core.pages import page_text
from frontviewer.core.pages.page import Page
from frontviewer.core.pages.page_builder import (
    NO_LOCATION,
    build_claims_page,
    build_page,
    count_claims,
    find_features,
)
from frontviewer.core.problems import CallError

Make = Callable[..., Dossier]

COR = FeatureKey("corridor", "F-COR")


def page(dossier: Dossier) -> Page:
    return build_page(dossier, FeatureKey("x", "a"))


# The bundled dossier -------------------------------------------------------------------------


def test_three_claims_are_about_the_corridor_in_their_exact_words(bundled: Dossier, seed: Path):
    corridor = {card.claim_id: card for card in build_page(bundled, COR).cards}
    exact = {
        entry["id"]: entry["exact"]
        for entry in json.loads((seed / "inventory.json").read_text("utf-8"))["claims"]
    }

    assert list(corridor) == ["Q04", "C10", "C18"]
    assert corridor["Q04"].words == f"“{exact['Q04']}”"
    assert corridor["C10"].words == exact["C10"]
    assert corridor["C18"].words == exact["C18"]


def test_direct_quotations_come_first_then_reported_own_and_captions(bundled: Dossier):
    titles = [group.title for group in build_page(bundled, FeatureKey("pokrovsk", "F-POK")).groups]

    assert titles == [
        "Direct quotations",
        "Reported speech",
        "The article's own statements",
        "Captions",
    ]


def test_only_direct_speech_and_posts_stand_in_quotation_marks(bundled: Dossier):
    keys = [feature.key for layer in bundled.layers for feature in layer.features()]
    pages = [build_page(bundled, key) for key in (*keys, NO_LOCATION)]
    cards = {card.claim_id: card for page in pages for card in page.cards}

    assert cards.keys() == bundled.index.claims.keys()
    for claim_id, card in cards.items():
        claim = bundled.index.claims[claim_id]
        spoken = claim.speech in ("direct", "social_post")
        assert card.words == (f"“{claim.text_exact}”" if spoken else claim.text_exact)


def test_claims_about_no_place_can_be_read(bundled: Dossier):
    unplaced = build_page(bundled, NO_LOCATION)

    assert "Q05" in [card.claim_id for card in unplaced.cards]
    assert count_claims(bundled)[NO_LOCATION] == len(unplaced.cards)
    assert count_claims(bundled)[COR] == 3


def test_a_briefing_shows_its_claims_in_its_own_order(bundled: Dossier):
    shown = build_claims_page(bundled, ["C18", "C14", "gone", "T02"])

    assert [card.claim_id for card in shown.cards][:2] == ["C18", "C14"]
    assert (shown.name, shown.key) == ("", NO_LOCATION)


def test_a_briefing_tells_only_relations_between_the_claims_on_show(bundled: Dossier):
    (alone,) = build_claims_page(bundled, ["C14"]).cards
    first, _ = build_claims_page(bundled, ["C14", "C18"]).cards

    assert alone.relations == ()
    assert [relation.claim_id for relation in first.relations] == ["C18"]


def test_a_picture_shows_its_caption_once_and_the_file_one_points_to(bundled: Dossier):
    shown = build_claims_page(bundled, ["I02"], {"I02": "/home/ann/ruins.jpg"})

    assert shown.groups == ()
    (picture,) = shown.media
    assert picture.caption == bundled.index.media["I02"].caption_exact
    assert picture.file == "/home/ann/ruins.jpg"
    assert build_claims_page(bundled, ["I02"]).media[0].file is None


def test_other_names_say_which_are_former(bundled: Dossier):
    names = build_page(bundled, FeatureKey("pokrovsk", "F-POK")).other_names

    assert "Покровськ" in names
    assert "Krasnoarmiisk (former)" in names


# Hard cases ----------------------------------------------------------------------------------


def test_a_feature_that_is_not_there_has_no_page(bundled: Dossier):
    with pytest.raises(KeyError):
        build_page(bundled, FeatureKey("corridor", "F-XXX"))


def test_a_claim_about_a_feature_that_is_missing_is_not_lost(make: Make):
    dossier = make({"about": [{"feature": "gone"}]})

    assert [card.claim_id for card in build_page(dossier, NO_LOCATION).cards] == ["C1"]
    assert count_claims(dossier) == {NO_LOCATION: 1}


def test_properties_that_are_said_in_words_are_not_said_again(make: Make):
    properties = {
        "name": "Road",
        "kind": "route",
        "precision_m": 500,
        "stroke": "#f00",
        "schematic": True,
        "lanes": 2,
        "tags": {"a": [1, None]},
    }

    assert page(make(**properties)).properties == (
        ("lanes", "2"),
        ("tags", '{"a":[1,null]}'),
    )


def test_a_foreign_property_with_a_name_of_ours_is_not_lost(make: Make):
    foreign = {"names": "A; B", "width_m": 12, "valid": False, "class": 3, "precision_m": "low"}

    shown = dict(page(make(**foreign)).properties)

    assert shown == {
        name: msgspec.json.encode(v).decode().strip('"') for name, v in foreign.items()
    }


def test_what_is_very_long_is_cut_unless_it_is_asked_for(make: Make):
    many = {f"p{number}": number for number in range(300)}
    dossier = make(note="far " * 1_000_000, kind="x" * 1_000_000, wkt="y" * 1_000_000, **many)

    cut, whole = page(dossier), build_page(dossier, FeatureKey("x", "a"), whole=True)

    assert len(cut.note) <= len(dict(cut.facts)["Kind"]) == len(dict(cut.properties)["wkt"]) == 2000
    assert len(cut.properties) == 101
    assert cut.properties[-1] == ("…", "and 201 more")
    assert (len(whole.properties), len(whole.note)) == (301, 4_000_000)


def test_a_feature_is_found_by_its_id_and_the_claims_about_no_place_by_theirs(make: Make):
    dossier = make()

    assert find_features(dossier, "a") == (FeatureKey("x", "a"),)
    assert find_features(dossier, "-") == (NO_LOCATION,)
    with pytest.raises(CallError, match=f"no feature b; `frontviewer show {dossier.opened[0]}`"):
        find_features(dossier, "b")


def test_a_picture_that_is_not_there_says_why(tmp_path: Path):
    (tmp_path / "there.png").touch()
    ways = [
        {"path": "there.png", "availability": "bundled"},
        {"path": "gone.png", "availability": "bundled"},
        {"path": "x" * 5000, "availability": "bundled"},
        {"availability": "link_only"},
        {},
    ]
    media = [{"id": f"I{n}", "kind": "image", **way} for n, way in enumerate(ways)]
    layer = {"type": "FeatureCollection", "features": [], "frontviewer": {"media": media}}
    (tmp_path / "x.geojson").write_text(json.dumps(layer))

    shown = build_page(open_dossier([tmp_path / "x.geojson"]), NO_LOCATION).media

    assert shown[0].file == str(tmp_path / "there.png")
    assert [picture.file for picture in shown[1:]] == [None] * 4
    missing = "the file is missing"
    assert [p.state for p in shown] == ["", missing, missing, "link only", "not bundled"]


SAID = (
    *("name", "title", "names", "kind", "class", "geom_basis", "geom_source", "valid", "note"),
    *("schematic", "precision_m", "width_m", "drawn_by", "drawn_at", "stroke", "lanes"),
)
ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.just(10**400) | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.text() | st.sampled_from(["text", "value", "former"]), inner, max_size=3
        )
    ),
    max_leaves=6,
)


@settings(max_examples=100, suppress_health_check=list(HealthCheck), deadline=None)
@given(st.dictionaries(st.sampled_from(SAID) | st.text(), ANY))
def test_whatever_a_foreign_file_says_can_be_read(make: Make, properties: dict[str, Any]):
    dossier = make(**properties)

    for whole in (False, True):
        pages = [
            build_page(dossier, key, whole=whole) for key in (FeatureKey("x", "a"), NO_LOCATION)
        ]
        assert json.loads(page_text.pages_json(dossier, pages))[0]["feature"] == "a"
        assert all(map(page_text.page_text, pages))
    assert page_text.list_text(dossier)
