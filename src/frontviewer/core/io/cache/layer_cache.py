"""LRU disk cache of parsed layers and rendered frames, in a folder of the user.

The cache is optional: if it fails (a damaged file, a full disk, a folder that cannot be written),
the layer is read from its source, and the failure is only recorded in the debug log.

Several processes may share the folder: files are named by a content digest, written atomically and
read completely at once, so that any of them may be replaced or removed at any time.
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
from frontviewer.core.io.cache.block_file import (
    Block,
    CorruptBlockError,
    pack_blocks,
    read_blocks,
)
from frontviewer.core.io.cache.layer_codec import decode_layer, encode_layer
from frontviewer.core.model.layer import Layer
from frontviewer.core.system.atomic_files import TEMP_SUFFIX, replace_on_success
from frontviewer.core.text.translation import current_language

_FORMAT_VERSION = 6
"""Part of every cache key. Increase it with every change by which the reader makes a different
layer from the same bytes, the map draws it differently, or `layer_codec` encodes it differently.
Entries of other numbers and of other program versions are never found and are evicted in time."""

MIN_BYTES = 1 << 20
"""Smaller files are parsed about as fast as they are loaded from the cache."""

_CHUNK_BYTES = 1 << 22
_LAYER_SUFFIX, _FRAME_SUFFIX = ".columns", ".picture"
_DISK_SHARE = 10
"""The cache uses up to a tenth of the free disk space, including its own size."""
_STALE_TEMP_S = 3600
"""Age in seconds at which a temporary file is considered left by a crashed process."""

T = TypeVar("T")

_log = logging.getLogger(__name__)


class _CacheFile(NamedTuple):
    """One file in the folder: time of its last use, size in bytes, path."""

    last_used: float
    size: int
    path: Path

    @property
    def is_abandoned(self) -> bool:
        """Whether this is a temporary file that a crashed process left."""
        return self.path.suffix == TEMP_SUFFIX and time.time() - self.last_used > _STALE_TEMP_S


@dataclass(frozen=True, slots=True)
class LayerCache:
    """A folder of cached layers and frames.

    Attributes
    ----------
    folder
        Created when it is first needed. Foreign files in it are not touched.
    max_bytes
        Maximum total size; less if the disk is nearly full.
    min_bytes
        Minimum size of a source file that is worth caching.
    """

    folder: Path
    max_bytes: int = 1 << 30
    min_bytes: int = MIN_BYTES

    def compute_digest(self, data: memoryview) -> str:
        """Return the digest of a file's bytes; "" if they are fewer than `min_bytes`.

        It consists of the size and the SHA-256 of the SHA-256s of the chunks. The chunks are
        hashed in parallel, because hashing takes half of the time of reopening a file.
        """
        if data.nbytes < self.min_bytes:
            return ""
        return _hash_chunks(data.nbytes, lambda offset: data[offset : offset + _CHUNK_BYTES])

    def load_file(self, path: Path, file: str = "") -> Layer | None:
        """Return the cached layer for a file's current content, as `load_layer` does.

        The file is hashed in chunks: to allocate memory for all of it would take longer.
        """
        try:
            size = path.stat().st_size
            if size < self.min_bytes or not self._has_layer_of_size(size):
                return None
            digest = _hash_chunks(size, partial(_read_chunk, path))
        except OSError:
            return None
        return self.load_layer(digest, file)

    def _has_layer_of_size(self, size: int) -> bool:
        """Return whether a layer from a file of this size may be cached."""
        try:
            with os.scandir(self.folder) as entries:
                return any(entry.name.startswith(_size_prefix(size)) for entry in entries)
        except OSError:
            return False

    def load_layer(self, digest: str, file: str = "") -> Layer | None:
        """Return the cached layer for a content digest, or None.

        The layer has no name, title, path and style. Its problems name `file`.
        """
        layer = self._load(_cache_key(digest), _LAYER_SUFFIX, decode_layer)
        if layer is None:
            return None
        problems = tuple(replace(problem, file=file) for problem in layer.problems)
        return replace(layer, problems=problems, digest=digest)

    def store_layer(self, layer: Layer) -> None:
        """Store a layer that has a digest; the least recently used files are evicted to make room.

        May be called at any time, from any thread.
        """
        if layer.digest:
            self._store(_cache_key(layer.digest), _LAYER_SUFFIX, lambda: encode_layer(layer))

    def load_frame(
        self, content: str, appearance: str, decode: Callable[[list[Block]], T]
    ) -> T | None:
        """Return the decoded cached frame of some content, or None.

        `content` and `appearance` are digests of what the frame shows and of how it is drawn.
        `decode` raises `CorruptBlockError` for invalid blocks.
        """
        return self._load(_cache_key(f"{content}-{appearance}"), _FRAME_SUFFIX, decode)

    def store_frame(self, content: str, appearance: str, encode: Callable[[], list[Block]]) -> None:
        """Store a frame and remove other frames of the same content; from any thread."""
        key = _cache_key(f"{content}-{appearance}")
        if not self._path(key, _FRAME_SUFFIX).exists():
            for entry in self._list_files():
                if entry.path.name.startswith(content) and entry.path.suffix == _FRAME_SUFFIX:
                    _remove(entry.path)
        self._store(key, _FRAME_SUFFIX, encode)

    def _load(self, key: str, suffix: str, decode: Callable[[list[Block]], T]) -> T | None:
        path = self._path(key, suffix)
        try:
            value = decode(read_blocks(path, key))
        except FileNotFoundError:
            return None
        except (OSError, CorruptBlockError):
            _log.debug("cannot use cache file %s", path, exc_info=True)
            _remove(path)
            return None
        _touch(path)
        return value

    def _store(self, key: str, suffix: str, encode: Callable[[], list[Block]]) -> None:
        path = self._path(key, suffix)
        try:
            if path.exists():
                return
            parts = pack_blocks(key, encode())
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if self._make_room(sum(part.nbytes for part in parts)):
                with replace_on_success(path) as stream:
                    stream.writelines(parts)
        except (OSError, ValueError, OverflowError, RecursionError, MemoryError):
            _log.debug("cannot write cache file %s", path, exc_info=True)

    def clear(self) -> int:
        """Remove all files of the cache and return the number of bytes freed."""
        return sum(_remove(entry.path) for entry in self._list_files())

    def _path(self, key: str, suffix: str) -> Path:
        return self.folder / f"{key}{suffix}"

    def _make_room(self, needed: int) -> bool:
        """Evict files until `needed` bytes fit; return whether they do."""
        files = sorted(self._list_files())
        size = sum(file.size for file in files)
        free = shutil.disk_usage(self.folder).free
        limit = min(self.max_bytes, (free + size) // _DISK_SHARE)
        for file in files:
            if needed <= limit < size + needed or file.is_abandoned:
                size -= _remove(file.path)
        return size + needed <= limit

    def _list_files(self) -> list[_CacheFile]:
        """Return the cache's own files in the folder, temporary ones included."""
        suffixes = (_LAYER_SUFFIX, _FRAME_SUFFIX, TEMP_SUFFIX)
        try:
            with os.scandir(self.folder) as entries:
                paths = [Path(entry.path) for entry in entries if entry.name.endswith(suffixes)]
        except OSError:
            return []
        stats = ((path, _stat(path)) for path in paths)
        return [_CacheFile(stat.st_mtime, stat.st_size, path) for path, stat in stats if stat]


def _hash_chunks(size: int, chunk_at: Callable[[int], bytes | memoryview]) -> str:
    def hash_chunk(offset: int) -> bytes:
        return sha256(chunk_at(offset)).digest()

    with ThreadPoolExecutor() as pool:
        hashes = pool.map(hash_chunk, range(0, size, _CHUNK_BYTES))
        digest = sha256(b"".join(hashes)).hexdigest()
    return f"{_size_prefix(size)}{digest}"


def _read_chunk(path: Path, offset: int) -> bytes:
    with path.open("rb", buffering=0) as stream:
        stream.seek(offset)
        return stream.read(_CHUNK_BYTES)


def _size_prefix(size: int) -> str:
    return f"{size}-"


def _cache_key(digest: str) -> str:
    """Return the key of an entry, with the language, because stored problems are translated."""
    language = current_language()
    return f"{digest}-{__version__}-{_FORMAT_VERSION}" + (f"-{language}" if language else "")


def _stat(path: Path) -> os.stat_result | None:
    try:
        return path.lstat()
    except OSError:  # another process removed it meanwhile
        return None


def _remove(path: Path) -> int:
    """Remove a file and return its size; 0 if another process holds it open or removed it."""
    try:
        size = path.lstat().st_size
        path.unlink()
    except OSError:
        _log.debug("cannot remove cache file %s", path, exc_info=True)
        return 0
    return size


def _touch(path: Path) -> None:
    """Set a file's modification time, which serves as the time of its last use."""
    with suppress(OSError):
        os.utime(path)
