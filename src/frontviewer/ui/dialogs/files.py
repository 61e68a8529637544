"""The platform's file dialogs and file manager. A cancelled dialog returns an empty result."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from frontviewer.core.io.bundle.entries import BUNDLE_SUFFIX
from frontviewer.core.io.input_paths import LAYER_SUFFIXES
from frontviewer.core.text.translation import tr

_LIBRARY_PATH = "LD_LIBRARY_PATH"


def choose_files(parent: QWidget, title: str) -> tuple[Path, ...]:
    """Let the user choose layer files and bundles, and return their paths."""
    patterns = " ".join(f"*{suffix}" for suffix in (*LAYER_SUFFIXES, BUNDLE_SUFFIX))
    filters = (
        tr("Layers and dossiers ({patterns})").format(patterns=patterns),
        tr("All files (*)"),
    )
    names, _ = QFileDialog.getOpenFileNames(parent, title, "", ";;".join(filters))
    return tuple(Path(name) for name in names)


def choose_folder(parent: QWidget) -> tuple[Path, ...]:
    """Let the user choose a folder, and return a tuple with its path or an empty tuple."""
    name = QFileDialog.getExistingDirectory(parent, tr("Open folder"))
    return (Path(name),) if name else ()


def choose_image_file(parent: QWidget) -> Path | None:
    """Let the user choose the file for an image of the window; None if cancelled."""
    name, _ = QFileDialog.getSaveFileName(
        parent, tr("Export image"), "frontviewer.png", tr("PNG image (*.png)")
    )
    return Path(name) if name else None


def show_in_file_manager(folder: Path) -> bool:
    """Open a folder in the desktop's file manager; return whether one could be started."""
    with _system_library_path():
        return QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


@contextmanager
def _system_library_path() -> Iterator[None]:
    """Restore the original LD_LIBRARY_PATH while another program is started.

    On Linux, PyInstaller puts the libraries of the packaged program first in LD_LIBRARY_PATH and
    saves the original value in LD_LIBRARY_PATH_ORIG. Child processes inherit the variable, and a
    newer file manager does not start with our older libraries.
    """
    packaged = os.environ.get(_LIBRARY_PATH)
    if packaged is None or not getattr(sys, "frozen", False):
        yield
        return
    original = os.environ.get(f"{_LIBRARY_PATH}_ORIG")
    try:
        if original is None:
            del os.environ[_LIBRARY_PATH]
        else:
            os.environ[_LIBRARY_PATH] = original
        yield
    finally:
        os.environ[_LIBRARY_PATH] = packaged
