import pytest
from PySide6.QtCore import QPointF

from frontviewer.mapview.camera import Camera
from frontviewer.mapview.navigation import MapViewState, ViewHistory

DISTRICT = (4_000_000.0, 6_000_000.0, 4_080_000.0, 6_040_000.0)
TOWN = (4_010_000.0, 6_010_000.0, 4_014_000.0, 6_012_000.0)


@pytest.fixture
def home() -> MapViewState:
    return MapViewState(Camera(0, 0, 1, 800, 400)).fit_bounds(DISTRICT, padded=False).committed()


def test_what_was_asked_for_stays_in_sight_whatever_the_size(home: MapViewState):
    narrow = home.resized(200, 400)

    assert narrow.camera.bounds[::2] == pytest.approx(DISTRICT[::2])
    assert narrow.resized(800, 400).camera == home.camera
    assert home.fit_bounds(DISTRICT, padded=True).camera.resolution > home.camera.resolution


def test_once_a_hand_moved_the_middle_and_the_scale_stay(home: MapViewState):
    for moved in (home.panned(-100, 0), home.zoomed(2, QPointF(0, 0))):
        narrow = moved.resized(200, 400)

        assert (narrow.camera.x, narrow.camera.y) == (moved.camera.x, moved.camera.y)
        assert narrow.camera.resolution == moved.camera.resolution


def test_back_leads_to_where_one_was_even_from_a_hand_that_does_not_rest(home: MapViewState):
    panned = home.fit_bounds(TOWN, padded=False).committed().panned(300, 0)

    town = panned.back()

    assert town.camera.bounds == pytest.approx(TOWN)
    assert town.back().camera == home.camera
    assert town.back().forward().camera == town.camera
    assert town.forward().camera == panned.camera
    assert town.forward().forward() == town.forward()  # there is nothing beyond


def test_what_is_not_to_be_remembered_is_not_come_back_to(home: MapViewState):
    town = home.fit_bounds(TOWN, padded=False)

    assert not home.history.past
    assert town.history == home.history


def test_a_place_that_was_seen_from_a_smaller_map_is_seen_from_this_one(home: MapViewState):
    there = home.fit_bounds(TOWN, padded=False).committed().resized(1600, 800).back()

    assert (there.camera.width, there.camera.height) == (1600, 800)
    assert (there.camera.x, there.camera.y) == (home.camera.x, home.camera.y)


A, B, C = (Camera(x, 0, 10, 100, 100) for x in (0.0, 500.0, 1000.0))


def test_what_was_seen_can_be_walked_both_ways():
    history = ViewHistory().visited(A).visited(B).visited(C)

    assert history.back().present == B
    assert history.back().back().present == A
    assert history.back().back().back().present == A
    assert history.back().forward().present == C


def test_a_new_view_ends_the_way_forward():
    history = ViewHistory().visited(A).visited(B).back().visited(C)

    assert history.forward().present == C
    assert history.back().present == A


def test_a_resized_window_is_no_new_view():
    history = ViewHistory().visited(A).visited(A.resized(300, 200))

    assert not history.past
