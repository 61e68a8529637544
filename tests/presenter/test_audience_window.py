"""What a briefer relies on when the room looks at the wall."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from frontviewer.app import MainController
from frontviewer.core.model.feature import FeatureKey
from frontviewer.presenter.audience_window import AudienceWindow
from frontviewer.ui.dialogs.sheet import OverlaySheet


@pytest.fixture
def audience(qtbot: QtBot, controller: MainController) -> AudienceWindow:
    controller.session.select(FeatureKey("corridor", "F-COR"))
    window = controller.present()
    assert window is not None
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def said(window: QWidget) -> str:
    return "\n".join(label.text() for label in window.findChildren(QLabel))


def press(qtbot: QtBot, window: AudienceWindow, *keys: Qt.Key) -> None:
    for key in keys:
        qtbot.keyClick(window.focusWidget() or window, key)


def test_the_briefing_begins_at_its_first_step(
    controller: MainController, audience: AudienceWindow
):
    first = controller.session.state.dossier.briefing.steps[0]

    assert first.title in said(audience)
    assert "1 / 12" in said(audience)


@pytest.mark.parametrize("key", [Qt.Key.Key_Right, Qt.Key.Key_Space, Qt.Key.Key_PageDown])
def test_arrow_space_and_clicker_go_on(
    qtbot: QtBot, controller: MainController, audience: AudienceWindow, key: Qt.Key
):
    press(qtbot, audience, key)

    assert controller.session.state.dossier.briefing.steps[1].title in said(audience)


def test_going_back_shows_the_same_as_before(qtbot: QtBot, audience: AudienceWindow):
    press(qtbot, audience, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: not audience.view_animation.under_way)
    second = audience.map.bounds

    press(qtbot, audience, Qt.Key.Key_Right, Qt.Key.Key_PageUp)

    qtbot.waitUntil(lambda: not audience.view_animation.under_way)
    assert audience.map.bounds == pytest.approx(second)
    assert "2 / 12" in said(audience)


def test_the_keys_work_after_a_click_into_the_panel(
    qtbot: QtBot, controller: MainController, audience: AudienceWindow
):
    qtbot.mouseClick(audience.evidence, Qt.MouseButton.LeftButton)

    press(qtbot, audience, Qt.Key.Key_Down)

    assert "2 / 12" in said(audience)


def test_b_turns_the_screen_black_and_back(qtbot: QtBot, audience: AudienceWindow):
    press(qtbot, audience, Qt.Key.Key_B)
    middle = audience.grab().toImage().pixelColor(audience.rect().center())

    assert audience.is_black
    assert middle.lightness() == 0

    press(qtbot, audience, Qt.Key.Key_B)
    assert not audience.is_black


def test_a_question_mark_shows_the_keys_and_any_key_takes_them_away(
    qtbot: QtBot, audience: AudienceWindow
):
    qtbot.keyClicks(audience, "?")
    sheet = audience.findChild(OverlaySheet)
    assert sheet is not None

    qtbot.keyClick(sheet, Qt.Key.Key_Space)

    assert not sheet.isVisible()
    assert "1 / 12" in said(audience)


def test_escape_returns_to_where_we_were(
    qtbot: QtBot, controller: MainController, audience: AudienceWindow
):
    before = controller.session.state, controller.window.map.bounds
    press(qtbot, audience, Qt.Key.Key_Right, Qt.Key.Key_Right)

    with qtbot.waitSignal(audience.closed):
        press(qtbot, audience, Qt.Key.Key_Escape)

    assert (controller.session.state, controller.window.map.bounds) == before


def test_the_wall_shows_no_coordinates_unless_a_step_asks_for_them(
    controller: MainController, audience: AudienceWindow
):
    assert not controller.session.state.dossier.briefing.steps[0].show_coordinates
    without = audience.map.grab().toImage()

    audience.map.show_coordinates(True)

    assert audience.map.grab().toImage() != without


def test_a_step_without_words_leaves_the_wall_to_the_map(
    qtbot: QtBot, controller: MainController, audience: AudienceWindow
):
    assert not controller.session.state.dossier.briefing.steps[-1].claims

    press(qtbot, audience, Qt.Key.Key_End)

    assert audience.evidence.isHidden()
    press(qtbot, audience, Qt.Key.Key_Home)
    assert not audience.evidence.isHidden()


def test_two_claims_to_be_compared_stand_side_by_side(
    qtbot: QtBot, controller: MainController, audience: AudienceWindow
):
    steps = controller.session.state.dossier.briefing.steps
    place = next(n for n, step in enumerate(steps) if step.kind == "compare")

    audience.step_requested.emit(place)

    left, right = audience.evidence.geometry(), audience.right_panel.geometry()
    assert left.right() < right.left()
    assert left.top() == right.top()
    qtbot.waitUntil(lambda: "31 Ukrainian battalions" in said(audience.evidence))
    qtbot.waitUntil(lambda: "there is still noise Kyiv" in said(audience.right_panel))
    press(qtbot, audience, Qt.Key.Key_Home)
    assert audience.right_panel.isHidden()


def test_a_step_travels_to_its_view(
    qtbot: QtBot, controller: MainController, audience: AudienceWindow
):
    steps = controller.session.state.dossier.briefing.steps
    place = next(n for n, step in enumerate(steps) if n and step.view != steps[0].view)
    before = audience.map.bounds

    audience.step_requested.emit(place)

    qtbot.waitUntil(lambda: audience.map.bounds != before)
    qtbot.waitUntil(lambda: not audience.view_animation.under_way)
    west, _, east, _ = audience.map.bounds
    assert west - 1e-6 <= steps[place].view[0] < steps[place].view[2] <= east + 1e-6


def test_a_picture_pointed_to_on_the_wall_is_remembered(
    controller: MainController, audience: AudienceWindow
):
    audience.evidence.media_file_chosen.emit("I02", "town.jpg")

    assert controller.settings_store.settings.media_files == {"I02": "town.jpg"}
