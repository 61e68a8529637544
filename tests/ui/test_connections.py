"""What the whole window promises."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from frontviewer.app import MainController, build_main_window
from frontviewer.core.model.feature import FeatureKey
from frontviewer.core.system.app_paths import data_folder
from frontviewer.theme.theme import load_theme
from frontviewer.ui.dialogs.sheet import OverlaySheet
from frontviewer.ui.dossier_loader import DossierLoader

CORRIDOR = FeatureKey("corridor", "F-COR")
POKROVSK = FeatureKey("pokrovsk", "F-POK")
WEST_OF_TOWN = (37.05, 48.28)
Pixel = Callable[[float, float], QPoint]


def words(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel))


def drop(controller: MainController, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    buttons, modifiers = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    copy = Qt.DropAction.CopyAction
    controller.window.dropEvent(QDropEvent(QPointF(600, 300), copy, data, buttons, modifiers))


def test_a_click_on_the_corridor_shows_what_is_said_about_it(
    qtbot: QtBot, controller: MainController, on_map: Pixel
):
    qtbot.mouseClick(controller.window.map, Qt.MouseButton.LeftButton, pos=on_map(*WEST_OF_TOWN))

    assert controller.session.state.selected == CORRIDOR
    qtbot.waitUntil(
        lambda: "there is still noise Kyiv Independent" in words(controller.window.evidence)
    )


def test_the_next_click_at_the_place_takes_what_lies_below(
    qtbot: QtBot, controller: MainController, on_map: Pixel
):
    for _ in range(2):
        qtbot.mouseClick(
            controller.window.map, Qt.MouseButton.LeftButton, pos=on_map(*WEST_OF_TOWN)
        )

    assert controller.session.state.selected not in (None, CORRIDOR)
    assert CORRIDOR in controller.session.state.hits


def test_escape_lets_go(qtbot: QtBot, controller: MainController):
    controller.session.select(CORRIDOR)

    qtbot.keyClick(controller.window, Qt.Key.Key_Escape)

    assert controller.session.state.selected is None
    assert "Supply corridor" not in words(controller.window.evidence)


@pytest.mark.parametrize("key", [Qt.Key.Key_Tab, Qt.Key.Key_Right, Qt.Key.Key_Down])
def test_keys_walk_the_features_from_the_map(qtbot: QtBot, controller: MainController, key: Qt.Key):
    controller.window.map.setFocus()

    qtbot.keyClick(controller.window.map, key)

    assert controller.session.state.selected == CORRIDOR  # the first of the topmost layer
    assert controller.window.map.hasFocus()


def test_a_feature_found_by_its_ukrainian_name_is_selected(
    qtbot: QtBot, controller: MainController
):
    qtbot.keyClick(controller.window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    controller.window.features.field.setText("Покровськ")
    qtbot.keyClick(controller.window.features.field, Qt.Key.Key_Return)

    assert controller.session.state.selected == POKROVSK


def test_a_hidden_layer_cannot_be_clicked(qtbot: QtBot, controller: MainController, on_map: Pixel):
    controller.session.set_visible("corridor", False)

    qtbot.mouseClick(controller.window.map, Qt.MouseButton.LeftButton, pos=on_map(*WEST_OF_TOWN))

    assert CORRIDOR not in controller.session.state.hits


def test_a_dropped_file_opens(qtbot: QtBot, controller: MainController, square: Path):
    with qtbot.waitSignal(controller.loader.opened):
        drop(controller, square)

    assert controller.window.windowTitle().startswith("square")
    assert "1 shape without source" in words(controller.window.status_bar)


def test_a_file_that_cannot_be_read_leaves_everything_as_it_was(
    qtbot: QtBot, controller: MainController, tmp_path: Path
):
    controller.session.select(CORRIDOR)
    before = controller.session.state
    broken = tmp_path / "broken.geojson"
    broken.write_text("<!DOCTYPE html><title>404</title>", encoding="utf-8")

    with qtbot.waitSignal(controller.loader.failed):
        drop(controller, broken)

    assert controller.session.state == before
    assert "broken.geojson" in controller.window.message_bar.text
    assert "What was on the map stays there" in controller.window.message_bar.text


def test_a_change_on_disk_shows_and_keeps_selection_and_view(
    qtbot: QtBot, empty_controller: MainController, square: Path
):
    with qtbot.waitSignal(empty_controller.loader.opened):
        empty_controller.loader.open((square,))
    empty_controller.session.select(FeatureKey("square", "a"))
    empty_controller.window.map.zoom_in()
    view = empty_controller.window.map.bounds

    with qtbot.waitSignal(empty_controller.loader.reopened, timeout=10_000):
        square.write_text(square.read_text("utf-8").replace("Field", "Meadow"), encoding="utf-8")

    qtbot.waitUntil(lambda: "Meadow" in words(empty_controller.window.evidence))
    assert empty_controller.session.state.selected == FeatureKey("square", "a")
    assert empty_controller.window.map.bounds == view


def test_another_theme_keeps_what_is_open_and_selected(controller: MainController):
    controller.session.select(CORRIDOR)
    before = controller.session.state

    controller.window.actions_by_name["theme_night"].trigger()

    assert controller.session.state == before
    assert controller.settings_store.theme == "night"
    assert controller.window.palette().window().color() == load_theme("night").panel


def test_a_relation_leads_to_the_other_claim(qtbot: QtBot, controller: MainController):
    controller.session.select(CORRIDOR)

    controller.window.evidence.claim_chosen.emit("C14")  # Gerasimov, about Pokrovsk and Kupiansk

    assert controller.session.state.selected == POKROVSK
    qtbot.waitUntil(lambda: "31 Ukrainian battalions" in words(controller.window.evidence))


def test_claims_about_no_place_can_be_read(qtbot: QtBot, controller: MainController):
    controller.window.actions_by_name["no_place"].trigger()

    qtbot.waitUntil(
        lambda: (
            "The armies of the West would also have to learn" in words(controller.window.evidence)
        )
    )


def test_every_command_has_something_to_do(controller: MainController):
    idle = [
        name
        for name, action in controller.window.actions_by_name.items()
        if not (action.receivers("2triggered(bool)") or action.receivers("2toggled(bool)"))
    ]

    assert not idle


def test_a_picture_pointed_to_is_remembered(controller: MainController, tmp_path: Path):
    controller.window.evidence.media_file_chosen.emit("I02", str(tmp_path / "town.jpg"))

    assert controller.settings_store.settings.media_files == {"I02": str(tmp_path / "town.jpg")}


def test_zooming_from_the_panel_a_layer_or_the_menu_brings_it_into_view(controller: MainController):
    world = (-20.0, 30.0, 60.0, 60.0)
    ways = (
        lambda: controller.window.evidence.zoom_requested.emit(CORRIDOR),
        lambda: controller.window.layers.zoom_requested.emit("corridor"),
        controller.window.actions_by_name["zoom_selection"].trigger,
    )
    for way in ways:
        controller.window.map.show_bounds(world)
        way()
        west, _, east, _ = controller.window.map.bounds
        assert 36 < west < 37.2 < east < 38


def test_layers_stand_in_the_order_that_was_wished(controller: MainController):
    names = tuple(reversed([state.name for state in controller.session.state.layer_states]))

    controller.window.layers.order_requested.emit(names)

    assert tuple(state.name for state in controller.session.state.layer_states) == names


def test_the_bar_follows_the_pointer_and_the_scale(
    qtbot: QtBot, controller: MainController, on_map: Pixel
):
    said = words(controller.window.status_bar)
    qtbot.mouseMove(controller.window.map, on_map(37.1, 48.3))
    assert "37.1" in words(controller.window.status_bar)

    controller.window.map.zoom_in()

    scales = [
        line for line in words(controller.window.status_bar).splitlines() if line.startswith("1:")
    ]
    assert scales
    assert scales[0] not in said


def test_the_pointer_names_what_lies_under_it(
    qtbot: QtBot, controller: MainController, on_map: Pixel
):
    qtbot.mouseMove(controller.window.map, on_map(*WEST_OF_TOWN))

    qtbot.waitUntil(lambda: "Supply corridor" in controller.window.map.toolTip())


def test_a_hit_can_be_chosen_from_the_list(qtbot: QtBot, controller: MainController, on_map: Pixel):
    qtbot.mouseClick(controller.window.map, Qt.MouseButton.LeftButton, pos=on_map(*WEST_OF_TOWN))
    last = controller.session.state.hits[-1]

    controller.window.hits.feature_chosen.emit(last)

    assert controller.session.state.selected == last
    assert controller.session.state.hits[-1] == last


def test_reload_reads_the_files_again(qtbot: QtBot, empty_controller: MainController, square: Path):
    with qtbot.waitSignal(empty_controller.loader.opened):
        empty_controller.window.recent_chosen.emit((square,))

    with qtbot.waitSignal(empty_controller.loader.reopened):
        empty_controller.window.actions_by_name["reload"].trigger()


def test_the_count_of_problems_opens_their_list(controller: MainController):
    controller.window.status_bar.problems_requested.emit()
    assert not controller.window.problems_dock.isHidden()

    controller.window.status_bar.problems_requested.emit()
    assert controller.window.problems_dock.isHidden()


def test_cancel_stops_the_loader(
    qtbot: QtBot, controller: MainController, monkeypatch: pytest.MonkeyPatch
):
    stopped: list[DossierLoader] = []

    def cancel(loader: DossierLoader) -> None:
        stopped.append(loader)

    monkeypatch.setattr(DossierLoader, "cancel", cancel)
    other = build_main_window(None, lambda: 0)

    other.window.message_bar.cancel_requested.emit()

    assert stopped == [other.loader]
    other.close_and_delete()


def test_escape_leaves_the_box_zoom_before_the_selection(qtbot: QtBot, controller: MainController):
    controller.session.select(CORRIDOR)
    controller.window.actions_by_name["box_zoom"].setChecked(True)

    qtbot.keyClick(controller.window, Qt.Key.Key_Escape)
    assert not controller.window.actions_by_name["box_zoom"].isChecked()
    assert controller.session.state.selected == CORRIDOR

    qtbot.keyClick(controller.window, Qt.Key.Key_Escape)
    assert controller.session.state.selected is None


def test_a_box_zooms_once(qtbot: QtBot, controller: MainController, on_map: Pixel):
    controller.window.actions_by_name["box_zoom"].setChecked(True)
    before = controller.window.map.bounds
    start, end = on_map(37.1, 48.32), on_map(37.2, 48.26)

    qtbot.mousePress(controller.window.map, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(controller.window.map, end)
    qtbot.mouseRelease(controller.window.map, Qt.MouseButton.LeftButton, pos=end)

    west, _, east, _ = controller.window.map.bounds
    assert before[0] + 0.02 < west < 37.11
    assert 37.19 < east < before[2] - 0.02
    assert not controller.window.actions_by_name["box_zoom"].isChecked()


def test_files_can_be_laid_over_what_is_open(
    qtbot: QtBot, empty_controller: MainController, square: Path
):
    loader = empty_controller.loader
    with qtbot.waitSignal(loader.opened):
        loader.open((data_folder("layers"),))

    with qtbot.waitSignal(loader.opened):
        loader.add((square,))

    names = [state.name for state in empty_controller.session.state.layer_states]
    assert {"square", "corridor"} <= set(names)
    assert empty_controller.session.state.dossier.briefing.steps


def test_escape_takes_the_key_sheet_away_and_nothing_else(qtbot: QtBot, controller: MainController):
    controller.session.select(CORRIDOR)
    controller.window.actions_by_name["keys"].trigger()
    controller.window.actions_by_name["about"].trigger()
    (sheet,) = controller.window.findChildren(OverlaySheet)

    qtbot.keyClick(sheet, Qt.Key.Key_Escape)

    assert not controller.window.findChildren(OverlaySheet)
    assert controller.session.state.selected == CORRIDOR


def test_a_layer_is_hidden_and_thinned_from_its_panel(controller: MainController):
    controller.window.layers.visibility_requested.emit("corridor", False)
    controller.window.layers.opacity_requested.emit("corridor", 0.25)

    state = next(
        state for state in controller.session.state.layer_states if state.name == "corridor"
    )
    assert (state.visible, state.opacity) == (False, 0.25)


def test_a_double_click_in_the_list_brings_the_feature_into_view(controller: MainController):
    controller.window.map.show_bounds((-20.0, 30.0, 60.0, 60.0))

    controller.window.features.feature_activated.emit(CORRIDOR)

    assert controller.window.map.bounds[0] > 36


def test_all_hits_under_a_click_are_listed(qtbot: QtBot, controller: MainController, on_map: Pixel):
    qtbot.mouseClick(controller.window.map, Qt.MouseButton.LeftButton, pos=on_map(*WEST_OF_TOWN))

    assert controller.window.hits.list.count() == len(controller.session.state.hits) > 1


def test_back_is_offered_once_there_is_somewhere_to_go_back_to(
    qtbot: QtBot, controller: MainController
):
    back = controller.window.actions_by_name["back"]
    assert not back.isEnabled()

    controller.window.map.zoom_to_layer("myrnohrad")

    qtbot.waitUntil(back.isEnabled)


def test_what_was_opened_is_offered_again(controller: MainController, tmp_path: Path):
    controller.settings_store.remember_opened((tmp_path / "one.geojson",))

    (offered,) = controller.window.recent_menu.actions()
    assert offered.text().endswith("one.geojson")


def test_a_complaint_about_the_settings_is_shown(controller: MainController):
    controller.settings_store.message.emit("The settings cannot be kept.")

    assert controller.window.message_bar.text == "The settings cannot be kept."
