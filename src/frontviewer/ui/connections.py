"""Connects the parts of the main window to each other. Read this module first.

Data flows in a circle:

1. **Widgets report what the user does.** A widget emits a signal: either what happened
   (`MapView.clicked`, `FeaturesPanel.feature_chosen`) or what the user asks for
   (`LayerPanel.opacity_requested`). The widget does not carry out the request, and it holds no
   reference to another panel, to the session, to the settings or to a file.
2. **`Session` changes the state.** The signal is connected to a method of `Session`, such as
   `select` or `set_opacity`. `Session` holds the open dossier, the state of its layers, the
   selection and the step of the briefing; it is the only place where they change. The values
   themselves are immutable, so a change replaces a value. Then `Session` emits a signal such as
   `selection_changed`. If the value is the same as before, it emits nothing.
3. **Widgets show the new value.** The signal is connected to methods `show_...`, such as
   `MapView.show_selection`. All widgets that show the same value are connected to the same
   signal, so they always agree.

Three other objects take part in the same way: requests come in through their methods, and results
go out through their signals.

==================  ============================================================================
object              purpose
==================  ============================================================================
`DossierLoader`     reads files in a worker thread; emits `opened`, `reopened`, `failed` or
                    `cancelled`
`FileWatcher`       emits `changed` when a file of the open dossier changes on disk
`SettingsStore`     reads and saves the user's settings; emits `theme_choice_changed`,
                    `theme_changed`, `recent_changed` or `failed`
==================  ============================================================================

`frontviewer.app` creates all of these objects; every connection between two of them is made here,
or in `frontviewer.presenter.connections` for the briefing. Qt calls the slots of a signal in the
order in which they were connected; comments mark the places where this matters.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Protocol, get_args

from PySide6.QtCore import Qt

from frontviewer.core.io.open_dossier import list_watched_files
from frontviewer.core.pages.page import Page
from frontviewer.core.pages.page_builder import NO_LOCATION
from frontviewer.core.system.data_files import data_folder
from frontviewer.core.system.settings import ThemeChoice
from frontviewer.core.system.storage_usage import storage_usage
from frontviewer.core.text.translation import tr
from frontviewer.mapview.map_view import MapView
from frontviewer.session import Session
from frontviewer.theme.theme import load_theme
from frontviewer.ui.application import Application
from frontviewer.ui.crash_handler import CrashHandler
from frontviewer.ui.dialogs.files import choose_files, choose_folder
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
        """Show the page of the selection; None if nothing is selected."""


def connect_map(session: Session, window: MapWindow) -> None:
    """Connect the map and the evidence panel of a window to a session."""
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
    command_handlers: Mapping[str, Callable[[], object]],
) -> None:
    """Connect the main window to the session, to files and to the settings.

    Parameters
    ----------
    command_handlers
        Handlers of the commands that involve more than the main window and the session, such as
        starting a briefing, by command name.
    """
    connect_map(session, window)
    _connect_panels(session, window)
    _connect_files(session, window, loader, watcher, settings_store)
    _connect_commands(session, window)
    for name, handler in command_handlers.items():
        window.actions_by_name[name].triggered.connect(lambda _=False, handler=handler: handler())
    _connect_view(window)
    _connect_theme(window, settings_store)


def connect_application(
    application: Application,
    crash_handler: CrashHandler,
    window: MainWindow,
    loader: DossierLoader,
) -> None:
    """Connect the main window to files opened from the desktop and to the crash handler."""
    application.files_requested.connect(loader.open)
    application.files_requested.connect(window.bring_to_front)
    crash_handler.crashed.connect(window.show_crash, Qt.ConnectionType.QueuedConnection)


def _connect_panels(session: Session, window: MainWindow) -> None:
    window.layers.visibility_requested.connect(session.set_visible)
    window.layers.opacity_requested.connect(session.set_opacity)
    window.layers.order_requested.connect(session.set_order)
    window.layers.zoom_requested.connect(window.map.zoom_to_layer)
    window.features.feature_chosen.connect(session.select)
    window.features.feature_activated.connect(session.select_and_zoom)
    window.hits.feature_chosen.connect(session.select)
    window.keyboard_navigation.feature_step_requested.connect(session.select_next)

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
    actions = window.actions_by_name
    actions["open_files"].triggered.connect(
        lambda: loader.open(choose_files(window, tr("Open files")))
    )
    actions["open_folder"].triggered.connect(lambda: loader.open(choose_folder(window)))
    actions["add_layers"].triggered.connect(
        lambda: loader.add(choose_files(window, tr("Add layers")))
    )
    actions["open_sample"].triggered.connect(lambda: loader.open((data_folder("layers"),)))
    actions["reload"].triggered.connect(loader.reopen)
    window.paths_dropped.connect(loader.open)
    window.recent_chosen.connect(loader.open)
    window.message_bar.cancel_requested.connect(loader.cancel)
    watcher.changed.connect(loader.reopen)

    loader.progressed.connect(window.show_progress)
    loader.cancelled.connect(window.message_bar.clear)
    loader.failed.connect(window.show_open_failure)
    # The session first, so that the message is about a dossier that is already on the map.
    loader.opened.connect(session.show_dossier)
    loader.opened.connect(window.show_opened)
    loader.opened.connect(lambda _, paths: settings_store.remember_opened(paths))
    loader.reopened.connect(session.refresh_dossier)
    loader.reopened.connect(window.show_reloaded)
    session.dossier_changed.connect(lambda dossier: watcher.watch(list_watched_files(dossier)))
    window.map.render_finished.connect(loader.allow_caching)
    session.media_files_changed.connect(settings_store.remember_media)
    settings_store.recent_changed.connect(window.show_recent)
    settings_store.failed.connect(window.message_bar.show_message)
    window.closed.connect(lambda: settings_store.remember_window(window.save_layout()))
    window.closed.connect(loader.stop)


def _connect_commands(session: Session, window: MainWindow) -> None:
    actions = window.actions_by_name
    actions["next_feature"].triggered.connect(lambda: session.select_next(1))
    actions["previous_feature"].triggered.connect(lambda: session.select_next(-1))
    actions["clear_selection"].triggered.connect(window.cancel_tool_or_selection)
    window.clear_requested.connect(session.clear_selection)
    actions["find_feature"].triggered.connect(window.focus_feature_search)
    actions["select_unlocated"].triggered.connect(lambda: session.select(NO_LOCATION))
    actions["zoom_selection"].triggered.connect(session.zoom_to_selection)
    actions["keyboard_shortcuts"].triggered.connect(window.show_shortcuts)
    actions["about"].triggered.connect(window.show_about)
    actions["quit"].triggered.connect(window.close)


def _connect_view(window: MainWindow) -> None:
    actions = window.actions_by_name
    actions["zoom_in"].triggered.connect(window.map.zoom_in)
    actions["zoom_out"].triggered.connect(window.map.zoom_out)
    actions["initial_view"].triggered.connect(window.map.show_initial_view)
    actions["zoom_all"].triggered.connect(window.map.zoom_all)
    actions["back"].triggered.connect(window.map.back)
    actions["forward"].triggered.connect(window.map.forward)
    actions["box_zoom"].toggled.connect(window.map.set_box_zoom)
    actions["full_screen"].toggled.connect(window.set_full_screen)
    window.message_bar.details_requested.connect(window.problems_dock.show)
    window.status_bar.problems_requested.connect(window.toggle_problems)

    window.map.cursor_moved.connect(window.status_bar.show_position)
    window.map.hovered.connect(window.show_hovered)
    window.map.view_changed.connect(window.status_bar.show_view)
    window.map.history_changed.connect(window.show_history)
    window.map.history_changed.connect(window.deactivate_box_zoom)


def _connect_theme(window: MainWindow, settings_store: SettingsStore) -> None:
    actions = window.actions_by_name
    for choice in get_args(ThemeChoice):
        actions[f"theme_{choice}"].triggered.connect(partial(settings_store.choose_theme, choice))
    settings_store.theme_choice_changed.connect(
        lambda choice: actions[f"theme_{choice}"].setChecked(True)
    )
    settings_store.theme_changed.connect(lambda name: window.show_theme(load_theme(name)))


def connect_preferences(
    dialog: PreferencesDialog, window: MainWindow, settings_store: SettingsStore
) -> None:
    """Connect the preferences dialog to the settings and to the data stored on this computer."""
    clear_cache = window.actions_by_name["clear_cache"]

    def show_storage_usage() -> None:
        dialog.show_storage_usage(storage_usage())

    dialog.theme_requested.connect(settings_store.choose_theme)
    dialog.folder_requested.connect(window.show_folder)
    dialog.clear_requested.connect(clear_cache.trigger)
    dialog.activated.connect(show_storage_usage)

    settings_store.theme_choice_changed.connect(dialog.show_theme_choice)
    settings_store.theme_changed.connect(lambda name: dialog.show_theme(load_theme(name)))
    # After the handler that clears the cache, which `connect_main` connected earlier.
    clear_cache.triggered.connect(show_storage_usage)
