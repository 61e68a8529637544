"""Features painted all at once, straight from their arrays; they look as if painted singly."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPen

from frontviewer.core.geometry.arrays import ring_kinds
from frontviewer.core.model.layer import Offsets, PartKind
from frontviewer.core.system.stopping import Stop, give_up_if
from frontviewer.mapview.painters.batches import Batch, sliced
from frontviewer.mapview.painters.marker_batches import stamp_points
from frontviewer.mapview.painters.render_layer import rings_of
from frontviewer.mapview.painters.symbology import HATCHED_BAND_PX
from frontviewer.mapview.raster.canvas import Canvas, empty_mask, painting
from frontviewer.mapview.raster.fill_painter import paint_hatch, paint_wash, patches_about
from frontviewer.mapview.raster.nogil_painter import stroke_path
from frontviewer.mapview.raster.painter_paths import draw_runs, features_near, outlines_of
from frontviewer.mapview.raster.polygon_coverage import coverage

_SMOOTH, _QUICK = 4, 1

_Rings = tuple[npt.NDArray[np.float64], Offsets]
"""(n, 2) pixels, and where each ring or line begins and ends among them."""


def paint_together(painter: QPainter, canvas: Canvas, batch: Batch, stop: Stop) -> None:
    """Paint the features of a batch.

    Raises
    ------
    Stopped
        If they are no longer wanted.
    """
    kinds = batch.ring_kinds
    areal, bent = kinds == PartKind.AREA, kinds != PartKind.POINT
    in_pixels = replace(batch.columns, coords=canvas.pixels(batch.columns.coords))
    if areal.any():
        _paint_areas(painter, canvas, batch, rings_of(in_pixels, areal), stop)
    if batch.paint.hatch and (kinds == PartKind.LINE).any():
        _hatch_lines(painter, canvas, batch, rings_of(in_pixels, kinds == PartKind.LINE), stop)
    if bent.any():
        _paint_lines(painter, canvas, batch, rings_of(in_pixels, bent), stop)
    if not bent.all():
        stamp_points(painter, canvas, batch, stop)


def _paint_areas(
    painter: QPainter, canvas: Canvas, batch: Batch, rings: _Rings, stop: Stop
) -> None:
    patches = patches_about(canvas, batch.columns.bounds)
    if not len(patches.boxes):
        return
    outlined = batch.paint.pen.color().alpha() > batch.paint.fill.color().alpha()
    samples = _QUICK if outlined and batch.sight.rough else _SMOOTH
    turns = batch.turns[batch.ring_kinds == PartKind.AREA]
    counts = coverage(*rings, turns, patches, samples)
    give_up_if(stop)
    colour, hatch = batch.paint.fill.color(), batch.paint.hatch
    paint_wash(painter, canvas, patches, counts, colour=colour, hatch=hatch)
    give_up_if(stop)


def _paint_lines(
    painter: QPainter, canvas: Canvas, batch: Batch, rings: _Rings, stop: Stop
) -> None:
    """Paint outlines and lines: unbroken thin ones straight from their arrays."""
    pen = batch.pen_of(batch.paint)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if pen.isCosmetic() and pen.style() == Qt.PenStyle.SolidLine:
        draw_runs(painter, *rings, canvas.ratio, stop)
        return
    for place in features_near(canvas, batch.columns, pen).tolist():
        columns = sliced(batch.columns, place, place + 1)
        coords, offsets = rings_of(columns, ring_kinds(columns) != PartKind.POINT)
        for outline in outlines_of(canvas, coords, offsets, pen):
            stroke_path(painter, outline, pen)
            give_up_if(stop)


def _hatch_lines(
    painter: QPainter, canvas: Canvas, batch: Batch, rings: _Rings, stop: Stop
) -> None:
    """Paint a hatched band beneath all lines that nobody vouches for."""
    mask = empty_mask(canvas)
    with painting(mask, canvas) as drawn:
        drawn.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        drawn.setPen(QPen(Qt.GlobalColor.white, HATCHED_BAND_PX, c=Qt.PenCapStyle.FlatCap))
        draw_runs(drawn, *rings, canvas.ratio, stop)
    assert batch.paint.hatch is not None  # noqa: S101 - for the type checker
    paint_hatch(painter, canvas, mask, batch.paint.hatch)
