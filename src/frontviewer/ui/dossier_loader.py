"""Opens a dossier off the interface thread, with progress and cancel."""

from collections.abc import Sequence
from pathlib import Path
from threading import Event

from PySide6.QtCore import QObject, QThread, Signal

from frontviewer.core.io.cache.layer_cache import LayerCache
from frontviewer.core.io.open_dossier import open_dossier
from frontviewer.core.model.dossier import Dossier
from frontviewer.core.problems import Problem, UnusableFileError

_PATIENCE_S = 10.0
"""After so long, what was opened is kept even if nobody said that there is time for it."""


class Cancelled(Exception):  # noqa: N818 - not an error
    """The person asked to stop."""


class DossierLoader(QObject):
    """Opens one thing at a time; a new wish cancels the one before.

    What was opened is kept in the cache, if there is one, when there is time: see `keep`.

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

    def __init__(self, parent: QObject | None = None, cache: LayerCache | None = None) -> None:
        super().__init__(parent)
        self._cache = cache
        self._work: _Work | None = None  # whose result is waited for
        self._running: list[_Work] = []  # and those that nobody waits for any more
        self._paths: tuple[Path, ...] = ()
        self._stale = False

    def open(self, paths: Sequence[Path], otherwise: Sequence[Path] = ()) -> None:
        """Begin to open files and folders together; none is no wish.

        `otherwise` is opened where nothing of `paths` can be.
        """
        if paths:
            self._start(_Work(tuple(paths), tuple(otherwise), self._cache, again=False))

    def reopen(self) -> None:
        """Read again what was opened last; after what is being opened now, if anything is."""
        if self._work is not None:
            self._stale = True
        elif self._paths:
            self._start(_Work(self._paths, (), self._cache, again=True))

    def add(self, paths: Sequence[Path]) -> None:
        """Begin to open files and folders together with those that are open."""
        if paths:
            self.open((*self._paths, *paths))

    def cancel(self) -> None:
        """Stop opening; what is on screen stays."""
        if self._work is not None:
            self._work.requestInterruption()

    def keep(self) -> None:
        """Keep what was opened: nothing more urgent is to be done with the processor and disk."""
        for work in self._running:
            if work is not self._work:
                work.idle.set()

    def stop(self) -> None:
        """Stop all opening, and return when it has stopped. Nothing is said of it."""
        self._work = None
        for work in self._running:
            work.requestInterruption()
            work.idle.set()
        for work in self._running:
            work.wait()

    def _start(self, work: "_Work") -> None:
        self.cancel()  # the one before runs out unheard
        self._work, self._stale = work, False
        self._running.append(work)
        work.progressed.connect(self._on_progressed)
        work.done.connect(self._on_done)
        work.ended.connect(self._on_ended)
        work.start()

    def _on_progressed(self, work: "_Work", share: float, file: str) -> None:
        if work is self._work:
            self.progressed.emit(share, file)

    def _on_done(self, work: "_Work") -> None:
        if work is not self._work:
            return
        self._work = None
        if work.dossier is not None and not work.emptied:
            self._announce(work, work.dossier)
        elif work.problems:
            self.failed.emit(work.problems)
            self.open(work.otherwise)
        else:
            self.cancelled.emit()
        if self._stale:
            self.reopen()

    def _on_ended(self, work: "_Work") -> None:
        work.wait()  # it has said its last word; now let its thread end
        self._running.remove(work)

    def _announce(self, work: "_Work", dossier: Dossier) -> None:
        if work.again:
            self.reopened.emit(dossier)
        else:
            self._paths = work.paths
            self.opened.emit(dossier, work.paths)


def _bug(path: Path, error: Exception) -> Problem:
    return Problem(
        severity="error",
        file=str(path),
        message=f"frontviewer failed to open this: {error!r}.",
        remedy="Please tell its makers, with the file if you may.",
    )


class _Work(QThread):
    """Opens once, and then keeps what it opened in the cache. Its result is read after `done`.

    Without a parent: whoever holds it keeps it until its thread has ended.
    """

    progressed = Signal(object, float, str)  # itself, share done, file at hand
    done = Signal(object)  # itself
    ended = Signal(object)  # itself

    def __init__(
        self,
        paths: tuple[Path, ...],
        otherwise: tuple[Path, ...],
        cache: LayerCache | None,
        *,
        again: bool,
    ) -> None:
        super().__init__()
        self.paths = paths
        self.otherwise = otherwise
        self._cache = cache
        self.again = again
        self.idle = Event()
        self.dossier: Dossier | None = None
        self.problems: tuple[Problem, ...] = ()

    def run(self) -> None:
        """Open the paths, then keep them; Qt calls this in the new thread."""
        try:
            self._open()
            self.done.emit(self)
            self._keep()
        finally:
            self.ended.emit(self)

    def _open(self) -> None:
        try:
            self.dossier = open_dossier(self.paths, self._on_progress, cache=self._cache)
            self.problems = self.dossier.problems
        except UnusableFileError as error:
            self.problems = error.problems
        except Cancelled:
            self.dossier = None
        except Exception as error:  # noqa: BLE001 - in a thread, a bug would pass in silence
            self.problems = (_bug(self.paths[0], error),)

    def _keep(self) -> None:
        if self._cache is None or self.dossier is None:
            return
        self.idle.wait(_PATIENCE_S)
        for layer in self.dossier.layers:
            if not self.isInterruptionRequested():
                self._cache.keep(layer)

    @property
    def emptied(self) -> bool:
        """Whether a file read again holds nothing and says why: it is still being written."""
        nothing = self.dossier is not None and not any(map(len, self.dossier.layers))
        return self.again and nothing and bool(self.problems)

    def _on_progress(self, share: float, file: str) -> None:
        if self.isInterruptionRequested():
            raise Cancelled
        self.progressed.emit(self, share, file)
