"""Opens dossiers in a worker thread, with progress and cancellation."""

from collections.abc import Sequence
from pathlib import Path
from threading import Event

from PySide6.QtCore import QObject, QThread, Signal

from frontviewer.core.io.cache.layer_cache import LayerCache
from frontviewer.core.io.open_dossier import open_dossier
from frontviewer.core.model.dossier import Dossier
from frontviewer.core.problems import Problem, UnusableFileError
from frontviewer.core.system.cancellation import Cancelled
from frontviewer.core.text.translation import tr

_MAX_CACHE_DELAY_S = 10.0
"""A worker writes its layers to the cache after this time even without `allow_caching`."""


class DossierLoader(QObject):
    """Runs one load at a time; a new request cancels the running one.

    After a load, the worker thread writes the layers to the cache, if there is one. So that this
    does not compete with rendering for processor and disk, it first waits for `allow_caching`.

    Signals
    -------
    progressed : float, str
        Fraction done, from 0 to 1, and name of the current file.
    opened : Dossier, tuple of Path
        The dossier, and the paths it was opened from.
    reopened : Dossier
        The dossier read again from the same paths.
    failed : tuple of Problem
        The problems because of which nothing could be opened.
    cancelled
        The load was cancelled; nothing has changed.
    """

    progressed = Signal(float, str)
    opened = Signal(object, object)
    reopened = Signal(object)
    failed = Signal(object)
    cancelled = Signal()

    def __init__(self, parent: QObject | None = None, cache: LayerCache | None = None) -> None:
        super().__init__(parent)
        self._cache = cache
        self._current: _LoadThread | None = None  # the load whose result will be used
        self._running: list[_LoadThread] = []  # also cancelled ones and those that write the cache
        self._paths: tuple[Path, ...] = ()
        self._must_reopen = False

    def open(self, paths: Sequence[Path], fallback: Sequence[Path] = ()) -> None:
        """Start to open files and folders as one dossier; do nothing if there are no paths.

        If nothing in `paths` can be opened, `failed` is emitted and `fallback` is opened instead.
        """
        if paths:
            self._start(_LoadThread(tuple(paths), tuple(fallback), self._cache, is_reload=False))

    def reopen(self) -> None:
        """Read the paths that are open again; if a load is running, do so after it has ended."""
        if self._current is not None:
            self._must_reopen = True
        elif self._paths:
            self._start(_LoadThread(self._paths, (), self._cache, is_reload=True))

    def add(self, paths: Sequence[Path]) -> None:
        """Start to open files and folders together with the paths that are open."""
        if paths:
            self.open((*self._paths, *paths))

    def cancel(self) -> None:
        """Cancel the running load; the open dossier is not changed."""
        if self._current is not None:
            self._current.requestInterruption()

    def allow_caching(self) -> None:
        """Let completed loads write their layers to the cache now; call it when rendering is done.

        A load that is still running is not affected.
        """
        for thread in self._running:
            if thread is not self._current:
                thread.may_cache.set()

    def stop(self) -> None:
        """Cancel all loads and block until their threads have ended; no signal is emitted."""
        self._current = None
        for thread in self._running:
            thread.requestInterruption()
            thread.may_cache.set()
        for thread in self._running:
            thread.wait()

    def _start(self, thread: "_LoadThread") -> None:
        self.cancel()  # the signals of the previous thread are ignored from now on
        self._current, self._must_reopen = thread, False
        self._running.append(thread)
        thread.progressed.connect(self._on_progressed)
        thread.loaded.connect(self._on_loaded)
        thread.ended.connect(self._on_ended)
        thread.start()

    def _on_progressed(self, thread: "_LoadThread", fraction: float, file: str) -> None:
        if thread is self._current:
            self.progressed.emit(fraction, file)

    def _on_loaded(self, thread: "_LoadThread") -> None:
        if thread is not self._current:
            return
        self._current = None
        if thread.dossier is not None and not thread.is_incomplete:
            self._emit_loaded(thread, thread.dossier)
        elif thread.problems:
            self.failed.emit(thread.problems)
            self.open(thread.fallback)
        else:
            self.cancelled.emit()
        if self._must_reopen:
            self.reopen()

    def _on_ended(self, thread: "_LoadThread") -> None:
        thread.wait()  # `ended` is emitted in the thread, just before it ends
        self._running.remove(thread)

    def _emit_loaded(self, thread: "_LoadThread", dossier: Dossier) -> None:
        if thread.is_reload:
            self.reopened.emit(dossier)
        else:
            self._paths = thread.paths
            self.opened.emit(dossier, thread.paths)


def _describe_bug(path: Path, error: Exception) -> Problem:
    """Return the problem that reports an unexpected exception while `path` was opened."""
    return Problem(
        severity="error",
        file=str(path),
        message=tr("It could not be opened because of a bug in frontviewer: {error}.").format(
            error=repr(error)
        ),
        remedy=tr("Please report this bug and attach the file if you can."),
    )


class _LoadThread(QThread):
    """Opens paths once, then writes the layers to the cache.

    `dossier` and `problems` may be read after `loaded`. It has no Qt parent, since a parent could
    destroy it while it runs; `DossierLoader._running` keeps a reference until it has ended.
    """

    progressed = Signal(object, float, str)  # this thread, fraction done, current file
    loaded = Signal(object)  # this thread
    ended = Signal(object)  # this thread

    def __init__(
        self,
        paths: tuple[Path, ...],
        fallback: tuple[Path, ...],
        cache: LayerCache | None,
        *,
        is_reload: bool,
    ) -> None:
        super().__init__()
        self.paths = paths
        self.fallback = fallback
        self._cache = cache
        self.is_reload = is_reload
        self.may_cache = Event()
        self.dossier: Dossier | None = None
        self.problems: tuple[Problem, ...] = ()

    def run(self) -> None:
        """Open the paths, then write the cache; Qt calls this in the new thread."""
        try:
            self._load()
            self.loaded.emit(self)
            self._write_cache()
        finally:
            self.ended.emit(self)

    def _load(self) -> None:
        try:
            self.dossier = open_dossier(self.paths, self._on_progress, cache=self._cache)
            self.problems = self.dossier.problems
        except UnusableFileError as error:
            self.problems = error.problems
        except Cancelled:
            self.dossier = None
        except Exception as error:  # noqa: BLE001 - an exception in a thread reaches no one else
            self.problems = (_describe_bug(self.paths[0], error),)

    def _write_cache(self) -> None:
        if self._cache is None or self.dossier is None:
            return
        self.may_cache.wait(_MAX_CACHE_DELAY_S)
        for layer in self.dossier.layers:
            if not self.isInterruptionRequested():
                self._cache.store_layer(layer)

    @property
    def is_incomplete(self) -> bool:
        """Whether a reload found problems and no feature: the file is still being written."""
        is_empty = self.dossier is not None and not any(map(len, self.dossier.layers))
        return self.is_reload and is_empty and bool(self.problems)

    def _on_progress(self, fraction: float, file: str) -> None:
        if self.isInterruptionRequested():
            raise Cancelled
        self.progressed.emit(self, fraction, file)
