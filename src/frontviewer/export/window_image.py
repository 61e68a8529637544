"""Writes an image of a widget to a PNG file."""

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtWidgets import QWidget

from frontviewer.core.problems import unusable_file
from frontviewer.core.system.atomic_files import write_atomic
from frontviewer.core.text.translation import tr


def save_widget_image(widget: QWidget, path: Path) -> None:
    """Render a widget and write the image as PNG; the write is atomic.

    Raises
    ------
    UnusableFileError
        If the image cannot be created or the file cannot be written.
    """
    png = QByteArray()
    buffer = QBuffer(png)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not widget.grab().save(buffer, "PNG"):
        message = tr("The image could not be created; there may not be enough memory for its size.")
        remedy = tr("Choose a smaller size.")
        raise unusable_file(path, message, remedy)
    write_atomic(path, bytes(png.data()))
