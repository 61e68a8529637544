"""Asks for files by the system's own dialogs; an empty answer means the person thought better."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from frontviewer.core.io.bundle.entries import SUFFIX
from frontviewer.core.io.input_paths import LAYER_SUFFIXES


def ask_files(parent: QWidget) -> tuple[Path, ...]:
    """Ask which layer files or dossiers to open together."""
    translate = QCoreApplication.translate
    patterns = " ".join(f"*{suffix}" for suffix in (*LAYER_SUFFIXES, SUFFIX))
    filters = translate("Dialog", "Layers and dossiers") + f" ({patterns});;"
    names, _ = QFileDialog.getOpenFileNames(
        parent,
        translate("Dialog", "Open files"),
        "",
        filters + translate("Dialog", "All files") + " (*)",
    )
    return tuple(Path(name) for name in names)


def ask_folder(parent: QWidget) -> tuple[Path, ...]:
    """Ask which folder to open; a tuple of one or none."""
    title = QCoreApplication.translate("Dialog", "Open a folder of layers")
    name = QFileDialog.getExistingDirectory(parent, title)
    return (Path(name),) if name else ()


def ask_picture_name(parent: QWidget) -> Path | None:
    """Ask where a picture of the window is to be kept."""
    title = QCoreApplication.translate("Dialog", "Save picture of the window")
    name, _ = QFileDialog.getSaveFileName(parent, title, "frontviewer.png", "PNG (*.png)")
    return Path(name) if name else None


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
