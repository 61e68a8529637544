"""The shelf: the folder of the cache in which bundles lie unpacked, each in one of its own.

A window shows the pictures of its bundle from there, so what was opened last goes last.
"""

import re
import shutil
import time
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NamedTuple

from frontviewer.core.system.app_paths import cache_folder

MOST_BYTES = 1 << 30
_LONGEST_S = 30 * 24 * 3600
"""What has not been opened for a month goes."""
_OURS = re.compile(r"[0-9a-f]{64}")


class _Kept(NamedTuple):
    """One bundle on the shelf: when it was last opened, its size in bytes, where it is."""

    used: float
    size: int
    folder: Path


def usual_shelf() -> Path:
    """Return the person's own."""
    return cache_folder() / "bundles"


def tidy(shelf: Path, most_bytes: int = MOST_BYTES, in_use: Collection[Path] = ()) -> int:
    """Let bundles go until the shelf holds no more than this; return how many bytes that freed.

    Those that hold a file `in_use` stay. Nothing else on the shelf but our own is touched.
    """
    freed, size = 0, 0
    for used, own_size, folder in sorted(_kept(shelf), reverse=True):
        size += own_size
        forgotten = size > most_bytes or time.time() - used > _LONGEST_S
        if forgotten and not any(folder in file.parents for file in in_use):
            shutil.rmtree(folder, ignore_errors=True)
            freed += own_size
    return freed


def _kept(shelf: Path) -> Iterator[_Kept]:
    try:
        folders = [path for path in shelf.iterdir() if _OURS.fullmatch(path.name)]
    except OSError:
        return
    for folder in folders:
        try:
            size = sum(file.lstat().st_size for file in folder.rglob("*") if file.is_file())
            yield _Kept(folder.lstat().st_mtime, size, folder)
        except OSError:  # another program was faster
            continue
