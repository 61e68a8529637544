"""Paints the features of a layer, or of several that look alike: singly where they are few.

Both ways look alike: of features of one look, the hatching of what is unsourced lies beneath all
fills, and these beneath all outlines.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from frontviewer.core.geometry.arrays import Indices, Offsets, PartKind, ring_kinds
from frontviewer.core.system.cancellation import CancelCheck, raise_if_cancelled
from frontviewer.mapview.painters.batches import Batch, batches_of, merge_batches, sliced
from frontviewer.mapview.painters.marker_batches import factorize, last_of_each, paint_marker_batch
from frontviewer.mapview.painters.markers import paint_point
from frontviewer.mapview.painters.render_layer import build_feature_geometry, rings_of
from frontviewer.mapview.painters.scene import StyledLayer
from frontviewer.mapview.painters.symbology import HATCHED_BAND_PX, FeaturePaint, hatched_radius
from frontviewer.mapview.painters.visibility import VisibleLayer
from frontviewer.mapview.raster.canvas import Canvas, new_mask, open_painter
from frontviewer.mapview.raster.fill_painter import paint_fill, paint_hatch, tiles_around
from frontviewer.mapview.raster.nogil_painter import draw_segments, fill_path, stroke_path
from frontviewer.mapview.raster.painter_paths import draw_runs, features_near, outlines_of
from frontviewer.mapview.raster.polygon_coverage import coverage_counts


def paint_layers(
    painter: QPainter, canvas: Canvas, visible_layers: Sequence[VisibleLayer], stop: CancelCheck
) -> None:
    """Paint what of a layer, or of several that are joined, is on the part that is painted.

    Raises
    ------
    Cancelled
        If it is no longer wanted.
    """
    batches = [batch for visible in visible_layers for batch in batches_of(visible, canvas)]
    if len(visible_layers) > 1:
        batches = [merge_batches(batches)] if batches else []
    for batch in batches:
        raise_if_cancelled(stop)
        if batch.few and len(visible_layers) == 1:
            paint_features_individually(painter, canvas, batch, stop)
        else:
            paint_batch(painter, canvas, batch, stop)
    for visible in visible_layers:
        raise_if_cancelled(stop)
        _paint_subpixel(painter, canvas, visible.styled, visible.subpixel, stop)


def _paint_subpixel(
    painter: QPainter, canvas: Canvas, styled: StyledLayer, numbers: Indices, stop: CancelCheck
) -> None:
    """Paint a dot for what is smaller than a pixel: nothing is lost, however far one is."""
    layer = styled.drawing
    middles = (layer.bounds[numbers, :2] + layer.bounds[numbers, 2:]) / 2
    at = np.floor(canvas.pixels(middles))
    topmost = last_of_each(factorize(*at.astype(np.int64).T))
    at, styles = at[topmost], layer.style_index[numbers[topmost]]
    for style in np.unique(styles).tolist():
        painter.setPen(QPen(styled.paints[style].thin_pen.color(), 0))
        x, y = at[styles == style].T
        dots = np.stack([x, y + 0.5, x + 1, y + 0.5], axis=1)
        draw_segments(painter, dots / canvas.ratio)
        raise_if_cancelled(stop)


@dataclass(frozen=True, slots=True, eq=False)
class _Seen:
    """What can be seen of one feature, in device-independent pixels."""

    areas: QPainterPath
    lines: QPainterPath
    outlines: tuple[QPainterPath, ...]
    points: list[QPointF]
    paint: FeaturePaint
    pen: QPen
    halo_px: float


def paint_features_individually(
    painter: QPainter, canvas: Canvas, batch: Batch, stop: CancelCheck
) -> None:
    """Paint the features of a batch.

    Raises
    ------
    Cancelled
        If they are no longer wanted.
    """
    shapes = list(_shapes(canvas, batch, stop))
    for shape in shapes:
        raise_if_cancelled(stop)
        _hatch_beneath(painter, shape)
    for shape in shapes:
        raise_if_cancelled(stop)
        fill_path(painter, shape.areas, shape.paint.fill)
    for shape in shapes:
        for outline in shape.outlines:
            raise_if_cancelled(stop)
            stroke_path(painter, outline, shape.pen)
    for shape in shapes:
        raise_if_cancelled(stop)
        for at in shape.points:
            paint_point(painter, at, shape.paint, shape.halo_px)


def _shapes(canvas: Canvas, batch: Batch, stop: CancelCheck) -> Iterator[_Seen]:
    styled, camera = batch.visible.styled, canvas.camera
    layer = styled.drawing
    for place, number in enumerate(batch.numbers.tolist()):
        raise_if_cancelled(stop)
        geometry, paint = (
            sliced(batch.geometry, place, place + 1),
            styled.paints[layer.style_index[number]],
        )
        drawing, pen = build_feature_geometry(geometry), batch.pen_of(paint)
        kinds = ring_kinds(geometry)
        bent = rings_of(geometry, kinds != PartKind.POINT)
        yield _Seen(
            areas=camera.transform.map(drawing.areas),
            lines=camera.transform.map(drawing.lines),
            outlines=tuple(outlines_of(canvas, *bent, pen)),
            points=[camera.to_screen(x, y) for x, y in drawing.points.tolist()],
            paint=paint,
            pen=pen,
            halo_px=float(layer.accuracy_radius[number]) / camera.resolution,
        )


def _hatch_beneath(painter: QPainter, shape: _Seen) -> None:
    hatch = shape.paint.hatch
    if hatch is None:
        return
    fill_path(painter, shape.areas, hatch)
    stroke_path(painter, shape.lines, QPen(hatch, HATCHED_BAND_PX))
    if not shape.points:
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(hatch)
    around = hatched_radius(shape.paint, shape.halo_px)
    for at in shape.points:
        painter.drawEllipse(at, around, around)


_SMOOTH, _QUICK = 4, 1

_Rings = tuple[npt.NDArray[np.float64], Offsets]
"""(n, 2) pixels, and where each ring or line begins and ends among them."""


def paint_batch(painter: QPainter, canvas: Canvas, batch: Batch, stop: CancelCheck) -> None:
    """Paint the features of a batch.

    Raises
    ------
    Cancelled
        If they are no longer wanted.
    """
    kinds = batch.ring_kinds
    areal, bent = kinds == PartKind.AREA, kinds != PartKind.POINT
    in_pixels = replace(batch.geometry, coords=canvas.pixels(batch.geometry.coords))
    if areal.any():
        _paint_areas(painter, canvas, batch, rings_of(in_pixels, areal), stop)
    if batch.paint.hatch and (kinds == PartKind.LINE).any():
        _hatch_lines(painter, canvas, batch, rings_of(in_pixels, kinds == PartKind.LINE), stop)
    if bent.any():
        _paint_lines(painter, canvas, batch, rings_of(in_pixels, bent), stop)
    if not bent.all():
        paint_marker_batch(painter, canvas, batch, stop)


def _paint_areas(
    painter: QPainter, canvas: Canvas, batch: Batch, rings: _Rings, stop: CancelCheck
) -> None:
    tiles = tiles_around(canvas, batch.geometry.bounds)
    if not len(tiles.boxes):
        return
    outlined = batch.paint.pen.color().alpha() > batch.paint.fill.color().alpha()
    samples = _QUICK if outlined and batch.visible.skip_fill_aa else _SMOOTH
    ring_winding = batch.ring_winding[batch.ring_kinds == PartKind.AREA]
    counts = coverage_counts(*rings, ring_winding, tiles, samples)
    raise_if_cancelled(stop)
    color, hatch = batch.paint.fill.color(), batch.paint.hatch
    paint_fill(painter, canvas, tiles, counts, color=color, hatch=hatch)
    raise_if_cancelled(stop)


def _paint_lines(
    painter: QPainter, canvas: Canvas, batch: Batch, rings: _Rings, stop: CancelCheck
) -> None:
    """Paint outlines and lines: unbroken thin ones straight from their arrays."""
    pen = batch.pen_of(batch.paint)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if pen.isCosmetic() and pen.style() == Qt.PenStyle.SolidLine:
        draw_runs(painter, *rings, canvas.ratio, stop)
        return
    for place in features_near(canvas, batch.geometry, pen).tolist():
        geometry = sliced(batch.geometry, place, place + 1)
        coords, offsets = rings_of(geometry, ring_kinds(geometry) != PartKind.POINT)
        for outline in outlines_of(canvas, coords, offsets, pen):
            stroke_path(painter, outline, pen)
            raise_if_cancelled(stop)


def _hatch_lines(
    painter: QPainter, canvas: Canvas, batch: Batch, rings: _Rings, stop: CancelCheck
) -> None:
    """Paint a hatched band beneath all lines that nobody vouches for."""
    mask = new_mask(canvas)
    with open_painter(mask, canvas) as drawn:
        drawn.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        drawn.setPen(QPen(Qt.GlobalColor.white, HATCHED_BAND_PX, c=Qt.PenCapStyle.FlatCap))
        draw_runs(drawn, *rings, canvas.ratio, stop)
    assert batch.paint.hatch is not None  # noqa: S101 - for the type checker
    paint_hatch(painter, canvas, mask, batch.paint.hatch)
