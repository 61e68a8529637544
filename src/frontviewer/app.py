"""Composition root of the window: creates all objects, connects them and runs the event loop.

All parts of the main window are created here; `frontviewer.ui.connections` explains how they work
together.

Three process-wide measures are taken here because of how CPython and Qt work together:

- Garbage collection runs in the UI thread only; see `_collect_garbage_in_ui_thread`.
- Qt types that render threads use first are created at import; see `_RENDER_THREAD_TYPES`.
- The main window is destroyed before the application; see `MainController.close_and_delete`.
"""

import gc
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import shiboken6
from PySide6.QtCore import QLine, QMessageLogContext, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QBitmap, QPolygon, QRegion, QRgba64
from PySide6.QtWidgets import QApplication

from frontviewer import __version__
from frontviewer.core.io.bundle.unpack_cache import default_unpack_folder, prune
from frontviewer.core.io.cache.layer_cache import LayerCache
from frontviewer.core.problems import UnusableFileError
from frontviewer.core.system.app_paths import cache_folder, log_folder, settings_folder
from frontviewer.core.system.crash_reports import collect_fatal_reports, fatal_reports_enabled
from frontviewer.core.system.data_files import data_folder
from frontviewer.core.system.memory import limit_malloc_arenas, trim_heap
from frontviewer.core.system.storage_usage import storage_usage
from frontviewer.core.text.translation import current_language, tr
from frontviewer.export.window_image import save_widget_image
from frontviewer.mapview.painters.basemap import Basemap, load_basemap
from frontviewer.presenter.audience_window import AudienceWindow
from frontviewer.presenter.presentation import build_audience_window, show_on_second_screen
from frontviewer.session import Session
from frontviewer.theme.fonts import load_fonts
from frontviewer.theme.icons import load_app_icon
from frontviewer.theme.theme import load_theme
from frontviewer.ui import messages
from frontviewer.ui.application import Application
from frontviewer.ui.connections import connect_application, connect_main, connect_preferences
from frontviewer.ui.crash_handler import CrashHandler, describe_environment
from frontviewer.ui.dialogs.crash import CrashDialog
from frontviewer.ui.dialogs.files import choose_image_file
from frontviewer.ui.dialogs.preferences import PreferencesDialog
from frontviewer.ui.dossier_loader import DossierLoader
from frontviewer.ui.file_watcher import FileWatcher
from frontviewer.ui.main_window import MainWindow
from frontviewer.ui.qt_translation import install_qt_translation
from frontviewer.ui.settings_store import SettingsStore

_REQUEST_COUNT_INTERVAL_MS = 1000
_IDLE_MS = 1500
_GC_INTERVAL_MS = 2000
_GC_TIMER_NAME = "garbage_collection"
_RENDER_THREAD_TYPES = (QBitmap, QLine, QPolygon, QRegion, QRgba64)
"""Qt types that render threads use and no other module imports.

Shiboken creates the Python type of a Qt class when the program first uses it. If two threads do
this at the same time, the program can crash or deadlock. No module imports these five: render
threads meet them in the signatures of Qt functions. The import creates them in the main thread,
before any render thread runs.
"""


@dataclass(frozen=True, slots=True)
class MainController:
    """The connected objects of one main window, and the commands that involve several of them.

    Attributes
    ----------
    session
        State of the main window: open dossier, layer states, selection.
    window
        The main window; Qt parent of session, loader and settings store.
    loader
        Opens dossiers in a worker thread.
    settings_store
        The user's settings.
    basemap
        The bundled basemap.
    font_family
        Font of the interface.
    cache
        Cache of layers that were read; None if layers are always read from their files.
    """

    session: Session
    window: MainWindow
    loader: DossierLoader
    settings_store: SettingsStore
    basemap: Basemap
    font_family: str
    cache: LayerCache | None

    def present(self, step: int = 0) -> AudienceWindow | None:
        """Start the briefing full-screen at a step from 0; None if the dossier has no briefing.

        If the briefing is already running, activate its window and return it.
        """
        steps = self.session.state.dossier.briefing.steps
        if running := self.window.findChild(AudienceWindow):
            running.activateWindow()
            return running
        if not steps:
            self.window.message_bar.show_message(tr("This dossier has no briefing."))
            return None
        theme = load_theme("projector")
        audience = build_audience_window(
            self.session, theme, self.basemap, self.font_family, self.window
        )
        if step:
            audience.step_requested.emit(step)
        self.window.set_presenting(True)
        audience.closed.connect(lambda: self.window.set_presenting(False))
        show_on_second_screen(audience, self.window)
        return audience

    def show_preferences(self) -> None:
        """Show the preferences dialog, which is modeless and created at most once."""
        dialog = self.window.findChild(PreferencesDialog)
        if dialog is None:
            dialog = PreferencesDialog(self.window)
            connect_preferences(dialog, self.window, self.settings_store)
            dialog.show_theme(load_theme(self.settings_store.theme))
            dialog.show_theme_choice(self.settings_store.settings.theme)
            dialog.show_storage_usage(storage_usage())
        dialog.show()
        dialog.activateWindow()

    def start(self, paths: Sequence[Path], present_at: int | None = None) -> None:
        """Show the window and open paths; without paths, the last ones or the bundled dossier.

        `present_at` is a step, from 0, at which the briefing starts when the dossier is open.
        """
        bundled = (data_folder("layers"),)

        def present_once() -> None:
            self.loader.opened.disconnect(present_once)  # not for dossiers opened later
            self.present(present_at or 0)

        if present_at is not None:
            self.loader.opened.connect(present_once)
        self.window.map.wait_for_dossier()
        self.window.show()
        if paths:
            self.loader.open(paths)
        else:
            self.loader.open(_last_opened(self.settings_store) or bundled, fallback=bundled)

    def close_and_delete(self) -> None:
        """Close the window and destroy its C++ object, with all children, at once.

        Python would destroy it at an undefined time, and Qt crashes if a window outlives the
        application.
        """
        if not self.window.isHidden():
            self.window.close()
        self.loader.stop()  # a thread may still be writing the cache
        shiboken6.delete(self.window)

    def clear_cache(self) -> None:
        """Delete cached layers and unpacked bundles, except bundles that are open."""
        media = self.session.state.dossier.evidence.media
        files_in_use = [Path(item.path) for item in media if item.path]
        freed = self.cache.clear() if self.cache else 0
        freed += prune(default_unpack_folder(), 0, files_in_use)
        self.window.message_bar.show_message(messages.format_cache_cleared(freed))

    def export_image(self) -> None:
        """Let the user choose a file, and save an image of the window to it."""
        file = choose_image_file(self.window)
        if file is None:
            return
        self.window.map.finish()
        try:
            save_widget_image(self.window, file)
        except UnusableFileError as error:
            self.window.show_export_failure(error.problems)


def create_application() -> Application:
    """Return the Qt application with its name, style and icon; create it on the first call."""
    limit_malloc_arenas()
    app = QApplication.instance() or Application(sys.argv[:1])
    assert isinstance(app, Application)  # noqa: S101 - for the type checker
    qInstallMessageHandler(_forward_qt_message)
    app.setApplicationName("frontviewer")
    app.setApplicationVersion(__version__)
    app.setApplicationDisplayName("frontviewer")
    app.setDesktopFileName("frontviewer")
    app.setStyle("Fusion")
    app.setWindowIcon(load_app_icon())
    install_qt_translation(app, current_language())
    _collect_garbage_in_ui_thread(app)
    return app


def _collect_garbage_in_ui_thread(app: QApplication) -> None:
    """Disable automatic garbage collection and run the collector from a timer instead.

    CPython runs its cyclic collector in whichever thread happens to allocate. If a render or
    worker thread collects a widget that is part of a reference cycle, Shiboken runs the widget's
    C++ destructor in that thread. Qt allows this in the UI thread only: it hangs or crashes.
    """
    gc.disable()
    if app.findChild(QTimer, _GC_TIMER_NAME):
        return
    gc.freeze()  # objects of modules live until exit, so collections need not traverse them
    timer = QTimer(app)
    timer.setObjectName(_GC_TIMER_NAME)
    timer.timeout.connect(lambda: gc.collect())  # noqa: PLW0108 - PySide cannot call a built-in
    timer.start(_GC_INTERVAL_MS)


def _forward_qt_message(_kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
    """Print Qt's messages to stderr, except one that every window on `offscreen` causes."""
    if "propagateSizeHints" not in text:
        print(text, file=sys.stderr)  # noqa: T201


def build_main_window(
    settings_file: Path | None,
    count_requests: Callable[[], int],
    cache: LayerCache | None = None,
) -> MainController:
    """Build the main window and connect its parts.

    Parameters
    ----------
    settings_file
        File of the settings; None keeps them in memory only.
    count_requests
        Returns the number of network requests since the program started.
    cache
        Cache of layers; None always reads layers from their files.
    """
    font_family = load_fonts()
    basemap = load_basemap(data_folder("resources") / "basemap")
    settings_store = SettingsStore(settings_file)
    session = Session(settings_store.settings.media_files)
    window = MainWindow(load_theme(settings_store.theme), basemap, font_family, cache)
    loader, watcher = DossierLoader(window, cache), FileWatcher(window)
    session.setParent(window)
    settings_store.setParent(window)
    controller = MainController(
        session, window, loader, settings_store, basemap, font_family, cache
    )
    command_handlers: Mapping[str, Callable[[], object]] = {
        "start_briefing": controller.present,
        "export_image": controller.export_image,
        "clear_cache": controller.clear_cache,
        "preferences": controller.show_preferences,
    }
    connect_main(
        session, window, loader, watcher, settings_store, command_handlers=command_handlers
    )
    settings_store.emit_current_settings()
    window.restore_layout(settings_store.settings.window)
    _show_request_count(window, count_requests)
    _trim_heap_when_idle(window)
    return controller


def run(
    paths: Sequence[Path], count_requests: Callable[[], int], present_at: int | None = None
) -> int:
    """Open the window, run the event loop until it is closed, and return the exit status.

    `present_at` is a step, from 0, at which the briefing starts.
    """
    fatal_reports = collect_fatal_reports(log_folder())
    crash_handler = CrashHandler(log_folder())
    with fatal_reports_enabled(log_folder(), describe_environment()), crash_handler.installed():
        try:
            app, controller = _create_program(count_requests, crash_handler)
            controller.start(paths, present_at)
        except Exception as error:
            if QApplication.instance():
                CrashDialog(crash_handler.write_report(error)).exec()
            raise
        if fatal_reports:
            controller.window.show_previous_crash(fatal_reports[-1])
        app.emit_pending_files()
        status = app.exec()
        controller.close_and_delete()
    return status


def _create_program(
    count_requests: Callable[[], int], crash_handler: CrashHandler
) -> tuple[Application, MainController]:
    """Return the application and its main window, which use the user's settings and cache."""
    app = create_application()
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl+C in the terminal ends the program
    settings_file = settings_folder() / "settings.json"
    cache = LayerCache(cache_folder() / "layers")
    controller = build_main_window(settings_file, count_requests, cache)
    connect_application(app, crash_handler, controller.window, controller.loader)
    return app, controller


def _last_opened(settings_store: SettingsStore) -> tuple[Path, ...]:
    """Return the paths that were open last, or an empty tuple if one no longer exists."""
    recent = settings_store.settings.recent
    paths = tuple(Path(name) for name in recent[0]) if recent else ()
    return paths if all(path.exists() for path in paths) else ()


def _trim_heap_when_idle(window: MainWindow) -> None:
    """Return free heap memory to the system when the map has not moved for 1.5 s.

    Not earlier, since the next frame has to allocate the memory again and so takes longer.
    """
    idle_timer = QTimer(window, singleShot=True, interval=_IDLE_MS)
    idle_timer.timeout.connect(trim_heap)
    window.map.render_finished.connect(idle_timer.start)
    window.map.view_changed.connect(idle_timer.stop)


def _show_request_count(window: MainWindow, count_requests: Callable[[], int]) -> None:
    """Show the number of network requests in the status bar and update it every second."""
    timer = QTimer(window)
    timer.timeout.connect(lambda: window.status_bar.show_requests(count_requests()))
    timer.start(_REQUEST_COUNT_INTERVAL_MS)
    window.status_bar.show_requests(count_requests())
