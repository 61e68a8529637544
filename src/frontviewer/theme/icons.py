"""Renders SVG icons in a theme color at every pixel size that is needed."""

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from frontviewer.core.system.data_files import data_folder

_SIZES_PX = (16, 20, 24, 32, 40, 48, 64)
"""From a menu at device pixel ratio 1 to a tool bar at ratio 3."""
_APP_SIZES_PX = (16, 20, 24, 32, 48, 64, 128, 256)


def load_icon(name: str, color: QColor) -> QIcon:
    """Return an icon of `resources/icons` in one color.

    Raises
    ------
    FileNotFoundError
        If no such icon is shipped.
    """
    return _render_sizes(_read_svg(name, color), _SIZES_PX)


def load_app_icon() -> QIcon:
    """Return the application icon for windows and task bars."""
    return _render_sizes(_read_svg("frontviewer"), _APP_SIZES_PX)


def render_icon(name: str, color: QColor, size_px: int, ratio: float) -> QPixmap:
    """Render an icon as a square pixmap of `size_px` device-independent pixels.

    `ratio` is the device pixel ratio.
    """
    renderer = QSvgRenderer(QByteArray(_read_svg(name, color)))
    pixmap = _render_pixmap(renderer, round(size_px * ratio))
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def _read_svg(name: str, color: QColor | None = None) -> bytes:
    """Return the SVG of an icon; `color`, if given, replaces `currentColor`."""
    svg = (data_folder("resources") / "icons" / f"{name}.svg").read_bytes()
    return svg.replace(b"currentColor", color.name().encode()) if color else svg


def _render_sizes(svg: bytes, sizes_px: tuple[int, ...]) -> QIcon:
    renderer = QSvgRenderer(QByteArray(svg))
    icon = QIcon()
    # Rendered at each size instead of scaled down: scaling would blur the thin strokes.
    for size in sizes_px:
        icon.addPixmap(_render_pixmap(renderer, size))
    return icon


def _render_pixmap(renderer: QSvgRenderer, size: int) -> QPixmap:
    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    return QPixmap.fromImage(image)
