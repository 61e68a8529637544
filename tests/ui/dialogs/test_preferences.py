"""The preferences dialog, by mouse and by keyboard."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from frontviewer.app import MainController, build_main_window
from frontviewer.core.io.cache.layer_cache import LayerCache
from frontviewer.core.system.app_paths import cache_folder, log_folder, settings_folder
from frontviewer.core.system.settings import load_settings
from frontviewer.theme.plain_text import escape_tooltip
from frontviewer.theme.theme import load_theme
from frontviewer.ui.dialogs.preferences import PreferencesDialog


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Folder of a portable program, below a folder with a Cyrillic name."""
    home = tmp_path / "Олександр Петренко" / "frontviewer"
    home.mkdir(parents=True)
    (home / "portable.txt").touch()
    monkeypatch.setenv("FRONTVIEWER_HOME", str(home))
    return home


@pytest.fixture
def controller(qtbot: QtBot, home: Path) -> Iterator[MainController]:
    settings_file = settings_folder() / "settings.json"
    controller = build_main_window(settings_file, lambda: 0, LayerCache(cache_folder() / "layers"))
    controller.window.show()
    qtbot.waitExposed(controller.window)
    yield controller
    controller.close_and_delete()


def open_preferences(qtbot: QtBot, controller: MainController) -> PreferencesDialog:
    """Activate the window and press the shortcut of the preferences."""
    controller.window.activateWindow()
    qtbot.waitUntil(controller.window.isActiveWindow)
    qtbot.keyClick(controller.window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    (dialog,) = controller.window.findChildren(PreferencesDialog)
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def button(dialog: PreferencesDialog, label: str, index: int = 0) -> QAbstractButton:
    buttons = dialog.findChildren(QAbstractButton)
    return [b for b in buttons if b.text().replace("&", "").startswith(label)][index]


def press(qtbot: QtBot, dialog: PreferencesDialog, label: str, index: int = 0) -> None:
    qtbot.mouseClick(button(dialog, label, index), Qt.MouseButton.LeftButton)


def checked_labels(dialog: PreferencesDialog) -> list[str]:
    return [
        button.text().replace("&", "")
        for button in dialog.findChildren(QAbstractButton)
        if button.isChecked()
    ]


def label_text(dialog: PreferencesDialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisible())


def paths(dialog: PreferencesDialog) -> list[str]:
    return [field.text() for field in dialog.findChildren(QLineEdit)]


def write_cache_file(size: int) -> Path:
    file = cache_folder() / "layers" / "1-a.columns"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(bytes(size))
    return file


def test_dialog_is_modeless_and_created_once(qtbot: QtBot, controller: MainController):
    dialog = open_preferences(qtbot, controller)

    assert not dialog.isModal()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert open_preferences(qtbot, controller) is dialog


def test_theme_is_applied_at_once_and_saved(qtbot: QtBot, controller: MainController):
    dialog = open_preferences(qtbot, controller)
    assert checked_labels(dialog) == ["Match system"]

    press(qtbot, dialog, "Dark")

    background = load_theme("night").panel
    assert controller.window.palette().window().color() == background
    assert dialog.palette().window().color() == background
    assert load_settings(settings_folder() / "settings.json").theme == "night"


def test_menu_and_dialog_show_the_same_theme(qtbot: QtBot, controller: MainController):
    actions = controller.window.actions_by_name
    assert actions["theme_system"].isChecked()
    actions["theme_day"].trigger()
    dialog = open_preferences(qtbot, controller)
    assert checked_labels(dialog) == ["Light"]

    press(qtbot, dialog, "Projector")
    assert actions["theme_projector"].isChecked()

    actions["theme_night"].trigger()
    assert checked_labels(dialog) == ["Dark"]


def test_dialog_has_the_font_of_the_window_and_fits_its_content(
    qtbot: QtBot, controller: MainController
):
    dialog = open_preferences(qtbot, controller)
    height_before = dialog.height()

    press(qtbot, dialog, "Projector")

    assert (
        button(dialog, "Clear cache").font().pointSizeF() == controller.window.font().pointSizeF()
    )
    qtbot.waitUntil(lambda: dialog.height() > height_before)
    assert dialog.size() == dialog.sizeHint()


def test_tab_order_goes_from_theme_over_folders_to_buttons(
    qtbot: QtBot, controller: MainController
):
    write_cache_file(1)
    controller.settings_store.choose_theme("day")
    open_preferences(qtbot, controller)
    reached = []

    for _ in range(8):
        focused = QApplication.focusWidget()
        assert focused is not None
        assert isinstance(focused, QAbstractButton | QLineEdit)
        reached.append(focused.accessibleName() or focused.text())
        qtbot.keyClick(focused, Qt.Key.Key_Tab)

    assert reached == [
        "Li&ght",
        *("Settings: folder", "Settings: show folder"),
        *("Crash reports: folder", "Cache: folder", "Cache: show folder"),
        *("&Clear cache", "C&lose"),
    ]


def test_arrow_keys_choose_a_theme(qtbot: QtBot, controller: MainController):
    controller.settings_store.choose_theme("day")
    open_preferences(qtbot, controller)

    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)

    assert controller.settings_store.theme == "projector"


def test_folders_and_portable_mode_are_shown(qtbot: QtBot, controller: MainController, home: Path):
    dialog = open_preferences(qtbot, controller)

    assert paths(dialog) == [str(settings_folder()), str(log_folder()), str(cache_folder())]
    assert paths(dialog)[0].startswith(str(home))
    assert "Portable mode" in label_text(dialog)

    (home / "portable.txt").unlink()
    dialog.close()
    open_preferences(qtbot, controller)

    assert paths(dialog) == [str(settings_folder()), str(log_folder()), str(cache_folder())]
    assert "Portable mode" not in label_text(dialog)


def test_path_can_be_copied_but_not_edited(qtbot: QtBot, controller: MainController):
    dialog = open_preferences(qtbot, controller)
    field = dialog.findChildren(QLineEdit)[0]

    qtbot.mouseDClick(field, Qt.MouseButton.LeftButton)
    qtbot.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(field, "x")
    qtbot.keyClick(field, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    assert QGuiApplication.clipboard().text() == str(settings_folder())


def test_path_wider_than_the_screen_has_a_tooltip(
    qtbot: QtBot, controller: MainController, home: Path, monkeypatch: pytest.MonkeyPatch
):
    folder = home / Path(*["дуже довга назва & ще довша"] * 4)
    folder.mkdir(parents=True)
    (folder / "portable.txt").touch()
    monkeypatch.setenv("FRONTVIEWER_HOME", str(folder))
    dialog = open_preferences(qtbot, controller)

    assert dialog.width() < dialog.screen().availableSize().width()
    field = dialog.findChildren(QLineEdit)[0]
    assert field.cursorPosition() == 0
    assert field.toolTip() == escape_tooltip(str(settings_folder()))


def test_folder_can_be_shown_only_if_it_exists(
    qtbot: QtBot, controller: MainController, monkeypatch: pytest.MonkeyPatch
):
    shown: list[Path] = []
    monkeypatch.setattr(
        QDesktopServices, "openUrl", lambda url: not shown.append(Path(url.toLocalFile()))
    )
    settings_folder().mkdir(parents=True)
    dialog = open_preferences(qtbot, controller)

    for index in range(3):
        press(qtbot, dialog, "Show folder", index)
    assert shown == [settings_folder()]

    log_folder().mkdir()
    write_cache_file(1)
    dialog.close()
    open_preferences(qtbot, controller)
    for index in range(3):
        press(qtbot, dialog, "Show folder", index)
    assert shown[1:] == [settings_folder(), log_folder(), cache_folder()]
    assert not controller.window.message_bar.text


def test_missing_file_manager_is_reported(
    qtbot: QtBot, controller: MainController, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: False)
    write_cache_file(1)

    press(qtbot, open_preferences(qtbot, controller), "Show folder", 2)

    assert str(cache_folder()) in controller.window.message_bar.text


def test_clear_cache_updates_the_size(qtbot: QtBot, controller: MainController):
    file = write_cache_file(12_300_000)
    dialog = open_preferences(qtbot, controller)
    assert "12.3 MB" in label_text(dialog)

    press(qtbot, dialog, "Clear cache")

    assert not file.exists()
    assert "Empty" in label_text(dialog)
    assert controller.window.message_bar.text == "Cache cleared (12.3 MB freed)."


def test_cache_size_is_updated_when_the_dialog_is_activated(
    qtbot: QtBot, controller: MainController
):
    dialog = open_preferences(qtbot, controller)
    assert "Empty" in label_text(dialog)

    write_cache_file(12_300_000)
    open_preferences(qtbot, controller)
    assert "12.3 MB" in label_text(dialog)

    controller.window.actions_by_name["clear_cache"].trigger()
    assert "Empty" in label_text(dialog)
