"""How the parts are joined. Read this page to know the whole program.

Wishes go up: a widget reports what the person asked for. Facts come down: the session
reports what is now so. No widget knows another, or the session.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Protocol, get_args

from PySide6.QtCore import Qt

from frontviewer.core.io.open_dossier import watched_files
from frontviewer.core.pages.page import Page
from frontviewer.core.pages.page_builder import NO_LOCATION
from frontviewer.core.system.app_paths import data_folder
from frontviewer.core.system.settings import ThemeChoice
from frontviewer.core.system.storage_usage import storage_usage
from frontviewer.mapview.map_view import MapView
from frontviewer.session import Session
from frontviewer.theme.theme import load_theme
from frontviewer.ui.application import Application
from frontviewer.ui.crash_handler import CrashHandler
from frontviewer.ui.dialogs.files import ask_files, ask_folder
from frontviewer.ui.dialogs.preferences import PreferencesDialog
from frontviewer.ui.dossier_loader import DossierLoader
from frontviewer.ui.file_watcher import FileWatcher
from frontviewer.ui.main_window import MainWindow
from frontviewer.ui.panels.evidence_panel import EvidencePanel
from frontviewer.ui.settings_store import SettingsStore


class MapWindow(Protocol):
    """A window with a map and an evidence panel: the main window or the audience window."""

    map: MapView
    evidence: EvidencePanel

    def show_page(self, page: Page | None) -> None:
        """Show the words about what is selected; None for nothing."""


def connect_map(session: Session, window: MapWindow) -> None:
    """Connect a window's map and evidence panel to a session."""
    window.map.clicked.connect(session.select_from_hits)
    window.evidence.claim_chosen.connect(session.follow_claim)
    window.evidence.media_file_chosen.connect(session.set_media_file)
    window.evidence.zoom_requested.connect(session.select_and_zoom)

    session.dossier_changed.connect(window.map.show_dossier)
    session.dossier_opened.connect(window.map.show_initial_view)
    session.layer_states_changed.connect(window.map.show_layer_states)
    session.selection_changed.connect(window.map.show_selection)
    session.feature_zoom_requested.connect(window.map.zoom_to_feature)
    session.page_changed.connect(window.show_page)
    session.scroll_to_card_requested.connect(window.evidence.show_card)


def connect_main(
    session: Session,
    window: MainWindow,
    loader: DossierLoader,
    watcher: FileWatcher,
    settings_store: SettingsStore,
    *,
    commands: Mapping[str, Callable[[], object]],
) -> None:
    """Join the main window to the session, to files and to the person's preferences.

    `commands` holds the commands that lead out of the window: by name, what begins them.
    """
    connect_map(session, window)
    _connect_lists(session, window)
    _connect_files(session, window, loader, watcher, settings_store)
    _connect_commands(session, window)
    for name, beginning in commands.items():
        window.actions_by_name[name].triggered.connect(lambda _=False, start=beginning: start())
    _connect_view(window)
    _connect_looks(window, settings_store)


def connect_program(
    program: Application, crash_handler: CrashHandler, window: MainWindow, loader: DossierLoader
) -> None:
    """Join the main window to what the desktop hands the program, and to what fails in it."""
    program.files_requested.connect(loader.open)
    program.files_requested.connect(window.come_forward)
    crash_handler.crashed.connect(window.show_crash, Qt.ConnectionType.QueuedConnection)


def _connect_lists(session: Session, window: MainWindow) -> None:
    window.layers.visibility_requested.connect(session.set_visible)
    window.layers.opacity_requested.connect(session.set_opacity)
    window.layers.order_requested.connect(session.set_order)
    window.layers.zoom_requested.connect(window.map.zoom_to_layer)
    window.features.feature_chosen.connect(session.select)
    window.features.feature_activated.connect(session.select_and_zoom)
    window.hits.feature_chosen.connect(session.select)
    window.keyboard_navigation.step_requested.connect(session.select_next)

    session.dossier_changed.connect(window.show_dossier)
    session.layer_states_changed.connect(window.layers.show_layer_states)
    session.selection_changed.connect(window.features.show_selection)
    session.selection_changed.connect(window.show_selection)
    session.hits_changed.connect(window.show_hits)


def _connect_files(
    session: Session,
    window: MainWindow,
    loader: DossierLoader,
    watcher: FileWatcher,
    settings_store: SettingsStore,
) -> None:
    do = window.actions_by_name
    do["open_files"].triggered.connect(lambda: loader.open(ask_files(window)))
    do["open_folder"].triggered.connect(lambda: loader.open(ask_folder(window)))
    do["add_files"].triggered.connect(lambda: loader.add(ask_files(window)))
    do["open_bundled"].triggered.connect(lambda: loader.open((data_folder("layers"),)))
    do["reload"].triggered.connect(loader.reopen)
    window.paths_dropped.connect(loader.open)
    window.recent_chosen.connect(loader.open)
    window.message_bar.cancel_requested.connect(loader.cancel)
    watcher.changed.connect(loader.reopen)

    loader.progressed.connect(window.show_progress)
    loader.cancelled.connect(window.message_bar.clear)
    loader.failed.connect(window.show_failure)
    loader.opened.connect(session.show_dossier)
    loader.opened.connect(window.show_opened)
    loader.opened.connect(lambda _, paths: settings_store.remember_opened(paths))
    loader.reopened.connect(session.refresh_dossier)
    loader.reopened.connect(window.show_reloaded)
    session.dossier_changed.connect(lambda opened: watcher.watch(watched_files(opened)))
    window.map.render_finished.connect(loader.keep)
    session.media_file_chosen.connect(settings_store.remember_media)
    settings_store.recent_changed.connect(window.show_recent)
    settings_store.message.connect(window.message_bar.show_message)
    window.closed.connect(lambda: settings_store.remember_window(window.layout_text()))
    window.closed.connect(loader.stop)


def _connect_commands(session: Session, window: MainWindow) -> None:
    do = window.actions_by_name
    do["next"].triggered.connect(lambda: session.select_next(1))
    do["previous"].triggered.connect(lambda: session.select_next(-1))
    do["clear"].triggered.connect(window.let_go)
    window.clear_requested.connect(session.clear)
    do["find"].triggered.connect(window.show_find)
    do["no_place"].triggered.connect(lambda: session.select(NO_LOCATION))
    do["zoom_selection"].triggered.connect(session.zoom_to_selection)
    do["keys"].triggered.connect(window.show_keys)
    do["about"].triggered.connect(window.show_about)
    do["quit"].triggered.connect(window.close)


def _connect_view(window: MainWindow) -> None:
    do = window.actions_by_name
    do["zoom_in"].triggered.connect(window.map.zoom_in)
    do["zoom_out"].triggered.connect(window.map.zoom_out)
    do["first_view"].triggered.connect(window.map.show_initial_view)
    do["zoom_all"].triggered.connect(window.map.zoom_all)
    do["back"].triggered.connect(window.map.back)
    do["forward"].triggered.connect(window.map.forward)
    do["box_zoom"].toggled.connect(window.map.set_box_zoom)
    do["full_screen"].toggled.connect(window.show_full_screen)
    window.message_bar.details_requested.connect(window.problems_dock.show)
    window.status_bar.problems_requested.connect(window.toggle_problems)

    window.map.cursor_moved.connect(window.status_bar.show_position)
    window.map.hovered.connect(window.show_hovered)
    window.map.view_changed.connect(window.status_bar.show_view)
    window.map.history_changed.connect(window.show_history)
    window.map.history_changed.connect(window.leave_tool)


def _connect_looks(window: MainWindow, settings_store: SettingsStore) -> None:
    do = window.actions_by_name
    for choice in get_args(ThemeChoice):
        do[f"theme_{choice}"].triggered.connect(partial(settings_store.choose_theme, choice))
    settings_store.theme_chosen.connect(lambda choice: do[f"theme_{choice}"].setChecked(True))
    settings_store.theme_changed.connect(lambda name: window.show_theme(load_theme(name)))


def connect_preferences(
    dialog: PreferencesDialog, window: MainWindow, settings_store: SettingsStore
) -> None:
    """Join the dialog of the preferences to them, and to what is kept on this computer."""
    clear = window.actions_by_name["clear_cache"]

    def show_storage_usage() -> None:
        dialog.show_storage_usage(storage_usage())

    dialog.theme_requested.connect(settings_store.choose_theme)
    dialog.folder_requested.connect(window.show_folder)
    dialog.clear_requested.connect(clear.trigger)
    dialog.activated.connect(show_storage_usage)

    settings_store.theme_chosen.connect(dialog.show_theme_choice)
    settings_store.theme_changed.connect(lambda name: dialog.show_theme(load_theme(name)))
    clear.triggered.connect(
        show_storage_usage
    )  # what was joined to it earlier has emptied the cache
