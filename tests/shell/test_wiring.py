"""What the whole window promises."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from frontviewer.app import Desk
from frontviewer.core.layer import FeatureKey
from frontviewer.look.theme import load_theme

CORRIDOR = FeatureKey("corridor", "F-COR")
POKROVSK = FeatureKey("pokrovsk", "F-POK")
WEST_OF_TOWN = (37.05, 48.28)
Pixel = Callable[[float, float], QPoint]


def words(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel))


def drop(desk: Desk, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    buttons, modifiers = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    copy = Qt.DropAction.CopyAction
    desk.window.dropEvent(QDropEvent(QPointF(600, 300), copy, data, buttons, modifiers))


def test_a_click_on_the_corridor_shows_what_is_said_about_it(
    qtbot: QtBot, desk: Desk, on_map: Pixel
):
    qtbot.mouseClick(desk.window.map, Qt.MouseButton.LeftButton, pos=on_map(*WEST_OF_TOWN))

    assert desk.session.now.selected == CORRIDOR
    qtbot.waitUntil(lambda: "there is still noise Kyiv Independent" in words(desk.window.evidence))


def test_the_next_click_at_the_place_takes_what_lies_below(qtbot: QtBot, desk: Desk, on_map: Pixel):
    for _ in range(2):
        qtbot.mouseClick(desk.window.map, Qt.MouseButton.LeftButton, pos=on_map(*WEST_OF_TOWN))

    assert desk.session.now.selected not in (None, CORRIDOR)
    assert CORRIDOR in desk.session.now.hits


def test_escape_lets_go(qtbot: QtBot, desk: Desk):
    desk.session.select(CORRIDOR)

    qtbot.keyClick(desk.window, Qt.Key.Key_Escape)

    assert desk.session.now.selected is None
    assert "Supply corridor" not in words(desk.window.evidence)


@pytest.mark.parametrize("key", [Qt.Key.Key_Tab, Qt.Key.Key_Right, Qt.Key.Key_Down])
def test_keys_walk_the_features_from_the_map(qtbot: QtBot, desk: Desk, key: Qt.Key):
    desk.window.map.setFocus()

    qtbot.keyClick(desk.window.map, key)

    assert desk.session.now.selected == CORRIDOR  # the first of the topmost layer
    assert desk.window.map.hasFocus()


def test_a_feature_found_by_its_ukrainian_name_is_selected(qtbot: QtBot, desk: Desk):
    qtbot.keyClick(desk.window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    desk.window.features.field.setText("Покровськ")
    qtbot.keyClick(desk.window.features.field, Qt.Key.Key_Return)

    assert desk.session.now.selected == POKROVSK


def test_a_hidden_layer_cannot_be_clicked(qtbot: QtBot, desk: Desk, on_map: Pixel):
    desk.session.set_visible("corridor", False)

    qtbot.mouseClick(desk.window.map, Qt.MouseButton.LeftButton, pos=on_map(*WEST_OF_TOWN))

    assert CORRIDOR not in desk.session.now.hits


def test_a_dropped_file_opens(qtbot: QtBot, desk: Desk, square: Path):
    with qtbot.waitSignal(desk.loader.opened):
        drop(desk, square)

    assert desk.window.windowTitle().startswith("square")
    assert "1 shape without source" in words(desk.window.status)


def test_a_file_that_cannot_be_read_leaves_everything_as_it_was(
    qtbot: QtBot, desk: Desk, tmp_path: Path
):
    desk.session.select(CORRIDOR)
    before = desk.session.now
    broken = tmp_path / "broken.geojson"
    broken.write_text("<!DOCTYPE html><title>404</title>", encoding="utf-8")

    with qtbot.waitSignal(desk.loader.failed):
        drop(desk, broken)

    assert desk.session.now == before
    assert "broken.geojson" in desk.window.notice.text
    assert "What was on the map stays there" in desk.window.notice.text


def test_a_change_on_disk_shows_and_keeps_selection_and_view(
    qtbot: QtBot, empty_desk: Desk, square: Path
):
    with qtbot.waitSignal(empty_desk.loader.opened):
        empty_desk.loader.open((square,))
    empty_desk.session.select(FeatureKey("square", "a"))
    empty_desk.window.map.zoom_in()
    view = empty_desk.window.map.bounds

    with qtbot.waitSignal(empty_desk.loader.reopened, timeout=10_000):
        square.write_text(square.read_text("utf-8").replace("Field", "Meadow"), encoding="utf-8")

    qtbot.waitUntil(lambda: "Meadow" in words(empty_desk.window.evidence))
    assert empty_desk.session.now.selected == FeatureKey("square", "a")
    assert empty_desk.window.map.bounds == view


def test_another_theme_keeps_what_is_open_and_selected(desk: Desk):
    desk.session.select(CORRIDOR)
    before = desk.session.now

    desk.window.actions_by_name["theme_night"].trigger()

    assert desk.session.now == before
    assert desk.preferences.theme == "night"
    assert desk.window.palette().window().color() == load_theme("night").panel


def test_a_relation_leads_to_the_other_claim(qtbot: QtBot, desk: Desk):
    desk.session.select(CORRIDOR)

    desk.window.evidence.claim_chosen.emit("C14")  # Gerasimov, about Pokrovsk and Kupiansk

    assert desk.session.now.selected == POKROVSK
    qtbot.waitUntil(lambda: "31 Ukrainian battalions" in words(desk.window.evidence))


def test_claims_about_no_place_can_be_read(qtbot: QtBot, desk: Desk):
    desk.window.actions_by_name["no_place"].trigger()

    qtbot.waitUntil(
        lambda: "The armies of the West would also have to learn" in words(desk.window.evidence)
    )


def test_every_command_has_something_to_do(desk: Desk):
    idle = [
        name
        for name, action in desk.window.actions_by_name.items()
        if not (action.receivers("2triggered(bool)") or action.receivers("2toggled(bool)"))
    ]

    assert not idle
