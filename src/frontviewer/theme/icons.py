"""Icons: one family, one stroke, in any colour, crisp at every scale."""

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from frontviewer.core.system.app_paths import data_folder

_SIDES_PX = (16, 20, 24, 32, 40, 48, 64)
"""Pixels: from a menu on a plain screen to a tool on one three times as dense."""


def icon(name: str, color: QColor) -> QIcon:
    """Return an icon of `resources/icons`, drawn in one colour.

    Raises
    ------
    FileNotFoundError
        If no such icon is shipped.
    """
    drawing = _drawing(name).replace(b"currentColor", color.name().encode())
    return _rendered(drawing, _SIDES_PX)


def app_icon() -> QIcon:
    """Return the program's own mark, for windows and task bars."""
    return _rendered(_drawing("frontviewer"), (16, 20, 24, 32, 48, 64, 128, 256))


def picture(name: str, color: QColor, size_px: int, ratio: float) -> QPixmap:
    """Return an icon as one picture of `size_px` device-independent pixels a side."""
    drawing = _drawing(name).replace(b"currentColor", color.name().encode())
    pixmap = _pixmap(QSvgRenderer(QByteArray(drawing)), round(size_px * ratio))
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def _drawing(name: str) -> bytes:
    return (data_folder("resources") / "icons" / f"{name}.svg").read_bytes()


def _rendered(drawing: bytes, sides: tuple[int, ...]) -> QIcon:
    renderer = QSvgRenderer(QByteArray(drawing))
    made = QIcon()
    # Drawn at each size rather than shrunk: a stroke of two pixels must stay one.
    for side in sides:
        made.addPixmap(_pixmap(renderer, side))
    return made


def _pixmap(renderer: QSvgRenderer, side: int) -> QPixmap:
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    return QPixmap.fromImage(image)
