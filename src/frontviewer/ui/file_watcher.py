"""Detects changes on disk of the files and folders that are open."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

_DEBOUNCE_MS = 400  # an editor saves in several steps; report once after the last


class FileWatcher(QObject):
    """Watches files and folders with `QFileSystemWatcher` and debounces its notifications.

    Signals
    -------
    changed
        At least one watched file or folder changed, and none has changed for 400 ms.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._watcher = QFileSystemWatcher(self)
        self._debounce = QTimer(self, singleShot=True, interval=_DEBOUNCE_MS)
        self._files: tuple[str, ...] = ()
        self._file_names: dict[str, frozenset[str]] = {}  # of each watched folder
        self._watcher.fileChanged.connect(self._debounce.start)
        self._watcher.directoryChanged.connect(self._on_folder_changed)
        self._debounce.timeout.connect(self._on_debounced)

    def watch(self, paths: Sequence[Path]) -> None:
        """Watch only these paths: files, even ones that do not exist yet, and folders.

        A change of a folder means that a file was added to it, removed from it or renamed in it.
        """
        watched = self._watcher.files() + self._watcher.directories()
        if watched:
            self._watcher.removePaths(watched)
        self._files = tuple(str(path) for path in paths if not path.is_dir())
        self._file_names = {str(path): _list_names(path) for path in paths if path.is_dir()}
        folders = {*(str(Path(file).parent) for file in self._files), *self._file_names}
        existing = [path for path in (*self._files, *folders) if Path(path).exists()]
        if existing:
            self._watcher.addPaths(existing)

    def _on_folder_changed(self, folder: str) -> None:
        previous = self._file_names.get(folder)
        if previous is not None and _list_names(Path(folder)) != previous:
            self._debounce.start()
        self._watch_recreated_files()

    def _watch_recreated_files(self) -> None:
        # An atomic write replaces the file. Qt stops watching the old one, so add the path again.
        unwatched = set(self._files) - set(self._watcher.files())
        if any(self._watcher.addPath(file) for file in unwatched if Path(file).exists()):
            self._debounce.start()

    def _on_debounced(self) -> None:
        self._watch_recreated_files()
        self._debounce.stop()
        self.changed.emit()


def _list_names(folder: Path) -> frozenset[str]:
    """Return the names in a folder without hidden files, such as temporary files of a write."""
    try:
        return frozenset(file.name for file in folder.iterdir() if not file.name.startswith("."))
    except OSError:
        return frozenset()
