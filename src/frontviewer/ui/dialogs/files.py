"""Asks for files by the system's own dialogs; an empty answer means the person thought better."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication
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
