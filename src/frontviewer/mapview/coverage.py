"""How many areas lie over each pixel: all of a layer's fills at once.

A painter fills areas one after the other, each pixel as often as areas lie over it. Areas of
one colour need no order: what N of them leave of the ground depends on N alone. N is found as
scan conversion finds the inside of one area (Foley et al., "Computer Graphics", 3.6), for all
together: along each row of pixels, an outline that goes down begins an area and one that goes
up ends it. That costs as much as the outlines are high, whatever the areas are.
"""

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from frontviewer.core.layer import Offsets
from frontviewer.mapview.modest import side_by_side

Counts = npt.NDArray[np.int32]
"""Areas over pixels, in `UNIT`s: whole numbers add up quickly, and to the same in any order."""

UNIT = 256
"""One area over all of a pixel."""
_BLOCK = 1 << 16
"""Edges taken at a time, so that what is reckoned with them fits the processor's cache."""


def areas_of(xy: npt.NDArray[np.float64], ring_offsets: Offsets) -> npt.NDArray[np.float64]:
    """Return the area of each closed ring, positive where it runs anticlockwise (y up)."""
    filled = np.flatnonzero(np.diff(ring_offsets))
    starts, ends = ring_offsets[filled], ring_offsets[filled + 1]
    areas = np.zeros(len(ring_offsets) - 1)

    def measure(rings: tuple[int, int]) -> None:
        some = slice(*rings)
        first, end = starts[some][0], ends[some][-1]
        x, y = (xy[first:end] - xy[first]).T  # far from zero, small areas would be lost
        doubled = x[:-1] * y[1:] - x[1:] * y[:-1]
        doubled[ends[some][:-1] - first - 1] = 0.0  # from ring to ring goes no edge
        within = np.append(doubled, 0.0)
        areas[filled[some]] = np.add.reduceat(within, starts[some] - first) / 2

    begun = np.searchsorted(starts, np.arange(0, len(xy), _BLOCK)).tolist()
    side_by_side(measure, [(a, b) for a, b in pairwise([*begun, len(filled)]) if a < b])
    return areas


def coverage(
    xy: npt.NDArray[np.float64],
    ring_offsets: Offsets,
    turns: npt.NDArray[np.int8],
    part: tuple[int, int, int, int],
    samples: int,
) -> Counts:
    """Count the areas over each pixel of a part of a picture.

    Parameters
    ----------
    xy
        (n, 2) pixels from the left top corner, y down; rings are closed.
    turns
        (rings,) 1 for a ring that runs anticlockwise (y up), -1 for clockwise; the opposite for
        holes; rings of 0 do not count.
    part
        Left, top, width and height in pixels.
    samples
        Lines looked at in each row: 1 is quickest, 4 makes smooth edges. Divides `UNIT`.

    Returns
    -------
    (height, width) in `UNIT`s; less than one where an edge goes through a pixel.
    """
    left, top, width, height = part
    steps = np.zeros(height * (width + 2), dtype=np.int32)
    beside = np.zeros(height * samples + 1, dtype=np.int64)
    ways = np.repeat(turns, np.diff(ring_offsets))
    ways[ring_offsets[1:][np.diff(ring_offsets) > 0] - 1] = 0  # from ring to ring goes no edge
    for first in range(0, len(xy) - 1, _BLOCK):
        end = min(first + _BLOCK, len(xy) - 1)
        near = xy[first : end + 1] - (left, top)
        _add_edges(steps, beside, near, ways[first:end], (width, height))
    rows = steps.reshape(height, width + 2)
    full = np.cumsum(beside)[:-1].reshape(height, samples).sum(axis=1)
    rows[:, 0] += (full * (UNIT // samples)).astype(np.int32)
    np.cumsum(rows, axis=1, out=rows)
    return rows[:, :width]


def _add_edges(
    steps: Counts,
    beside: npt.NDArray[np.int64],
    xy: npt.NDArray[np.float64],
    ways: npt.NDArray[np.int8],
    size: tuple[int, int],
) -> None:
    """Add where edges cross the lines that are looked at.

    Of edges left of the picture only the line where they begin and that where they end is noted,
    `beside` it; those right of it count nowhere.
    """
    width, height = size
    samples = (len(beside) - 1) // height
    x, y = xy.T
    lines = np.clip(np.ceil(y * samples - 0.5), 0, height * samples).astype(np.int32)
    crossing = (lines[:-1] != lines[1:]) & (ways != 0) & (np.minimum(x[:-1], x[1:]) < width)
    left = crossing & (np.maximum(x[:-1], x[1:]) <= 0)
    np.add.at(beside, lines[:-1][left], ways[left])
    np.subtract.at(beside, lines[1:][left], ways[left])
    edges = np.flatnonzero(crossing & ~left)
    above, below = lines[edges], lines[edges + 1]
    counts = np.abs(below - above)
    slopes = (x[edges + 1] - x[edges]) / (y[edges + 1] - y[edges])
    at_zero = x[edges] - slopes * y[edges]
    weights = np.where(below > above, ways[edges], -ways[edges]).astype(np.int32)
    weights *= UNIT // samples
    edge = np.repeat(np.arange(len(edges), dtype=np.int32), counts)
    begun = np.minimum(above, below) - (np.cumsum(counts) - counts)
    line = np.arange(len(edge), dtype=np.int32) + begun[edge]
    at = at_zero[edge] + slopes[edge] * ((line + 0.5) / samples)
    weight = weights[edge]
    if samples == 1:
        cell = np.clip(np.ceil(at - 0.5), 0, width).astype(np.int64)
        np.add.at(steps, line * (width + 2) + cell, weight)
        return
    np.clip(at, 0, width, out=at)
    cell = at.astype(np.int64)
    place = (line // samples) * (width + 2) + cell
    later = np.rint(weight * (at - cell)).astype(np.int32)
    np.add.at(steps, place, weight - later)
    np.add.at(steps, place + 1, later)
