"""Errors that nobody expected: each is reported to a file and made known."""

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, QSysInfo, Signal, qVersion
from PySide6.QtGui import QGuiApplication

from frontviewer import __version__
from frontviewer.core.system.crash_reports import crash_text, keep_report

_MOST = 5
"""Reports of one run: the first ones tell most, and must not be crowded out."""


@dataclass(frozen=True, slots=True)
class Crash:
    """One error: its report, and the file that holds it, if it could be kept."""

    text: str
    file: Path | None


class CrashHandler(QObject):
    """Hears of errors in any thread while it listens. The same error is reported once.

    Signals
    -------
    crashed
        A Crash. It may come in the midst of painting, or from another thread: connect it queued.
    """

    crashed = Signal(object)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._known: set[object] = set()
        self._before = sys.excepthook, threading.excepthook

    @contextmanager
    def installed(self) -> Iterator[None]:
        """Hear of errors, after whoever hears of them otherwise."""
        before = self._before = sys.excepthook, threading.excepthook
        sys.excepthook, threading.excepthook = self._hear, self._hear_in_thread
        try:
            yield
        finally:
            sys.excepthook, threading.excepthook = before

    def keep(self, error: BaseException) -> Crash:
        """Report an error to a file."""
        when = datetime.now().astimezone()
        text = crash_text(error, program_words(), when)
        return Crash(text, keep_report(text, self._folder, when))

    def _hear(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        self._before[0](kind, error, trace)
        self._tell(error.with_traceback(trace))

    def _hear_in_thread(self, told: threading.ExceptHookArgs) -> None:
        self._before[1](told)
        if told.exc_value:
            self._tell(told.exc_value)

    def _tell(self, error: BaseException) -> None:
        known = (type(error), *_place(error))
        if isinstance(error, Exception) and known not in self._known and len(self._known) < _MOST:
            self._known.add(known)
            self.crashed.emit(self.keep(error))


def program_words() -> str:
    """Return program, system and Qt in a line each, for the head of a report."""
    packed = ", packed" if getattr(sys, "frozen", False) else ""
    python = sys.version.split()[0]
    platform = QGuiApplication.platformName() or os.environ.get("QT_QPA_PLATFORM", "not chosen yet")
    return (
        f"frontviewer {__version__}{packed}\n"
        f"{QSysInfo.prettyProductName()}, {QSysInfo.currentCpuArchitecture()}\n"
        f"Python {python}, Qt {qVersion()} ({platform})\n"
    )


def _place(error: BaseException) -> tuple[str, int]:
    """Return the file and line in which an error arose."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return (trace.tb_frame.f_code.co_filename, trace.tb_lineno) if trace else ("", 0)
