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
from frontviewer.mapview.hit_testing import features_at
from frontviewer.mapview.painters.render_layer import build_render_layer


def found(layer, lon, lat, reach=100.0):
    x, y = to_map(np.array([[lon, lat]]))[0]
    return [key.id for key in features_at(build_render_layer(layer), x, y, reach)]


def test_small_things_lie_above_large_ones_whatever_their_order_in_the_file(make_layer):
    layer = make_layer(
        "a",
        spot=(Point(37, 48), {}),
        city=(box(36.9, 47.9, 37.1, 48.1), {}),
        road=(LineString([(36, 48), (38, 48)]), {}),
        oblast=(box(36, 47, 38, 49), {}),
    )

    assert found(layer, 37, 48) == ["spot", "road", "city", "oblast"]


def test_a_hole_is_no_hit_even_near_its_edge(make_layer):
    ring = box(36.9, 47.9, 37.1, 48.1) - box(36.99, 47.99, 37.01, 48.01)

    assert found(make_layer("a", ring=(ring, {})), 37.0099, 48, reach=100) == []


@pytest.mark.parametrize(("reach", "hit"), [(100.0, ["road"]), (50.0, [])])
def test_a_line_is_hit_a_little_beside(make_layer, reach, hit):
    layer = make_layer("a", road=(LineString([(37, 47), (37, 49)]), {}))

    assert found(layer, 37 + 75 / 111_319.49, 48, reach) == hit


def test_a_place_known_to_some_metres_is_hit_anywhere_in_its_disc(make_layer):
    layer = make_layer("a", a=(Point(37, 48.28), {"precision_m": 2000}))
    degree_m = 111_319.49 * 0.667

    assert found(layer, 37 + 1900 / degree_m, 48.28, reach=1.0) == ["a"]
    assert found(layer, 37 + 2100 / degree_m, 48.28, reach=1.0) == []


def test_an_area_too_small_to_aim_at_is_hit_beside(make_layer):
    layer = make_layer("a", a=(box(37, 48, 37.0001, 48.0001), {}))

    assert found(layer, 37.0005, 48, reach=100) == ["a"]


def test_of_long_outlines_on_top_of_each_other_those_are_hit_that_hold_the_place(make_layer):
    rng = np.random.default_rng(5)

    def skip_fill_aa(x, y, radius, count=700):
        angles = np.linspace(0, 2 * np.pi, count, endpoint=False)
        reach = radius * (1 + 0.2 * np.sin(9 * angles) + 0.05 * rng.normal(0, 1, count))
        return (x, y) + reach[:, None] * np.stack([np.cos(angles), np.sin(angles)], axis=1)

    def field():
        x, y, radius = 37 + rng.normal(0, 0.1), 48 + rng.normal(0, 0.1), rng.uniform(0.1, 0.4)
        outer = skip_fill_aa(x, y, radius)
        holed = Polygon(outer, [(x, y) + 0.4 * (outer - (x, y))])
        return MultiPolygon([holed, Polygon(skip_fill_aa(x + 3 * radius, y, radius))])

    shapes = {f"f{number}": field() for number in range(40)}
    mixed = GeometryCollection([shapes["f0"], Point(20, 10)])
    layer = make_layer("a", mixed=(mixed, {}), **{id_: (s, {}) for id_, s in shapes.items()})

    for lon, lat in rng.uniform((36.3, 47.3), (38.7, 48.7), (200, 2)):
        inside = {id_ for id_, shape in shapes.items() if contains_xy(shape, lon, lat)}
        inside |= {"mixed"} if contains_xy(shapes["f0"], lon, lat) else set()
        assert set(found(layer, lon, lat, reach=1e-3)) == inside
    assert found(layer, 20, 10, reach=1.0) == ["mixed"]


def test_what_has_no_place_is_never_hit(make_layer):
    assert found(make_layer("a", a=(None, {}), b=(Point(37, 48), {})), 37, 48) == ["b"]
