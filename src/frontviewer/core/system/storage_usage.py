"""What the program keeps on this computer by itself: where it lies, and how much of it is cache."""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from frontviewer.core.system.app_paths import cache_folder, is_portable, log_folder, settings_folder


class Folder(NamedTuple):
    """A folder, and whether it is there yet: each is made when it is first needed."""

    path: Path
    is_there: bool


@dataclass(frozen=True, slots=True)
class StorageUsage:
    """What is kept now.

    Attributes
    ----------
    cache_bytes
        Of all files in the folder of the cache.
    portable
        Whether all of it lies beside the program, and nothing elsewhere on the computer.
    """

    settings: Folder
    cache: Folder
    reports: Folder
    cache_bytes: int
    portable: bool


def storage_usage() -> StorageUsage:
    """Look it up."""
    return StorageUsage(
        settings=_folder(settings_folder()),
        cache=_folder(cache_folder()),
        reports=_folder(log_folder()),
        cache_bytes=_size(cache_folder()),
        portable=is_portable(),
    )


def _folder(path: Path) -> Folder:
    return Folder(path, path.is_dir())


def _size(folder: Path) -> int:
    size = 0
    for inner, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):  # another program was faster
                size += Path(inner, name).lstat().st_size
    return size
