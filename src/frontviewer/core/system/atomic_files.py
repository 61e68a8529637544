"""Writes files so that a reader never meets half of one."""

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from frontviewer.core.problems import unusable

TEMP_SUFFIX = ".tmp"
"""The suffix of a file that is being written."""


def write_atomic(path: Path, data: bytes) -> None:
    """Replace a file's content at one stroke; on any error the old file stays as it was.

    A missing folder is made, a link is followed, permissions are kept, nothing else is left.

    Raises
    ------
    UnusableFileError
        If the folder or the file cannot be written.
    """
    with atomic_writer(path) as stream:
        stream.write(data)


@contextmanager
def atomic_writer(path: Path, what: str = "file") -> Iterator[BinaryIO]:
    """Yield a file to be written as `write_atomic` does; `what` is its name in the message.

    Raises
    ------
    UnusableFileError
        If the folder or the file cannot be written.
    """
    try:
        target = path.resolve()
        target.parent.mkdir(parents=True, exist_ok=True)
        with replace_on_success(target) as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        message = f"The {what} cannot be written: {error.strerror or error}."
        remedy = "Save under another name or in another folder."
        raise unusable(path, message, remedy) from error


@contextmanager
def replace_on_success(target: Path) -> Iterator[BinaryIO]:
    """Yield a new file that takes the target's place once it is written; on an error it goes.

    Raises
    ------
    OSError
        If it cannot be written, or cannot take the place.
    """
    beside = target.with_name(f".{secrets.token_hex(8)}{TEMP_SUFFIX}")
    try:
        with beside.open("xb") as stream:
            yield stream
        if target.exists():
            shutil.copymode(target, beside)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
