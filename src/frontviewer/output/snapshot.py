"""A picture of a widget, in a file."""

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtWidgets import QWidget

from frontviewer.core.files import write_whole


def save_picture(widget: QWidget, path: Path) -> None:
    """Write what a widget shows as a PNG; whole or not at all.

    Raises
    ------
    UnusableFileError
        If the file cannot be written.
    """
    bytes_ = QByteArray()
    buffer = QBuffer(bytes_)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    widget.grab().save(buffer, "PNG")
    write_whole(path, bytes(bytes_.data()))
