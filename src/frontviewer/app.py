"""START of the window: builds the parts, hands them to each other, runs."""

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
from frontviewer.core.io.bundle.unpack_cache import tidy, usual_shelf
from frontviewer.core.io.cache.layer_cache import LayerCache
from frontviewer.core.problems import UnusableFileError
from frontviewer.core.system.app_paths import cache_folder, data_folder, log_folder, settings_folder
from frontviewer.core.system.crash_reports import collect_fatal_reports, fatal_reports_enabled
from frontviewer.core.system.memory import limit_malloc_arenas, trim_heap
from frontviewer.core.system.storage_usage import storage_usage
from frontviewer.export.window_image import save_picture
from frontviewer.mapview.painters.basemap import Basemap, load_basemap
from frontviewer.presenter.audience_window import AudienceWindow
from frontviewer.presenter.presentation import build_audience_window, show_on_second_screen
from frontviewer.session import Session
from frontviewer.theme.fonts import load_fonts
from frontviewer.theme.icons import app_icon
from frontviewer.theme.theme import load_theme
from frontviewer.ui.application import Application
from frontviewer.ui.connections import connect_main, connect_preferences, connect_program
from frontviewer.ui.crash_handler import CrashHandler, program_words
from frontviewer.ui.dialogs.crash import CrashDialog
from frontviewer.ui.dialogs.files import ask_picture_name
from frontviewer.ui.dialogs.preferences import PreferencesDialog
from frontviewer.ui.dossier_loader import DossierLoader
from frontviewer.ui.file_watcher import FileWatcher
from frontviewer.ui.main_window import MainWindow
from frontviewer.ui.messages import cleared
from frontviewer.ui.settings_store import SettingsStore

_COUNT_EVERY_MS = 1000
_IDLE_MS = 1500
_COLLECT_EVERY_MS = 2000
_COLLECTING = "collecting"
_MET_WHILE_PAINTING = (QBitmap, QLine, QPolygon, QRegion, QRgba64)
"""PySide makes a class when the program first meets it, and crashes where two threads do that at
once. Nobody else here names these; they are met in Qt's own functions by the threads that paint."""


@dataclass(frozen=True, slots=True)
class MainController:
    """The parts of one main window, joined."""

    session: Session
    window: MainWindow
    loader: DossierLoader
    settings_store: SettingsStore
    basemap: Basemap
    family: str
    cache: LayerCache | None

    def present(self, step: int = 0) -> AudienceWindow | None:
        """Begin the briefing on the whole screen; None where the dossier has none."""
        steps = self.session.state.dossier.briefing.steps
        if showing := self.window.findChild(AudienceWindow):
            showing.activateWindow()
            return showing
        if not steps:
            self.window.message_bar.show_message(self.window.tr("This dossier has no briefing."))
            return None
        theme = load_theme("projector")
        audience = build_audience_window(
            self.session, theme, self.basemap, self.family, self.window
        )
        if step:
            audience.step_requested.emit(step)
        self.window.set_presenting(True)
        audience.closed.connect(lambda: self.window.set_presenting(False))
        show_on_second_screen(audience, self.window)
        return audience

    def show_preferences(self) -> None:
        """Let the preferences stand in front of the window, which they do not block."""
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
        """Open paths; without any, what was open last or else the bundled dossier.

        `present_at` is a step, from 0, at which the briefing begins once it is open.
        """
        bundled = (data_folder("layers"),)

        def begin() -> None:
            self.loader.opened.disconnect(begin)  # later dossiers are opened to be read
            self.present(present_at or 0)

        if present_at is not None:
            self.loader.opened.connect(begin)
        self.window.map.wait_for_dossier()
        self.window.show()
        if paths:
            self.loader.open(paths)
        else:
            self.loader.open(_last_opened(self.settings_store) or bundled, otherwise=bundled)

    def close_and_delete(self) -> None:
        """Destroy the window now: Qt crashes if a window outlives the application."""
        if not self.window.isHidden():
            self.window.close()
        self.loader.stop()  # it may be keeping what it opened
        shiboken6.delete(self.window)

    def clear_cache(self) -> None:
        """Let go of all that is kept for reopening; what is open stays as it is."""
        media = self.session.state.dossier.evidence.media
        freed = self.cache.clear() if self.cache else 0
        freed += tidy(usual_shelf(), 0, [Path(one.path) for one in media if one.path])
        self.window.message_bar.show_message(cleared(freed))

    def save_picture(self) -> None:
        """Ask for a name and write a picture of the window there."""
        file = ask_picture_name(self.window)
        if file is None:
            return
        self.window.map.finish()
        try:
            save_picture(self.window, file)
        except UnusableFileError as error:
            self.window.show_failure(error.problems)


def create_application() -> Application:
    """Return the Qt application, with our name, style and icon."""
    limit_malloc_arenas()
    app = QApplication.instance() or Application(sys.argv[:1])
    assert isinstance(app, Application)  # noqa: S101 - for the type checker
    qInstallMessageHandler(_forward_qt_message)
    app.setApplicationName("frontviewer")
    app.setApplicationVersion(__version__)
    app.setApplicationDisplayName("frontviewer")
    app.setDesktopFileName("frontviewer")
    app.setStyle("Fusion")
    app.setWindowIcon(app_icon())
    _collect_garbage_in_this_thread(app)
    return app


def _collect_garbage_in_this_thread(app: QApplication) -> None:
    """Let this thread alone collect garbage.

    Python collects in whichever thread asks for memory, and a widget that is found there is
    destroyed there: Qt hangs or crashes when that is not the thread of the interface.
    """
    gc.disable()
    if app.findChild(QTimer, _COLLECTING):
        return
    gc.freeze()  # what is here now stays; it need not be looked through every time
    timer = QTimer(app)
    timer.setObjectName(_COLLECTING)
    timer.timeout.connect(lambda: gc.collect())  # noqa: PLW0108 - Qt cannot call a built-in
    timer.start(_COLLECT_EVERY_MS)


def _forward_qt_message(_kind: QtMsgType, _where: QMessageLogContext, text: str) -> None:
    """Pass Qt's messages on to stderr, but for one that every offscreen window causes."""
    if "propagateSizeHints" not in text:
        print(text, file=sys.stderr)  # noqa: T201


def build_main_window(
    settings_file: Path | None, requests: Callable[[], int], cache: LayerCache | None = None
) -> MainController:
    """Build the main window and join its parts.

    `settings_file` is where preferences are kept; None keeps none. `requests` counts network
    requests so far. Without a `cache`, layers are always read from their files.
    """
    family = load_fonts()
    basemap = load_basemap(data_folder("resources") / "basemap")
    settings_store = SettingsStore(settings_file)
    session = Session(settings_store.settings.media_files)
    window = MainWindow(load_theme(settings_store.theme), basemap, family, cache)
    loader, watcher = DossierLoader(window, cache), FileWatcher(window)
    session.setParent(window)
    settings_store.setParent(window)
    controller = MainController(session, window, loader, settings_store, basemap, family, cache)
    begin: Mapping[str, Callable[[], object]] = {
        "present": controller.present,
        "save_picture": controller.save_picture,
        "clear_cache": controller.clear_cache,
        "preferences": controller.show_preferences,
    }
    connect_main(session, window, loader, watcher, settings_store, commands=begin)
    settings_store.announce()
    window.restore_layout(settings_store.settings.window)
    _show_requests(window, requests)
    _trim_heap_when_idle(window)
    return controller


def run(paths: Sequence[Path], requests: Callable[[], int], present_at: int | None = None) -> int:
    """Open the window, or the briefing at a step from 0, and return when it is closed."""
    ended = collect_fatal_reports(log_folder())
    crash_handler = CrashHandler(log_folder())
    with fatal_reports_enabled(log_folder(), program_words()), crash_handler.installed():
        try:
            app, controller = _create_program(requests, crash_handler)
            controller.start(paths, present_at)
        except Exception as error:
            if QApplication.instance():
                CrashDialog(crash_handler.keep(error)).exec()
            raise
        if ended:
            controller.window.show_ended(ended[-1])
        app.emit_pending_files()
        status = app.exec()
        controller.close_and_delete()
    return status


def _create_program(
    requests: Callable[[], int], crash_handler: CrashHandler
) -> tuple[Application, MainController]:
    """Return the program and its main window, which use the person's own folders."""
    app = create_application()
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl+C in the terminal ends the program
    settings_file = settings_folder() / "settings.json"
    controller = build_main_window(settings_file, requests, LayerCache(cache_folder() / "layers"))
    connect_program(app, crash_handler, controller.window, controller.loader)
    return app, controller


def _last_opened(settings_store: SettingsStore) -> tuple[Path, ...]:
    """Return what was open last time, if it is still all there."""
    recent = settings_store.settings.recent
    paths = tuple(Path(name) for name in recent[0]) if recent else ()
    return paths if all(path.exists() for path in paths) else ()


def _trim_heap_when_idle(window: MainWindow) -> None:
    """Return memory once nothing has moved for a while: the next picture is slower for it."""
    idle = QTimer(window, singleShot=True, interval=_IDLE_MS)
    idle.timeout.connect(trim_heap)
    window.map.render_finished.connect(idle.start)
    window.map.view_changed.connect(idle.stop)


def _show_requests(window: MainWindow, requests: Callable[[], int]) -> None:
    timer = QTimer(window)
    timer.timeout.connect(lambda: window.status_bar.show_requests(requests()))
    timer.start(_COUNT_EVERY_MS)
    window.status_bar.show_requests(requests())
