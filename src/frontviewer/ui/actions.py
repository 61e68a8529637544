"""Every command, in one table: menus, tool bar, shortcuts and the key sheet are made from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar


@dataclass(frozen=True, slots=True)
class Command:
    """One thing a person can ask of a window.

    Attributes
    ----------
    name
        How `wiring` calls it.
    shortcuts
        The first is shown in the menu.
    icon
        Of the icon family; empty for none.
    checkable
        Whether it stays pressed until it is asked for again.
    choice
        Commands of the same choice stay pressed, and release each other.
    separated
        Whether a line goes before it in its menu.
    """

    name: str
    menu: str
    text: str
    shortcuts: tuple[str, ...] = ()
    icon: str = ""
    checkable: bool = False
    choice: str = ""
    separated: bool = False


def commands() -> tuple[Command, ...]:
    """Return every command of the main window, in menu order, in the program's language."""
    translate = QCoreApplication.translate
    file = translate("Menu", "&File")
    select = translate("Menu", "&Select")
    view = translate("Menu", "&View")
    brief = translate("Menu", "&Briefing")
    helps = translate("Menu", "&Help")
    return (
        Command("open_files", file, translate("Menu", "&Open files …"), ("Ctrl+O",), "file"),
        Command(
            "open_folder",
            file,
            translate("Menu", "Open &folder …"),
            ("Ctrl+Shift+O",),
            "folder-open",
        ),
        Command("add_files", file, translate("Menu", "&Add files to the map …"), ("Ctrl+Alt+O",)),
        Command("open_bundled", file, translate("Menu", "Open the &bundled dossier")),
        Command("reload", file, translate("Menu", "&Reload"), ("Ctrl+R",), "refresh-cw"),
        Command(
            "save_picture",
            file,
            translate("Menu", "Save &picture of the window …"),
            ("Ctrl+Shift+S",),
            "image",
            separated=True,
        ),
        Command("clear_cache", file, translate("Menu", "Clear &cache")),
        Command("preferences", file, translate("Menu", "Pr&eferences …"), ("Ctrl+,",)),
        Command("quit", file, translate("Menu", "&Quit"), ("Ctrl+Q",), separated=True),
        Command("next", select, translate("Menu", "&Next feature"), ("N",)),
        Command("previous", select, translate("Menu", "&Previous feature"), ("P",)),
        Command("clear", select, translate("Menu", "&Clear selection"), ("Esc",), "x"),
        Command("find", select, translate("Menu", "&Find feature …"), ("Ctrl+F",), "search"),
        Command("no_place", select, translate("Menu", "Claims about no &place"), separated=True),
        Command("zoom_in", view, translate("Menu", "Zoom &in"), ("+", "Ctrl++", "="), "zoom-in"),
        Command("zoom_out", view, translate("Menu", "Zoom &out"), ("-", "Ctrl+-"), "zoom-out"),
        Command("first_view", view, translate("Menu", "&Opening view"), ("Home",)),
        Command("zoom_all", view, translate("Menu", "Show &everything"), ("E",), "maximize"),
        Command("zoom_selection", view, translate("Menu", "Zoom to &selection"), ("Z",), "locate"),
        Command(
            "box_zoom",
            view,
            translate("Menu", "Zoom to a &box"),
            ("X",),
            "box-select",
            checkable=True,
        ),
        Command(
            "back",
            view,
            translate("Menu", "&Back"),
            ("Alt+Left", "Backspace"),
            "arrow-left",
            separated=True,
        ),
        Command("forward", view, translate("Menu", "&Forward"), ("Alt+Right",), "arrow-right"),
        Command(
            "theme_system",
            view,
            translate("Menu", "Theme: as the &desktop"),
            choice="theme",
            separated=True,
        ),
        Command("theme_day", view, translate("Menu", "Theme: da&y"), choice="theme"),
        Command("theme_night", view, translate("Menu", "Theme: ni&ght"), choice="theme"),
        Command("theme_projector", view, translate("Menu", "Theme: p&rojector"), choice="theme"),
        Command(
            "full_screen",
            view,
            translate("Menu", "F&ull screen"),
            ("F11",),
            checkable=True,
            separated=True,
        ),
        Command("present", brief, translate("Menu", "&Present"), ("F5",), "play"),
        Command("keys", helps, translate("Menu", "&Keys"), ("?", "F1"), "keyboard"),
        Command("about", helps, translate("Menu", "&About frontviewer"), icon="info"),
    )


_ROLES: Mapping[str, QAction.MenuRole] = MappingProxyType(
    {
        "about": QAction.MenuRole.AboutRole,
        "preferences": QAction.MenuRole.PreferencesRole,
        "quit": QAction.MenuRole.QuitRole,
    }
)
"""Commands that macOS has in the menu it names after the program; the others stay where they are,
whatever their words."""


def make_actions(table: tuple[Command, ...], parent: QObject) -> Mapping[str, QAction]:
    """Make the action of each command, by its name."""
    groups: dict[str, QActionGroup] = {}
    actions: dict[str, QAction] = {}
    for command in table:
        action = QAction(command.text, parent)
        action.setObjectName(command.name)
        action.setMenuRole(_ROLES.get(command.name, QAction.MenuRole.NoRole))
        action.setShortcuts([QKeySequence(keys) for keys in command.shortcuts])
        action.setCheckable(command.checkable or bool(command.choice))
        if command.choice:
            group = groups.setdefault(command.choice, QActionGroup(parent))
            group.addAction(action)
        actions[command.name] = action
    return actions


def fill_menus(
    bar: QMenuBar, table: tuple[Command, ...], actions: Mapping[str, QAction]
) -> Mapping[str, QMenu]:
    """Fill a menu bar, and return the menu in which each command stands, by its name."""
    menus: dict[str, QMenu] = {}
    holding: dict[str, QMenu] = {}
    for command in table:
        if command.menu not in menus:
            menus[command.menu] = bar.addMenu(command.menu)
        menu = holding[command.name] = menus[command.menu]
        if command.separated:
            menu.addSeparator()
        menu.addAction(actions[command.name])
    return holding


def main_keys(
    table: Sequence[Command], actions: Mapping[str, QAction]
) -> tuple[tuple[str, str], ...]:
    """Return (keys, meaning) of every command that has a key, and of the mouse on the map."""
    translate = QCoreApplication.translate
    by_key = tuple(
        (_named(actions[command.name]), command.text.replace("&", "").rstrip(" …"))
        for command in table
        if command.shortcuts
    )
    by_hand = (
        (translate("Keys", "Tab  →  ↓"), translate("Keys", "On the map: next feature")),
        (translate("Keys", "Shift+Tab  ←  ↑"), translate("Keys", "On the map: feature before")),
        (translate("Keys", "Click"), translate("Keys", "Select; again: what lies below")),
        (translate("Keys", "Drag"), translate("Keys", "Move the map")),
        (translate("Keys", "Shift+drag"), translate("Keys", "Zoom to a box")),
        (translate("Keys", "Wheel"), translate("Keys", "Zoom at the pointer")),
    )
    return by_key + by_hand


def briefing_keys() -> tuple[tuple[str, str], ...]:
    """Return (keys, meaning) of the briefing."""
    translate = QCoreApplication.translate
    return (
        (translate("Keys", "→  ↓  Space  Page down"), translate("Keys", "Next step")),
        (translate("Keys", "←  ↑  Page up"), translate("Keys", "Step before")),
        (translate("Keys", "Home  End"), translate("Keys", "First step, last step")),
        (translate("Keys", "B  ."), translate("Keys", "Black screen")),
        (translate("Keys", "?"), translate("Keys", "These keys")),
        (translate("Keys", "Esc"), translate("Keys", "Leave the briefing")),
    )


def _named(action: QAction) -> str:
    native = QKeySequence.SequenceFormat.NativeText
    return "  ".join(sequence.toString(native) for sequence in action.shortcuts()[:2])
