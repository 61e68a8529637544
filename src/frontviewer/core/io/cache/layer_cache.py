"""The cache: layers as they were read, and how they looked, kept in a folder of the person's.

It is a help and never a need. Whatever goes wrong with it, a file damaged, a disk full, a folder
that is not ours, means that the layer is read from its source, and is said to the debug log only.

Several programs may share the folder: files are named by their content, appear whole, and are
read at one go, so that any of them may be replaced or go at any time.
"""

import logging
import os
import shutil
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple, TypeVar

from frontviewer import __version__
from frontviewer.core.io.cache.block_file import Block, CorruptBlockError, read_blocks, sealed
from frontviewer.core.io.cache.layer_codec import decode_layer, encode_layer
from frontviewer.core.model.layer import Layer
from frontviewer.core.system.atomic_files import TEMP_SUFFIX, replace_on_success

_READING = 6
"""Raise it with every change by which the reader makes another layer of the same bytes, the map
shows it otherwise, or `cached_layer` packs it otherwise. What was kept under another number, or by
another version of the program, is not found again and goes in its time."""

LEAST_BYTES = 1 << 20
"""A smaller file is read about as fast as it is found again."""

_PIECE = 1 << 22
_COLUMNS, _PICTURE = ".columns", ".picture"
_SHARE_OF_FREE = 10
"""The cache takes up to a tenth of what it finds free."""
_ABANDONED_S = 3600
"""An unfinished file as old as this, in seconds, was left by a program that died."""

T = TypeVar("T")

_log = logging.getLogger(__name__)


class _Kept(NamedTuple):
    """One file in the folder: when it was last used, its size in bytes, where it is."""

    used: float
    size: int
    path: Path

    @property
    def abandoned(self) -> bool:
        """Whether a program began to write it, and died."""
        return self.path.suffix == TEMP_SUFFIX and time.time() - self.used > _ABANDONED_S


@dataclass(frozen=True, slots=True)
class LayerCache:
    """A folder of kept layers.

    Attributes
    ----------
    folder
        Made when it is first needed. Nothing in it but our own files is touched.
    most_bytes
        What it holds at most; less where the disk is nearly full.
    least_bytes
        Of a file that is worth keeping.
    """

    folder: Path
    most_bytes: int = 1 << 30
    least_bytes: int = LEAST_BYTES

    def digest(self, data: memoryview) -> str:
        """Return what names a file's bytes; "" where they are too few to be worth keeping.

        It is their number, and the SHA-256 of the SHA-256s of their pieces, which as many threads
        work out as there are processors: this is half of what reopening takes.
        """
        if data.nbytes < self.least_bytes:
            return ""
        return _digest(data.nbytes, lambda at: data[at : at + _PIECE])

    def load_file(self, path: Path, file: str = "") -> Layer | None:
        """Return what `find` does for the bytes that a file holds now.

        They are looked through piece by piece: memory for all of them would take longer to get.
        """
        try:
            size = path.stat().st_size
            if size < self.least_bytes or not self._may_find(size):
                return None
            digest = _digest(size, partial(_read, path))
        except OSError:
            return None
        return self.find(digest, file)

    def _may_find(self, size: int) -> bool:
        """Tell whether anything is kept of a file of so many bytes."""
        try:
            with os.scandir(self.folder) as entries:
                return any(entry.name.startswith(_size_mark(size)) for entry in entries)
        except OSError:
            return False

    def find(self, digest: str, file: str = "") -> Layer | None:
        """Return what was read of a file's bytes, without name, title, path and style, or None.

        `file` is named in its problems.
        """
        layer = self._found(_key(digest), _COLUMNS, decode_layer)
        if layer is None:
            return None
        problems = tuple(replace(problem, file=file) for problem in layer.problems)
        return replace(layer, problems=problems, digest=digest)

    def keep(self, layer: Layer) -> None:
        """Keep a layer that has a digest; what was not used for longest goes to make room.

        May be called at any time, from any thread.
        """
        if layer.digest:
            self._keep(_key(layer.digest), _COLUMNS, lambda: encode_layer(layer))

    def load_frame(self, of: str, how: str, read: Callable[[list[Block]], T]) -> T | None:
        """Return what `read` makes of a kept picture of something, or None.

        `how` tells this look of it from every other. What is unsound makes `read` raise
        `CorruptBlockError`.
        """
        return self._found(_key(f"{of}-{how}"), _PICTURE, read)

    def store_frame(self, of: str, how: str, blocks: Callable[[], list[Block]]) -> None:
        """Keep a picture in place of other ones of the same; from any thread."""
        key = _key(f"{of}-{how}")
        if not self._path(key, _PICTURE).exists():
            for other in self._held():
                if other.path.name.startswith(of) and other.path.suffix == _PICTURE:
                    _freed(other.path)
        self._keep(key, _PICTURE, blocks)

    def _found(self, key: str, suffix: str, read: Callable[[list[Block]], T]) -> T | None:
        path = self._path(key, suffix)
        try:
            found = read(read_blocks(path, key))
        except FileNotFoundError:
            return None
        except (OSError, CorruptBlockError):
            _log.debug("cannot use %s", path, exc_info=True)
            _freed(path)
            return None
        _touch(path)
        return found

    def _keep(self, key: str, suffix: str, blocks: Callable[[], list[Block]]) -> None:
        path = self._path(key, suffix)
        try:
            if path.exists():
                return
            parts = sealed(key, blocks())
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if self._has_room(sum(part.nbytes for part in parts)):
                with replace_on_success(path) as stream:
                    stream.writelines(parts)
        except (OSError, ValueError, OverflowError, RecursionError, MemoryError):
            _log.debug("cannot keep %s", path, exc_info=True)

    def clear(self) -> int:
        """Let everything go, and return how many bytes that freed."""
        return sum(_freed(kept.path) for kept in self._held())

    def _path(self, key: str, suffix: str) -> Path:
        return self.folder / f"{key}{suffix}"

    def _has_room(self, wanted: int) -> bool:
        """Let files go until there is room for so many bytes; tell whether there is."""
        held = sorted(self._held())
        size = sum(kept.size for kept in held)
        most = min(self.most_bytes, (shutil.disk_usage(self.folder).free + size) // _SHARE_OF_FREE)
        for kept in held:
            if wanted <= most < size + wanted or kept.abandoned:
                size -= _freed(kept.path)
        return size + wanted <= most

    def _held(self) -> list[_Kept]:
        """Return the files of ours in the folder, finished or not."""
        try:
            with os.scandir(self.folder) as entries:
                ours = [e for e in entries if e.name.endswith((_COLUMNS, _PICTURE, TEMP_SUFFIX))]
        except OSError:
            return []
        found = ((Path(entry.path), _stat(Path(entry.path))) for entry in ours)
        return [_Kept(s.st_mtime, s.st_size, path) for path, s in found if s]


def _digest(size: int, piece_at: Callable[[int], bytes | memoryview]) -> str:
    def hashed(at: int) -> bytes:
        return sha256(piece_at(at)).digest()

    with ThreadPoolExecutor() as pool:
        digest = sha256(b"".join(pool.map(hashed, range(0, size, _PIECE)))).hexdigest()
    return f"{_size_mark(size)}{digest}"


def _read(path: Path, at: int) -> bytes:
    """Read one piece of a file."""
    with path.open("rb", buffering=0) as stream:
        stream.seek(at)
        return stream.read(_PIECE)


def _size_mark(size: int) -> str:
    return f"{size}-"


def _key(digest: str) -> str:
    return f"{digest}-{__version__}-{_READING}"


def _stat(path: Path) -> os.stat_result | None:
    try:
        return path.lstat()
    except OSError:  # another program was faster
        return None


def _freed(path: Path) -> int:
    """Remove a file and return its size; 0 where another program holds it, or was faster."""
    try:
        size = path.lstat().st_size
        path.unlink()
    except OSError:
        _log.debug("cannot remove %s", path, exc_info=True)
        return 0
    return size


def _touch(path: Path) -> None:
    """Note that a file was used now."""
    with suppress(OSError):
        os.utime(path)
