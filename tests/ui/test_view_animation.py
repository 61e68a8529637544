"""Animation of a map between two views."""

import pytest
from pytestqt.qtbot import QtBot

from frontviewer.app import MainController
from frontviewer.ui.view_animation import ViewAnimation

BAKHMUT = (37.9, 48.5, 38.1, 48.7)


def test_animation_passes_intermediate_views_and_ends_at_the_target(
    qtbot: QtBot, controller: MainController
):
    map_view = controller.window.map
    map_view.show_bounds(BAKHMUT)
    target = map_view.bounds
    map_view.show_bounds((37.0, 48.2, 37.4, 48.4))
    animation, longitudes = ViewAnimation(map_view), []
    map_view.view_changed.connect(
        lambda view: longitudes.append((view.bounds[0] + view.bounds[2]) / 2)
    )

    animation.animate_to(BAKHMUT, 200)
    qtbot.waitUntil(lambda: not animation.is_running)

    assert map_view.bounds == pytest.approx(target)
    assert any(37.3 < longitude < 37.9 for longitude in longitudes)


def test_duration_zero_jumps_to_the_target(controller: MainController):
    ViewAnimation(controller.window.map).animate_to(BAKHMUT, 0)

    west, south, east, north = controller.window.map.bounds
    assert west <= BAKHMUT[0] < BAKHMUT[2] <= east
    assert south <= BAKHMUT[1] < BAKHMUT[3] <= north
