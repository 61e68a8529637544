"""Defines every command in one table, from which menus, tool bar and shortcut list are built."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from frontviewer.core.text.translation import mark, tr


@dataclass(frozen=True, slots=True)
class Command:
    """A command of the main window. Labels are untranslated; `&` precedes the mnemonic.

    Attributes
    ----------
    name
        Identifies the command in `connections`; also the object name of its action.
    menu
        Label of its menu.
    label
        Label of its menu item. It ends with an ellipsis if a dialog follows.
    shortcuts
        Key sequences in Qt's portable notation; the menu shows the first.
    icon
        Name of a file in `resources/icons`; "" for no icon.
    submenu
        Label of its submenu of `menu`; "" if it is in `menu` itself.
    checkable
        Whether triggering it toggles a checked state.
    exclusive_group
        Commands with the same value are checkable, and only one of them is checked at a time.
    separator_before
        Whether a separator precedes it in its menu, or precedes its submenu.
    """

    name: str
    menu: str
    label: str
    shortcuts: tuple[str, ...] = ()
    icon: str = ""
    submenu: str = ""
    checkable: bool = False
    exclusive_group: str = ""
    separator_before: bool = False


_FILE = mark("&File")
_SELECT = mark("&Select")
_VIEW = mark("&View")
_BRIEFING = mark("&Briefing")
_HELP = mark("&Help")
_THEME = mark("&Theme")

COMMANDS = (
    Command("open_files", _FILE, mark("&Open files…"), ("Ctrl+O",), "file"),
    Command("open_folder", _FILE, mark("Open &folder…"), ("Ctrl+Shift+O",), "folder-open"),
    Command("add_layers", _FILE, mark("&Add layers…"), ("Ctrl+Alt+O",)),
    Command("open_sample", _FILE, mark("Open &sample dossier")),
    Command("reload", _FILE, mark("&Reload"), ("Ctrl+R",), "refresh-cw"),
    Command(
        "export_image",
        _FILE,
        mark("&Export image…"),
        ("Ctrl+Shift+S",),
        "image",
        separator_before=True,
    ),
    Command("clear_cache", _FILE, mark("Clear &cache")),
    Command("preferences", _FILE, mark("&Preferences…"), ("Ctrl+,",)),
    Command("quit", _FILE, mark("&Quit"), ("Ctrl+Q",), separator_before=True),
    Command("next_feature", _SELECT, mark("&Next feature"), ("N",)),
    Command("previous_feature", _SELECT, mark("&Previous feature"), ("P",)),
    Command("clear_selection", _SELECT, mark("&Clear selection"), ("Esc",), "x"),
    Command("find_feature", _SELECT, mark("&Find feature"), ("Ctrl+F",), "search"),
    Command("select_unlocated", _SELECT, mark("Claims without a &location"), separator_before=True),
    Command("zoom_in", _VIEW, mark("Zoom &in"), ("+", "Ctrl++", "="), "zoom-in"),
    Command("zoom_out", _VIEW, mark("Zoom &out"), ("-", "Ctrl+-"), "zoom-out"),
    Command("initial_view", _VIEW, mark("Initial &view"), ("Home",)),
    Command("zoom_all", _VIEW, mark("Zoom to &all"), ("E",), "maximize"),
    Command("zoom_selection", _VIEW, mark("Zoom to &selection"), ("Z",), "locate"),
    Command("box_zoom", _VIEW, mark("Zoom to &rectangle"), ("X",), "box-select", checkable=True),
    Command(
        "back", _VIEW, mark("&Back"), ("Alt+Left", "Backspace"), "arrow-left", separator_before=True
    ),
    Command("forward", _VIEW, mark("&Forward"), ("Alt+Right",), "arrow-right"),
    Command(
        "theme_system",
        _VIEW,
        mark("&System"),
        submenu=_THEME,
        exclusive_group="theme",
        separator_before=True,
    ),
    Command("theme_day", _VIEW, mark("&Light"), submenu=_THEME, exclusive_group="theme"),
    Command("theme_night", _VIEW, mark("&Dark"), submenu=_THEME, exclusive_group="theme"),
    Command("theme_projector", _VIEW, mark("&Projector"), submenu=_THEME, exclusive_group="theme"),
    Command(
        "full_screen",
        _VIEW,
        mark("F&ull screen"),
        ("F11",),
        checkable=True,
        separator_before=True,
    ),
    Command("start_briefing", _BRIEFING, mark("&Start briefing"), ("F5",), "play"),
    Command("keyboard_shortcuts", _HELP, mark("&Keyboard shortcuts"), ("?", "F1"), "keyboard"),
    Command("about", _HELP, mark("&About frontviewer"), icon="info"),
)
"""Every command of the main window, in menu order."""

_MENU_ROLES: Mapping[str, QAction.MenuRole] = MappingProxyType(
    {
        "about": QAction.MenuRole.AboutRole,
        "preferences": QAction.MenuRole.PreferencesRole,
        "quit": QAction.MenuRole.QuitRole,
    }
)
"""Commands that macOS moves to the application menu. All others get `NoRole`: by default Qt guesses
the role from the label."""

_MOUSE_AND_MAP_KEYS = (
    (mark("Tab  →  ↓"), mark("On the map: next feature")),
    (mark("Shift+Tab  ←  ↑"), mark("On the map: previous feature")),
    (mark("Click"), mark("Select (click again for the next feature underneath)")),
    (mark("Drag"), mark("Pan the map")),
    (mark("Shift+arrows"), mark("Pan the map")),
    (mark("Shift+drag"), mark("Zoom to rectangle")),
    (mark("Wheel"), mark("Zoom at the pointer")),
    (mark("Double-click"), mark("Zoom in at the pointer")),
)
_BRIEFING_KEYS = (
    (mark("→  ↓  Space  Page down"), mark("Next step")),
    (mark("←  ↑  Page up"), mark("Previous step")),
    (mark("Home  End"), mark("First step, last step")),
    (mark("B  ."), mark("Black screen")),
    (mark("?"), mark("Show these shortcuts")),
    (mark("Esc"), mark("End the briefing")),
)


def make_actions(commands: Sequence[Command], parent: QObject) -> Mapping[str, QAction]:
    """Create the translated action of each command, as children of `parent`, by command name."""
    groups: dict[str, QActionGroup] = {}
    actions: dict[str, QAction] = {}
    for command in commands:
        action = QAction(tr(command.label), parent)
        action.setObjectName(command.name)
        action.setMenuRole(_MENU_ROLES.get(command.name, QAction.MenuRole.NoRole))
        action.setShortcuts([QKeySequence(keys) for keys in command.shortcuts])
        action.setCheckable(command.checkable or bool(command.exclusive_group))
        if command.exclusive_group:
            group = groups.setdefault(command.exclusive_group, QActionGroup(parent))
            group.addAction(action)
        actions[command.name] = action
    return actions


def fill_menus(
    menu_bar: QMenuBar, commands: Sequence[Command], actions: Mapping[str, QAction]
) -> Mapping[str, QMenu]:
    """Add all commands to a menu bar and return the menu or submenu of each, by command name."""
    menus: dict[tuple[str, str], QMenu] = {}
    menu_by_command: dict[str, QMenu] = {}
    for command in commands:
        if (command.menu, "") not in menus:
            menus[command.menu, ""] = menu_bar.addMenu(tr(command.menu))
        menu = menus[command.menu, ""]
        if command.separator_before:
            menu.addSeparator()
        if command.submenu:
            if (command.menu, command.submenu) not in menus:
                menus[command.menu, command.submenu] = menu.addMenu(tr(command.submenu))
            menu = menus[command.menu, command.submenu]
        menu.addAction(actions[command.name])
        menu_by_command[command.name] = menu
    return menu_by_command


def list_main_shortcuts(
    commands: Sequence[Command], actions: Mapping[str, QAction]
) -> tuple[tuple[str, str], ...]:
    """Return (keys, meaning) of all commands with a shortcut and of the mouse on the map."""
    command_keys = tuple(
        (_format_shortcuts(actions[command.name]), tr(command.label).replace("&", "").rstrip("…"))
        for command in commands
        if command.shortcuts
    )
    return command_keys + _translate_pairs(_MOUSE_AND_MAP_KEYS)


def list_briefing_shortcuts() -> tuple[tuple[str, str], ...]:
    """Return (keys, meaning) of the keys of the audience window."""
    return _translate_pairs(_BRIEFING_KEYS)


def _translate_pairs(pairs: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((tr(keys), tr(meaning)) for keys, meaning in pairs)


def _format_shortcuts(action: QAction) -> str:
    """Return the first two shortcuts of an action as the platform writes them."""
    native = QKeySequence.SequenceFormat.NativeText
    return "  ".join(sequence.toString(native) for sequence in action.shortcuts()[:2])
