"""Simplification and clipping do not change the visible image."""

import numpy as np
import pytest
import shapely
import shapely.affinity
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, MultiPoint, Polygon

from frontviewer.core.geometry.arrays import geometry_from_shapely, parts_to_shapely
from frontviewer.mapview.painters.level_of_detail import (
    LevelOfDetail,
    build_level,
    clip_to_view,
    simplify_geometry,
)

PIXEL_M = 10.0
meters = st.integers(-15_000, 15_000).map(lambda tenths: tenths / 10)
wiggles = st.lists(st.tuples(meters, meters), min_size=3, max_size=400, unique=True)


def rough_polygon(count: int, radius: float, seed: int = 0) -> Polygon:
    """Return a polygon with a rough outline of many vertices."""
    steps = np.random.default_rng(seed).normal(0, 1, count).cumsum() / np.sqrt(count)
    angles = np.linspace(0, 2 * np.pi, count, endpoint=False)
    radii = radius * (1 + 0.2 * np.abs(steps))
    return Polygon(np.stack([radii * np.cos(angles), radii * np.sin(angles)], axis=1))


@given(wiggles)
def test_simplified_lines_stay_within_a_pixel(points):
    line = LineString(points)
    (simplified,) = parts_to_shapely(simplify_geometry(geometry_from_shapely([line]), PIXEL_M))

    assert shapely.hausdorff_distance(line, simplified, densify=0.2) < PIXEL_M
    assert simplified.coords[0] == line.coords[0]
    assert simplified.coords[-1] == line.coords[-1]


def test_simplification_removes_vertices_and_preserves_area():
    coast = rough_polygon(20_000, 3_000.0)
    (simplified,) = parts_to_shapely(simplify_geometry(geometry_from_shapely([coast]), PIXEL_M))

    assert shapely.get_num_coordinates(simplified) < 10_000
    assert shapely.symmetric_difference(coast, simplified.buffer(0)).area < 0.01 * coast.area


def test_every_level_has_all_rings_parts_and_features():
    polygon = Polygon(rough_polygon(500, 4_000.0).exterior, [rough_polygon(300, 200.0).exterior])
    shapes = [polygon, LineString([(0, 0), (1, 1), (2, 0)]), MultiPoint([(0, 0), (5, 5)]), None]
    geometry = geometry_from_shapely(shapes)
    lod = LevelOfDetail(geometry)
    for pixel_m in (1.0, 60.0, 5_000.0, 1e6):
        simplified = lod.get_level(pixel_m).geometry
        assert np.array_equal(simplified.part_offsets, geometry.part_offsets)
        assert np.array_equal(simplified.feature_offsets, geometry.feature_offsets)
        sizes = np.diff(simplified.ring_offsets)
        assert (sizes[:2] >= 4).all()  # an area stays an area
        assert (sizes >= 1).all()


@given(wiggles, st.sampled_from([0.5, 5.0, 50.0]))
def test_every_removed_vertex_is_within_the_tolerance(points, tolerance):
    (simplified,) = parts_to_shapely(
        simplify_geometry(geometry_from_shapely([LineString(points)]), tolerance)
    )

    assert shapely.distance(shapely.points(points), simplified).max() <= tolerance * (1 + 1e-9)


def test_line_simplified_in_pieces_stays_one_line():
    line = LineString(rough_polygon(5_000, 3_000.0).exterior.coords)
    (simplified,) = parts_to_shapely(simplify_geometry(geometry_from_shapely([line]), 1e5))

    assert simplified.coords[0] == line.coords[0]
    assert simplified.coords[-1] == line.coords[-1]
    assert 2 <= len(simplified.coords) < 20


def test_tolerance_is_larger_where_outlines_overlap():
    rings = [rough_polygon(400, 900.0, seed) for seed in range(300)]
    apart = [shapely.affinity.translate(ring, 9_000.0 * n) for n, ring in enumerate(rings)]
    dense, sparse = (
        LevelOfDetail(geometry_from_shapely(shapes)).get_level(PIXEL_M) for shapes in (rings, apart)
    )

    assert len(dense.geometry.coords) < 0.8 * len(sparse.geometry.coords)
    pairs = zip(parts_to_shapely(dense.geometry), rings, strict=True)
    assert (
        max(shapely.hausdorff_distance(simplified, ring) for simplified, ring in pairs)
        < 0.6 * PIXEL_M
    )


def test_full_detail_is_used_at_high_resolution():
    geometry = geometry_from_shapely([rough_polygon(2_000, 3_000.0)])

    assert LevelOfDetail(geometry).get_level(0.01).geometry is geometry


@pytest.mark.parametrize("size", [50.0, 900.0, 20_000.0])
@given(st.floats(-4_000, 4_000), st.floats(-4_000, 4_000))
def test_clipping_does_not_change_the_visible_area(size, x, y):
    polygon = Polygon(
        rough_polygon(3_000, 3_000.0).exterior, [rough_polygon(900, 1_500.0, 1).exterior]
    )
    level = build_level(geometry_from_shapely([rough_polygon(700, 600.0, 2), polygon]))
    bounds = (x - size, y - size, x + size, y + size)
    clipped, rings = clip_to_view(level, np.array([1]), bounds)
    (part,) = parts_to_shapely(clipped)

    expected = shapely.intersection(polygon, shapely.box(*bounds)).area
    assert shapely.intersection(part.buffer(0), shapely.box(*bounds)).area == pytest.approx(
        expected, rel=1e-6, abs=1e-3
    )
    assert rings.tolist() == [1, 2]


def test_clipping_a_long_coast_leaves_few_vertices():
    level = build_level(geometry_from_shapely([rough_polygon(200_000, 30_000.0)]))
    clipped, _ = clip_to_view(level, np.array([0]), (29_000.0, -500.0, 31_000.0, 500.0))

    assert len(clipped.coords) < 10_000
