import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF

from frontviewer.core.geometry.geodesy import distance_m
from frontviewer.mapview.camera import (
    WORLD_M,
    Camera,
    describe_view,
    project_bounds,
    unproject_point,
)

POKROVSK = Camera(4_138_600.0, 6_150_000.0, 100.0, 1000, 700)
pixels = st.floats(0, 700)


@given(pixels, pixels, st.floats(0.2, 5.0))
def test_zooming_keeps_the_point_under_the_anchor(x, y, factor):
    anchor = QPointF(x, y)

    zoomed = POKROVSK.zoomed(factor, anchor)

    assert zoomed.from_screen(anchor) == pytest.approx(POKROVSK.from_screen(anchor), abs=1e-3)


def test_screen_conversion_round_trips_exactly_at_street_scale():
    street = POKROVSK.centered(4_138_600.0, 6_150_000.0, 0.2)

    x, y = street.from_screen(street.to_screen(4_138_601.234, 6_150_002.345))

    assert (x, y) == pytest.approx((4_138_601.234, 6_150_002.345), abs=1e-6)


def test_north_is_up():
    assert POKROVSK.to_screen(POKROVSK.x, POKROVSK.y + 1000).y() < 350
    assert POKROVSK.transform.map(QPointF(POKROVSK.x, POKROVSK.y)) == QPointF(500, 350)


def test_zoom_is_limited_to_1_to_500_and_to_the_world():
    near, far = POKROVSK, POKROVSK
    for _ in range(60):
        near = near.zoomed(2, QPointF(10, 10))
        far = far.zoomed(0.5, QPointF(10, 10))

    assert describe_view(near).scale_denominator == pytest.approx(500, rel=1e-3)
    assert far.resolution * 700 == pytest.approx(40_075_016, rel=1e-3)


def test_ground_resolution_is_in_ground_meters():
    west, _, east, _ = describe_view(POKROVSK).bounds
    _, latitude = unproject_point(POKROVSK, QPointF(500, 350))

    ground_width = distance_m((west, latitude), (east, latitude))

    assert ground_width / 1000 == pytest.approx(POKROVSK.ground_resolution, rel=1e-3)


def test_points_beyond_the_poles_are_not_unprojected():
    world = Camera(0, 0, 60_000.0, 1000, 1000)

    assert unproject_point(world, QPointF(500, 500)) == pytest.approx((0, 0))
    assert unproject_point(world, QPointF(500, 5)) is None
    assert unproject_point(world, QPointF(500, 995)) is None


def test_panning_wraps_at_the_antimeridian():
    fiji = Camera(WORLD_M / 2 - 1000, 0, 100.0, 1000, 700)

    panned = fiji.panned(-50, 0)

    assert panned.x == pytest.approx(4000 - WORLD_M / 2)
    assert unproject_point(fiji, QPointF(550, 350))[0] == pytest.approx(-180 + 4000 / 111_319.49)
    west, _, east, _ = describe_view(panned).bounds
    assert west < -180 < east


def test_world_copies_include_every_visible_copy():
    fiji = Camera(WORLD_M / 2 - 1000, 0, 100.0, 1000, 700)
    x = WORLD_M / 2 - 10 - WORLD_M * 0.999999  # just east of the antimeridian

    screen_x = [camera.to_screen(x, 0).x() for camera in fiji.world_copies]

    assert len(screen_x) == 2
    assert sum(0 < pixel < 1000 for pixel in screen_x) == 1
    assert len(POKROVSK.world_copies) == 1


def test_bounds_across_the_antimeridian_fit_across_it():
    fiji = POKROVSK.fit_exactly(project_bounds((177, -20, -178, -15)))

    west, _, east, _ = describe_view(fiji).bounds
    if west < -180:  # the center is east of the antimeridian
        west, east = west + 360, east + 360

    assert west <= 177
    assert 182 <= east < 200


def test_bounds_beyond_the_map_are_clamped():
    assert np.isfinite(project_bounds((-180, -90, 180, 90))).all()


def test_fitted_bounds_are_entirely_visible():
    bounds = (36.7, 47.95, 37.7, 48.6)

    west, south, east, north = describe_view(POKROVSK.fit_exactly(project_bounds(bounds))).bounds

    assert west <= 36.7 + 1e-9
    assert south <= 47.95 + 1e-9
    assert east >= 37.7 - 1e-9
    assert north >= 48.6 - 1e-9
