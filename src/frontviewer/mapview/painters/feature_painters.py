"""Paints the features of a layer, or of several that look alike: singly where they are few.

Both ways look alike: of features of one look, the hatching of what is unsourced lies beneath all
fills, and these beneath all outlines.
"""

from collections.abc import Sequence

import numpy as np
from PySide6.QtGui import QPainter, QPen

from frontviewer.core.system.stopping import Stop, give_up_if
from frontviewer.mapview.painters.batches import batches_of, joined
from frontviewer.mapview.painters.level_of_detail import Indices
from frontviewer.mapview.painters.marker_batches import last_of_each, numbered
from frontviewer.mapview.painters.singly import paint_each
from frontviewer.mapview.painters.together import paint_together
from frontviewer.mapview.painters.visibility import Sheet, Sight
from frontviewer.mapview.raster.canvas import Canvas
from frontviewer.mapview.raster.nogil_painter import draw_segments


def paint_sheets(painter: QPainter, canvas: Canvas, sights: Sequence[Sight], stop: Stop) -> None:
    """Paint what of a layer, or of several that are joined, is on the part that is painted.

    Raises
    ------
    Stopped
        If it is no longer wanted.
    """
    batches = [batch for sight in sights for batch in batches_of(sight, canvas)]
    if len(sights) > 1:
        batches = [joined(batches)] if batches else []
    for batch in batches:
        give_up_if(stop)
        if batch.few and len(sights) == 1:
            paint_each(painter, canvas, batch, stop)
        else:
            paint_together(painter, canvas, batch, stop)
    for sight in sights:
        give_up_if(stop)
        _paint_tiny(painter, canvas, sight.sheet, sight.tiny, stop)


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
