"""The unpack cache: a folder with one subfolder for each unpacked bundle.

An open dossier loads its pictures from there, so the least recently opened bundle is evicted first.
"""

import re
import shutil
import time
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NamedTuple

from frontviewer.core.system.app_paths import cache_folder

MAX_BYTES = 1 << 30
_MAX_AGE_S = 30 * 24 * 3600
"""Bundles that were not opened for a month are removed."""
_BUNDLE_FOLDER = re.compile(r"[0-9a-f]{64}")


class _CachedBundle(NamedTuple):
    """One unpacked bundle: time of its last opening, size in bytes, folder."""

    last_used: float
    size: int
    folder: Path


def default_unpack_folder() -> Path:
    """Return the unpack cache in the user's cache folder."""
    return cache_folder() / "bundles"


def prune(unpack_folder: Path, max_bytes: int = MAX_BYTES, in_use: Collection[Path] = ()) -> int:
    """Remove old bundles, and the least recently opened beyond `max_bytes`; return bytes freed.

    Bundles that contain a file `in_use` stay. Foreign files are not touched.
    """
    freed, total = 0, 0
    for last_used, size, folder in sorted(_find_bundles(unpack_folder), reverse=True):
        total += size
        is_surplus = total > max_bytes or time.time() - last_used > _MAX_AGE_S
        if is_surplus and not any(folder in file.parents for file in in_use):
            shutil.rmtree(folder, ignore_errors=True)
            freed += size
    return freed


def _find_bundles(unpack_folder: Path) -> Iterator[_CachedBundle]:
    try:
        folders = [path for path in unpack_folder.iterdir() if _BUNDLE_FOLDER.fullmatch(path.name)]
    except OSError:
        return
    for folder in folders:
        try:
            size = sum(file.lstat().st_size for file in folder.rglob("*") if file.is_file())
            yield _CachedBundle(folder.lstat().st_mtime, size, folder)
        except OSError:  # another process removed it meanwhile
            continue
