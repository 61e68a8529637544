"""How often each pixel is covered, against a library that knows what contains what."""

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon

from frontviewer.core.geometry.arrays import geometry_from_shapes
from frontviewer.mapview.raster import polygon_coverage as coverage_module
from frontviewer.mapview.raster.polygon_coverage import (
    UNIT,
    coverage_counts,
    occupied_tiles,
    ring_areas,
)

WIDTH, HEIGHT, TILE = 100, 60, 16


def star(x: float, y: float, radii: list[float], hole: float) -> Polygon:
    """A polygon that never crosses itself, maybe with a hole in its middle."""
    angles = np.linspace(0, 2 * np.pi, len(radii), endpoint=False)
    ways = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    inner = [] if hole == 0 else [ways * hole * min(radii) + (x, y)]
    return Polygon(ways * np.array(radii)[:, None] + (x, y), inner)


def tenths(number: int) -> float:
    return number / 10


stars = st.builds(
    star,
    st.integers(-40, 10 * WIDTH + 40).map(tenths),
    st.integers(-40, 10 * HEIGHT + 40).map(tenths),
    st.lists(st.integers(1, 150).map(tenths), min_size=3, max_size=12),
    st.sampled_from([0, 0.2, 0.6]),
)


def turned(shape: Polygon, clockwise: bool) -> Polygon:
    return shapely.orient_polygons(shape, exterior_cw=clockwise)


def counted(shapes: list[Polygon], samples: int) -> np.ndarray:
    """Count as a drawing does: y down, rings turning any way."""
    geometry = geometry_from_shapes(shapes)
    upright = geometry.coords * (1, -1)
    ring_winding = np.sign(ring_areas(upright, geometry.ring_offsets))
    holes = np.ones(len(ring_winding), dtype=bool)
    holes[geometry.part_offsets[:-1]] = False
    ring_winding[holes] *= -1
    tiles = occupied_tiles(geometry.bounds, (0, 0, WIDTH, HEIGHT), TILE)
    ring_winding = ring_winding.astype(np.int8)
    counts = (
        coverage_counts(geometry.coords, geometry.ring_offsets, ring_winding, tiles, samples) / UNIT
    )
    whole = np.zeros((HEIGHT, WIDTH))
    for (left, top, wide, tall), begin in zip(tiles.boxes, tiles.begins, strict=True):
        whole[top : top + tall, left : left + wide] += counts[:tall, begin : begin + wide]
    return whole


@given(st.lists(st.tuples(stars, st.booleans()), min_size=1, max_size=6))
def test_as_many_areas_are_counted_as_lie_over_the_middle_of_a_pixel(drawn):
    shapes = [turned(shape, clockwise) for shape, clockwise in drawn]
    across, down = np.meshgrid(np.arange(WIDTH) + 0.5, np.arange(HEIGHT) + 0.5)
    middles = shapely.points(across, down)
    inside = sum(shapely.contains(shape, middles).astype(int) for shape in shapes)
    edges = shapely.union_all([shape.boundary for shape in shapes])
    clear = shapely.distance(edges, middles) > 1e-6  # on an edge, either is right

    assert (counted(shapes, 1) == inside)[clear].all()


@given(stars)
def test_with_smooth_edges_all_pixels_together_are_as_large_as_the_area(shape):
    frame = shapely.box(0, 0, WIDTH, HEIGHT)
    error = abs(counted([shape], 8).sum() - shapely.intersection(shape, frame).area)

    assert error < 0.07 * shape.length + 0.1


def test_a_hole_stays_a_hole_and_overlapping_areas_do_not_cut_each_other():
    ring = Polygon([(2, 2), (22, 2), (22, 14), (2, 14)], [[(8, 6), (16, 6), (16, 10), (8, 10)]])
    other = Polygon([(0, 0), (12, 0), (12, 16), (0, 16)])
    counts = counted([ring, other], 4)

    assert counts[4, 4] == 2
    assert counts[8, 10] == 1  # only the other, through the hole
    assert counts[8, 14] == 0  # the hole
    assert counts[12, 20] == 1


def test_parts_of_one_feature_that_touch_are_whole():
    halves = MultiPolygon([shapely.box(0, 0, 10, 16), shapely.box(10, 0, 24, 16)])

    assert (counted([halves], 4)[:16, :24] == 1).all()


def test_the_area_of_a_great_coast_is_known():
    angles = np.linspace(0, 2 * np.pi, 300_001)
    ring = np.stack([4e6 + 2_000 * np.cos(angles), 6e6 + 1_000 * np.sin(angles)], axis=1)
    (area,) = ring_areas(ring, np.array([0, len(ring)]))

    assert abs(area - np.pi * 2e6) < 1


def test_in_a_picture_however_wide_no_area_is_lost(monkeypatch):
    shapes = [shapely.box(x, y, x + 7, y + 5) for x in range(-4, WIDTH, 9) for y in (0, 21, 54)]
    counts = counted(shapes, 4)
    monkeypatch.setattr(coverage_module, "_LONGEST", 2 * WIDTH)

    assert (counted(shapes, 4) == counts).all()
    assert counts[2, 1] == counts[56, 98] == 1


def test_what_lies_beside_the_picture_does_not_count():
    around = [shapely.box(x, y, x + 9, y + 70) for x in (-20, 120) for y in (-80, -5, 70)]
    counts = counted([shapely.box(2, 2, 8, 8), *around], 4)

    assert counts.sum() == 36
