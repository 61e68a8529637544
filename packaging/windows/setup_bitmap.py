"""Draw the bitmap at the left of the setup's first and last page."""

import icon
from PySide6.QtCore import QBuffer, QIODevice, QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

_WIDTH, _HEIGHT = 164 * 2, 314 * 2
"""Pixels: twice the size at 100 % scaling; NSIS scales it down."""
_BACKGROUND = "#f3f1ea"
_ICON_SIZE = 168


def build_bmp() -> bytes:
    """Return the icon, centered on a plain background, as a BMP file, as NSIS requires."""
    image = QImage(_WIDTH, _HEIGHT, QImage.Format.Format_RGB32)
    image.fill(QColor(_BACKGROUND))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    left, top = (_WIDTH - _ICON_SIZE) / 2, (_HEIGHT - _ICON_SIZE) / 2
    QSvgRenderer(str(icon.SVG_FILE)).render(painter, QRectF(left, top, _ICON_SIZE, _ICON_SIZE))
    painter.end()
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "BMP")
    return bytes(buffer.data().data())
