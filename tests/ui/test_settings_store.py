"""What is remembered from one start to the next."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from frontviewer.app import MainController, build_main_window
from frontviewer.ui.settings_store import SettingsStore


def test_theme_and_recent_dossiers_are_there_at_the_next_start(qtbot: QtBot, tmp_path: Path):
    file = tmp_path / "settings.json"
    before = SettingsStore(file)
    before.choose_theme("projector")
    before.remember_opened((tmp_path / "one",))
    before.remember_opened((tmp_path / "two",))

    after = SettingsStore(file)

    assert after.theme == "projector"
    assert after.settings.recent == ((str(tmp_path / "two"),), (str(tmp_path / "one"),))


def test_the_window_comes_back_as_it_was_left(
    qtbot: QtBot, empty_controller: MainController, tmp_path: Path
):
    empty_controller.window.lists_dock.hide()
    empty_controller.window.problems_dock.show()
    empty_controller.window.close()

    again = build_main_window(tmp_path / "settings.json", lambda: 0)

    assert again.window.lists_dock.isHidden()
    assert not again.window.problems_dock.isHidden()
    again.close_and_delete()


def test_settings_that_cannot_be_kept_are_said_and_harm_nothing(qtbot: QtBot, tmp_path: Path):
    (tmp_path / "settings.json").mkdir()
    preferences = SettingsStore(tmp_path / "settings.json")

    with qtbot.waitSignal(preferences.message) as heard:
        preferences.choose_theme("night")

    assert "settings.json" in heard.args[0]
    assert preferences.theme == "night"
