"""A picture of a widget, in a file."""

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtWidgets import QWidget

from frontviewer.core.problems import unusable
from frontviewer.core.system.atomic_files import write_atomic


def save_picture(widget: QWidget, path: Path) -> None:
    """Write what a widget shows as a PNG; whole or not at all.

    Raises
    ------
    UnusableFileError
        If the picture cannot be made or the file cannot be written.
    """
    bytes_ = QByteArray()
    buffer = QBuffer(bytes_)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not widget.grab().save(buffer, "PNG"):
        message = "The picture cannot be made; there may not be enough memory for its size."
        remedy = "Ask for a smaller one."
        raise unusable(path, message, remedy)
    write_atomic(path, bytes(bytes_.data()))
