"""What the whole window promises."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from frontviewer.app import Desk, make_desk
from frontviewer.core.model.feature import FeatureKey
from frontviewer.core.system.app_paths import data_folder
from frontviewer.theme.theme import load_theme
from frontviewer.ui.dialogs.sheet import Sheet
from frontviewer.ui.dossier_loader import Loader

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

    assert desk.session.state.selected == CORRIDOR
    qtbot.waitUntil(lambda: "there is still noise Kyiv Independent" in words(desk.window.evidence))


def test_the_next_click_at_the_place_takes_what_lies_below(qtbot: QtBot, desk: Desk, on_map: Pixel):
    for _ in range(2):
        qtbot.mouseClick(desk.window.map, Qt.MouseButton.LeftButton, pos=on_map(*WEST_OF_TOWN))

    assert desk.session.state.selected not in (None, CORRIDOR)
    assert CORRIDOR in desk.session.state.hits


def test_escape_lets_go(qtbot: QtBot, desk: Desk):
    desk.session.select(CORRIDOR)

    qtbot.keyClick(desk.window, Qt.Key.Key_Escape)

    assert desk.session.state.selected is None
    assert "Supply corridor" not in words(desk.window.evidence)


@pytest.mark.parametrize("key", [Qt.Key.Key_Tab, Qt.Key.Key_Right, Qt.Key.Key_Down])
def test_keys_walk_the_features_from_the_map(qtbot: QtBot, desk: Desk, key: Qt.Key):
    desk.window.map.setFocus()

    qtbot.keyClick(desk.window.map, key)

    assert desk.session.state.selected == CORRIDOR  # the first of the topmost layer
    assert desk.window.map.hasFocus()


def test_a_feature_found_by_its_ukrainian_name_is_selected(qtbot: QtBot, desk: Desk):
    qtbot.keyClick(desk.window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    desk.window.features.field.setText("Покровськ")
    qtbot.keyClick(desk.window.features.field, Qt.Key.Key_Return)

    assert desk.session.state.selected == POKROVSK


def test_a_hidden_layer_cannot_be_clicked(qtbot: QtBot, desk: Desk, on_map: Pixel):
    desk.session.set_visible("corridor", False)

    qtbot.mouseClick(desk.window.map, Qt.MouseButton.LeftButton, pos=on_map(*WEST_OF_TOWN))

    assert CORRIDOR not in desk.session.state.hits


def test_a_dropped_file_opens(qtbot: QtBot, desk: Desk, square: Path):
    with qtbot.waitSignal(desk.loader.opened):
        drop(desk, square)

    assert desk.window.windowTitle().startswith("square")
    assert "1 shape without source" in words(desk.window.status)


def test_a_file_that_cannot_be_read_leaves_everything_as_it_was(
    qtbot: QtBot, desk: Desk, tmp_path: Path
):
    desk.session.select(CORRIDOR)
    before = desk.session.state
    broken = tmp_path / "broken.geojson"
    broken.write_text("<!DOCTYPE html><title>404</title>", encoding="utf-8")

    with qtbot.waitSignal(desk.loader.failed):
        drop(desk, broken)

    assert desk.session.state == before
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
    assert empty_desk.session.state.selected == FeatureKey("square", "a")
    assert empty_desk.window.map.bounds == view


def test_another_theme_keeps_what_is_open_and_selected(desk: Desk):
    desk.session.select(CORRIDOR)
    before = desk.session.state

    desk.window.actions_by_name["theme_night"].trigger()

    assert desk.session.state == before
    assert desk.preferences.theme == "night"
    assert desk.window.palette().window().color() == load_theme("night").panel


def test_a_relation_leads_to_the_other_claim(qtbot: QtBot, desk: Desk):
    desk.session.select(CORRIDOR)

    desk.window.evidence.claim_chosen.emit("C14")  # Gerasimov, about Pokrovsk and Kupiansk

    assert desk.session.state.selected == POKROVSK
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


def test_a_picture_pointed_to_is_remembered(desk: Desk, tmp_path: Path):
    desk.window.evidence.media_file_chosen.emit("I02", str(tmp_path / "town.jpg"))

    assert desk.preferences.settings.media_files == {"I02": str(tmp_path / "town.jpg")}


def test_zooming_from_the_panel_a_layer_or_the_menu_brings_it_into_view(desk: Desk):
    world = (-20.0, 30.0, 60.0, 60.0)
    ways = (
        lambda: desk.window.evidence.zoom_wished.emit(CORRIDOR),
        lambda: desk.window.layers.zoom_wished.emit("corridor"),
        desk.window.actions_by_name["zoom_selection"].trigger,
    )
    for way in ways:
        desk.window.map.show_bounds(world)
        way()
        west, _, east, _ = desk.window.map.bounds
        assert 36 < west < 37.2 < east < 38


def test_layers_stand_in_the_order_that_was_wished(desk: Desk):
    names = tuple(reversed([state.name for state in desk.session.state.layer_states]))

    desk.window.layers.order_wished.emit(names)

    assert tuple(state.name for state in desk.session.state.layer_states) == names


def test_the_bar_follows_the_pointer_and_the_scale(qtbot: QtBot, desk: Desk, on_map: Pixel):
    said = words(desk.window.status)
    qtbot.mouseMove(desk.window.map, on_map(37.1, 48.3))
    assert "37.1" in words(desk.window.status)

    desk.window.map.zoom_in()

    scales = [line for line in words(desk.window.status).splitlines() if line.startswith("1 :")]
    assert scales
    assert scales[0] not in said


def test_the_pointer_names_what_lies_under_it(qtbot: QtBot, desk: Desk, on_map: Pixel):
    qtbot.mouseMove(desk.window.map, on_map(*WEST_OF_TOWN))

    qtbot.waitUntil(lambda: "Supply corridor" in desk.window.map.toolTip())


def test_a_hit_can_be_chosen_from_the_list(qtbot: QtBot, desk: Desk, on_map: Pixel):
    qtbot.mouseClick(desk.window.map, Qt.MouseButton.LeftButton, pos=on_map(*WEST_OF_TOWN))
    last = desk.session.state.hits[-1]

    desk.window.hits.feature_chosen.emit(last)

    assert desk.session.state.selected == last
    assert desk.session.state.hits[-1] == last


def test_reload_reads_the_files_again(qtbot: QtBot, empty_desk: Desk, square: Path):
    with qtbot.waitSignal(empty_desk.loader.opened):
        empty_desk.window.recent_chosen.emit((square,))

    with qtbot.waitSignal(empty_desk.loader.reopened):
        empty_desk.window.actions_by_name["reload"].trigger()


def test_the_count_of_problems_opens_their_list(desk: Desk):
    desk.window.status.problems_wished.emit()
    assert not desk.window.problems_dock.isHidden()

    desk.window.status.problems_wished.emit()
    assert desk.window.problems_dock.isHidden()


def test_cancel_stops_the_loader(qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch):
    stopped: list[Loader] = []

    def cancel(loader: Loader) -> None:
        stopped.append(loader)

    monkeypatch.setattr(Loader, "cancel", cancel)
    other = make_desk(None, lambda: 0)

    other.window.notice.cancel_wished.emit()

    assert stopped == [other.loader]
    other.clear_away()


def test_escape_leaves_the_box_zoom_before_the_selection(qtbot: QtBot, desk: Desk):
    desk.session.select(CORRIDOR)
    desk.window.actions_by_name["box_zoom"].setChecked(True)

    qtbot.keyClick(desk.window, Qt.Key.Key_Escape)
    assert not desk.window.actions_by_name["box_zoom"].isChecked()
    assert desk.session.state.selected == CORRIDOR

    qtbot.keyClick(desk.window, Qt.Key.Key_Escape)
    assert desk.session.state.selected is None


def test_a_box_zooms_once(qtbot: QtBot, desk: Desk, on_map: Pixel):
    desk.window.actions_by_name["box_zoom"].setChecked(True)
    before = desk.window.map.bounds
    start, end = on_map(37.1, 48.32), on_map(37.2, 48.26)

    qtbot.mousePress(desk.window.map, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(desk.window.map, end)
    qtbot.mouseRelease(desk.window.map, Qt.MouseButton.LeftButton, pos=end)

    west, _, east, _ = desk.window.map.bounds
    assert before[0] + 0.02 < west < 37.11
    assert 37.19 < east < before[2] - 0.02
    assert not desk.window.actions_by_name["box_zoom"].isChecked()


def test_files_can_be_laid_over_what_is_open(qtbot: QtBot, empty_desk: Desk, square: Path):
    loader = empty_desk.loader
    with qtbot.waitSignal(loader.opened):
        loader.open((data_folder("layers"),))

    with qtbot.waitSignal(loader.opened):
        loader.add((square,))

    names = [state.name for state in empty_desk.session.state.layer_states]
    assert {"square", "corridor"} <= set(names)
    assert empty_desk.session.state.dossier.briefing.steps


def test_escape_takes_the_key_sheet_away_and_nothing_else(qtbot: QtBot, desk: Desk):
    desk.session.select(CORRIDOR)
    desk.window.actions_by_name["keys"].trigger()
    desk.window.actions_by_name["about"].trigger()
    (sheet,) = desk.window.findChildren(Sheet)

    qtbot.keyClick(sheet, Qt.Key.Key_Escape)

    assert not desk.window.findChildren(Sheet)
    assert desk.session.state.selected == CORRIDOR


def test_a_layer_is_hidden_and_thinned_from_its_panel(desk: Desk):
    desk.window.layers.visibility_wished.emit("corridor", False)
    desk.window.layers.opacity_wished.emit("corridor", 0.25)

    state = next(state for state in desk.session.state.layer_states if state.name == "corridor")
    assert (state.visible, state.opacity) == (False, 0.25)


def test_a_double_click_in_the_list_brings_the_feature_into_view(desk: Desk):
    desk.window.map.show_bounds((-20.0, 30.0, 60.0, 60.0))

    desk.window.features.feature_activated.emit(CORRIDOR)

    assert desk.window.map.bounds[0] > 36


def test_all_hits_under_a_click_are_listed(qtbot: QtBot, desk: Desk, on_map: Pixel):
    qtbot.mouseClick(desk.window.map, Qt.MouseButton.LeftButton, pos=on_map(*WEST_OF_TOWN))

    assert desk.window.hits.list.count() == len(desk.session.state.hits) > 1


def test_back_is_offered_once_there_is_somewhere_to_go_back_to(qtbot: QtBot, desk: Desk):
    back = desk.window.actions_by_name["back"]
    assert not back.isEnabled()

    desk.window.map.zoom_to_layer("myrnohrad")

    qtbot.waitUntil(back.isEnabled)


def test_what_was_opened_is_offered_again(desk: Desk, tmp_path: Path):
    desk.preferences.remember_opened((tmp_path / "one.geojson",))

    (offered,) = desk.window.recent_menu.actions()
    assert offered.text().endswith("one.geojson")


def test_a_complaint_about_the_settings_is_shown(desk: Desk):
    desk.preferences.message.emit("The settings cannot be kept.")

    assert desk.window.notice.text == "The settings cannot be kept."
