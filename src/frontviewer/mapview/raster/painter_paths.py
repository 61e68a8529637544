"""Converts arrays of coordinates in bulk to painter paths and line segments.

A polyline is a range of consecutive points between two offsets: a ring or a line.
"""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import as_strided
from PySide6.QtCore import QByteArray, QDataStream, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from frontviewer.core.geometry.arrays import (
    Coordinates,
    GeometryArrays,
    Indices,
    Mask,
    Offsets,
    offsets_from_sizes,
)
from frontviewer.core.system.cancellation import CancelCheck, raise_if_cancelled
from frontviewer.mapview.raster.canvas import Canvas
from frontviewer.mapview.raster.nogil_painter import draw_segments

# QDataStream format of a QPainterPath: number of elements; type, x and y of each; start of the last
# subpath and fill rule. Qt recomputes the last two, so zeros suffice.
_PATH_ELEMENT = np.dtype([("type", ">i4"), ("x", ">f8"), ("y", ">f8")])
_MOVE_TO, _LINE_TO = 0, 1
_STREAM_TAIL = bytes(8)
_MARGIN_PX = 2.0
_MAX_PIECE_POINTS = 300
"""Points per path of a wide opaque pen."""
_SEGMENTS_PER_CALL = 40_000
"""Segments drawn in one call, a few milliseconds of work.

Their temporary arrays fit the processor's cache, and the thread seldom has to wait for the GIL.
"""


def build_path(xy: npt.NDArray[np.float64], offsets: Offsets) -> QPainterPath:
    """Return a path of polylines over (n, 2) points; its even-odd fill rule leaves holes open."""
    path = QPainterPath()
    if len(xy):
        elements = np.empty(len(xy), dtype=_PATH_ELEMENT)
        elements["x"], elements["y"] = xy[:, 0], xy[:, 1]
        elements["type"] = _LINE_TO
        elements["type"][offsets[:-1][np.diff(offsets) > 0]] = _MOVE_TO
        count = len(xy).to_bytes(4, "big")
        stream = QDataStream(QByteArray(b"".join((count, elements.tobytes(), _STREAM_TAIL))))
        stream >> path
    return path


def build_outlines(
    canvas: Canvas, coords: Coordinates, offsets: Offsets, pen: QPen
) -> Iterator[QPainterPath]:
    """Yield polylines in map meters as paths for a pen, in device-independent pixels.

    A solid line is clipped to the neighborhood of the painted part and split into pieces: stroking
    with a wide pen costs time for everything drawn, visible or not, and a path twice as long takes
    three times as long. Dashed lines stay whole, since the dash phase depends on the whole line.
    Translucent lines stay in one path, since joints of pieces would be painted twice.
    """
    xy = canvas.to_screen(coords)
    if pen.style() != Qt.PenStyle.SolidLine:
        yield build_path(xy, offsets)
        return
    xy, offsets = clip_polylines(xy, offsets, _pen_bounds(canvas, pen))
    if pen.color().alphaF() < 1:
        yield build_path(xy, offsets)
        return
    pending: list[npt.NDArray[np.float64]] = []
    for first, end in pairwise(offsets.tolist()):
        for start in range(first, max(end - 1, first + 1), _MAX_PIECE_POINTS):
            pending.append(xy[start : min(start + _MAX_PIECE_POINTS + 1, end)])
            if sum(map(len, pending)) > _MAX_PIECE_POINTS:
                yield _concat_path(pending)
                pending = []
    yield _concat_path(pending)


def _concat_path(polylines: list[npt.NDArray[np.float64]]) -> QPainterPath:
    """Return one path of some polylines."""
    return build_path(
        np.concatenate([np.empty((0, 2)), *polylines]),
        offsets_from_sizes(list(map(len, polylines))),
    )


def find_features_near(canvas: Canvas, geometry: GeometryArrays, pen: QPen) -> Indices:
    """Return the indices of features, in map meters, that a pen may draw on the painted part."""
    firsts = geometry.ring_offsets[geometry.part_offsets[geometry.feature_offsets[:-1]]]
    near = _near_segment_mask(
        canvas.to_screen(geometry.coords), geometry.ring_offsets, _pen_bounds(canvas, pen)
    )
    return np.flatnonzero(np.logical_or.reduceat(near, firsts))


def _pen_bounds(canvas: Canvas, pen: QPen) -> QRectF:
    """Return the painted part expanded by the width of a pen, in device-independent pixels."""
    margin = pen.widthF() + _MARGIN_PX
    return canvas.rect.adjusted(-margin, -margin, margin, margin)


def _near_segment_mask(xy: npt.NDArray[np.float64], offsets: Offsets, bounds: QRectF) -> Mask:
    """Return which points start a segment that is not wholly beyond one side of a rectangle."""
    starts_segment = segment_start_mask(offsets)
    lower, upper = np.minimum(xy[:-1], xy[1:]), np.maximum(xy[:-1], xy[1:])
    starts_segment[:-1] &= (lower[:, 0] <= bounds.right()) & (upper[:, 0] >= bounds.left())
    starts_segment[:-1] &= (lower[:, 1] <= bounds.bottom()) & (upper[:, 1] >= bounds.top())
    return starts_segment


def clip_polylines(
    xy: npt.NDArray[np.float64], offsets: Offsets, bounds: QRectF
) -> tuple[npt.NDArray[np.float64], Offsets]:
    """Return polylines without the segments that are wholly beyond one side of a rectangle."""
    starts_segment = _near_segment_mask(xy, offsets, bounds)
    ends_segment = np.zeros_like(starts_segment)
    ends_segment[1:] = starts_segment[:-1]
    keep = starts_segment | ends_segment
    starts = np.flatnonzero((starts_segment & ~ends_segment)[keep])
    return xy.compress(keep, axis=0), np.append(starts, np.count_nonzero(keep))


def build_segments(xy: npt.NDArray[np.float64], starts_segment: Mask) -> npt.NDArray[np.float64]:
    """Return (m, 4) the end points of every segment; `starts_segment` marks its first points."""
    flat = np.ascontiguousarray(xy)
    count, step = max(len(flat) - 1, 0), flat.itemsize
    # Rows of the view overlap by one point.
    segments = as_strided(flat, (count, 4), (2 * step, step), writeable=False)
    return segments.compress(starts_segment[:count], axis=0)


def segment_start_mask(offsets: Offsets) -> Mask:
    """Return which points start a segment: all but the last of each polyline."""
    starts_segment = np.ones(int(offsets[-1]), dtype=np.bool_)
    starts_segment[offsets[1:][np.diff(offsets) > 0] - 1] = False
    return starts_segment


def draw_polylines(
    painter: QPainter,
    xy: npt.NDArray[np.float64],
    offsets: Offsets,
    ratio: float,
    cancel: CancelCheck,
) -> None:
    """Draw polylines over (n, 2) pixels with the painter's pen.

    Raises
    ------
    Cancelled
        If `cancel` returns True between two calls.
    """
    starts_segment = segment_start_mask(offsets)
    for first in range(0, len(xy) - 1, _SEGMENTS_PER_CALL):
        chunk = slice(first, first + _SEGMENTS_PER_CALL + 1)
        segments = build_segments(xy[chunk], starts_segment[chunk])
        if ratio != 1:
            segments /= ratio
        draw_segments(painter, segments)
        raise_if_cancelled(cancel)
