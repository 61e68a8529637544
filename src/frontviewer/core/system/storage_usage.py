"""Reports where the program stores data on this computer, and the size of the cache."""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from frontviewer.core.system.app_paths import cache_folder, is_portable, log_folder, settings_folder


class FolderStatus(NamedTuple):
    """A folder and whether it exists; each is created when it is first needed."""

    path: Path
    exists: bool


@dataclass(frozen=True, slots=True)
class StorageUsage:
    """Folders of the program's data, and their use.

    Attributes
    ----------
    cache_bytes
        Total size of all files in the cache folder.
    portable
        Whether all data is next to the program and nothing is elsewhere on the computer.
    """

    settings: FolderStatus
    cache: FolderStatus
    reports: FolderStatus
    cache_bytes: int
    portable: bool


def storage_usage() -> StorageUsage:
    """Return the current storage usage."""
    return StorageUsage(
        settings=_folder_status(settings_folder()),
        cache=_folder_status(cache_folder()),
        reports=_folder_status(log_folder()),
        cache_bytes=_total_size(cache_folder()),
        portable=is_portable(),
    )


def _folder_status(path: Path) -> FolderStatus:
    return FolderStatus(path, path.is_dir())


def _total_size(folder: Path) -> int:
    size = 0
    for subfolder, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):  # another process removed it meanwhile
                size += Path(subfolder, name).lstat().st_size
    return size
