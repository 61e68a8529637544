"""The fast validity test never accepts an invalid polygon, and accepts most common shapes."""

import math

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, Polygon

from frontviewer.core.geometry.arrays import geometry_from_shapely, parts_to_shapely
from frontviewer.core.io.geojson.polygon_validity import find_possibly_invalid_areas

grid = st.integers(0, 3).map(float)
near_grid = st.builds(lambda value, ulps: value + ulps * 2**-52, grid, st.integers(-3, 3))
numbers = grid | near_grid
rings = st.lists(st.tuples(numbers, numbers), min_size=3, max_size=9)
angles = st.lists(st.integers(1, 719), min_size=2, max_size=9, unique=True).map(sorted)


def circle_polygon(degrees: list[int]) -> Polygon:
    """Return a polygon on a circle; angles up to 719° give rings that wind around it twice."""
    radians = [math.radians(angle) for angle in (0, *degrees)]
    return Polygon([(2 + math.cos(angle), 3 + math.sin(angle)) for angle in radians])


polygons = st.builds(Polygon, rings) | st.builds(circle_polygon, angles)


@settings(max_examples=300, deadline=None)
@given(st.lists(polygons, min_size=1, max_size=6))
def test_invalid_polygon_is_never_accepted(shapes: list[Polygon]):
    geometry = geometry_from_shapely(shapes)

    parts = np.arange(len(geometry.part_kinds))
    accepted = np.setdiff1d(parts, find_possibly_invalid_areas(geometry))

    assert shapely.is_valid(parts_to_shapely(geometry)[accepted]).all()


def test_circle_and_field_are_accepted_with_either_winding():
    circle = shapely.Point(37, 48).buffer(0.01)
    field = Polygon([(36, 48), (36.1, 48.02), (36.09, 48.1), (36.03, 48.08), (35.98, 48.09)])
    shapes = [circle, field, circle.reverse(), MultiPolygon([field, circle]), field.reverse()]

    assert len(find_possibly_invalid_areas(geometry_from_shapely(shapes))) == 0


def test_polygon_with_hole_is_not_accepted_and_other_kinds_are_ignored():
    square = shapely.box(0, 0, 3, 3)
    holed = square - shapely.box(1, 1, 2, 2)
    geometry = geometry_from_shapely(
        [shapely.Point(1, 1), None, square, holed, square.exterior, square]
    )

    assert find_possibly_invalid_areas(geometry).tolist() == [2]


def test_coordinates_that_overflow_are_not_accepted():
    geometry = geometry_from_shapely([Polygon([(0, 0), (1e308, 1e308), (-1e308, 1e308)])])

    assert find_possibly_invalid_areas(geometry).tolist() == [0]
