"""What marks a feature over the picture: selection, the pointer upon it, a box being drawn."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from frontviewer.mapview.camera import Camera
from frontviewer.mapview.engine.scene_painter import paint_outlines
from frontviewer.mapview.painters.render_layer import LayerDrawing
from frontviewer.mapview.painters.symbology import faded, line_pen, pattern_of
from frontviewer.theme.theme import Theme


def paint_selected(
    painter: QPainter, camera: Camera, theme: Theme, layer: LayerDrawing, index: int
) -> None:
    """Mark what is selected; a dashed shape stays dashed."""
    wide = theme.line_px**0.5
    ring = line_pen(theme.halo, 6.5 * wide)
    line = line_pen(theme.selection, 2.6 * wide, pattern_of(layer.style(index)))
    paint_outlines(painter, camera, layer, index, (ring, line))


def paint_hovered(
    painter: QPainter, camera: Camera, theme: Theme, layer: LayerDrawing, index: int
) -> None:
    """Mark what lies under the pointer; a dashed shape stays dashed."""
    line = line_pen(theme.hover, 1.2 * theme.line_px, pattern_of(layer.style(index)))
    paint_outlines(painter, camera, layer, index, (line,))


def paint_box(painter: QPainter, theme: Theme, box: QRectF) -> None:
    """Paint the box that is being drawn."""
    painter.setPen(line_pen(theme.accent, 1.5))
    painter.setBrush(faded(theme.accent, 0.12))
    painter.drawRect(box)
