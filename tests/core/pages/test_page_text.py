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


def test_a_page_reads_in_the_order_of_the_panel(corridor: Page):
    text = page_text.page_text(corridor)

    order = [
        "Supply corridor (коридор постачання)\nF-COR\n",
        "Width as drawn: 3.0 km",
        "DIRECT QUOTATIONS",
        "  Q04  “If that were really the case",
        "— Peter Wijninga, Dutch military expert",
        "Peter Wijninga (said, about October 2025) → Het Parool (quoted · newspaper,",
        "REPORTED SPEECH",
        "  C10  According to the news portal",
        "  C18  there is still noise Kyiv Independent from the west",
        "Probably meant: according to the Kyiv Independent",
        "note: Damaged as printed",
        "# about 3 km: width of the corridor, UA",
        "→ contradicts C14 Valery Gerasimov:",
        "not graded",
    ]
    at = 0
    for words in order:
        at = text.index(words, at)


def test_no_line_is_wider_than_a_terminal(bundled: Dossier):
    keys = [feature.key for layer in bundled.layers for feature in layer.features()]
    pages = [build_page(bundled, key) for key in (*keys, NO_LOCATION)]

    lines = [line for page in pages for line in page_text.page_text(page).splitlines()[1:]]

    assert max(map(len, lines)) <= 96


def test_pictures_say_whether_the_file_is_there(bundled: Dossier):
    text = page_text.page_text(build_page(bundled, FeatureKey("pokrovsk", "F-POK")))

    assert "IMAGES AND VIDEOS" in text
    assert "not bundled" in text


def test_json_has_the_words_shown_and_the_words_as_printed(bundled: Dossier, corridor: Page):
    page = json.loads(page_text.pages_json(bundled, [corridor]))

    (spoken,) = [claim for claim in page["claims"] if claim["id"] == "Q04"]
    assert spoken["words"] == f"“{spoken['text_exact']}”"
    assert spoken["speech"] == "direct"
    assert page["feature"] == "F-COR"
    assert page["facts"]["Width as drawn"] == "3.0 km"


def test_json_of_several_pages_is_one_document(bundled: Dossier, corridor: Page):
    unplaced = build_page(bundled, NO_LOCATION)

    pages = json.loads(page_text.pages_json(bundled, [corridor, unplaced]))

    assert [page["feature"] for page in pages] == ["F-COR", "-"]


def test_the_list_has_every_feature_and_the_claims_about_no_place(bundled: Dossier):
    lines = page_text.list_text(bundled).splitlines()
    rows = json.loads(page_text.list_json(bundled))

    assert len(lines) == len(rows) == sum(map(len, bundled.layers)) + 1
    assert lines[0].split() == ["F-COR", "Supply", "corridor", "corridor", "3"]
    assert rows[0] == {"id": "F-COR", "name": "Supply corridor", "layer": "corridor", "claims": 3}
    assert rows[-1]["id"] == "-"


def opened(path: Path, **members: object) -> Dossier:
    path.write_text(json.dumps({"type": "FeatureCollection", **members}), encoding="utf-8")
    return open_dossier([path])


def test_a_layer_without_features_says_so(tmp_path: Path):
    dossier = opened(tmp_path / "x.geojson", features=[])

    assert page_text.list_text(dossier) == "There are no features."
    assert json.loads(page_text.list_json(dossier)) == []


def test_a_feature_nobody_speaks_of_says_so_and_cannot_steer_the_terminal(tmp_path: Path):
    properties = {"name": "\x1b]0;owned\x07 road", "lanes": 2, "remark": "a\nb"}
    feature = {"type": "Feature", "id": "r\x1b", "properties": properties, "geometry": None}
    dossier = opened(tmp_path / "x.geojson", features=[feature])

    text = page_text.page_text(build_page(dossier, FeatureKey("x", "r\x1b")))

    assert "No claim and no caption is about this." in text
    assert "IN THE FILE\n  lanes: 2\n  remark: a b" in text
    assert "\x1b" not in text + page_text.list_text(dossier)


def test_problems_as_json():
    problem = Problem(severity="error", file="a", line=2, message="No.", path="features[1]")

    (told,) = json.loads(page_text.problems_json([problem]))

    assert (told["line"], told["path"], told["column"]) == (2, "features[1]", None)
