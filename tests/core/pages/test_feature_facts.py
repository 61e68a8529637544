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
from frontviewer.core.pages.feature_facts import feature_facts

SQUARE = {
    "type": "Polygon",
    "coordinates": [[[37.0, 48.0], [37.1, 48.0], [37.1, 48.1], [37.0, 48.1], [37.0, 48.0]]],
}
LINE = {"type": "LineString", "coordinates": [[37.0, 48.0], [37.1, 48.0]]}


def collect_facts(geometry: dict[str, Any] | None, **properties: Any) -> dict[str, str]:
    feature = {"type": "Feature", "id": "a", "properties": properties, "geometry": geometry}
    layer = read_layer_text(json.dumps(feature).encode(), path=Path("x"), name="x")
    evidence = Evidence(
        agents=(Agent(id="A-KI", name="Kyiv Independent"),),
        sources=(Source(id="S0", title="The article"),),
    )
    dossier = Dossier(layers=(layer,), evidence=evidence, index=build_index(evidence))
    return dict(feature_facts(dossier, dossier.feature(FeatureKey("x", "a"))))


def test_drawn_and_reported_width_of_the_corridor_are_separate(repository: Path):
    dossier = open_dossier([repository / "layers"])
    facts = dict(feature_facts(dossier, dossier.feature(FeatureKey("corridor", "F-COR"))))

    assert facts["Width"] == "~3 km (reported by Kyiv Independent)"
    assert facts["Drawn width"] == "3.0 km"
    assert facts["Kind"] == "Corridor (reported)"
    assert facts["Shape"] == "Schematic, from text description"
    assert facts["Precision"] == "Within 5 km"
    assert facts["As of"] == "c. October 2025"
    assert facts["Source"].endswith("[S0]")


def test_area_is_geodesic():
    assert collect_facts(SQUARE) == {
        "Shape": "Basis not stated",
        "Precision": "Not stated",
        "Area": "82.9 km² (drawn shape)",
    }


def test_line_has_a_length_and_point_has_no_measurements():
    assert collect_facts(LINE)["Length"] == "7.5 km (drawn shape)"
    assert collect_facts({"type": "Point", "coordinates": [37, 48]}).keys() == {
        "Shape",
        "Precision",
    }


def test_geometry_collection_has_area_and_length():
    mixed = {"type": "GeometryCollection", "geometries": [SQUARE, LINE]}

    facts = collect_facts(mixed)

    assert (facts["Area"], facts["Length"]) == ("82.9 km² (drawn shape)", "7.5 km (drawn shape)")


@pytest.mark.parametrize(
    ("kind", "feature_class", "expected"),
    [
        ("settlement", "background", "Settlement (reference)"),
        ("defence_line", "", "Defense line"),
        ("vertical", "", "Airspace (no location)"),
        ("vertical", "reported", "Airspace (no location, reported)"),
        ("bridge", "reported", "bridge (reported)"),
        ("", "claimed", "claimed"),
        ("", "rumored", "rumored"),
    ],
)
def test_kind_and_class_are_labeled(kind: str, feature_class: str, expected: str):
    assert collect_facts(None, kind=kind, **{"class": feature_class})["Kind"] == expected


def test_feature_without_geometry_has_unknown_location():
    facts = collect_facts(None, kind="not_located", valid="2024-22")

    assert facts == {
        "Kind": "Unmapped",
        "Shape": "Location unknown",
        "As of": "summer 2024",
    }


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (
            {"value": 3000, "approx": True, "as_reported_by": "A-KI"},
            "~3 km (reported by Ky",
        ),
        ({"value": 800, "as_reported_by": "A-9"}, "800 m (reported by A-9)"),
        ({"value": 2500}, "2.5 km"),
    ],
)
def test_reported_width_has_its_stated_precision(width: dict[str, Any], expected: str):
    assert collect_facts(LINE, width_m=width)["Width"].startswith(expected)


@pytest.mark.parametrize(
    "value", [3, "wide", None, [], {"value": "3"}, {"by": 1}, {"value": True}, {"value": 10**400}]
)
def test_invalid_width_is_omitted(value: Any):
    assert "Width" not in collect_facts(LINE, width_m=value)


def test_unknown_source_basis_and_date_are_shown_unchanged():
    facts = collect_facts(LINE, geom_source="Wikimapia", geom_basis="hearsay", valid="last week")

    assert (facts["Source"], facts["Shape"], facts["As of"]) == (
        "Wikimapia", "hearsay", "last week",
    )  # fmt: skip
