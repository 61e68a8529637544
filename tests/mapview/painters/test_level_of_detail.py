"""Less detail, and less of what lies off the screen, must not be seen."""

import numpy as np
import pytest
import shapely
import shapely.affinity
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, MultiPoint, Polygon

from frontviewer.core.geometry.arrays import geometry_from_shapes, part_shapes
from frontviewer.mapview.painters.level_of_detail import (
    LevelOfDetail,
    build_level,
    clip_to_view,
    simplified,
)

PIXEL_M = 10.0
meters = st.integers(-15_000, 15_000).map(lambda tenths: tenths / 10)
wiggles = st.lists(st.tuples(meters, meters), min_size=3, max_size=400, unique=True)


def rough(count: int, radius: float, seed: int = 0) -> Polygon:
    """A coast of many vertices."""
    steps = np.random.default_rng(seed).normal(0, 1, count).cumsum() / np.sqrt(count)
    angles = np.linspace(0, 2 * np.pi, count, endpoint=False)
    radii = radius * (1 + 0.2 * np.abs(steps))
    return Polygon(np.stack([radii * np.cos(angles), radii * np.sin(angles)], axis=1))


@given(wiggles)
def test_no_line_strays_by_a_pixel(points):
    line = LineString(points)
    (thin,) = part_shapes(simplified(geometry_from_shapes([line]), PIXEL_M))

    assert shapely.hausdorff_distance(line, thin, densify=0.2) < PIXEL_M
    assert thin.coords[0] == line.coords[0]
    assert thin.coords[-1] == line.coords[-1]


def test_a_coast_keeps_its_form_and_loses_its_vertices():
    coast = rough(20_000, 3_000.0)
    (thin,) = part_shapes(simplified(geometry_from_shapes([coast]), PIXEL_M))

    assert shapely.get_num_coordinates(thin) < 10_000
    assert shapely.symmetric_difference(coast, thin.buffer(0)).area < 0.01 * coast.area


def test_every_ring_part_and_feature_is_there_at_every_scale():
    holed = Polygon(rough(500, 4_000.0).exterior, [rough(300, 200.0).exterior])
    shapes = [holed, LineString([(0, 0), (1, 1), (2, 0)]), MultiPoint([(0, 0), (5, 5)]), None]
    geometry = geometry_from_shapes(shapes)
    levels = LevelOfDetail(geometry)
    for pixel_m in (1.0, 60.0, 5_000.0, 1e6):
        thin = levels.level_at(pixel_m).geometry
        assert np.array_equal(thin.part_offsets, geometry.part_offsets)
        assert np.array_equal(thin.feature_offsets, geometry.feature_offsets)
        sizes = np.diff(thin.ring_offsets)
        assert (sizes[:2] >= 4).all()  # an area stays an area
        assert (sizes >= 1).all()


@given(wiggles, st.sampled_from([0.5, 5.0, 50.0]))
def test_no_vertex_is_farther_from_the_thinned_line_than_it_may_be(points, tolerance):
    (thin,) = part_shapes(simplified(geometry_from_shapes([LineString(points)]), tolerance))

    assert shapely.distance(shapely.points(points), thin).max() <= tolerance * (1 + 1e-9)


def test_a_line_in_many_pieces_stays_one_line():
    line = LineString(rough(5_000, 3_000.0).exterior.coords)
    (thin,) = part_shapes(simplified(geometry_from_shapes([line]), 1e5))

    assert thin.coords[0] == line.coords[0]
    assert thin.coords[-1] == line.coords[-1]
    assert 2 <= len(thin.coords) < 20


def test_outlines_stray_farther_where_they_lie_upon_each_other():
    rings = [rough(400, 900.0, seed) for seed in range(300)]
    apart = [shapely.affinity.translate(ring, 9_000.0 * n) for n, ring in enumerate(rings)]
    heaped, strewn = (
        LevelOfDetail(geometry_from_shapes(some)).level_at(PIXEL_M) for some in (rings, apart)
    )

    assert len(heaped.geometry.coords) < 0.8 * len(strewn.geometry.coords)
    pairs = zip(part_shapes(heaped.geometry), rings, strict=True)
    assert max(shapely.hausdorff_distance(thin, ring) for thin, ring in pairs) < 0.6 * PIXEL_M


def test_near_enough_every_vertex_is_drawn():
    geometry = geometry_from_shapes([rough(2_000, 3_000.0)])

    assert LevelOfDetail(geometry).level_at(0.01).geometry is geometry


@pytest.mark.parametrize("size", [50.0, 900.0, 20_000.0])
@given(st.floats(-4_000, 4_000), st.floats(-4_000, 4_000))
def test_what_lies_off_the_screen_changes_nothing_on_it(size, x, y):
    holed = Polygon(rough(3_000, 3_000.0).exterior, [rough(900, 1_500.0, 1).exterior])
    level = build_level(geometry_from_shapes([rough(700, 600.0, 2), holed]))
    frame = (x - size, y - size, x + size, y + size)
    near, rings = clip_to_view(level, np.array([1]), frame)
    (part,) = part_shapes(near)

    expected = shapely.intersection(holed, shapely.box(*frame)).area
    assert shapely.intersection(part.buffer(0), shapely.box(*frame)).area == pytest.approx(
        expected, rel=1e-6, abs=1e-3
    )
    assert rings.tolist() == [1, 2]


def test_of_a_great_coast_little_is_looked_at_from_near():
    level = build_level(geometry_from_shapes([rough(200_000, 30_000.0)]))
    near, _ = clip_to_view(level, np.array([0]), (29_000.0, -500.0, 31_000.0, 500.0))

    assert len(near.coords) < 10_000
