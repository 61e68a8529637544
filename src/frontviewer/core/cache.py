"""The cache: layers as they were read, kept in a folder of the person's for reopening.

It is a help and never a need. Whatever goes wrong with it, a file damaged, a disk full, a folder
that is not ours, means that the layer is read from its source, and is said to the debug log only.

Several programs may share the folder: files are named by their content, appear whole, and are
read at one go, so that any of them may be replaced or go at any time.
"""

import logging
import os
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from frontviewer import __version__
from frontviewer.core.cache_file import UnsoundError, read_blocks, sealed
from frontviewer.core.cached_layer import blocks_of, layer_of
from frontviewer.core.files import UNFINISHED, replacement
from frontviewer.core.layer import Layer

_READING = 2
"""Raise it with every change by which the reader makes another layer of the same bytes, or by
which `cached_layer` packs it otherwise. What was kept under another number, or by another version
of the program, is not found again and goes in its time."""

LEAST_BYTES = 1 << 20
"""A smaller file is read about as fast as it is found again."""

_PIECE = 1 << 22
_SUFFIX = ".columns"
_SHARE_OF_FREE = 10
"""The cache takes up to a tenth of what it finds free."""
_ABANDONED_S = 3600
"""An unfinished file as old as this, in seconds, was left by a program that died."""

_log = logging.getLogger(__name__)


class _Kept(NamedTuple):
    """One file in the folder: when it was last used, its size in bytes, where it is."""

    used: float
    size: int
    path: Path

    @property
    def abandoned(self) -> bool:
        """Whether a program began to write it, and died."""
        return self.path.suffix == UNFINISHED and time.time() - self.used > _ABANDONED_S


@dataclass(frozen=True, slots=True)
class Cache:
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
        pieces = (data[first : first + _PIECE] for first in range(0, data.nbytes, _PIECE))
        with ThreadPoolExecutor() as pool:
            digest = sha256(b"".join(pool.map(_sha256, pieces))).hexdigest()
        return f"{_size_mark(data.nbytes)}{digest}"

    def may_find(self, size: int) -> bool:
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
        key = _key(digest)
        path = self._path(key)
        try:
            layer = layer_of(read_blocks(path, key))
        except FileNotFoundError:
            return None
        except (OSError, UnsoundError):
            _log.debug("cannot use %s", path, exc_info=True)
            _freed(path)
            return None
        _touch(path)
        problems = tuple(replace(problem, file=file) for problem in layer.problems)
        return replace(layer, problems=problems, digest=digest)

    def keep(self, layer: Layer) -> None:
        """Keep a layer that has a digest; what was not used for longest goes to make room.

        May be called at any time, from any thread.
        """
        key = _key(layer.digest)
        path = self._path(key)
        try:
            if not layer.digest or path.exists():
                return
            parts = sealed(key, blocks_of(layer))
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if self._has_room(sum(part.nbytes for part in parts)):
                with replacement(path) as stream:
                    stream.writelines(parts)
        except (OSError, ValueError, OverflowError, RecursionError, MemoryError):
            _log.debug("cannot keep %s", path, exc_info=True)

    def clear(self) -> int:
        """Let everything go, and return how many bytes that freed."""
        return sum(_freed(kept.path) for kept in self._held())

    def _path(self, key: str) -> Path:
        return self.folder / f"{key}{_SUFFIX}"

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
                ours = [e for e in entries if e.name.endswith((_SUFFIX, UNFINISHED))]
        except OSError:
            return []
        found = ((Path(entry.path), _stat(Path(entry.path))) for entry in ours)
        return [_Kept(s.st_mtime, s.st_size, path) for path, s in found if s]


def _sha256(data: memoryview) -> bytes:
    return sha256(data).digest()


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
