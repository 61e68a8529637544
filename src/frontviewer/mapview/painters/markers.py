"""Paints points: soft discs where an precision is stated, marker symbols elsewhere."""

import math
from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QImage, QPainter, QPen, QPolygonF, QRadialGradient

from frontviewer.mapview.painters.symbology import FeaturePaint, MarkerShape, scale_alpha


def paint_point(
    painter: QPainter, center: QPointF, paint: FeaturePaint, precision_px: float
) -> None:
    """Paint a point with an precision of `precision_px` pixels; 0 where none is stated."""
    if precision_px:
        paint_disc(painter, center, paint, precision_px)
    else:
        paint_marker(painter, center, paint)


def marker_extent(paint: FeaturePaint, precision_px: float) -> float:
    """Return the distance in pixels from its center within which a point is painted."""
    return max(precision_px, 1.4 * paint.marker_px) + paint.marker_outline.widthF() + 1.0


def render_marker(
    paint_at: Callable[[QPainter, QPointF], None],
    extent: float,
    ratio: float,
    subpixel_offset: tuple[float, float],
) -> QImage:
    """Return an image of a marker, with the point in the pixel at the center.

    Parameters
    ----------
    paint_at
        Paints the marker at a point.
    extent
        Distance in device-independent pixels from the point within which it is painted.
    subpixel_offset
        x and y of the point within its pixel, from 0 to 1.
    """
    half = math.ceil(extent * ratio) + 1
    image = QImage(2 * half, 2 * half, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    offset_x, offset_y = subpixel_offset
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_at(painter, QPointF(half + offset_x, half + offset_y) * (1 / ratio))
    return image.copy()  # drops the paint engine that Qt keeps, ten times as large as the image


def paint_mask_disc(painter: QPainter, center: QPointF, radius: float) -> None:
    """Paint a white disc into a mask."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(Qt.GlobalColor.white)
    painter.drawEllipse(center, radius, radius)


def paint_disc(painter: QPainter, center: QPointF, paint: FeaturePaint, radius: float) -> None:
    """Paint a place known to within `radius` pixels: a soft disc with a soft core, no crisp dot."""
    gradient = QRadialGradient(center, radius)
    for stop, opacity in ((0.0, 0.30), (0.7, 0.18), (1.0, 0.0)):
        gradient.setColorAt(stop, scale_alpha(paint.color, opacity))
    core_px = 1.4 * paint.marker_px
    core = QRadialGradient(center, core_px)
    for stop, opacity in ((0.0, 0.85), (0.3, 0.6), (1.0, 0.0)):
        core.setColorAt(stop, scale_alpha(paint.color, opacity))
    painter.save()
    painter.setBrushOrigin(0, 0)  # the origin set for hatching would shift gradients too
    painter.setPen(Qt.PenStyle.NoPen)
    for brush, disc_radius in ((QBrush(gradient), radius), (QBrush(core), core_px)):
        painter.setBrush(brush)
        painter.drawEllipse(center, disc_radius, disc_radius)
    if radius > 3 * core_px:
        pen = QPen(paint.pen)
        pen.setColor(scale_alpha(paint.color, 0.35))
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(center, radius, radius)
    painter.restore()


def paint_marker(painter: QPainter, center: QPointF, paint: FeaturePaint) -> None:
    """Paint a place known exactly; the symbol shows the class of the feature, as its color does."""
    painter.setPen(paint.marker_outline)
    painter.setBrush(paint.marker_fill)
    _SHAPE_PAINTERS[paint.marker_shape](painter, center, paint.marker_px)


def _draw_disc(painter: QPainter, center: QPointF, radius: float) -> None:
    """Paint a full-size disc."""
    painter.drawEllipse(center, radius, radius)


def _draw_dot(painter: QPainter, center: QPointF, radius: float) -> None:
    """Paint a smaller disc."""
    painter.drawEllipse(center, 0.6 * radius, 0.6 * radius)


def _draw_square(painter: QPainter, center: QPointF, radius: float) -> None:
    """Paint a square."""
    side = 1.7 * radius
    painter.drawRect(QRectF(center.x() - side / 2, center.y() - side / 2, side, side))


def _draw_diamond(painter: QPainter, center: QPointF, radius: float) -> None:
    """Paint a square rotated by 45 degrees."""
    tip = 1.3 * radius
    corners = ((0, -tip), (tip, 0), (0, tip), (-tip, 0))
    painter.drawPolygon(QPolygonF([center + QPointF(*corner) for corner in corners]))


def _draw_triangle(painter: QPainter, center: QPointF, radius: float) -> None:
    """Paint a triangle that points up."""
    corners = ((0, -1.3 * radius), (1.2 * radius, 0.9 * radius), (-1.2 * radius, 0.9 * radius))
    painter.drawPolygon(QPolygonF([center + QPointF(*corner) for corner in corners]))


_SHAPE_PAINTERS: dict[MarkerShape, Callable[[QPainter, QPointF, float], None]] = {
    "disc": _draw_disc,
    "dot": _draw_dot,
    "square": _draw_square,
    "diamond": _draw_diamond,
    "triangle": _draw_triangle,
}
