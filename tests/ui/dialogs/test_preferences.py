"""The preferences, by hand and by key."""

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
from frontviewer.theme.plain_text import plain_tip
from frontviewer.theme.theme import load_theme
from frontviewer.ui.dialogs.preferences import PreferencesDialog


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a portable program of somebody with a Cyrillic name lies."""
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


def opened(qtbot: QtBot, controller: MainController) -> PreferencesDialog:
    """Come back to the window and press the key of the preferences."""
    controller.window.activateWindow()
    qtbot.waitUntil(controller.window.isActiveWindow)
    qtbot.keyClick(controller.window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    (dialog,) = controller.window.findChildren(PreferencesDialog)
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def button(dialog: PreferencesDialog, words: str, place: int = 0) -> QAbstractButton:
    buttons = dialog.findChildren(QAbstractButton)
    return [one for one in buttons if one.text().replace("&", "").startswith(words)][place]


def press(qtbot: QtBot, dialog: PreferencesDialog, words: str, place: int = 0) -> None:
    qtbot.mouseClick(button(dialog, words, place), Qt.MouseButton.LeftButton)


def chosen(dialog: PreferencesDialog) -> list[str]:
    return [
        one.text().replace("&", "")
        for one in dialog.findChildren(QAbstractButton)
        if one.isChecked()
    ]


def words(dialog: PreferencesDialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisible())


def paths(dialog: PreferencesDialog) -> list[str]:
    return [field.text() for field in dialog.findChildren(QLineEdit)]


def kept_file(size: int) -> Path:
    file = cache_folder() / "layers" / "1-a.columns"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(bytes(size))
    return file


def test_they_stand_beside_the_window_and_there_is_one_of_them(
    qtbot: QtBot, controller: MainController
):
    dialog = opened(qtbot, controller)

    assert not dialog.isModal()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert opened(qtbot, controller) is dialog


def test_a_theme_is_worn_at_once_and_remembered(qtbot: QtBot, controller: MainController):
    dialog = opened(qtbot, controller)
    assert chosen(dialog) == ["As the desktop, day or night"]

    press(qtbot, dialog, "Night")

    ground = load_theme("night").panel
    assert controller.window.palette().window().color() == ground
    assert dialog.palette().window().color() == ground
    assert load_settings(settings_folder() / "settings.json").theme == "night"


def test_menu_and_preferences_say_the_same_of_the_theme(qtbot: QtBot, controller: MainController):
    do = controller.window.actions_by_name
    assert do["theme_system"].isChecked()
    do["theme_day"].trigger()
    dialog = opened(qtbot, controller)
    assert chosen(dialog) == ["Day, for a desk in daylight"]

    press(qtbot, dialog, "Projector")
    assert do["theme_projector"].isChecked()

    do["theme_night"].trigger()
    assert chosen(dialog) == ["Night, for a dim room"]


def test_the_words_are_as_large_as_those_of_the_window_and_fit(
    qtbot: QtBot, controller: MainController
):
    dialog = opened(qtbot, controller)
    before = dialog.height()

    press(qtbot, dialog, "Projector")

    assert (
        button(dialog, "Clear cache").font().pointSizeF() == controller.window.font().pointSizeF()
    )
    qtbot.waitUntil(lambda: dialog.height() > before)
    assert dialog.size() == dialog.sizeHint()


def test_keys_alone_lead_from_the_theme_over_the_folders_to_the_end(
    qtbot: QtBot, controller: MainController
):
    kept_file(1)
    controller.settings_store.choose_theme("day")
    opened(qtbot, controller)
    reached = []

    for _ in range(8):
        focused = QApplication.focusWidget()
        assert focused is not None
        assert isinstance(focused, QAbstractButton | QLineEdit)
        reached.append(focused.accessibleName() or focused.text())
        qtbot.keyClick(focused, Qt.Key.Key_Tab)

    assert reached == [
        "Da&y, for a desk in daylight",
        *("Settings: folder", "Settings: show folder"),
        *("Reports of crashes: folder", "Cache: folder", "Cache: show folder"),
        *("&Clear cache", "C&lose"),
    ]


def test_the_arrows_choose_a_theme(qtbot: QtBot, controller: MainController):
    controller.settings_store.choose_theme("day")
    opened(qtbot, controller)

    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)

    assert controller.settings_store.theme == "projector"


def test_it_says_where_everything_lies_and_that_it_is_portable(
    qtbot: QtBot, controller: MainController, home: Path
):
    dialog = opened(qtbot, controller)

    assert paths(dialog) == [str(settings_folder()), str(log_folder()), str(cache_folder())]
    assert paths(dialog)[0].startswith(str(home))
    assert "portable.txt" in words(dialog)

    (home / "portable.txt").unlink()
    dialog.close()
    opened(qtbot, controller)

    assert paths(dialog) == [str(settings_folder()), str(log_folder()), str(cache_folder())]
    assert "portable.txt" not in words(dialog)


def test_a_path_can_be_copied_and_not_changed(qtbot: QtBot, controller: MainController):
    dialog = opened(qtbot, controller)
    field = dialog.findChildren(QLineEdit)[0]

    qtbot.mouseDClick(field, Qt.MouseButton.LeftButton)
    qtbot.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(field, "x")
    qtbot.keyClick(field, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    assert QGuiApplication.clipboard().text() == str(settings_folder())


def test_a_path_too_long_for_the_screen_can_be_read_whole(
    qtbot: QtBot, controller: MainController, home: Path, monkeypatch: pytest.MonkeyPatch
):
    folder = home / Path(*["дуже довга назва & ще довша"] * 4)
    folder.mkdir(parents=True)
    (folder / "portable.txt").touch()
    monkeypatch.setenv("FRONTVIEWER_HOME", str(folder))
    dialog = opened(qtbot, controller)

    assert dialog.width() < dialog.screen().availableSize().width()
    field = dialog.findChildren(QLineEdit)[0]
    assert field.cursorPosition() == 0
    assert field.toolTip() == plain_tip(str(settings_folder()))


def test_a_folder_is_shown_once_it_is_there(
    qtbot: QtBot, controller: MainController, monkeypatch: pytest.MonkeyPatch
):
    shown: list[Path] = []
    monkeypatch.setattr(
        QDesktopServices, "openUrl", lambda url: not shown.append(Path(url.toLocalFile()))
    )
    settings_folder().mkdir(parents=True)
    dialog = opened(qtbot, controller)

    for place in range(3):
        press(qtbot, dialog, "Show folder", place)
    assert shown == [settings_folder()]

    log_folder().mkdir()
    kept_file(1)
    dialog.close()
    opened(qtbot, controller)
    for place in range(3):
        press(qtbot, dialog, "Show folder", place)
    assert shown[1:] == [settings_folder(), log_folder(), cache_folder()]
    assert not controller.window.message_bar.text


def test_a_desktop_that_cannot_show_folders_is_no_riddle(
    qtbot: QtBot, controller: MainController, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: False)
    kept_file(1)

    press(qtbot, opened(qtbot, controller), "Show folder", 2)

    assert str(cache_folder()) in controller.window.message_bar.text


def test_the_cache_is_cleared_and_its_size_follows(qtbot: QtBot, controller: MainController):
    file = kept_file(12_300_000)
    dialog = opened(qtbot, controller)
    assert "12.3 MB" in words(dialog)

    press(qtbot, dialog, "Clear cache")

    assert not file.exists()
    assert "Empty now" in words(dialog)
    assert controller.window.message_bar.text == "The cache is empty now; 12.3 MB are free again."


def test_the_size_follows_what_happens_elsewhere(qtbot: QtBot, controller: MainController):
    dialog = opened(qtbot, controller)
    assert "Empty now" in words(dialog)

    kept_file(12_300_000)
    opened(qtbot, controller)
    assert "12.3 MB" in words(dialog)

    controller.window.actions_by_name["clear_cache"].trigger()
    assert "Empty now" in words(dialog)
