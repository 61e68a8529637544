"""Notices when a file that is open changes on disk."""

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

_QUIET_MS = 400  # an editor's save is several changes; speak once after the last


class Watcher(QObject):
    """Watches files; `changed` is emitted once when they have come to rest."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._watcher = QFileSystemWatcher(self)
        self._quiet = QTimer(self, singleShot=True, interval=_QUIET_MS)
        self._files: tuple[str, ...] = ()
        self._watcher.fileChanged.connect(self._quiet.start)
        self._watcher.directoryChanged.connect(self._on_folder)
        self._quiet.timeout.connect(self._on_quiet)

    def watch(self, files: Iterable[Path]) -> None:
        """Watch these files and no others; those that are not there yet, too."""
        watched = self._watcher.files() + self._watcher.directories()
        if watched:
            self._watcher.removePaths(watched)
        self._files = tuple(str(file) for file in files)
        if self._files:
            folders = {str(Path(file).parent) for file in self._files}
            there = [path for path in (*self._files, *folders) if Path(path).exists()]
            self._watcher.addPaths(there)

    def _on_folder(self) -> None:
        # A file written whole is a new file under an old name, no longer watched: look for it.
        lost = set(self._files) - set(self._watcher.files())
        if any(self._watcher.addPath(file) for file in lost if Path(file).exists()):
            self._quiet.start()

    def _on_quiet(self) -> None:
        self._on_folder()
        self._quiet.stop()
        self.changed.emit()
