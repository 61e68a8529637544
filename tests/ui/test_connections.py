"""The main window as a whole: what a user does, and what every part then shows."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from frontviewer.app import MainController, build_main_window
from frontviewer.core.model.feature import FeatureKey
from frontviewer.core.system.data_files import data_folder
from frontviewer.theme.theme import load_theme
from frontviewer.ui.dialogs.sheet import OverlaySheet
from frontviewer.ui.dossier_loader import DossierLoader

CORRIDOR = FeatureKey("corridor", "F-COR")
POKROVSK = FeatureKey("pokrovsk", "F-POK")
WEST_OF_TOWN = (37.05, 48.28)
Pixel = Callable[[float, float], QPoint]


def label_text(widget: QWidget) -> str:
    """Return the texts of all labels in a widget."""
    return "\n".join(label.text() for label in widget.findChildren(QLabel))


def drop(controller: MainController, *paths: Path) -> None:
    """Drop files on the window."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    buttons, modifiers = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    copy = Qt.DropAction.CopyAction
    controller.window.dropEvent(QDropEvent(QPointF(600, 300), copy, data, buttons, modifiers))


def test_click_on_a_feature_shows_its_claims(
    qtbot: QtBot, controller: MainController, on_map: Pixel
):
    qtbot.mouseClick(controller.window.map, Qt.MouseButton.LeftButton, pos=on_map(*WEST_OF_TOWN))

    assert controller.session.state.selected == CORRIDOR
    qtbot.waitUntil(
        lambda: "there is still noise Kyiv Independent" in label_text(controller.window.evidence)
    )


def test_second_click_selects_the_feature_underneath(
    qtbot: QtBot, controller: MainController, on_map: Pixel
):
    for _ in range(2):
        qtbot.mouseClick(
            controller.window.map, Qt.MouseButton.LeftButton, pos=on_map(*WEST_OF_TOWN)
        )

    assert controller.session.state.selected not in (None, CORRIDOR)
    assert CORRIDOR in controller.session.state.hits


def test_escape_clears_the_selection(qtbot: QtBot, controller: MainController):
    controller.session.select(CORRIDOR)

    qtbot.keyClick(controller.window, Qt.Key.Key_Escape)

    assert controller.session.state.selected is None
    assert "Supply corridor" not in label_text(controller.window.evidence)


@pytest.mark.parametrize("key", [Qt.Key.Key_Tab, Qt.Key.Key_Right, Qt.Key.Key_Down])
def test_keys_select_the_next_feature_while_the_map_has_focus(
    qtbot: QtBot, controller: MainController, key: Qt.Key
):
    controller.window.map.setFocus()

    qtbot.keyClick(controller.window.map, key)

    assert controller.session.state.selected == CORRIDOR  # the first of the topmost layer
    assert controller.window.map.hasFocus()


def test_search_by_ukrainian_name_selects_the_feature(qtbot: QtBot, controller: MainController):
    qtbot.keyClick(controller.window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    controller.window.features.search_field.setText("Покровськ")
    qtbot.keyClick(controller.window.features.search_field, Qt.Key.Key_Return)

    assert controller.session.state.selected == POKROVSK


def test_click_ignores_a_hidden_layer(qtbot: QtBot, controller: MainController, on_map: Pixel):
    controller.session.set_visible("corridor", False)

    qtbot.mouseClick(controller.window.map, Qt.MouseButton.LeftButton, pos=on_map(*WEST_OF_TOWN))

    assert CORRIDOR not in controller.session.state.hits


def test_dropped_file_is_opened(qtbot: QtBot, controller: MainController, square: Path):
    with qtbot.waitSignal(controller.loader.opened):
        drop(controller, square)

    assert controller.window.windowTitle().startswith("square")
    assert "1 unsourced feature" in label_text(controller.window.status_bar)


def test_unreadable_file_leaves_the_session_unchanged(
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
    assert "The map was not changed" in controller.window.message_bar.text


def test_change_on_disk_is_shown_and_preserves_selection_and_view(
    qtbot: QtBot, empty_controller: MainController, square: Path
):
    with qtbot.waitSignal(empty_controller.loader.opened):
        empty_controller.loader.open((square,))
    empty_controller.session.select(FeatureKey("square", "a"))
    empty_controller.window.map.zoom_in()
    view = empty_controller.window.map.bounds

    with qtbot.waitSignal(empty_controller.loader.reopened, timeout=10_000):
        square.write_text(square.read_text("utf-8").replace("Field", "Meadow"), encoding="utf-8")

    qtbot.waitUntil(lambda: "Meadow" in label_text(empty_controller.window.evidence))
    assert empty_controller.session.state.selected == FeatureKey("square", "a")
    assert empty_controller.window.map.bounds == view


def test_theme_change_preserves_dossier_and_selection(controller: MainController):
    controller.session.select(CORRIDOR)
    before = controller.session.state

    controller.window.actions_by_name["theme_night"].trigger()

    assert controller.session.state == before
    assert controller.settings_store.theme == "night"
    assert controller.window.palette().window().color() == load_theme("night").panel


def test_related_claim_selects_its_feature(qtbot: QtBot, controller: MainController):
    controller.session.select(CORRIDOR)

    controller.window.evidence.claim_chosen.emit("C14")  # Gerasimov, about Pokrovsk and Kupiansk

    assert controller.session.state.selected == POKROVSK
    qtbot.waitUntil(lambda: "31 Ukrainian battalions" in label_text(controller.window.evidence))


def test_claims_without_a_location_can_be_read(qtbot: QtBot, controller: MainController):
    controller.window.actions_by_name["select_unlocated"].trigger()

    qtbot.waitUntil(
        lambda: (
            "The armies of the West would also have to learn"
            in label_text(controller.window.evidence)
        )
    )


def test_every_command_is_connected(controller: MainController):
    unconnected = [
        name
        for name, action in controller.window.actions_by_name.items()
        if not (action.receivers("2triggered(bool)") or action.receivers("2toggled(bool)"))
    ]

    assert not unconnected


def test_chosen_image_file_is_saved_in_the_settings(controller: MainController, tmp_path: Path):
    controller.window.evidence.media_file_chosen.emit("I02", str(tmp_path / "town.jpg"))

    assert controller.settings_store.settings.media_files == {"I02": str(tmp_path / "town.jpg")}


def test_zoom_from_panel_layer_list_and_menu_shows_the_feature(controller: MainController):
    world = (-20.0, 30.0, 60.0, 60.0)
    zoom_commands = (
        lambda: controller.window.evidence.zoom_requested.emit(CORRIDOR),
        lambda: controller.window.layers.zoom_requested.emit("corridor"),
        controller.window.actions_by_name["zoom_selection"].trigger,
    )
    for zoom in zoom_commands:
        controller.window.map.show_bounds(world)
        zoom()
        west, _, east, _ = controller.window.map.bounds
        assert 36 < west < 37.2 < east < 38


def test_requested_layer_order_is_applied(controller: MainController):
    names = tuple(reversed([state.name for state in controller.session.state.layer_states]))

    controller.window.layers.order_requested.emit(names)

    assert tuple(state.name for state in controller.session.state.layer_states) == names


def test_status_bar_shows_pointer_position_and_scale(
    qtbot: QtBot, controller: MainController, on_map: Pixel
):
    text_before = label_text(controller.window.status_bar)
    qtbot.mouseMove(controller.window.map, on_map(37.1, 48.3))
    assert "37.1" in label_text(controller.window.status_bar)

    controller.window.map.zoom_in()

    scales = [
        line
        for line in label_text(controller.window.status_bar).splitlines()
        if line.startswith("1:")
    ]
    assert scales
    assert scales[0] not in text_before


def test_tooltip_names_the_feature_under_the_pointer(
    qtbot: QtBot, controller: MainController, on_map: Pixel
):
    qtbot.mouseMove(controller.window.map, on_map(*WEST_OF_TOWN))

    qtbot.waitUntil(lambda: "Supply corridor" in controller.window.map.toolTip())


def test_hit_can_be_selected_from_the_list(qtbot: QtBot, controller: MainController, on_map: Pixel):
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


def test_problem_count_toggles_the_problems_panel(controller: MainController):
    controller.window.status_bar.problems_requested.emit()
    assert not controller.window.problems_dock.isHidden()

    controller.window.status_bar.problems_requested.emit()
    assert controller.window.problems_dock.isHidden()


def test_cancel_button_cancels_the_loader(
    qtbot: QtBot, controller: MainController, monkeypatch: pytest.MonkeyPatch
):
    cancelled: list[DossierLoader] = []

    def cancel(loader: DossierLoader) -> None:
        cancelled.append(loader)

    monkeypatch.setattr(DossierLoader, "cancel", cancel)
    other_controller = build_main_window(None, lambda: 0)

    other_controller.window.message_bar.cancel_requested.emit()

    assert cancelled == [other_controller.loader]
    other_controller.close_and_delete()


def test_escape_first_leaves_box_zoom_then_clears_the_selection(
    qtbot: QtBot, controller: MainController
):
    controller.session.select(CORRIDOR)
    controller.window.actions_by_name["box_zoom"].setChecked(True)

    qtbot.keyClick(controller.window, Qt.Key.Key_Escape)
    assert not controller.window.actions_by_name["box_zoom"].isChecked()
    assert controller.session.state.selected == CORRIDOR

    qtbot.keyClick(controller.window, Qt.Key.Key_Escape)
    assert controller.session.state.selected is None


def test_box_zoom_is_deactivated_after_one_zoom(
    qtbot: QtBot, controller: MainController, on_map: Pixel
):
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


def test_added_layers_join_the_open_dossier(
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


def test_escape_closes_only_the_sheet(qtbot: QtBot, controller: MainController):
    controller.session.select(CORRIDOR)
    controller.window.actions_by_name["keyboard_shortcuts"].trigger()
    controller.window.actions_by_name["about"].trigger()
    (sheet,) = controller.window.findChildren(OverlaySheet)

    qtbot.keyClick(sheet, Qt.Key.Key_Escape)

    assert not controller.window.findChildren(OverlaySheet)
    assert controller.session.state.selected == CORRIDOR


def test_layer_panel_sets_visibility_and_opacity(controller: MainController):
    controller.window.layers.visibility_requested.emit("corridor", False)
    controller.window.layers.opacity_requested.emit("corridor", 0.25)

    state = next(
        state for state in controller.session.state.layer_states if state.name == "corridor"
    )
    assert (state.visible, state.opacity) == (False, 0.25)


def test_activating_a_feature_in_the_list_zooms_to_it(controller: MainController):
    controller.window.map.show_bounds((-20.0, 30.0, 60.0, 60.0))

    controller.window.features.feature_activated.emit(CORRIDOR)

    assert controller.window.map.bounds[0] > 36


def test_all_features_under_a_click_are_listed(
    qtbot: QtBot, controller: MainController, on_map: Pixel
):
    qtbot.mouseClick(controller.window.map, Qt.MouseButton.LeftButton, pos=on_map(*WEST_OF_TOWN))

    assert controller.window.hits.list.count() == len(controller.session.state.hits) > 1


def test_back_is_enabled_after_the_view_has_changed(qtbot: QtBot, controller: MainController):
    back = controller.window.actions_by_name["back"]
    assert not back.isEnabled()

    controller.window.map.zoom_to_layer("myrnohrad")

    qtbot.waitUntil(back.isEnabled)


def test_opened_paths_are_in_the_recent_menu(controller: MainController, tmp_path: Path):
    controller.settings_store.remember_opened((tmp_path / "one.geojson",))

    (action,) = controller.window.recent_menu.actions()
    assert action.text().endswith("one.geojson")


def test_message_about_the_settings_is_shown(controller: MainController):
    controller.settings_store.failed.emit("The settings cannot be saved.")

    assert controller.window.message_bar.text == "The settings cannot be saved."
