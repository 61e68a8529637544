"""How many areas lie over each pixel: all of a layer's fills at once.

A painter fills areas one after the other, each pixel as often as areas lie over it. Areas of
one colour need no order: what N of them leave of the ground depends on N alone. N is found as
scan conversion finds the inside of one area (Foley et al., "Computer Graphics", 3.6), for all
together: along each row of pixels, an outline that goes down begins an area and one that goes
up ends it. That costs as much as the outlines are high, whatever the areas are; and what is
made of it, as much as the patches around the areas are large.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from frontviewer.core.geometry.arrays import Indices, Mask, Offsets, offsets_from_sizes
from frontviewer.core.system.worker_pool import parallel_for

Counts = npt.NDArray[np.int32]
"""Areas over pixels, in `UNIT`s: whole numbers add up quickly, and to the same in any order."""

UNIT = 32
"""One area over all of a pixel."""
_BLOCK = 1 << 16
"""Edges taken at a time, so that what is reckoned with them fits the processor's cache."""
_LONGEST = 32_767
"""Pixels, about: from wider images Qt copies slowly."""


def ring_areas(xy: npt.NDArray[np.float64], ring_offsets: Offsets) -> npt.NDArray[np.float64]:
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
    parallel_for(measure, [(a, b) for a, b in pairwise([*begun, len(filled)]) if a < b])
    return areas


@dataclass(frozen=True, slots=True, eq=False)
class TileStrips:
    """Parts of a picture that hold all of some areas: between them lies nothing.

    They are cut along a grid of tiles, in strips of rows, and lie side by side in one array: what
    is done with all of them takes a few steps, and as long as they are large.

    Attributes
    ----------
    part
        Of the picture, all of it: left, top, width and height.
    tile
        The width of one in pixels.
    boxes
        (n, 4) left, top, width and height of each in pixels of the picture.
    begins
        (n,) the column of the array where each begins.
    shape
        Of the array. Two more columns than patches have, for what ends at the edge of the picture.
    columns
        (strips, tiles) from pixels of the picture to columns of the array: how much to add to
        those in a tile.
    """

    part: tuple[int, int, int, int]
    tile: int
    boxes: npt.NDArray[np.int64]
    begins: npt.NDArray[np.int64]
    shape: tuple[int, int]
    columns: npt.NDArray[np.int32]


def occupied_tiles(
    bounds: npt.NDArray[np.float64], part: tuple[int, int, int, int], tile: int
) -> TileStrips:
    """Return the patches of a part of a picture that some areas lie on.

    Parameters
    ----------
    bounds
        (n, 4) left, top, right and bottom of each area in pixels.
    part
        Left, top, width and height in pixels.
    tile
        Pixels: how wide and tall is what is left out, at least.
    """
    x, y, width, height = part
    tall = tile * max(1, -(-height * width // (tile * _LONGEST)))
    # One more pixel about each, so that nothing is lost by rounding.
    left, top, right, low = np.floor(bounds - (x + 1, y + 1, x - 1, y - 1)).T
    near = (left < width) & (top < height) & (right >= 0) & (low >= 0)
    edges = ((left, width, tile), (top, height, tall), (right, width, tile), (low, height, tall))
    held = [np.clip(at[near], 0, most - 1).astype(int) // step for at, most, step in edges]
    there = _on_grid(held, (-(-height // tall), -(-width // tile)))
    ring_winding = np.diff(there.view(np.int8), axis=1)
    (strip, start), (_, end) = np.nonzero(ring_winding > 0), np.nonzero(ring_winding < 0)
    offsets = offsets_from_sizes((end - start) * tile)
    wide = int(offsets[-1]) + 2
    # Where no area is, what begins and ends right of the picture goes to the spare columns.
    columns = np.full((len(there), there.shape[1] - 2), wide - 2 - width, dtype=np.int32)
    columns[there[:, 1:-1]] = np.repeat(offsets[:-1] - start * tile, end - start)
    west, north = start * tile, strip * tall
    size = np.minimum(width - west, (end - start) * tile), np.minimum(height - north, tall)
    boxes = np.stack([x + west, y + north, *size], axis=1)
    return TileStrips(part, tile, boxes, offsets[:-1], (min(tall, height), wide), columns)


def coverage_counts(
    xy: npt.NDArray[np.float64],
    ring_offsets: Offsets,
    ring_winding: npt.NDArray[np.int8],
    tiles: TileStrips,
    samples: int,
) -> Counts:
    """Count the areas over each pixel of the patches they lie on.

    Parameters
    ----------
    xy
        (n, 2) pixels, y down; rings are closed.
    turns
        (rings,) 1 for a ring that runs anticlockwise (y up), -1 for clockwise; the opposite for
        holes; rings of 0 do not count.
    samples
        Lines looked at in each row: 1 is quickest, 4 makes smooth edges. Divides `UNIT`.

    Returns
    -------
    In the shape of the patches, in `UNIT`s; less than one where an edge goes through a pixel.
    """
    (tall, wide), (left, top, width, height) = tiles.shape, tiles.part
    counts = np.zeros(tall * wide, dtype=np.int32)
    lines = np.arange(height * samples, dtype=np.int32)
    places = np.repeat(tiles.columns, tall * samples, axis=0)[: len(lines)]
    places += (lines // samples % tall * np.int32(wide))[:, None]
    beside = np.zeros((2, height * samples + 1), dtype=np.int64)
    ways = np.repeat(ring_winding, np.diff(ring_offsets))
    ways[ring_offsets[1:][np.diff(ring_offsets) > 0] - 1] = 0  # from ring to ring goes no edge
    for first in range(0, len(xy) - 1, _BLOCK):
        end = min(first + _BLOCK, len(xy) - 1)
        near = xy[first : end + 1] - (left, top)
        within = ways[first:end]
        _add_edges(
            counts, beside, places, near, within, across=(width, tiles.tile), samples=samples
        )
    full = beside.cumsum(axis=1)[:, :-1].reshape(2, height, samples).sum(axis=2)
    full *= UNIT // samples
    for edge, tile, begun in ((0, 0, full[0]), (width, -1, full[1])):
        rows = np.flatnonzero(begun)
        counts[places[rows * samples, tile] + edge] += begun[rows].astype(np.int32)
    laid = counts.reshape(tiles.shape)
    return np.cumsum(laid, axis=1, out=laid)


def _on_grid(boxes: Sequence[Indices], shape: tuple[int, int]) -> Mask:
    """Return which tiles of a grid some boxes lie on, with one more column at either side.

    Of the boxes the tiles of the left, the top, the right and the lower edge are told.
    """
    rows, columns = shape[0] + 1, shape[1] + 2
    left, top, right, low = boxes
    left, right, top, low = left + 1, right + 2, top * columns, (low + 1) * columns
    more = np.zeros(rows * columns, dtype=np.int64)
    for corner, by in ((top + left, 1), (top + right, -1), (low + left, -1), (low + right, 1)):
        more += by * np.bincount(corner, minlength=len(more))
    on: Mask = more.reshape(rows, columns).cumsum(axis=0)[:-1].cumsum(axis=1) > 0
    return on


def _add_edges(
    counts: Counts,
    beside: npt.NDArray[np.int64],
    places: npt.NDArray[np.int32],
    xy: npt.NDArray[np.float64],
    ways: npt.NDArray[np.int8],
    *,
    across: tuple[int, int],
    samples: int,
) -> None:
    """Add where edges cross the lines that are looked at.

    Of edges left and right of the picture only the line where they begin and that where they end
    is noted, `beside` it. `places` (lines, tiles) says where the pixels of a line are among the
    counts, less their column; `across` how wide picture and tile are.
    """
    width, tile = across
    x, y = xy.T
    lines = np.clip(np.ceil(y * samples - 0.5), 0, len(places)).astype(np.int32)
    crossing = (lines[:-1] != lines[1:]) & (ways != 0)
    left = crossing & (np.maximum(x[:-1], x[1:]) <= 0)
    right = crossing & (np.minimum(x[:-1], x[1:]) >= width)
    for side, there in zip(beside, (left, right), strict=True):
        np.add.at(side, lines[:-1][there], ways[there])
        np.subtract.at(side, lines[1:][there], ways[there])
    edges = np.flatnonzero(crossing & ~(left | right))
    above, below = lines[edges], lines[edges + 1]
    times = np.abs(below - above)
    x0, y0 = x[edges], y[edges]
    slopes = (x[edges + 1] - x0) / (y[edges + 1] - y0)
    weights = np.where(below > above, ways[edges], -ways[edges]).astype(np.int32)
    weights *= UNIT // samples
    tiles = np.clip(x0, 0, width - 1).astype(np.int32) // tile
    edge = np.repeat(np.arange(len(edges), dtype=np.int32), times)
    begun = np.minimum(above, below) - (np.cumsum(times) - times)
    line = np.arange(len(edge), dtype=np.int32) + begun[edge]
    at = x0[edge] + slopes[edge] * ((line + 0.5) / samples - y0[edge])  # between the ends, always
    weight = weights[edge]
    place = places.take(line * places.shape[1] + tiles[edge])
    if samples == 1:
        np.add.at(counts, place + np.clip(np.ceil(at - 0.5), 0, width).astype(np.int32), weight)
        return
    np.clip(at, 0, width, out=at)
    cell = at.astype(np.int32)
    place += cell
    later = np.rint(weight * (at - cell)).astype(np.int32)
    np.add.at(counts, place, weight - later)
    np.add.at(counts, place + 1, later)
