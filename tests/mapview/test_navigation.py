import pytest
from PySide6.QtCore import QPointF

from frontviewer.mapview.camera import Camera
from frontviewer.mapview.navigation import MapViewState, ViewHistory

DISTRICT = (4_000_000.0, 6_000_000.0, 4_080_000.0, 6_040_000.0)
TOWN = (4_010_000.0, 6_010_000.0, 4_014_000.0, 6_012_000.0)


@pytest.fixture
def home() -> MapViewState:
    return MapViewState(Camera(0, 0, 1, 800, 400)).fit_bounds(DISTRICT, padded=False).committed()


def test_anchored_bounds_stay_visible_at_any_size(home: MapViewState):
    narrow = home.resized(200, 400)

    assert narrow.camera.bounds[::2] == pytest.approx(DISTRICT[::2])
    assert narrow.resized(800, 400).camera == home.camera
    assert home.fit_bounds(DISTRICT, padded=True).camera.resolution > home.camera.resolution


def test_after_panning_or_zooming_resizing_keeps_center_and_scale(home: MapViewState):
    for moved in (home.panned(-100, 0), home.zoomed(2, QPointF(0, 0))):
        narrow = moved.resized(200, 400)

        assert (narrow.camera.x, narrow.camera.y) == (moved.camera.x, moved.camera.y)
        assert narrow.camera.resolution == moved.camera.resolution


def test_back_returns_to_the_last_view_even_during_a_gesture(home: MapViewState):
    panned = home.fit_bounds(TOWN, padded=False).committed().panned(300, 0)

    town = panned.back()

    assert town.camera.bounds == pytest.approx(TOWN)
    assert town.back().camera == home.camera
    assert town.back().forward().camera == town.camera
    assert town.forward().camera == panned.camera
    assert town.forward().forward() == town.forward()  # the last view


def test_uncommitted_view_is_not_in_the_history(home: MapViewState):
    town = home.fit_bounds(TOWN, padded=False)

    assert not home.history.past
    assert town.history == home.history


def test_view_from_a_smaller_map_is_restored_at_the_current_size(home: MapViewState):
    state = home.fit_bounds(TOWN, padded=False).committed().resized(1600, 800).back()

    assert (state.camera.width, state.camera.height) == (1600, 800)
    assert (state.camera.x, state.camera.y) == (home.camera.x, home.camera.y)


A, B, C = (Camera(x, 0, 10, 100, 100) for x in (0.0, 500.0, 1000.0))


def test_history_goes_back_and_forward():
    history = ViewHistory().visited(A).visited(B).visited(C)

    assert history.back().present == B
    assert history.back().back().present == A
    assert history.back().back().back().present == A
    assert history.back().forward().present == C


def test_new_view_clears_the_forward_stack():
    history = ViewHistory().visited(A).visited(B).back().visited(C)

    assert history.forward().present == C
    assert history.back().present == A


def test_resizing_does_not_add_a_view():
    history = ViewHistory().visited(A).visited(A.resized(300, 200))

    assert not history.past
