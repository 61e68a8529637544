"""Writes a crash report for each unhandled exception and announces it with a signal."""

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
from frontviewer.core.system.crash_reports import format_crash_report, save_crash_report

_MAX_REPORTS = 5
"""Reports per run. The first ones are the most useful, and later ones would push them out of the
folder, which keeps a limited number."""


@dataclass(frozen=True, slots=True)
class Crash:
    """The report of one exception.

    Attributes
    ----------
    text
        The report.
    file
        File that holds the report; None if it could not be written.
    """

    text: str
    file: Path | None


class CrashHandler(QObject):
    """Handles unhandled exceptions of all threads while it is installed.

    An exception of the same type from the same line is reported once per run.

    Signals
    -------
    crashed : Crash
        Can be emitted during a paint event or in another thread, so connect it with a queued
        connection.
    """

    crashed = Signal(object)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._reported: set[object] = set()
        self._previous_hooks = sys.excepthook, threading.excepthook

    @contextmanager
    def installed(self) -> Iterator[None]:
        """Replace `sys.excepthook` and `threading.excepthook`; the previous hooks run first."""
        hooks = self._previous_hooks = sys.excepthook, threading.excepthook
        sys.excepthook, threading.excepthook = self._on_exception, self._on_thread_exception
        try:
            yield
        finally:
            sys.excepthook, threading.excepthook = hooks

    def write_report(self, error: BaseException) -> Crash:
        """Write the report of an exception to the report folder."""
        now = datetime.now().astimezone()
        text = format_crash_report(error, describe_environment(), now)
        return Crash(text, save_crash_report(text, self._folder, now))

    def _on_exception(
        self, kind: type[BaseException], error: BaseException, traceback: TracebackType | None
    ) -> None:
        self._previous_hooks[0](kind, error, traceback)
        self._report_once(error.with_traceback(traceback))

    def _on_thread_exception(self, args: threading.ExceptHookArgs) -> None:
        self._previous_hooks[1](args)
        if args.exc_value:
            self._report_once(args.exc_value)

    def _report_once(self, error: BaseException) -> None:
        key = (type(error), *_find_origin(error))
        is_new = key not in self._reported and len(self._reported) < _MAX_REPORTS
        if isinstance(error, Exception) and is_new:
            self._reported.add(key)
            self.crashed.emit(self.write_report(error))


def describe_environment() -> str:
    """Return three lines with the versions of program, system and Qt: the head of a report."""
    frozen = ", frozen" if getattr(sys, "frozen", False) else ""
    python = sys.version.split()[0]
    platform = QGuiApplication.platformName() or os.environ.get("QT_QPA_PLATFORM", "not chosen yet")
    return (
        f"frontviewer {__version__}{frozen}\n"
        f"{QSysInfo.prettyProductName()}, {QSysInfo.currentCpuArchitecture()}\n"
        f"Python {python}, Qt {qVersion()} ({platform})\n"
    )


def _find_origin(error: BaseException) -> tuple[str, int]:
    """Return the file name and line number where an exception was raised."""
    traceback = error.__traceback__
    while traceback and traceback.tb_next:
        traceback = traceback.tb_next
    return (traceback.tb_frame.f_code.co_filename, traceback.tb_lineno) if traceback else ("", 0)
