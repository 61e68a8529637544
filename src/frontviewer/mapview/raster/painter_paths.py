"""From arrays of coordinates to what a painter takes, in bulk."""

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

# As QDataStream writes a QPainterPath: how many elements, each with its type, x and y; where the
# last run begins and how it is filled, which both are found anew.
_ELEMENT = np.dtype([("type", ">i4"), ("x", ">f8"), ("y", ">f8")])
_MOVE, _LINE = 0, 1
_TAIL = bytes(8)
_MARGIN_PX = 2.0
_PIECE = 300
"""Vertices."""
_SEGMENTS = 40_000
"""Drawn in one call, some milliseconds' worth: what is reckoned with them fits the processor's
cache, and the interpreter's lock is seldom waited for."""


def path_of(xy: npt.NDArray[np.float64], offsets: Offsets) -> QPainterPath:
    """Return a path of the runs of (n, 2) points; its odd-even filling leaves holes open."""
    path = QPainterPath()
    if len(xy):
        elements = np.empty(len(xy), dtype=_ELEMENT)
        elements["x"], elements["y"] = xy[:, 0], xy[:, 1]
        elements["type"] = _LINE
        elements["type"][offsets[:-1][np.diff(offsets) > 0]] = _MOVE
        count = len(xy).to_bytes(4, "big")
        stream = QDataStream(QByteArray(b"".join((count, elements.tobytes(), _TAIL))))
        stream >> path
    return path


def outlines_of(
    canvas: Canvas, coords: Coordinates, offsets: Offsets, pen: QPen
) -> Iterator[QPainterPath]:
    """Yield runs in map metres as paths for a pen, in device-independent pixels.

    Of an unbroken line only what is near the part that is painted, and in pieces: a wide pen
    takes long for all it draws, seen or not, and twice as much takes it three times as long.
    Where dashes fall depends on the whole, and where an opaque pen began again cannot be seen.
    """
    xy = canvas.points(coords)
    if pen.style() != Qt.PenStyle.SolidLine:
        yield path_of(xy, offsets)
        return
    xy, offsets = near_runs(xy, offsets, _around(canvas, pen))
    if pen.color().alphaF() < 1:
        yield path_of(xy, offsets)
        return
    waiting: list[npt.NDArray[np.float64]] = []
    for first, end in pairwise(offsets.tolist()):
        for at in range(first, max(end - 1, first + 1), _PIECE):
            waiting.append(xy[at : min(at + _PIECE + 1, end)])
            if sum(map(len, waiting)) > _PIECE:
                yield _concat_path(waiting)
                waiting = []
    yield _concat_path(waiting)


def _concat_path(runs: list[npt.NDArray[np.float64]]) -> QPainterPath:
    return path_of(
        np.concatenate([np.empty((0, 2)), *runs]), offsets_from_sizes(list(map(len, runs)))
    )


def features_near(canvas: Canvas, geometry: GeometryArrays, pen: QPen) -> Indices:
    """Return which features, in map metres, a pen may draw something of on the painted part."""
    firsts = geometry.ring_offsets[geometry.part_offsets[geometry.feature_offsets[:-1]]]
    near = _near(canvas.points(geometry.coords), geometry.ring_offsets, _around(canvas, pen))
    return np.flatnonzero(np.logical_or.reduceat(near, firsts))


def _around(canvas: Canvas, pen: QPen) -> QRectF:
    """Return the painted part and what is so near it that a pen reaches it."""
    margin = pen.widthF() + _MARGIN_PX
    return canvas.rect.adjusted(-margin, -margin, margin, margin)


def _near(xy: npt.NDArray[np.float64], offsets: Offsets, around: QRectF) -> Mask:
    """Return at which points pieces begin that do not lie wholly beyond one side of a rectangle."""
    begins = leading_on(offsets)
    least, most = np.minimum(xy[:-1], xy[1:]), np.maximum(xy[:-1], xy[1:])
    begins[:-1] &= (least[:, 0] <= around.right()) & (most[:, 0] >= around.left())
    begins[:-1] &= (least[:, 1] <= around.bottom()) & (most[:, 1] >= around.top())
    return begins


def near_runs(
    xy: npt.NDArray[np.float64], offsets: Offsets, around: QRectF
) -> tuple[npt.NDArray[np.float64], Offsets]:
    """Return runs without the pieces that lie wholly beyond one side of a rectangle."""
    drawn = _near(xy, offsets, around)
    reached = np.zeros_like(drawn)
    reached[1:] = drawn[:-1]
    kept = drawn | reached
    starts = np.flatnonzero((drawn & ~reached)[kept])
    return xy.compress(kept, axis=0), np.append(starts, np.count_nonzero(kept))


def segments_of(xy: npt.NDArray[np.float64], leads_on: Mask) -> npt.NDArray[np.float64]:
    """Return (m, 4) the two ends of every piece; `leads_on` says which points one begins at."""
    flat = np.ascontiguousarray(xy)
    count, step = max(len(flat) - 1, 0), flat.itemsize
    both = as_strided(flat, (count, 4), (2 * step, step), writeable=False)  # each overlaps the next
    return both.compress(leads_on[:count], axis=0)


def leading_on(offsets: Offsets) -> Mask:
    """Return which points of some runs are not the last of theirs."""
    leads_on = np.ones(int(offsets[-1]), dtype=np.bool_)
    leads_on[offsets[1:][np.diff(offsets) > 0] - 1] = False
    return leads_on


def draw_runs(
    painter: QPainter,
    xy: npt.NDArray[np.float64],
    offsets: Offsets,
    ratio: float,
    stop: CancelCheck,
) -> None:
    """Draw all pieces of runs of (n, 2) pixels with the painter's pen."""
    leads_on = leading_on(offsets)
    for first in range(0, len(xy) - 1, _SEGMENTS):
        some = slice(first, first + _SEGMENTS + 1)
        segments = segments_of(xy[some], leads_on[some])
        if ratio != 1:
            segments /= ratio
        draw_segments(painter, segments)
        raise_if_cancelled(stop)
