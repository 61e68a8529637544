import json
from pathlib import Path

import pytest

from frontviewer.core.io.open_dossier import open_dossier
from frontviewer.core.model.dossier import Dossier
from frontviewer.core.model.feature import FeatureKey
from frontviewer.core.pages import page_text
from frontviewer.core.pages.page import Page
from frontviewer.core.pages.page_builder import NO_LOCATION, build_page
from frontviewer.core.problems import Problem


@pytest.fixture(scope="module")
def corridor(bundled: Dossier) -> Page:
    return build_page(bundled, FeatureKey("corridor", "F-COR"))


def test_text_has_the_order_of_the_panel(corridor: Page):
    text = page_text.page_to_text(corridor)

    order = [
        "Supply corridor (коридор постачання)\nF-COR\n",
        "Drawn width:    3.0 km",
        "DIRECT QUOTATIONS",
        "  Q04  “If that were really the case",
        "— Peter Wijninga, Dutch military expert",
        "Peter Wijninga (said, c. October 2025) → Het Parool (quoted · newspaper,",
        "REPORTED SPEECH",
        "  C10  According to the news portal",
        "  C18  there is still noise Kyiv Independent from the west",
        "Probably meant: according to the Kyiv Independent",
        "Note: Garbled in the source",
        "# ~3 km · corridor width (Ukrainian)",
        "→ Contradicts C14 Valery Gerasimov:",
    ]
    offset = 0
    for part in order:
        offset = text.index(part, offset)


def test_lines_fit_a_terminal(bundled: Dossier):
    keys = [feature.key for layer in bundled.layers for feature in layer.features()]
    pages = [build_page(bundled, key) for key in (*keys, NO_LOCATION)]

    lines = [line for page in pages for line in page_text.page_to_text(page).splitlines()[1:]]

    assert max(map(len, lines)) <= 96


def test_missing_media_file_is_stated(bundled: Dossier):
    text = page_text.page_to_text(build_page(bundled, FeatureKey("pokrovsk", "F-POK")))

    assert "IMAGES AND VIDEOS" in text
    assert "Image not included" in text


def test_json_has_the_shown_text_and_the_exact_text(bundled: Dossier, corridor: Page):
    page = json.loads(page_text.pages_to_json(bundled, [corridor]))

    (quoted,) = [claim for claim in page["claims"] if claim["id"] == "Q04"]
    assert quoted["words"] == f"“{quoted['text_exact']}”"
    assert quoted["speech"] == "direct"
    assert page["feature"] == "F-COR"
    assert page["facts"]["Width as drawn"] == "3.0 km"


def test_json_member_names_are_stable(bundled: Dossier):
    pages = [
        build_page(bundled, FeatureKey("pokrovsk", "F-POK"), full=True),
        build_page(bundled, FeatureKey("corridor", "F-COR"), full=True),
    ]

    city, corridor = json.loads(page_text.pages_to_json(bundled, pages))

    assert list(city) == [
        *("feature", "layer", "name", "other_names", "located", "facts", "note", "unsourced"),
        *("claims", "media", "properties"),
    ]
    assert list(corridor["facts"]) == [
        *("Kind", "Shape", "Source", "Precision", "As of", "Width", "Area", "Length"),
        *("Width as drawn", "Drawn by"),
    ]
    for claim in city["claims"]:
        assert list(claim) == [
            *("id", "text_exact", "speech", "modality", "words", "speaker", "role", "camp"),
            *("ribbon", "date", "badges", "reading", "remark", "numbers", "relations", "grade"),
            *("seal", "citation", "sensitive"),
        ]
        for hop in claim["ribbon"]:
            assert list(hop) == ["agent", "verb", "date", "uncertain"]
        for relation in claim["relations"]:
            assert list(relation) == ["phrase", "claim_id", "speaker", "excerpt", "basis", "note"]
    for medium in city["media"]:
        assert list(medium) == [
            *("media_id", "kind", "caption", "credit", "date", "availability", "file", "alt"),
            *("sensitive", "state"),
        ]


def test_notes_for_editors_and_missing_grades_are_only_in_json(bundled: Dossier):
    page = build_page(bundled, FeatureKey("pokrovsk", "F-POK"))
    text = page_text.page_to_text(page)
    claims = json.loads(page_text.pages_to_json(bundled, [page]))["claims"]
    (evacuation,) = [claim for claim in claims if claim["id"] == "C01"]

    assert "EDTF" not in text
    assert "not graded" not in text
    assert evacuation["remark"] == (
        "The date is recorded as summer 2024. "
        "“Late” cannot be expressed in EDTF level 1; keep the wording."
    )
    assert {claim["grade"] for claim in claims} == {"not graded"}


def test_verification_is_readable_text_and_a_stable_json_value(bundled: Dossier, seed: Path):
    dossier = open_dossier(bundled.opened, source_texts={"S0": seed / "article.txt"})
    page = build_page(dossier, FeatureKey("corridor", "F-COR"))

    claims = json.loads(page_text.pages_to_json(dossier, [page]))["claims"]

    assert {card.verification for card in page.cards} == {"Found in source"}
    assert {claim["seal"] for claim in claims} == {"found once"}


def test_json_of_several_pages_is_an_array(bundled: Dossier, corridor: Page):
    no_location = build_page(bundled, NO_LOCATION)

    pages = json.loads(page_text.pages_to_json(bundled, [corridor, no_location]))

    assert [page["feature"] for page in pages] == ["F-COR", "-"]


def test_list_has_all_features_and_claims_without_location(bundled: Dossier):
    lines = page_text.features_to_text(bundled).splitlines()
    rows = json.loads(page_text.features_to_json(bundled))

    assert len(lines) == len(rows) == sum(map(len, bundled.layers)) + 1
    assert lines[0].split() == ["F-COR", "Supply", "corridor", "corridor", "3"]
    assert rows[0] == {"id": "F-COR", "name": "Supply corridor", "layer": "corridor", "claims": 3}
    assert rows[-1]["id"] == "-"


def open_collection(path: Path, **members: object) -> Dossier:
    path.write_text(json.dumps({"type": "FeatureCollection", **members}), encoding="utf-8")
    return open_dossier([path])


def test_empty_layer_is_stated(tmp_path: Path):
    dossier = open_collection(tmp_path / "x.geojson", features=[])

    assert page_text.features_to_text(dossier) == "There are no features."
    assert json.loads(page_text.features_to_json(dossier)) == []


def test_control_characters_are_escaped_on_a_page_without_evidence(tmp_path: Path):
    properties = {"name": "\x1b]0;owned\x07 road", "lanes": 2, "remark": "a\nb"}
    feature = {"type": "Feature", "id": "r\x1b", "properties": properties, "geometry": None}
    dossier = open_collection(tmp_path / "x.geojson", features=[feature])

    text = page_text.page_to_text(build_page(dossier, FeatureKey("x", "r\x1b")))

    assert "No claims or captions for this feature." in text
    assert "ATTRIBUTES\n  lanes: 2\n  remark: a b" in text
    assert "\x1b" not in text + page_text.features_to_text(dossier)


def test_problems_are_a_json_array():
    problem = Problem(severity="error", file="a", line=2, message="No.", path="features[1]")

    (members,) = json.loads(page_text.problems_to_json([problem]))

    assert (members["line"], members["path"], members["column"]) == (2, "features[1]", None)
