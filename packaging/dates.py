"""Dates files by the commit: installers remember when each of their files was written."""

import os
from pathlib import Path

import product


def stamp(folder: Path) -> None:
    """Date a folder and everything in it by the time of the build."""
    time = product.build_time()
    for path in [folder, *folder.rglob("*")]:
        os.utime(path, (time, time), follow_symlinks=False)
