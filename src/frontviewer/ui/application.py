"""The Qt application; it receives the files that the desktop asks the running program to open."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

_BATCH_MS = 50
"""Files that arrive within this time of each other were selected and opened together."""


class Application(QApplication):
    """Collects `QFileOpenEvent`s, which macOS sends to the running program, into one request.

    Events can arrive before the main window exists. They are queued until `emit_pending_files`
    is called.

    Signals
    -------
    files_requested : tuple of Path
        Files and folders to open together.
    """

    files_requested = Signal(object)

    def __init__(self, arguments: Sequence[str]) -> None:
        super().__init__(arguments)
        self._paths: list[Path] = []
        self._is_window_ready = False
        self._batch_timer = QTimer(self, singleShot=True, interval=_BATCH_MS)
        self._batch_timer.timeout.connect(self._emit_or_queue)

    def emit_pending_files(self) -> None:
        """Emit the queued files, and from now on emit files as they arrive."""
        self._is_window_ready = True
        self._emit_or_queue()

    def _emit_or_queue(self) -> None:
        if self._is_window_ready and self._paths:
            paths, self._paths = tuple(self._paths), []
            self.files_requested.emit(paths)

    # Not an event filter: Qt would call that for every event of every widget.
    def event(self, event: QEvent) -> bool:
        """Queue the file of a `QFileOpenEvent`; macOS sends one event per file."""
        if isinstance(event, QFileOpenEvent) and event.file():
            self._paths.append(Path(event.file()))
            self._batch_timer.start()
            return True
        return super().event(event)
