"""Paints the features of layers: few of them individually, many of them in batches.

Both methods give the same image: among features of one style, the hatching of unsourced ones is
beneath all fills, and the fills are beneath all outlines.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from frontviewer.core.geometry.arrays import Indices, Offsets, PartKind, ring_kinds
from frontviewer.core.system.cancellation import CancelCheck, raise_if_cancelled
from frontviewer.mapview.painters.batches import Batch, build_batches, merge_batches, slice_features
from frontviewer.mapview.painters.marker_batches import (
    last_occurrences,
    paint_marker_batch,
    row_keys,
)
from frontviewer.mapview.painters.markers import paint_point
from frontviewer.mapview.painters.render_layer import build_feature_geometry, select_rings
from frontviewer.mapview.painters.scene import StyledLayer
from frontviewer.mapview.painters.symbology import HATCH_BAND_PX, FeaturePaint, hatch_radius
from frontviewer.mapview.painters.visibility import VisibleLayer
from frontviewer.mapview.raster.canvas import Canvas, new_mask, open_painter
from frontviewer.mapview.raster.fill_painter import find_occupied_tiles, paint_fill, paint_hatch
from frontviewer.mapview.raster.nogil_painter import draw_segments, fill_path, stroke_path
from frontviewer.mapview.raster.painter_paths import (
    build_outlines,
    draw_polylines,
    find_features_near,
)
from frontviewer.mapview.raster.polygon_coverage import coverage_counts


def paint_layers(
    painter: QPainter, canvas: Canvas, visible_layers: Sequence[VisibleLayer], cancel: CancelCheck
) -> None:
    """Paint the part of a layer, or of several merged layers, that is on the canvas.

    Raises
    ------
    Cancelled
        If `cancel` returns True.
    """
    batches = [
        batch for visible_layer in visible_layers for batch in build_batches(visible_layer, canvas)
    ]
    if len(visible_layers) > 1:
        batches = [merge_batches(batches)] if batches else []
    for batch in batches:
        raise_if_cancelled(cancel)
        if batch.is_painted_individually and len(visible_layers) == 1:
            paint_features_individually(painter, canvas, batch, cancel)
        else:
            paint_batch(painter, canvas, batch, cancel)
    for visible_layer in visible_layers:
        raise_if_cancelled(cancel)
        _paint_subpixel(painter, canvas, visible_layer.styled_layer, visible_layer.subpixel, cancel)


def _paint_subpixel(
    painter: QPainter,
    canvas: Canvas,
    styled_layer: StyledLayer,
    indices: Indices,
    cancel: CancelCheck,
) -> None:
    """Paint a dot for each feature smaller than a pixel, so that all stay visible at any scale."""
    layer = styled_layer.render_layer
    centers = (layer.bounds[indices, :2] + layer.bounds[indices, 2:]) / 2
    pixels = np.floor(canvas.to_pixels(centers))
    topmost = last_occurrences(row_keys(*pixels.astype(np.int64).T))
    pixels, styles = pixels[topmost], layer.style_index[indices[topmost]]
    for style in np.unique(styles).tolist():
        painter.setPen(QPen(styled_layer.paints[style].thin_pen.color(), 0))
        x, y = pixels[styles == style].T
        dots = np.stack([x, y + 0.5, x + 1, y + 0.5], axis=1)
        draw_segments(painter, dots / canvas.ratio)
        raise_if_cancelled(cancel)


@dataclass(frozen=True, slots=True, eq=False)
class _ScreenFeature:
    """The visible part of one feature, in device-independent pixels."""

    areas: QPainterPath
    lines: QPainterPath
    outlines: tuple[QPainterPath, ...]
    points: list[QPointF]
    paint: FeaturePaint
    pen: QPen
    precision_px: float


def paint_features_individually(
    painter: QPainter, canvas: Canvas, batch: Batch, cancel: CancelCheck
) -> None:
    """Paint the features of a batch one by one: hatches, fills, outlines, points.

    Raises
    ------
    Cancelled
        If `cancel` returns True.
    """
    features = list(_project_features(canvas, batch, cancel))
    for feature in features:
        raise_if_cancelled(cancel)
        _paint_feature_hatch(painter, feature)
    for feature in features:
        raise_if_cancelled(cancel)
        fill_path(painter, feature.areas, feature.paint.fill)
    for feature in features:
        for outline in feature.outlines:
            raise_if_cancelled(cancel)
            stroke_path(painter, outline, feature.pen)
    for feature in features:
        raise_if_cancelled(cancel)
        for point in feature.points:
            paint_point(painter, point, feature.paint, feature.precision_px)


def _project_features(
    canvas: Canvas, batch: Batch, cancel: CancelCheck
) -> Iterator[_ScreenFeature]:
    """Yield the features of a batch as paths and points on the screen."""
    styled_layer, camera = batch.visible_layer.styled_layer, canvas.camera
    layer = styled_layer.render_layer
    for position, index in enumerate(batch.indices.tolist()):
        raise_if_cancelled(cancel)
        geometry = slice_features(batch.geometry, position, position + 1)
        paint = styled_layer.paints[layer.style_index[index]]
        shape, pen = build_feature_geometry(geometry), batch.select_pen(paint)
        kinds = ring_kinds(geometry)
        outlines = select_rings(geometry, kinds != PartKind.POINT)
        yield _ScreenFeature(
            areas=camera.transform.map(shape.areas),
            lines=camera.transform.map(shape.lines),
            outlines=tuple(build_outlines(canvas, *outlines, pen)),
            points=[camera.to_screen(x, y) for x, y in shape.points.tolist()],
            paint=paint,
            pen=pen,
            precision_px=float(layer.precision_radius[index]) / camera.resolution,
        )


def _paint_feature_hatch(painter: QPainter, feature: _ScreenFeature) -> None:
    """Paint the hatching beneath an unsourced feature."""
    hatch = feature.paint.hatch
    if hatch is None:
        return
    fill_path(painter, feature.areas, hatch)
    stroke_path(painter, feature.lines, QPen(hatch, HATCH_BAND_PX))
    if not feature.points:
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(hatch)
    radius = hatch_radius(feature.paint, feature.precision_px)
    for point in feature.points:
        painter.drawEllipse(point, radius, radius)


_SMOOTH_SAMPLES, _FAST_SAMPLES = 4, 1
"""Scanlines per row of pixels, with and without antialiasing."""

_Rings = tuple[npt.NDArray[np.float64], Offsets]
"""(n, 2) pixels, and offsets of the rings and lines."""


def paint_batch(painter: QPainter, canvas: Canvas, batch: Batch, cancel: CancelCheck) -> None:
    """Paint all features of a batch at once: fills, line hatching, outlines, points.

    Raises
    ------
    Cancelled
        If `cancel` returns True.
    """
    kinds = batch.ring_kinds
    is_area, is_linear = kinds == PartKind.AREA, kinds != PartKind.POINT
    pixel_geometry = replace(batch.geometry, coords=canvas.to_pixels(batch.geometry.coords))
    if is_area.any():
        _paint_areas(painter, canvas, batch, select_rings(pixel_geometry, is_area), cancel)
    if batch.paint.hatch and (kinds == PartKind.LINE).any():
        _paint_line_hatch(
            painter, canvas, batch, select_rings(pixel_geometry, kinds == PartKind.LINE), cancel
        )
    if is_linear.any():
        _paint_lines(painter, canvas, batch, select_rings(pixel_geometry, is_linear), cancel)
    if not is_linear.all():
        paint_marker_batch(painter, canvas, batch, cancel)


def _paint_areas(
    painter: QPainter, canvas: Canvas, batch: Batch, rings: _Rings, cancel: CancelCheck
) -> None:
    """Fill areas and their hatching by scan conversion."""
    tiles = find_occupied_tiles(canvas, batch.geometry.bounds)
    if not len(tiles.boxes):
        return
    is_outlined = batch.paint.pen.color().alpha() > batch.paint.fill.color().alpha()
    samples = _FAST_SAMPLES if is_outlined and batch.visible_layer.skip_fill_aa else _SMOOTH_SAMPLES
    ring_winding = batch.ring_winding[batch.ring_kinds == PartKind.AREA]
    counts = coverage_counts(*rings, ring_winding, tiles, samples)
    raise_if_cancelled(cancel)
    color, hatch = batch.paint.fill.color(), batch.paint.hatch
    paint_fill(painter, canvas, tiles, counts, color=color, hatch=hatch)
    raise_if_cancelled(cancel)


def _paint_lines(
    painter: QPainter, canvas: Canvas, batch: Batch, rings: _Rings, cancel: CancelCheck
) -> None:
    """Stroke outlines and lines: solid cosmetic lines as segments straight from their arrays."""
    pen = batch.select_pen(batch.paint)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if pen.isCosmetic() and pen.style() == Qt.PenStyle.SolidLine:
        draw_polylines(painter, *rings, canvas.ratio, cancel)
        return
    for position in find_features_near(canvas, batch.geometry, pen).tolist():
        geometry = slice_features(batch.geometry, position, position + 1)
        coords, offsets = select_rings(geometry, ring_kinds(geometry) != PartKind.POINT)
        for outline in build_outlines(canvas, coords, offsets, pen):
            stroke_path(painter, outline, pen)
            raise_if_cancelled(cancel)


def _paint_line_hatch(
    painter: QPainter, canvas: Canvas, batch: Batch, rings: _Rings, cancel: CancelCheck
) -> None:
    """Paint a hatched band beneath all lines, which are unsourced."""
    mask = new_mask(canvas)
    with open_painter(mask, canvas) as mask_painter:
        mask_painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        mask_painter.setPen(QPen(Qt.GlobalColor.white, HATCH_BAND_PX, c=Qt.PenCapStyle.FlatCap))
        draw_polylines(mask_painter, *rings, canvas.ratio, cancel)
    assert batch.paint.hatch is not None  # noqa: S101 - for the type checker
    paint_hatch(painter, canvas, mask, batch.paint.hatch)
