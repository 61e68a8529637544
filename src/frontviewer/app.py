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
from frontviewer.presenter.presentation import briefing_window, show_on_wall
from frontviewer.session import Session
from frontviewer.theme.fonts import load_fonts
from frontviewer.theme.icons import app_icon
from frontviewer.theme.theme import load_theme
from frontviewer.ui.application import Application
from frontviewer.ui.connections import connect_main, connect_preferences, connect_program
from frontviewer.ui.crash_handler import Crashes, program_words
from frontviewer.ui.dialogs.crash import CrashDialog
from frontviewer.ui.dialogs.files import ask_picture_name
from frontviewer.ui.dialogs.preferences import PreferencesDialog
from frontviewer.ui.dossier_loader import Loader
from frontviewer.ui.file_watcher import Watcher
from frontviewer.ui.main_window import MainWindow
from frontviewer.ui.messages import cleared
from frontviewer.ui.settings_store import Preferences

_COUNT_EVERY_MS = 1000
_IDLE_MS = 1500
_COLLECT_EVERY_MS = 2000
_COLLECTING = "collecting"
_MET_WHILE_PAINTING = (QBitmap, QLine, QPolygon, QRegion, QRgba64)
"""PySide makes a class when the program first meets it, and crashes where two threads do that at
once. Nobody else here names these; they are met in Qt's own functions by the threads that paint."""


@dataclass(frozen=True, slots=True)
class Desk:
    """The parts of one main window, joined."""

    session: Session
    window: MainWindow
    loader: Loader
    preferences: Preferences
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
            self.window.notice.show_message(self.window.tr("This dossier has no briefing."))
            return None
        theme = load_theme("projector")
        audience = briefing_window(self.session, theme, self.basemap, self.family, self.window)
        if step:
            audience.step_wished.emit(step)
        self.window.set_presenting(True)
        audience.closed.connect(lambda: self.window.set_presenting(False))
        show_on_wall(audience, self.window)
        return audience

    def show_preferences(self) -> None:
        """Let the preferences stand in front of the window, which they do not block."""
        dialog = self.window.findChild(PreferencesDialog)
        if dialog is None:
            dialog = PreferencesDialog(self.window)
            connect_preferences(dialog, self.window, self.preferences)
            dialog.show_theme(load_theme(self.preferences.theme))
            dialog.show_theme_choice(self.preferences.settings.theme)
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
            self.loader.open(_last_opened(self.preferences) or bundled, otherwise=bundled)

    def clear_away(self) -> None:
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
        self.window.notice.show_message(cleared(freed))

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


def make_application() -> Application:
    """Return the Qt application, with our name, style and icon."""
    limit_malloc_arenas()
    app = QApplication.instance() or Application(sys.argv[:1])
    assert isinstance(app, Application)  # noqa: S101 - for the type checker
    qInstallMessageHandler(_pass_on)
    app.setApplicationName("frontviewer")
    app.setApplicationVersion(__version__)
    app.setApplicationDisplayName("frontviewer")
    app.setDesktopFileName("frontviewer")
    app.setStyle("Fusion")
    app.setWindowIcon(app_icon())
    _collect_here(app)
    return app


def _collect_here(app: QApplication) -> None:
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


def _pass_on(_kind: QtMsgType, _where: QMessageLogContext, text: str) -> None:
    """Pass Qt's messages on to stderr, but for one that every offscreen window causes."""
    if "propagateSizeHints" not in text:
        print(text, file=sys.stderr)  # noqa: T201


def make_desk(
    settings_file: Path | None, requests: Callable[[], int], cache: LayerCache | None = None
) -> Desk:
    """Build the main window and join its parts.

    `settings_file` is where preferences are kept; None keeps none. `requests` counts network
    requests so far. Without a `cache`, layers are always read from their files.
    """
    family = load_fonts()
    basemap = load_basemap(data_folder("resources") / "basemap")
    preferences = Preferences(settings_file)
    session = Session(preferences.settings.media_files)
    window = MainWindow(load_theme(preferences.theme), basemap, family, cache)
    loader, watcher = Loader(window, cache), Watcher(window)
    session.setParent(window)
    preferences.setParent(window)
    desk = Desk(session, window, loader, preferences, basemap, family, cache)
    begin: Mapping[str, Callable[[], object]] = {
        "present": desk.present,
        "save_picture": desk.save_picture,
        "clear_cache": desk.clear_cache,
        "preferences": desk.show_preferences,
    }
    connect_main(session, window, loader, watcher, preferences, begin=begin)
    preferences.announce()
    window.restore_layout(preferences.settings.window)
    _show_requests(window, requests)
    _trim_heap_when_idle(window)
    return desk


def run(paths: Sequence[Path], requests: Callable[[], int], present_at: int | None = None) -> int:
    """Open the window, or the briefing at a step from 0, and return when it is closed."""
    ended = collect_fatal_reports(log_folder())
    crashes = Crashes(log_folder())
    with fatal_reports_enabled(log_folder(), program_words()), crashes.heard():
        try:
            app, desk = _begin(requests, crashes)
            desk.start(paths, present_at)
        except Exception as error:
            if QApplication.instance():
                CrashDialog(crashes.keep(error)).exec()
            raise
        if ended:
            desk.window.show_ended(ended[-1])
        app.hand_files()
        status = app.exec()
        desk.clear_away()
    return status


def _begin(requests: Callable[[], int], crashes: Crashes) -> tuple[Application, Desk]:
    """Return the program and its main window, which use the person's own folders."""
    app = make_application()
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl+C in the terminal ends the program
    settings_file = settings_folder() / "settings.json"
    desk = make_desk(settings_file, requests, LayerCache(cache_folder() / "layers"))
    connect_program(app, crashes, desk.window, desk.loader)
    return app, desk


def _last_opened(preferences: Preferences) -> tuple[Path, ...]:
    """Return what was open last time, if it is still all there."""
    recent = preferences.settings.recent
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
    timer.timeout.connect(lambda: window.status.show_requests(requests()))
    timer.start(_COUNT_EVERY_MS)
    window.status.show_requests(requests())
