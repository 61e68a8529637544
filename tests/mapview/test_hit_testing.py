import numpy as np
import pytest
from shapely import (
    GeometryCollection,
    LineString,
    MultiPolygon,
    Point,
    Polygon,
    box,
    contains_xy,
)

from frontviewer.core.geometry.web_mercator import to_map
from frontviewer.mapview.hit_testing import hit_test
from frontviewer.mapview.painters.render_layer import build_render_layer


def hits(layer, lon, lat, tolerance=100.0):
    """Return the ids of the features hit at a position in degrees."""
    x, y = to_map(np.array([[lon, lat]]))[0]
    return [key.id for key in hit_test(build_render_layer(layer), x, y, tolerance)]


def test_small_features_are_above_large_ones_in_any_file_order(make_layer):
    layer = make_layer(
        "a",
        spot=(Point(37, 48), {}),
        city=(box(36.9, 47.9, 37.1, 48.1), {}),
        road=(LineString([(36, 48), (38, 48)]), {}),
        oblast=(box(36, 47, 38, 49), {}),
    )

    assert hits(layer, 37, 48) == ["spot", "road", "city", "oblast"]


def test_hole_is_not_hit_even_near_its_edge(make_layer):
    ring = box(36.9, 47.9, 37.1, 48.1) - box(36.99, 47.99, 37.01, 48.01)

    assert hits(make_layer("a", ring=(ring, {})), 37.0099, 48, tolerance=100) == []


@pytest.mark.parametrize(("tolerance", "expected"), [(100.0, ["road"]), (50.0, [])])
def test_line_is_hit_within_the_tolerance(make_layer, tolerance, expected):
    layer = make_layer("a", road=(LineString([(37, 47), (37, 49)]), {}))

    assert hits(layer, 37 + 75 / 111_319.49, 48, tolerance) == expected


def test_point_with_precision_is_hit_anywhere_in_its_disc(make_layer):
    layer = make_layer("a", a=(Point(37, 48.28), {"precision_m": 2000}))
    degree_m = 111_319.49 * 0.667

    assert hits(layer, 37 + 1900 / degree_m, 48.28, tolerance=1.0) == ["a"]
    assert hits(layer, 37 + 2100 / degree_m, 48.28, tolerance=1.0) == []


def test_area_smaller_than_the_tolerance_is_hit_beside_it(make_layer):
    layer = make_layer("a", a=(box(37, 48, 37.0001, 48.0001), {}))

    assert hits(layer, 37.0005, 48, tolerance=100) == ["a"]


def test_overlapping_long_outlines_are_hit_as_by_point_in_polygon(make_layer):
    rng = np.random.default_rng(5)

    def wavy_ring(x, y, radius, count=700):
        angles = np.linspace(0, 2 * np.pi, count, endpoint=False)
        radii = radius * (1 + 0.2 * np.sin(9 * angles) + 0.05 * rng.normal(0, 1, count))
        return (x, y) + radii[:, None] * np.stack([np.cos(angles), np.sin(angles)], axis=1)

    def random_multipolygon():
        x, y, radius = 37 + rng.normal(0, 0.1), 48 + rng.normal(0, 0.1), rng.uniform(0.1, 0.4)
        outer = wavy_ring(x, y, radius)
        with_hole = Polygon(outer, [(x, y) + 0.4 * (outer - (x, y))])
        return MultiPolygon([with_hole, Polygon(wavy_ring(x + 3 * radius, y, radius))])

    shapes = {f"f{number}": random_multipolygon() for number in range(40)}
    mixed = GeometryCollection([shapes["f0"], Point(20, 10)])
    layer = make_layer(
        "a", mixed=(mixed, {}), **{id_: (shape, {}) for id_, shape in shapes.items()}
    )

    for lon, lat in rng.uniform((36.3, 47.3), (38.7, 48.7), (200, 2)):
        expected = {id_ for id_, shape in shapes.items() if contains_xy(shape, lon, lat)}
        expected |= {"mixed"} if contains_xy(shapes["f0"], lon, lat) else set()
        assert set(hits(layer, lon, lat, tolerance=1e-3)) == expected
    assert hits(layer, 20, 10, tolerance=1.0) == ["mixed"]


def test_feature_without_geometry_is_never_hit(make_layer):
    assert hits(make_layer("a", a=(None, {}), b=(Point(37, 48), {})), 37, 48) == ["b"]
