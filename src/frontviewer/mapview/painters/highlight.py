"""Paints highlights over the map image: selection, hover, and the rectangle of a box zoom."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from frontviewer.mapview.camera import Camera
from frontviewer.mapview.painters.render_layer import RenderLayer, visible_geometry
from frontviewer.mapview.painters.symbology import build_line_pen, dash_pattern, scale_alpha
from frontviewer.theme.theme import Theme


def paint_selected(
    painter: QPainter, camera: Camera, theme: Theme, layer: RenderLayer, index: int
) -> None:
    """Outline the selected feature in color over a wider casing; a dashed line stays dashed."""
    line_scale = theme.line_px**0.5
    casing = build_line_pen(theme.halo, 6.5 * line_scale)
    line = build_line_pen(theme.selection, 2.6 * line_scale, dash_pattern(layer.style(index)))
    _paint_outlines(painter, camera, layer, index, (casing, line))


def paint_hovered(
    painter: QPainter, camera: Camera, theme: Theme, layer: RenderLayer, index: int
) -> None:
    """Outline the feature under the pointer with a thin line; a dashed line stays dashed."""
    line = build_line_pen(theme.hover, 1.2 * theme.line_px, dash_pattern(layer.style(index)))
    _paint_outlines(painter, camera, layer, index, (line,))


def paint_box(painter: QPainter, theme: Theme, box: QRectF) -> None:
    """Paint the rectangle that is being drawn, for box zoom."""
    painter.setPen(build_line_pen(theme.accent, 1.5))
    painter.setBrush(scale_alpha(theme.accent, 0.12))
    painter.drawRect(box)


def _paint_outlines(
    painter: QPainter, camera: Camera, layer: RenderLayer, index: int, pens: tuple[QPen, ...]
) -> None:
    """Stroke the outline of a feature with several pens, widest first."""
    geometry = visible_geometry(layer, index, camera)
    paths = [camera.transform.map(path) for path in (geometry.areas, geometry.lines)]
    precision_px = layer.precision_radius[index] / camera.resolution
    radius = max(precision_px, layer.style(index).marker_px + 4.0)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for pen in pens:
        painter.setPen(pen)
        for path in paths:
            painter.drawPath(path)
        for x, y in geometry.points:
            painter.drawEllipse(camera.to_screen(x, y), radius, radius)
