"""The command table, and the menus and actions built from it."""

import re

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from frontviewer.app import MainController
from frontviewer.theme.theme import load_theme

Role = QAction.MenuRole


def test_only_about_preferences_and_quit_have_a_macos_menu_role(
    qtbot: QtBot, controller: MainController
):
    roles = {name: action.menuRole() for name, action in controller.window.actions_by_name.items()}

    assert roles.pop("about") == Role.AboutRole
    assert roles.pop("preferences") == Role.PreferencesRole
    assert roles.pop("quit") == Role.QuitRole
    assert set(roles.values()) == {Role.NoRole}


def test_recent_file_named_settings_has_no_menu_role(qtbot: QtBot, controller: MainController):
    controller.window.show_recent([["/maps/settings.geojson"]])

    assert [action.menuRole() for action in controller.window.recent_menu.actions()] == [
        Role.NoRole
    ]


def test_theme_commands_are_in_a_submenu_of_view(qtbot: QtBot, controller: MainController):
    (theme_menu,) = (
        menu for menu in controller.window.findChildren(QMenu) if menu.title() == "&Theme"
    )

    labels = [action.text().replace("&", "") for action in theme_menu.actions()]
    assert labels == ["System", "Light", "Dark", "Projector"]


def test_no_menu_has_two_items_with_the_same_mnemonic(qtbot: QtBot, controller: MainController):
    for menu in controller.window.menuBar().findChildren(QMenu):
        mnemonics = re.findall(r"&(\w)", " ".join(action.text() for action in menu.actions()))
        assert len(set(map(str.lower, mnemonics))) == len(mnemonics), menu.title()


def test_menus_have_the_font_of_the_theme(qtbot: QtBot, controller: MainController):
    controller.window.show_theme(load_theme("projector"))

    size = controller.window.font().pointSizeF()
    assert {menu.font().pointSizeF() for menu in controller.window.findChildren(QMenu)} == {size}
