"""From arrays of coordinates to what a painter takes, in bulk."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import shiboken6
from PySide6.QtCore import QByteArray, QDataStream, QLineF
from PySide6.QtGui import QPainter, QPainterPath

from frontviewer.core.layer import Coordinates, Offsets
from frontviewer.mapview.detail import Mask
from frontviewer.mapview.stopping import Stop, give_up_if

# As QDataStream writes a QPainterPath: how many elements, each with its type, x and y; where the
# last run begins and how it is filled, which both are found anew.
_ELEMENT = np.dtype([("type", ">i4"), ("x", ">f8"), ("y", ">f8")])
_MOVE, _LINE = 0, 1
_TAIL = bytes(8)
_SEGMENTS = 10_000
"""Drawn in one call: some milliseconds' worth, for which no other thread can run."""


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


def segments_of(xy: npt.NDArray[np.float64], leads_on: Mask) -> npt.NDArray[np.float64]:
    """Return (m, 4) the two ends of every piece; `leads_on` says which points one begins at."""
    segments = np.empty((max(len(xy) - 1, 0), 4))
    segments[:, :2], segments[:, 2:] = xy[:-1], xy[1:]
    return segments[leads_on[: len(segments)]]


def leading_on(offsets: Offsets) -> Mask:
    """Return which points of some runs are not the last of theirs."""
    leads_on = np.ones(int(offsets[-1]), dtype=np.bool_)
    leads_on[offsets[1:][np.diff(offsets) > 0] - 1] = False
    return leads_on


def draw_runs(
    painter: QPainter,
    coords: Coordinates,
    offsets: Offsets,
    pixels: Callable[[Coordinates], npt.NDArray[np.float64]],
    stop: Stop,
) -> None:
    """Draw all pieces of runs with the painter's pen; `pixels` says where points are."""
    leads_on = leading_on(offsets)
    for first in range(0, len(coords) - 1, _SEGMENTS):
        some = slice(first, first + _SEGMENTS + 1)
        draw_segments(painter, segments_of(pixels(coords[some]), leads_on[some]))
        give_up_if(stop)


def draw_segments(painter: QPainter, segments: npt.NDArray[np.float64]) -> None:
    """Draw (m, 4) segments with the painter's pen, straight from their array."""
    if len(segments):
        lines = shiboken6.Shiboken.wrapInstance(segments.ctypes.data, QLineF)
        painter.drawLines(lines, len(segments))  # type: ignore[call-overload]  # an array, not one
