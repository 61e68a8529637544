"""An area is passed over as simple only if it is, and most that people draw are passed over."""

import math

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, Polygon

from frontviewer.core.geometry.arrays import geometry_from_shapes, part_shapes
from frontviewer.core.io.geojson.polygon_validity import possibly_invalid_areas

few = st.integers(0, 3).map(float)
near = st.builds(lambda at, off: at + off * 2**-52, few, st.integers(-3, 3))
rings = st.lists(st.tuples(few | near, few | near), min_size=3, max_size=9)
turns = st.lists(st.integers(1, 719), min_size=2, max_size=9, unique=True).map(sorted)


def around(angles: list[int]) -> Polygon:
    """Up to two turns around, half a degree at a time: a star, or an outline that winds twice."""
    at = [math.radians(angle) for angle in (0, *angles)]
    return Polygon([(2 + math.cos(angle), 3 + math.sin(angle)) for angle in at])


@settings(max_examples=300, deadline=None)
@given(st.lists(st.builds(Polygon, rings) | st.builds(around, turns), min_size=1, max_size=6))
def test_what_crosses_itself_is_never_passed_over(shapes: list[Polygon]):
    arrays = geometry_from_shapes(shapes)

    passed = np.setdiff1d(np.arange(len(arrays.part_kinds)), possibly_invalid_areas(arrays))

    assert shapely.is_valid(part_shapes(arrays)[passed]).all()


def test_circles_and_fields_are_passed_over_whichever_way_they_run():
    circle = shapely.Point(37, 48).buffer(0.01)
    field = Polygon([(36, 48), (36.1, 48.02), (36.09, 48.1), (36.03, 48.08), (35.98, 48.09)])
    shapes = [circle, field, circle.reverse(), MultiPolygon([field, circle]), field.reverse()]

    assert len(possibly_invalid_areas(geometry_from_shapes(shapes))) == 0


def test_what_has_holes_or_is_no_area_is_left_to_others():
    square = shapely.box(0, 0, 3, 3)
    holed = square - shapely.box(1, 1, 2, 2)
    arrays = geometry_from_shapes(
        [shapely.Point(1, 1), None, square, holed, square.exterior, square]
    )

    assert possibly_invalid_areas(arrays).tolist() == [2]


def test_numbers_beyond_all_bounds_do_no_harm():
    arrays = geometry_from_shapes([Polygon([(0, 0), (1e308, 1e308), (-1e308, 1e308)])])

    assert possibly_invalid_areas(arrays).tolist() == [0]
