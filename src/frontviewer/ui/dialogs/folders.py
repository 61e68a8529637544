"""Shows folders in the desktop's own program for them."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

_LIBRARIES = "LD_LIBRARY_PATH"


def open_folder(folder: Path) -> bool:
    """Show a folder; False where the desktop has nothing to show it with."""
    with _libraries_of_the_system():
        return QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


@contextmanager
def _libraries_of_the_system() -> Iterator[None]:
    """Let programs that are started find their own libraries.

    On Linux the packaged program looks for them among its own first, and so would those; a newer
    file manager does not start with an older library. PyInstaller keeps what was before.
    """
    ours = os.environ.get(_LIBRARIES)
    if ours is None or not getattr(sys, "frozen", False):
        yield
        return
    before = os.environ.get(f"{_LIBRARIES}_ORIG")
    try:
        if before is None:
            del os.environ[_LIBRARIES]
        else:
            os.environ[_LIBRARIES] = before
        yield
    finally:
        os.environ[_LIBRARIES] = ours
