import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF

from frontviewer.core.geometry.geodesy import distance_m
from frontviewer.mapview.camera import WORLD_M, Camera, describe_view, lon_lat_at, project_bounds

POKROVSK = Camera(4_138_600.0, 6_150_000.0, 100.0, 1000, 700)
place = st.floats(0, 700)


@given(place, place, st.floats(0.2, 5.0))
def test_zooming_keeps_the_place_under_the_pointer(x, y, factor):
    at = QPointF(x, y)

    after = POKROVSK.zoomed(factor, at)

    assert after.from_screen(at) == pytest.approx(POKROVSK.from_screen(at), abs=1e-3)


def test_the_way_to_the_screen_and_back_is_exact_at_street_zoom():
    street = POKROVSK.centered(4_138_600.0, 6_150_000.0, 0.2)

    x, y = street.from_screen(street.to_screen(4_138_601.234, 6_150_002.345))

    assert (x, y) == pytest.approx((4_138_601.234, 6_150_002.345), abs=1e-6)


def test_north_is_up():
    assert POKROVSK.to_screen(POKROVSK.x, POKROVSK.y + 1000).y() < 350
    assert POKROVSK.transform.map(QPointF(POKROVSK.x, POKROVSK.y)) == QPointF(500, 350)


def test_one_comes_no_closer_than_1_to_500_and_no_farther_than_the_world():
    near, far = POKROVSK, POKROVSK
    for _ in range(60):
        near = near.zoomed(2, QPointF(10, 10))
        far = far.zoomed(0.5, QPointF(10, 10))

    assert describe_view(near).scale_denominator == pytest.approx(500, rel=1e-3)
    assert far.resolution * 700 == pytest.approx(40_075_016, rel=1e-3)


def test_metres_per_pixel_are_metres_on_the_ground():
    west, _, east, _ = describe_view(POKROVSK).bounds
    _, latitude = lon_lat_at(POKROVSK, QPointF(500, 350))

    across = distance_m((west, latitude), (east, latitude))

    assert across / 1000 == pytest.approx(POKROVSK.ground_resolution, rel=1e-3)


def test_there_is_no_place_beyond_the_edge_at_the_poles():
    world = Camera(0, 0, 60_000.0, 1000, 1000)

    assert lon_lat_at(world, QPointF(500, 500)) == pytest.approx((0, 0))
    assert lon_lat_at(world, QPointF(500, 5)) is None
    assert lon_lat_at(world, QPointF(500, 995)) is None


def test_the_world_goes_round():
    fiji = Camera(WORLD_M / 2 - 1000, 0, 100.0, 1000, 700)

    beyond = fiji.panned(-50, 0)

    assert beyond.x == pytest.approx(4000 - WORLD_M / 2)
    assert lon_lat_at(fiji, QPointF(550, 350))[0] == pytest.approx(-180 + 4000 / 111_319.49)
    west, _, east, _ = describe_view(beyond).bounds
    assert west < -180 < east


def test_every_copy_of_the_world_in_sight_can_be_looked_at():
    fiji = Camera(WORLD_M / 2 - 1000, 0, 100.0, 1000, 700)
    beside = WORLD_M / 2 - 10 - WORLD_M * 0.999999  # just east of the antimeridian

    places = [camera.to_screen(beside, 0).x() for camera in fiji.world_copies]

    assert len(places) == 2
    assert sum(0 < x < 1000 for x in places) == 1
    assert len(POKROVSK.world_copies) == 1


def test_bounds_across_the_antimeridian_are_looked_at_across_it():
    fiji = POKROVSK.fit_exactly(project_bounds((177, -20, -178, -15)))

    west, _, east, _ = describe_view(fiji).bounds
    if west < -180:  # the centre lies east of the antimeridian
        west, east = west + 360, east + 360

    assert west <= 177
    assert 182 <= east < 200


def test_bounds_beyond_the_map_are_cut_off():
    assert np.isfinite(project_bounds((-180, -90, 180, 90))).all()


def test_bounds_are_seen_whole():
    wanted = (36.7, 47.95, 37.7, 48.6)

    west, south, east, north = describe_view(POKROVSK.fit_exactly(project_bounds(wanted))).bounds

    assert west <= 36.7 + 1e-9
    assert south <= 47.95 + 1e-9
    assert east >= 37.7 - 1e-9
    assert north >= 48.6 - 1e-9
