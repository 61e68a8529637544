"""Points: soft discs for places known to some metres, markers for the others."""

import math
from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QImage, QPainter, QPen, QPolygonF, QRadialGradient

from frontviewer.mapview.painters.symbology import FeaturePaint, Marker, faded


def paint_point(painter: QPainter, at: QPointF, paint: FeaturePaint, halo_px: float) -> None:
    """Paint a point that is known to `halo_px` pixels; 0 where nobody says."""
    if halo_px:
        paint_disc(painter, at, paint, halo_px)
    else:
        paint_marker(painter, at, paint)


def reach_of(paint: FeaturePaint, halo_px: float) -> float:
    """Return how many pixels from its middle a point is painted."""
    return max(halo_px, 1.4 * paint.marker_px) + paint.ring.widthF() + 1.0


def render_marker(
    paint_at: Callable[[QPainter, QPointF], None],
    reach: float,
    ratio: float,
    inset: tuple[float, float],
) -> QImage:
    """Return what is painted about a point as an image, the point in the pixel at its middle.

    `inset` is how far across and down in that pixel it is, from 0 to 1; `reach` how far from it
    is painted, in device-independent pixels.
    """
    half = math.ceil(reach * ratio) + 1
    image = QImage(2 * half, 2 * half, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    across, down = inset
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_at(painter, QPointF(half + across, half + down) * (1 / ratio))
    return image.copy()  # without the painter's engine, ten times as large, which Qt leaves there


def paint_spot(painter: QPainter, at: QPointF, radius: float) -> None:
    """Paint a white disc, to mark pixels with."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(Qt.GlobalColor.white)
    painter.drawEllipse(at, radius, radius)


def paint_disc(painter: QPainter, at: QPointF, paint: FeaturePaint, radius: float) -> None:
    """Paint a place known to `radius` pixels: no crisp dot, only a core that can be found."""
    gradient = QRadialGradient(at, radius)
    for stop, opacity in ((0.0, 0.30), (0.7, 0.18), (1.0, 0.0)):
        gradient.setColorAt(stop, faded(paint.ink, opacity))
    core_px = 1.4 * paint.marker_px
    core = QRadialGradient(at, core_px)
    for stop, opacity in ((0.0, 0.85), (0.3, 0.6), (1.0, 0.0)):
        core.setColorAt(stop, faded(paint.ink, opacity))
    painter.save()
    painter.setBrushOrigin(0, 0)  # which is the hatching's: gradients would move along
    painter.setPen(Qt.PenStyle.NoPen)
    for brush, size in ((QBrush(gradient), radius), (QBrush(core), core_px)):
        painter.setBrush(brush)
        painter.drawEllipse(at, size, size)
    if radius > 3 * core_px:
        pen = QPen(paint.pen)
        pen.setColor(faded(paint.ink, 0.35))
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(at, radius, radius)
    painter.restore()


def paint_marker(painter: QPainter, at: QPointF, paint: FeaturePaint) -> None:
    """Paint a place that is known exactly; its form tells its standing, beside the colour."""
    painter.setPen(paint.ring)
    painter.setBrush(paint.marker_fill)
    _SHAPES[paint.marker](painter, at, paint.marker_px)


def _disc(painter: QPainter, at: QPointF, radius: float) -> None:
    painter.drawEllipse(at, radius, radius)


def _dot(painter: QPainter, at: QPointF, radius: float) -> None:
    painter.drawEllipse(at, 0.6 * radius, 0.6 * radius)


def _square(painter: QPainter, at: QPointF, radius: float) -> None:
    side = 1.7 * radius
    painter.drawRect(QRectF(at.x() - side / 2, at.y() - side / 2, side, side))


def _diamond(painter: QPainter, at: QPointF, radius: float) -> None:
    tip = 1.3 * radius
    ways = ((0, -tip), (tip, 0), (0, tip), (-tip, 0))
    painter.drawPolygon(QPolygonF([at + QPointF(*way) for way in ways]))


def _triangle(painter: QPainter, at: QPointF, radius: float) -> None:
    ways = ((0, -1.3 * radius), (1.2 * radius, 0.9 * radius), (-1.2 * radius, 0.9 * radius))
    painter.drawPolygon(QPolygonF([at + QPointF(*way) for way in ways]))


_SHAPES: dict[Marker, Callable[[QPainter, QPointF, float], None]] = {
    "disc": _disc,
    "dot": _dot,
    "square": _square,
    "diamond": _diamond,
    "triangle": _triangle,
}
