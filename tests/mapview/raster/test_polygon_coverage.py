"""Scan conversion, compared with point-in-polygon tests and areas by shapely."""

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon

from frontviewer.core.geometry.arrays import geometry_from_shapely
from frontviewer.mapview.raster import polygon_coverage
from frontviewer.mapview.raster.polygon_coverage import (
    COVERAGE_UNIT,
    coverage_counts,
    occupied_tiles,
    ring_areas,
)

WIDTH, HEIGHT, TILE = 100, 60, 16


def star(x: float, y: float, radii: list[float], hole: float) -> Polygon:
    """Return a polygon that does not cross itself, optionally with a hole in its center."""
    angles = np.linspace(0, 2 * np.pi, len(radii), endpoint=False)
    directions = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    inner = [] if hole == 0 else [directions * hole * min(radii) + (x, y)]
    return Polygon(directions * np.array(radii)[:, None] + (x, y), inner)


def tenths(number: int) -> float:
    return number / 10


stars = st.builds(
    star,
    st.integers(-40, 10 * WIDTH + 40).map(tenths),
    st.integers(-40, 10 * HEIGHT + 40).map(tenths),
    st.lists(st.integers(1, 150).map(tenths), min_size=3, max_size=12),
    st.sampled_from([0, 0.2, 0.6]),
)


def orient(shape: Polygon, clockwise: bool) -> Polygon:
    return shapely.orient_polygons(shape, exterior_cw=clockwise)


def count_coverage(shapes: list[Polygon], samples: int) -> np.ndarray:
    """Return the coverage of each pixel, for rings of any direction and y down."""
    geometry = geometry_from_shapely(shapes)
    flipped = geometry.coords * (1, -1)
    ring_winding = np.sign(ring_areas(flipped, geometry.ring_offsets))
    holes = np.ones(len(ring_winding), dtype=bool)
    holes[geometry.part_offsets[:-1]] = False
    ring_winding[holes] *= -1
    tiles = occupied_tiles(geometry.bounds, (0, 0, WIDTH, HEIGHT), TILE)
    ring_winding = ring_winding.astype(np.int8)
    counts = (
        coverage_counts(geometry.coords, geometry.ring_offsets, ring_winding, tiles, samples)
        / COVERAGE_UNIT
    )
    image = np.zeros((HEIGHT, WIDTH))
    for (left, top, width, height), column in zip(tiles.boxes, tiles.box_columns, strict=True):
        image[top : top + height, left : left + width] += counts[:height, column : column + width]
    return image


@given(st.lists(st.tuples(stars, st.booleans()), min_size=1, max_size=6))
def test_one_sample_counts_the_polygons_over_each_pixel_center(oriented_stars):
    shapes = [orient(shape, clockwise) for shape, clockwise in oriented_stars]
    x, y = np.meshgrid(np.arange(WIDTH) + 0.5, np.arange(HEIGHT) + 0.5)
    centers = shapely.points(x, y)
    expected = sum(shapely.contains(shape, centers).astype(int) for shape in shapes)
    edges = shapely.union_all([shape.boundary for shape in shapes])
    off_edges = shapely.distance(edges, centers) > 1e-6  # on an edge, either is right

    assert (count_coverage(shapes, 1) == expected)[off_edges].all()


@given(stars)
def test_antialiased_coverage_sums_to_the_polygon_area(shape):
    image_rect = shapely.box(0, 0, WIDTH, HEIGHT)
    error = abs(count_coverage([shape], 8).sum() - shapely.intersection(shape, image_rect).area)

    assert error < 0.07 * shape.length + 0.1


def test_holes_stay_open_and_overlaps_add_up():
    ring = Polygon([(2, 2), (22, 2), (22, 14), (2, 14)], [[(8, 6), (16, 6), (16, 10), (8, 10)]])
    other = Polygon([(0, 0), (12, 0), (12, 16), (0, 16)])
    counts = count_coverage([ring, other], 4)

    assert counts[4, 4] == 2
    assert counts[8, 10] == 1  # only `other`, through the hole
    assert counts[8, 14] == 0  # the hole
    assert counts[12, 20] == 1


def test_touching_parts_leave_no_gap():
    halves = MultiPolygon([shapely.box(0, 0, 10, 16), shapely.box(10, 0, 24, 16)])

    assert (count_coverage([halves], 4)[:16, :24] == 1).all()


def test_area_of_a_long_ring_far_from_the_origin_is_exact():
    angles = np.linspace(0, 2 * np.pi, 300_001)
    ring = np.stack([4e6 + 2_000 * np.cos(angles), 6e6 + 1_000 * np.sin(angles)], axis=1)
    (area,) = ring_areas(ring, np.array([0, len(ring)]))

    assert abs(area - np.pi * 2e6) < 1


def test_wide_images_lose_no_polygon(monkeypatch):
    shapes = [shapely.box(x, y, x + 7, y + 5) for x in range(-4, WIDTH, 9) for y in (0, 21, 54)]
    counts = count_coverage(shapes, 4)
    monkeypatch.setattr(polygon_coverage, "_MAX_WIDTH_PX", 2 * WIDTH)

    assert (count_coverage(shapes, 4) == counts).all()
    assert counts[2, 1] == counts[56, 98] == 1


def test_polygons_outside_the_image_are_not_counted():
    outside = [shapely.box(x, y, x + 9, y + 70) for x in (-20, 120) for y in (-80, -5, 70)]
    counts = count_coverage([shapely.box(2, 2, 8, 8), *outside], 4)

    assert counts.sum() == 36
