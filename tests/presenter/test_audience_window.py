"""The audience window during a briefing."""

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


def label_text(window: QWidget) -> str:
    return "\n".join(label.text() for label in window.findChildren(QLabel))


def press(qtbot: QtBot, window: AudienceWindow, *keys: Qt.Key) -> None:
    for key in keys:
        qtbot.keyClick(window.focusWidget() or window, key)


def test_briefing_starts_at_its_first_step(controller: MainController, audience: AudienceWindow):
    first = controller.session.state.dossier.briefing.steps[0]

    assert first.title in label_text(audience)
    assert "1 / 12" in label_text(audience)


@pytest.mark.parametrize("key", [Qt.Key.Key_Right, Qt.Key.Key_Space, Qt.Key.Key_PageDown])
def test_arrow_space_and_presenter_remote_go_to_the_next_step(
    qtbot: QtBot, controller: MainController, audience: AudienceWindow, key: Qt.Key
):
    press(qtbot, audience, key)

    assert controller.session.state.dossier.briefing.steps[1].title in label_text(audience)


def test_previous_step_restores_its_view(qtbot: QtBot, audience: AudienceWindow):
    press(qtbot, audience, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: not audience.view_animation.is_running)
    second = audience.map.bounds

    press(qtbot, audience, Qt.Key.Key_Right, Qt.Key.Key_PageUp)

    qtbot.waitUntil(lambda: not audience.view_animation.is_running)
    assert audience.map.bounds == pytest.approx(second)
    assert "2 / 12" in label_text(audience)


def test_keys_work_after_a_click_into_the_panel(
    qtbot: QtBot, controller: MainController, audience: AudienceWindow
):
    qtbot.mouseClick(audience.evidence, Qt.MouseButton.LeftButton)

    press(qtbot, audience, Qt.Key.Key_Down)

    assert "2 / 12" in label_text(audience)


def test_b_toggles_the_black_screen(qtbot: QtBot, audience: AudienceWindow):
    press(qtbot, audience, Qt.Key.Key_B)
    center_color = audience.grab().toImage().pixelColor(audience.rect().center())

    assert audience.is_black
    assert center_color.lightness() == 0

    press(qtbot, audience, Qt.Key.Key_B)
    assert not audience.is_black


def test_question_mark_shows_the_shortcuts_and_any_key_closes_them(
    qtbot: QtBot, audience: AudienceWindow
):
    qtbot.keyClicks(audience, "?")
    sheet = audience.findChild(OverlaySheet)
    assert sheet is not None

    qtbot.keyClick(sheet, Qt.Key.Key_Space)

    assert not sheet.isVisible()
    assert "1 / 12" in label_text(audience)


def test_escape_ends_the_briefing_and_leaves_the_main_window_unchanged(
    qtbot: QtBot, controller: MainController, audience: AudienceWindow
):
    before = controller.session.state, controller.window.map.bounds
    press(qtbot, audience, Qt.Key.Key_Right, Qt.Key.Key_Right)

    with qtbot.waitSignal(audience.closed):
        press(qtbot, audience, Qt.Key.Key_Escape)

    assert (controller.session.state, controller.window.map.bounds) == before


def test_coordinates_are_shown_only_if_a_step_enables_them(
    controller: MainController, audience: AudienceWindow
):
    assert not controller.session.state.dossier.briefing.steps[0].show_coordinates
    image_without = audience.map.grab().toImage()

    audience.map.show_coordinates(True)

    assert audience.map.grab().toImage() != image_without


def test_step_without_claims_shows_only_the_map(
    qtbot: QtBot, controller: MainController, audience: AudienceWindow
):
    assert not controller.session.state.dossier.briefing.steps[-1].claims

    press(qtbot, audience, Qt.Key.Key_End)

    assert audience.evidence.isHidden()
    press(qtbot, audience, Qt.Key.Key_Home)
    assert not audience.evidence.isHidden()


def test_compare_step_shows_two_claims_side_by_side(
    qtbot: QtBot, controller: MainController, audience: AudienceWindow
):
    steps = controller.session.state.dossier.briefing.steps
    index = next(i for i, step in enumerate(steps) if step.kind == "compare")

    audience.step_requested.emit(index)

    left, right = audience.evidence.geometry(), audience.right_panel.geometry()
    assert left.right() < right.left()
    assert left.top() == right.top()
    qtbot.waitUntil(lambda: "31 Ukrainian battalions" in label_text(audience.evidence))
    qtbot.waitUntil(lambda: "there is still noise Kyiv" in label_text(audience.right_panel))
    press(qtbot, audience, Qt.Key.Key_Home)
    assert audience.right_panel.isHidden()


def test_step_animates_to_its_view(
    qtbot: QtBot, controller: MainController, audience: AudienceWindow
):
    steps = controller.session.state.dossier.briefing.steps
    index = next(i for i, step in enumerate(steps) if i and step.view != steps[0].view)
    before = audience.map.bounds

    audience.step_requested.emit(index)

    qtbot.waitUntil(lambda: audience.map.bounds != before)
    qtbot.waitUntil(lambda: not audience.view_animation.is_running)
    west, _, east, _ = audience.map.bounds
    assert west - 1e-6 <= steps[index].view[0] < steps[index].view[2] <= east + 1e-6


def test_image_file_chosen_in_the_briefing_is_saved(
    controller: MainController, audience: AudienceWindow
):
    audience.evidence.media_file_chosen.emit("I02", "town.jpg")

    assert controller.settings_store.settings.media_files == {"I02": "town.jpg"}
