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
from frontviewer.core.problems import UsageError

Make = Callable[..., Dossier]

COR = FeatureKey("corridor", "F-COR")


def page(dossier: Dossier) -> Page:
    return build_page(dossier, FeatureKey("x", "a"))


# The bundled dossier -------------------------------------------------------------------------


def test_corridor_has_three_claims_in_their_exact_words(bundled: Dossier, seed: Path):
    corridor = {card.claim_id: card for card in build_page(bundled, COR).cards}
    exact = {
        entry["id"]: entry["exact"]
        for entry in json.loads((seed / "inventory.json").read_text("utf-8"))["claims"]
    }

    assert list(corridor) == ["Q04", "C10", "C18"]
    assert corridor["Q04"].text == f"“{exact['Q04']}”"
    assert corridor["C10"].text == exact["C10"]
    assert corridor["C18"].text == exact["C18"]


def test_groups_are_ordered_by_kind_of_speech(bundled: Dossier):
    titles = [group.title for group in build_page(bundled, FeatureKey("pokrovsk", "F-POK")).groups]

    assert titles == [
        "Direct quotations",
        "Reported speech",
        "The article's own statements",
        "Captions",
    ]


def test_only_direct_speech_and_posts_have_quotation_marks(bundled: Dossier):
    keys = [feature.key for layer in bundled.layers for feature in layer.features()]
    pages = [build_page(bundled, key) for key in (*keys, NO_LOCATION)]
    cards = {card.claim_id: card for page in pages for card in page.cards}

    assert cards.keys() == bundled.index.claims.keys()
    for claim_id, card in cards.items():
        claim = bundled.index.claims[claim_id]
        is_quoted = claim.speech in ("direct", "social_post")
        assert card.text == (f"“{claim.text_exact}”" if is_quoted else claim.text_exact)


def test_claims_without_a_location_have_a_page(bundled: Dossier):
    no_location = build_page(bundled, NO_LOCATION)

    assert "Q05" in [card.claim_id for card in no_location.cards]
    assert count_claims(bundled)[NO_LOCATION] == len(no_location.cards)
    assert count_claims(bundled)[COR] == 3


def test_briefing_shows_claims_in_the_given_order(bundled: Dossier):
    shown = build_claims_page(bundled, ["C18", "C14", "gone", "T02"])

    assert [card.claim_id for card in shown.cards][:2] == ["C18", "C14"]
    assert (shown.name, shown.key) == ("", NO_LOCATION)


def test_briefing_labels_paraphrases(bundled: Dossier):
    reported, own, quoted = build_claims_page(bundled, ["C14", "C25", "Q05"]).cards

    assert reported.text == f"Paraphrase: {bundled.index.claims['C14'].text_exact}"
    assert own.text == bundled.index.claims["C25"].text_exact
    assert quoted.text == f"“{bundled.index.claims['Q05'].text_exact}”"


def test_briefing_shows_only_relations_between_selected_claims(bundled: Dossier):
    (single,) = build_claims_page(bundled, ["C14"]).cards
    first, _ = build_claims_page(bundled, ["C14", "C18"]).cards

    assert single.relations == ()
    assert [relation.claim_id for relation in first.relations] == ["C18"]


def test_medium_has_one_caption_and_the_chosen_file(bundled: Dossier):
    shown = build_claims_page(bundled, ["I02"], {"I02": "/home/ann/ruins.jpg"})

    assert shown.groups == ()
    (medium,) = shown.media
    assert medium.caption == bundled.index.media["I02"].caption_exact
    assert medium.file == "/home/ann/ruins.jpg"
    assert build_claims_page(bundled, ["I02"]).media[0].file is None


def test_former_names_are_marked(bundled: Dossier):
    names = build_page(bundled, FeatureKey("pokrovsk", "F-POK")).other_names

    assert "Покровськ" in names
    assert "Krasnoarmiisk (former)" in names


# Hard cases ----------------------------------------------------------------------------------


def test_missing_feature_raises_key_error(bundled: Dossier):
    with pytest.raises(KeyError):
        build_page(bundled, FeatureKey("corridor", "F-XXX"))


def test_claim_about_a_missing_feature_has_no_location(make_dossier: Make):
    dossier = make_dossier({"about": [{"feature": "gone"}]})

    assert [card.claim_id for card in build_page(dossier, NO_LOCATION).cards] == ["C1"]
    assert count_claims(dossier) == {NO_LOCATION: 1}


def test_properties_shown_elsewhere_are_not_listed(make_dossier: Make):
    properties = {
        "name": "Road",
        "kind": "route",
        "precision_m": 500,
        "stroke": "#f00",
        "schematic": True,
        "lanes": 2,
        "tags": {"a": [1, None]},
    }

    assert page(make_dossier(**properties)).properties == (
        ("lanes", "2"),
        ("tags", '{"a":[1,null]}'),
    )


def test_known_property_with_an_unexpected_type_is_listed(make_dossier: Make):
    foreign = {"names": "A; B", "width_m": 12, "valid": False, "class": 3, "precision_m": "low"}

    shown = dict(page(make_dossier(**foreign)).properties)

    assert shown == {
        name: msgspec.json.encode(v).decode().strip('"') for name, v in foreign.items()
    }


def test_long_content_is_abridged_unless_full(make_dossier: Make):
    extra = {f"p{number}": number for number in range(300)}
    dossier = make_dossier(
        note="far " * 1_000_000, kind="x" * 1_000_000, wkt="y" * 1_000_000, **extra
    )

    abridged, full = page(dossier), build_page(dossier, FeatureKey("x", "a"), full=True)

    assert (
        len(abridged.note)
        <= len(dict(abridged.facts)["Kind"])
        == len(dict(abridged.properties)["wkt"])
        == 2000
    )
    assert len(abridged.properties) == 101
    assert abridged.properties[-1] == ("…", "and 201 more")
    assert (len(full.properties), len(full.note)) == (301, 4_000_000)


def test_features_and_claims_without_location_are_found_by_id(make_dossier: Make):
    dossier = make_dossier()

    assert find_features(dossier, "a") == (FeatureKey("x", "a"),)
    assert find_features(dossier, "-") == (NO_LOCATION,)
    with pytest.raises(UsageError, match=f"no feature b; `frontviewer show {dossier.opened[0]}`"):
        find_features(dossier, "b")


def test_missing_media_file_has_a_placeholder(tmp_path: Path):
    (tmp_path / "there.png").touch()
    variants = [
        {"path": "there.png", "availability": "bundled"},
        {"path": "gone.png", "availability": "bundled"},
        {"path": "x" * 5000, "availability": "bundled"},
        {"availability": "link_only"},
        {},
    ]
    media = [{"id": f"I{n}", "kind": "image", **variant} for n, variant in enumerate(variants)]
    layer = {"type": "FeatureCollection", "features": [], "frontviewer": {"media": media}}
    (tmp_path / "x.geojson").write_text(json.dumps(layer))

    shown = build_page(open_dossier([tmp_path / "x.geojson"]), NO_LOCATION).media

    assert shown[0].file == str(tmp_path / "there.png")
    assert [medium.file for medium in shown[1:]] == [None] * 4
    missing = "File missing"
    assert [medium.placeholder for medium in shown] == [
        "",
        missing,
        missing,
        "Link only",
        "Image not included",
    ]


OWN_PROPERTIES = (
    *("name", "title", "names", "kind", "class", "geom_basis", "geom_source", "valid", "note"),
    *("schematic", "precision_m", "width_m", "drawn_by", "drawn_at", "stroke", "lanes"),
)
VALUES = st.recursive(
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
@given(st.dictionaries(st.sampled_from(OWN_PROPERTIES) | st.text(), VALUES))
def test_any_properties_can_be_shown(make_dossier: Make, properties: dict[str, Any]):
    dossier = make_dossier(**properties)

    for full in (False, True):
        pages = [build_page(dossier, key, full=full) for key in (FeatureKey("x", "a"), NO_LOCATION)]
        assert json.loads(page_text.pages_to_json(dossier, pages))[0]["feature"] == "a"
        assert all(map(page_text.page_to_text, pages))
    assert page_text.features_to_text(dossier)
