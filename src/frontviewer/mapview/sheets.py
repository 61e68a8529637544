"""Paints the features of one layer: each by itself where they are few, all at once where not.

Both ways look alike: of features of one look, the hatching of what is unsourced lies beneath all
fills, and these beneath all outlines.
"""

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QPainter, QPen

from frontviewer.core.layer import PartKind
from frontviewer.mapview.batches import FEW, Sheet, batches_of
from frontviewer.mapview.camera import Camera
from frontviewer.mapview.canvas import Canvas
from frontviewer.mapview.detail import Indices, Mask, touching
from frontviewer.mapview.drawing import MARGIN_PX, LayerDrawing, grown
from frontviewer.mapview.singly import paint_each
from frontviewer.mapview.stamps import last_of_each, numbered
from frontviewer.mapview.stopping import Stop, give_up_if
from frontviewer.mapview.together import paint_together
from frontviewer.mapview.unlocked import draw_segments


def paint_sheet(painter: QPainter, canvas: Canvas, sheet: Sheet, stop: Stop) -> None:
    """Paint what of a layer is on the part of the picture that is painted.

    Raises
    ------
    Stopped
        If it is no longer wanted.
    """
    layer = sheet.drawing
    numbers = in_sight(layer, canvas.camera)
    tiny = _tiny(layer, numbers, canvas)
    for batch in batches_of(sheet, numbers[~tiny], canvas):
        give_up_if(stop)
        if batch.few:
            paint_each(painter, canvas, sheet, batch)
        else:
            paint_together(painter, canvas, sheet, batch, stop=stop)
    give_up_if(stop)
    _paint_tiny(painter, canvas, sheet, numbers[tiny], stop)


def in_sight(layer: LayerDrawing, camera: Camera) -> Indices:
    """Return the features that reach the screen, their soft edges included, lowest first."""
    reach = layer.widest_halo + MARGIN_PX * camera.resolution
    return np.flatnonzero(in_view(layer.bounds, camera, reach))


def in_view(bounds: npt.NDArray[np.float64], camera: Camera, reach: float = 0.0) -> Mask:
    """Return which of (n, 4) map bounds touch the screen, or come within `reach` map metres."""
    return touching(bounds, grown(camera.bounds, reach))


def _tiny(layer: LayerDrawing, numbers: Indices, canvas: Canvas) -> Mask:
    """Return which features would be lost between pixels; among few, none is."""
    if len(numbers) <= FEW:
        return np.zeros(len(numbers), dtype=np.bool_)
    west, south, east, north = layer.bounds[numbers].T
    small: Mask = np.maximum(east - west, north - south) < canvas.pixel_m
    small &= layer.kinds[numbers] != PartKind.POINT
    return small


def _paint_tiny(
    painter: QPainter, canvas: Canvas, sheet: Sheet, numbers: Indices, stop: Stop
) -> None:
    """Paint a dot for what is smaller than a pixel: nothing is lost, however far one is."""
    layer = sheet.drawing
    middles = (layer.bounds[numbers, :2] + layer.bounds[numbers, 2:]) / 2
    at = np.floor(canvas.pixels(middles))
    topmost = last_of_each(numbered(*at.astype(np.int64).T))
    at, styles = at[topmost], layer.style_of[numbers[topmost]]
    for style in np.unique(styles).tolist():
        painter.setPen(QPen(sheet.paints[style].thin.color(), 0))
        x, y = at[styles == style].T
        dots = np.stack([x, y + 0.5, x + 1, y + 0.5], axis=1)
        draw_segments(painter, dots / canvas.ratio)
        give_up_if(stop)
