"""Opens a dossier off the interface thread, with progress and cancel."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QThread, Signal

from frontviewer.core.dossier import Dossier
from frontviewer.core.opening import open_dossier
from frontviewer.core.problems import Problem, UnusableFileError


class Cancelled(Exception):  # noqa: N818 - not an error
    """The person asked to stop."""


class Loader(QObject):
    """Opens one thing at a time; a new wish cancels the one before.

    Signals
    -------
    progressed
        Share done, from 0 to 1, and the name of the file at hand.
    opened
        The Dossier and the paths it was opened from.
    reopened
        The Dossier of the same paths as before, as its files stand now.
    failed
        The problems (a tuple) for which nothing could be opened.
    cancelled
        Opening was stopped; everything is as it was.
    """

    progressed = Signal(float, str)
    opened = Signal(object, object)
    reopened = Signal(object)
    failed = Signal(object)
    cancelled = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work: _Work | None = None
        self._paths: tuple[Path, ...] = ()

    def open(self, paths: Sequence[Path]) -> None:
        """Begin to open files and folders together; none is no wish."""
        if paths:
            self._start(tuple(paths))

    def reopen(self) -> None:
        """Read again what was opened last; something new that is being opened goes first."""
        if self._paths and self._work is None:
            self._start(self._paths)

    def cancel(self) -> None:
        """Stop opening; what is on screen stays."""
        if self._work is not None:
            self._work.requestInterruption()

    def stop(self) -> None:
        """Stop opening, and return when it has stopped. Nothing is said of it."""
        if self._work is not None:
            self._work.finished.disconnect(self._on_finished)
            self._work.requestInterruption()
            self._work.wait()
            self._work = None

    def _start(self, paths: tuple[Path, ...]) -> None:
        self.stop()
        self._work = _Work(paths, self)
        self._work.progressed.connect(self.progressed)
        self._work.finished.connect(self._on_finished)
        self._work.start()

    def _on_finished(self) -> None:
        work, self._work = self._work, None
        if work is None:
            return
        if work.dossier is None:
            if work.problems:
                self.failed.emit(work.problems)
            else:
                self.cancelled.emit()
        elif work.paths == self._paths:
            self.reopened.emit(work.dossier)
        else:
            self._paths = work.paths
            self.opened.emit(work.dossier, work.paths)
        work.deleteLater()


def _bug(path: Path, error: Exception) -> Problem:
    return Problem(
        severity="error",
        file=str(path),
        message=f"frontviewer failed to open this: {error!r}.",
        remedy="Please tell its makers, with the file if you may.",
    )


class _Work(QThread):
    """Opens once. Its result is read after it has finished."""

    progressed = Signal(float, str)

    def __init__(self, paths: tuple[Path, ...], parent: QObject) -> None:
        super().__init__(parent)
        self.paths = paths
        self.dossier: Dossier | None = None
        self.problems: tuple[Problem, ...] = ()

    def run(self) -> None:
        """Open the paths; Qt calls this in the new thread."""
        try:
            self.dossier = open_dossier(self.paths, self._on_progress)
        except UnusableFileError as error:
            self.problems = error.problems
        except Cancelled:
            self.dossier = None
        except Exception as error:  # noqa: BLE001 - in a thread, a bug would pass in silence
            self.problems = (_bug(self.paths[0], error),)

    def _on_progress(self, share: float, file: str) -> None:
        if self.isInterruptionRequested():
            raise Cancelled
        self.progressed.emit(share, file)
