"""Ragged arrays hold exactly the geometry of the file."""

import json
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import GeometryCollection, MultiPoint, Point, Polygon, box

from frontviewer.core.geometry.arrays import (
    GeometryArrays,
    PartKind,
    close_rings,
    geometry_from_shapely,
    take_features,
    to_shapely,
)
from frontviewer.core.io.geojson.reader import read_layer_text

longitudes = st.floats(-180, 180) | st.integers(-180, 180)
latitudes = st.floats(-90, 90) | st.integers(-90, 90)
positions = st.builds(
    lambda x, y, extra: [x, y, *extra],
    longitudes,
    latitudes,
    st.lists(st.floats(allow_nan=False, allow_infinity=False), max_size=2),
)
lines = st.lists(positions, min_size=2, max_size=6)
rings = st.lists(positions, min_size=3, max_size=6).map(lambda ring: [*ring, ring[0]])
areas = st.lists(rings, min_size=1, max_size=3)
plain = st.one_of(
    st.builds(lambda kind, inner: {"type": kind, "coordinates": inner}, st.just(kind), inner)
    for kind, inner in {
        "Point": positions,
        "LineString": lines,
        "Polygon": areas,
        "MultiPoint": st.lists(positions, max_size=3),
        "MultiLineString": st.lists(lines, max_size=3),
        "MultiPolygon": st.lists(areas, max_size=3),
    }.items()
)
geometries = st.recursive(
    plain,
    lambda inner: st.lists(inner, max_size=3).map(
        lambda members: {"type": "GeometryCollection", "geometries": members}
    ),
    max_leaves=5,
)


def expected_rings(geometry: dict[str, Any]) -> list[list[list[float]]]:
    """Return the rings of a GeoJSON geometry."""
    inner = geometry.get("coordinates", [])
    match geometry["type"]:
        case "GeometryCollection":
            return [ring for member in geometry["geometries"] for ring in expected_rings(member)]
        case "Point":
            return [[inner]]
        case "MultiPoint":
            return [[position] for position in inner]
        case "LineString":
            return [inner]
        case "MultiPolygon":
            return [ring for part in inner for ring in part]
        case _:
            return list(inner)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.none() | geometries, min_size=1, max_size=4))
def test_coordinates_and_bounds_are_exact(shapes: list[dict[str, Any] | None]):
    features = [{"type": "Feature", "properties": {}, "geometry": shape} for shape in shapes]
    document = {"type": "FeatureCollection", "features": features}
    layer = read_layer_text(json.dumps(document).encode())

    expected = [expected_rings(shape) if shape else [] for shape in shapes]
    geometry = layer.geometry
    for index, rings in enumerate(expected):
        first, last = geometry.part_offsets[geometry.feature_offsets[index : index + 2]]
        actual = [
            geometry.coords[slice(*geometry.ring_offsets[r : r + 2])] for r in range(first, last)
        ]
        assert [ring.tolist() for ring in actual] == [[p[:2] for p in ring] for ring in rings]
        flat = [p for ring in rings for p in ring]
        if flat:
            xs, ys = [p[0] for p in flat], [p[1] for p in flat]
            assert geometry.bounds[index].tolist() == [min(xs), min(ys), max(xs), max(ys)]
    assert not [problem for problem in layer.problems if problem.severity == "error"]


SHAPES = [
    Point(37, 48),
    None,
    box(36, 48, 37, 49),
    Polygon(box(0, 0, 9, 9).exterior, [box(1, 1, 2, 2).exterior]),
    shapely.LineString([(0, 0), (1, 1)]),
    MultiPoint([(1, 2), (3, 4)]),
    shapely.MultiLineString([[(0, 0), (1, 1)], [(2, 2), (3, 3)]]),
    shapely.MultiPolygon([box(0, 0, 1, 1), box(2, 2, 3, 3)]),
    GeometryCollection([Point(1, 1), shapely.LineString([(0, 0), (1, 1)])]),
]


def equal(a: GeometryArrays, b: GeometryArrays) -> bool:
    return all(
        np.array_equal(getattr(a, field), getattr(b, field), equal_nan=True)
        for field in GeometryArrays.__slots__
    )


def test_shapely_round_trip():
    geometry = geometry_from_shapely(SHAPES)

    assert [to_shapely(geometry, index) for index in range(len(SHAPES))] == SHAPES
    assert np.array_equal(geometry.bounds, shapely.bounds(np.array(SHAPES)), equal_nan=True)


def test_nested_collections_are_flattened():
    nested = GeometryCollection([GeometryCollection([Point(1, 1), Point()]), box(0, 0, 1, 1)])

    assert geometry_from_shapely([nested]).part_kinds.tolist() == [PartKind.POINT, PartKind.AREA]


@pytest.mark.parametrize("shapes", [[], [None], [Polygon()]])
def test_empty_input_gives_empty_arrays(shapes: list[Any]):
    geometry = geometry_from_shapely(shapes)

    assert geometry.coords.shape == (0, 2)
    assert geometry.bounds.shape == (len(shapes), 4)


@given(st.lists(st.booleans(), min_size=len(SHAPES), max_size=len(SHAPES)))
def test_take_features_by_mask(mask: list[bool]):
    expected = [shape for shape, take in zip(SHAPES, mask, strict=True) if take]

    assert equal(
        take_features(geometry_from_shapely(SHAPES), np.array(mask)),
        geometry_from_shapely(expected),
    )


def test_close_rings_closes_the_rings_of_the_mask():
    lines = geometry_from_shapely([shapely.LineString([(0, 0), (1, 0), (1, 1)])] * 3)

    closed = close_rings(lines, np.array([True, False, True]))

    assert closed.ring_offsets.tolist() == [0, 4, 7, 11]
    assert closed.coords[[3, 10]].tolist() == [[0, 0], [0, 0]]
