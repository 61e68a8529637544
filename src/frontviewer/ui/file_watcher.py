"""Notices when a file that is open changes on disk."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

_QUIET_MS = 400  # an editor's save is several changes; speak once after the last


class FileWatcher(QObject):
    """Watches files and folders; `changed` is emitted once when they have come to rest."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._watcher = QFileSystemWatcher(self)
        self._quiet = QTimer(self, singleShot=True, interval=_QUIET_MS)
        self._files: tuple[str, ...] = ()
        self._names: dict[str, frozenset[str]] = {}
        self._watcher.fileChanged.connect(self._quiet.start)
        self._watcher.directoryChanged.connect(self._on_folder)
        self._quiet.timeout.connect(self._on_quiet)

    def watch(self, paths: Sequence[Path]) -> None:
        """Watch these and no others: files, be they there or not, and folders for new files."""
        watched = self._watcher.files() + self._watcher.directories()
        if watched:
            self._watcher.removePaths(watched)
        self._files = tuple(str(path) for path in paths if not path.is_dir())
        self._names = {str(path): _names(path) for path in paths if path.is_dir()}
        folders = {*(str(Path(file).parent) for file in self._files), *self._names}
        there = [path for path in (*self._files, *folders) if Path(path).exists()]
        if there:
            self._watcher.addPaths(there)

    def _on_folder(self, folder: str) -> None:
        before = self._names.get(folder)
        if before is not None and _names(Path(folder)) != before:
            self._quiet.start()
        self._find_lost()

    def _find_lost(self) -> None:
        # A file written whole is a new file under an old name, no longer watched: look for it.
        lost = set(self._files) - set(self._watcher.files())
        if any(self._watcher.addPath(file) for file in lost if Path(file).exists()):
            self._quiet.start()

    def _on_quiet(self) -> None:
        self._find_lost()
        self._quiet.stop()
        self.changed.emit()


def _names(folder: Path) -> frozenset[str]:
    """Return what lies in a folder; hidden files, such as half-written ones, do not count."""
    try:
        return frozenset(file.name for file in folder.iterdir() if not file.name.startswith("."))
    except OSError:
        return frozenset()
