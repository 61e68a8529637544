"""What marks a feature over the picture: selection, the pointer upon it, a box being drawn."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from frontviewer.mapview.camera import Camera
from frontviewer.mapview.painters.render_layer import RenderLayer, visible_geometry
from frontviewer.mapview.painters.symbology import dash_pattern, faded, line_pen
from frontviewer.theme.theme import Theme


def paint_selected(
    painter: QPainter, camera: Camera, theme: Theme, layer: RenderLayer, index: int
) -> None:
    """Mark what is selected; a dashed shape stays dashed."""
    wide = theme.line_px**0.5
    ring = line_pen(theme.halo, 6.5 * wide)
    line = line_pen(theme.selection, 2.6 * wide, dash_pattern(layer.style(index)))
    paint_outlines(painter, camera, layer, index, (ring, line))


def paint_hovered(
    painter: QPainter, camera: Camera, theme: Theme, layer: RenderLayer, index: int
) -> None:
    """Mark what lies under the pointer; a dashed shape stays dashed."""
    line = line_pen(theme.hover, 1.2 * theme.line_px, dash_pattern(layer.style(index)))
    paint_outlines(painter, camera, layer, index, (line,))


def paint_box(painter: QPainter, theme: Theme, box: QRectF) -> None:
    """Paint the box that is being drawn."""
    painter.setPen(line_pen(theme.accent, 1.5))
    painter.setBrush(faded(theme.accent, 0.12))
    painter.drawRect(box)


def paint_outlines(
    painter: QPainter, camera: Camera, layer: RenderLayer, index: int, pens: tuple[QPen, ...]
) -> None:
    """Paint one feature's outline with several pens, the widest first: selection and hover."""
    drawing = visible_geometry(layer, index, camera)
    paths = [camera.transform.map(path) for path in (drawing.areas, drawing.lines)]
    halo_px = layer.accuracy_radius[index] / camera.resolution
    radius = max(halo_px, layer.style(index).marker_px + 4.0)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for pen in pens:
        painter.setPen(pen)
        for path in paths:
            painter.drawPath(path)
        for x, y in drawing.points:
            painter.drawEllipse(camera.to_screen(x, y), radius, radius)
