"""Writes files atomically: a reader sees the old content or the new, never a part of it."""

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from frontviewer.core.problems import unusable_file
from frontviewer.core.text.translation import tr

TEMP_SUFFIX = ".tmp"
"""Suffix of a temporary file that is being written."""


def write_atomic(path: Path, data: bytes) -> None:
    """Replace a file's content atomically; on any error the old content stays.

    A missing folder is created, a symbolic link is followed, permissions are preserved, and no
    temporary file remains.

    Raises
    ------
    UnusableFileError
        If the folder or the file cannot be written.
    """
    with atomic_writer(path) as stream:
        stream.write(data)


@contextmanager
def atomic_writer(path: Path) -> Iterator[BinaryIO]:
    """Yield a stream whose content replaces the file when the block ends, as `write_atomic` does.

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
        message = tr("The file cannot be written: {reason}.").format(reason=error.strerror or error)
        remedy = tr("Save it under another name or in another folder.")
        raise unusable_file(path, message, remedy) from error


@contextmanager
def replace_on_success(target: Path) -> Iterator[BinaryIO]:
    """Yield a new temporary file that replaces the target; after an error it is deleted.

    Raises
    ------
    OSError
        If the file cannot be written or cannot replace the target.
    """
    temporary = target.with_name(f".{secrets.token_hex(8)}{TEMP_SUFFIX}")
    try:
        with temporary.open("xb") as stream:
            yield stream
        if target.exists():
            shutil.copymode(target, temporary)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
