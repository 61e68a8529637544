"""Moving from view to view."""

import pytest
from pytestqt.qtbot import QtBot

from frontviewer.app import MainController
from frontviewer.ui.view_animation import ViewAnimation

BAKHMUT = (37.9, 48.5, 38.1, 48.7)


def test_a_journey_passes_between_and_ends_where_it_was_meant_to(
    qtbot: QtBot, controller: MainController
):
    over = controller.window.map
    over.show_bounds(BAKHMUT)
    there = over.bounds
    over.show_bounds((37.0, 48.2, 37.4, 48.4))
    travel, seen = ViewAnimation(over), []
    over.view_changed.connect(lambda view: seen.append((view.bounds[0] + view.bounds[2]) / 2))

    travel.go(BAKHMUT, 200)
    qtbot.waitUntil(lambda: not travel.under_way)

    assert over.bounds == pytest.approx(there)
    assert any(37.3 < longitude < 37.9 for longitude in seen)


def test_a_cut_is_there_at_once(controller: MainController):
    ViewAnimation(controller.window.map).go(BAKHMUT, 0)

    west, south, east, north = controller.window.map.bounds
    assert west <= BAKHMUT[0] < BAKHMUT[2] <= east
    assert south <= BAKHMUT[1] < BAKHMUT[3] <= north
