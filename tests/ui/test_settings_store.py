"""Settings that are saved and restored at the next start."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from frontviewer.app import MainController, build_main_window
from frontviewer.ui.settings_store import SettingsStore


def test_theme_and_recent_paths_are_restored(qtbot: QtBot, tmp_path: Path):
    file = tmp_path / "settings.json"
    saved = SettingsStore(file)
    saved.choose_theme("projector")
    saved.remember_opened((tmp_path / "one",))
    saved.remember_opened((tmp_path / "two",))

    restored = SettingsStore(file)

    assert restored.theme == "projector"
    assert restored.settings.recent == ((str(tmp_path / "two"),), (str(tmp_path / "one"),))


def test_window_layout_is_restored(qtbot: QtBot, empty_controller: MainController, tmp_path: Path):
    empty_controller.window.lists_dock.hide()
    empty_controller.window.problems_dock.show()
    empty_controller.window.close()

    restored = build_main_window(tmp_path / "settings.json", lambda: 0)

    assert restored.window.lists_dock.isHidden()
    assert not restored.window.problems_dock.isHidden()
    restored.close_and_delete()


def test_unwritable_settings_are_reported_and_still_apply(qtbot: QtBot, tmp_path: Path):
    (tmp_path / "settings.json").mkdir()
    settings_store = SettingsStore(tmp_path / "settings.json")

    with qtbot.waitSignal(settings_store.failed) as emitted:
        settings_store.choose_theme("night")

    assert "settings.json" in emitted.args[0]
    assert settings_store.theme == "night"
