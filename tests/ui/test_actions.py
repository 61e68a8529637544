"""The table of commands, and what is made from it."""

from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from frontviewer.app import MainController

Role = QAction.MenuRole


def test_macos_moves_about_preferences_and_quit_to_its_own_menu_and_nothing_else(
    qtbot: QtBot, controller: MainController
):
    roles = {name: action.menuRole() for name, action in controller.window.actions_by_name.items()}

    assert roles.pop("about") == Role.AboutRole
    assert roles.pop("preferences") == Role.PreferencesRole
    assert roles.pop("quit") == Role.QuitRole
    assert set(roles.values()) == {Role.NoRole}


def test_a_file_called_settings_is_not_taken_for_the_preferences(
    qtbot: QtBot, controller: MainController
):
    controller.window.show_recent([["/maps/settings.geojson"]])

    assert [action.menuRole() for action in controller.window.recent_menu.actions()] == [
        Role.NoRole
    ]
