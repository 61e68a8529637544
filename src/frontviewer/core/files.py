"""Writes files so that a reader never meets half of one."""

import os
import secrets
import shutil
from pathlib import Path

from frontviewer.core.problems import unusable


def write_whole(path: Path, data: bytes) -> None:
    """Replace a file's content at one stroke; on any error the old file stays as it was.

    A missing folder is made, a link is followed, permissions are kept, nothing else is left.

    Raises
    ------
    UnusableFileError
        If the folder or the file cannot be written.
    """
    try:
        target = path.resolve()
        target.parent.mkdir(parents=True, exist_ok=True)
        _write_and_swap(target, data)
    except OSError as error:
        message = f"The file cannot be written: {error.strerror or error}."
        remedy = "Save under another name or in another folder."
        raise unusable(path, message, remedy) from error


def _write_and_swap(target: Path, data: bytes) -> None:
    beside = target.with_name(f".{secrets.token_hex(8)}.tmp")
    try:
        with beside.open("xb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if target.exists():
            shutil.copymode(target, beside)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
