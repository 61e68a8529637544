"""The program as the desktop knows it."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

_TOGETHER_MS = 50
"""Files that come within so long of each other were chosen together."""


class Application(QApplication):
    """Hears of files that the desktop hands to a program that runs already, as macOS does.

    They may come before there is a window to open them in.

    Signals
    -------
    files_handed
        Files and folders to open together: a tuple of Path.
    """

    files_requested = Signal(object)

    def __init__(self, arguments: Sequence[str]) -> None:
        super().__init__(arguments)
        self._paths: list[Path] = []
        self._awaited = False
        self._together = QTimer(self, singleShot=True, interval=_TOGETHER_MS)
        self._together.timeout.connect(self._emit_or_queue)

    def emit_pending_files(self) -> None:
        """Hand on files from now on, and those that have come already."""
        self._awaited = True
        self._emit_or_queue()

    def _emit_or_queue(self) -> None:
        if self._awaited and self._paths:
            paths, self._paths = tuple(self._paths), []
            self.files_requested.emit(paths)

    # Not by an event filter: that would be asked about every event of every widget.
    def event(self, event: QEvent) -> bool:
        """Take the files that the desktop sends, one by one."""
        if isinstance(event, QFileOpenEvent) and event.file():
            self._paths.append(Path(event.file()))
            self._together.start()
            return True
        return super().event(event)
