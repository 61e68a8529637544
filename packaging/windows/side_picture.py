"""The picture at the side of the wizard's first and last page."""

import icon
from PySide6.QtCore import QBuffer, QIODevice, QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

_WIDTH, _HEIGHT = 164 * 2, 314 * 2
"""Pixels: twice what NSIS shows on a plain screen, which it shrinks."""
_PAPER = "#f3f1ea"
_MARK = 168


def bmp() -> bytes:
    """Return our mark on plain paper as a BMP, the one format that NSIS takes."""
    image = QImage(_WIDTH, _HEIGHT, QImage.Format.Format_RGB32)
    image.fill(QColor(_PAPER))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    place = QRectF((_WIDTH - _MARK) / 2, (_HEIGHT - _MARK) / 2, _MARK, _MARK)
    QSvgRenderer(str(icon.DRAWING)).render(painter, place)
    painter.end()
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "BMP")
    return bytes(buffer.data().data())
