import json
from pathlib import Path
from typing import Any

import pytest

from frontviewer.core.io.geojson.reader import read_layer_text
from frontviewer.core.io.open_dossier import open_dossier
from frontviewer.core.model.dossier import Dossier
from frontviewer.core.model.evidence import Agent, Evidence, Source
from frontviewer.core.model.evidence_index import build_index
from frontviewer.core.model.feature import FeatureKey
from frontviewer.core.pages.feature_facts import (
    feature_facts,
)

SQUARE = {
    "type": "Polygon",
    "coordinates": [[[37.0, 48.0], [37.1, 48.0], [37.1, 48.1], [37.0, 48.1], [37.0, 48.0]]],
}
LINE = {"type": "LineString", "coordinates": [[37.0, 48.0], [37.1, 48.0]]}


def told(geometry: dict[str, Any] | None, **properties: Any) -> dict[str, str]:
    feature = {"type": "Feature", "id": "a", "properties": properties, "geometry": geometry}
    layer = read_layer_text(json.dumps(feature).encode(), path=Path("x"), name="x")
    evidence = Evidence(
        agents=(Agent(id="A-KI", name="Kyiv Independent"),),
        sources=(Source(id="S0", title="The article"),),
    )
    dossier = Dossier(layers=(layer,), evidence=evidence, index=build_index(evidence))
    return dict(feature_facts(dossier, dossier.feature(FeatureKey("x", "a"))))


def test_the_corridor_is_measured_and_its_reported_width_kept_apart(repository: Path):
    dossier = open_dossier([repository / "layers"])
    facts = dict(feature_facts(dossier, dossier.feature(FeatureKey("corridor", "F-COR"))))

    assert facts["Width"] == "about 3 km, as reported by Kyiv Independent"
    assert facts["Width as drawn"] == "3.0 km"
    assert facts["Kind"] == "Corridor, reported"
    assert facts["Shape"] == "schematic, drawn from the words of a text"
    assert facts["Precision"] == "within 5 km"
    assert facts["As of"] == "about October 2025"
    assert facts["Source"].endswith("(S0)")


def test_an_area_is_measured_on_the_earth():
    assert told(SQUARE) == {
        "Shape": "nobody says how it is known",
        "Precision": "not given",
        "Area": "82.9 km² as drawn",
    }


def test_a_line_has_a_length_and_a_point_neither():
    assert told(LINE)["Length"] == "7.5 km as drawn"
    assert told({"type": "Point", "coordinates": [37, 48]}).keys() == {"Shape", "Precision"}


def test_of_mixed_shapes_areas_and_lines_are_measured_each():
    mixed = {"type": "GeometryCollection", "geometries": [SQUARE, LINE]}

    facts = told(mixed)

    assert (facts["Area"], facts["Length"]) == ("82.9 km² as drawn", "7.5 km as drawn")


def test_what_nobody_can_draw_says_so():
    facts = told(None, kind="not_located", valid="2024-22")

    assert facts == {
        "Kind": "Named, not located",
        "Shape": "none: nobody says where it is",
        "As of": "summer 2024",
    }


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (
            {"value": 3000, "approx": True, "as_reported_by": "A-KI"},
            "about 3 km, as reported by Ky",
        ),
        ({"value": 800, "as_reported_by": "A-9"}, "800 m, as reported by A-9"),
        ({"value": 2500}, "2.5 km"),
    ],
)
def test_a_reported_width_is_no_more_exact_than_reported(given: dict[str, Any], words: str):
    assert told(LINE, width_m=given)["Width"].startswith(words)


@pytest.mark.parametrize(
    "value", [3, "wide", None, [], {"value": "3"}, {"by": 1}, {"value": True}, {"value": 10**400}]
)
def test_a_width_that_is_none_is_left_out(value: Any):
    assert "Width" not in told(LINE, width_m=value)


def test_a_source_or_basis_we_do_not_know_is_shown_as_it_stands():
    facts = told(LINE, geom_source="Wikimapia", geom_basis="hearsay", valid="last week")

    assert (facts["Source"], facts["Shape"], facts["As of"]) == (
        "Wikimapia", "hearsay", "last week",
    )  # fmt: skip
