"""Set file modification times to the build time, because installers store them."""

import os
from pathlib import Path

import product


def set_timestamps(folder: Path) -> None:
    """Set the modification time of a folder and of everything in it to the build time."""
    seconds = product.build_time()
    for path in [folder, *folder.rglob("*")]:
        os.utime(path, (seconds, seconds), follow_symlinks=False)
