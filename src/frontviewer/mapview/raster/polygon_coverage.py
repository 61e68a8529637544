"""Scan conversion: counts the polygons over each pixel, for all polygons of a layer at once.

A painter fills polygons one after the other and blends each pixel as often as polygons cover it.
Polygons of one color need no order: the blended color depends only on the number N of polygons
over the pixel. N is computed as scan conversion finds the inside of a single polygon (Foley et
al., "Computer Graphics", 3.6), but for all together: along each scanline an edge adds its winding
direction where it crosses, and the running sum, the winding number of all rings, is N. The cost
grows with the total height of the edges and the number of pixels in the occupied tiles.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from frontviewer.core.geometry.arrays import Indices, Mask, Offsets, offsets_from_sizes
from frontviewer.core.system.worker_pool import parallel_for

CoverageCounts = npt.NDArray[np.int32]
"""Coverage of pixels in `COVERAGE_UNIT`ths: integer sums are fast and independent of the order."""

COVERAGE_UNIT = 32
"""Count of one polygon over the whole pixel."""
_CHUNK_EDGES = 1 << 16
"""Edges processed at a time, so that the temporary arrays fit the processor's cache."""
_MAX_WIDTH_PX = 32_767
"""Approximate limit for the tile array: Qt copies slowly from wider images."""


def ring_areas(xy: npt.NDArray[np.float64], ring_offsets: Offsets) -> npt.NDArray[np.float64]:
    """Return the signed area of each closed ring, positive if counterclockwise (y up)."""
    nonempty = np.flatnonzero(np.diff(ring_offsets))
    starts, ends = ring_offsets[nonempty], ring_offsets[nonempty + 1]
    areas = np.zeros(len(ring_offsets) - 1)

    def measure(rings: tuple[int, int]) -> None:
        ring_range = slice(*rings)
        first, end = starts[ring_range][0], ends[ring_range][-1]
        x, y = (xy[first:end] - xy[first]).T  # small areas far from the origin would lose digits
        products = x[:-1] * y[1:] - x[1:] * y[:-1]
        products[ends[ring_range][:-1] - first - 1] = 0.0  # no edge leads from ring to ring
        padded = np.append(products, 0.0)
        areas[nonempty[ring_range]] = np.add.reduceat(padded, starts[ring_range] - first) / 2

    first_rings = np.searchsorted(starts, np.arange(0, len(xy), _CHUNK_EDGES)).tolist()
    parallel_for(measure, [(a, b) for a, b in pairwise([*first_rings, len(nonempty)]) if a < b])
    return areas


@dataclass(frozen=True, slots=True, eq=False)
class TileStrips:
    """The tiles of an image rectangle that polygons occupy, packed into one array.

    A grid of tiles is cut into strips of rows; the runs of occupied tiles of all strips are side by
    side in the array. Empty tiles cost nothing, and each operation on all tiles is one numpy call.

    Attributes
    ----------
    pixel_rect
        Left, top, width and height of the image rectangle.
    tile_px
        Width of a tile in pixels.
    boxes
        (n, 4) left, top, width and height of each run of tiles in pixels of the image.
    box_columns
        (n,) the array column where each run starts.
    shape
        Rows and columns of the array. It has two spare columns, for edges right of the rectangle.
    column_shifts
        (strips, tiles) what to add to a column of the image rectangle to get the array column.
    """

    pixel_rect: tuple[int, int, int, int]
    tile_px: int
    boxes: npt.NDArray[np.int64]
    box_columns: npt.NDArray[np.int64]
    shape: tuple[int, int]
    column_shifts: npt.NDArray[np.int32]


def occupied_tiles(
    bounds: npt.NDArray[np.float64], pixel_rect: tuple[int, int, int, int], tile_px: int
) -> TileStrips:
    """Return the tiles of an image rectangle that intersect the bounds of any polygon.

    Parameters
    ----------
    bounds
        (n, 4) left, top, right and bottom of each polygon in pixels.
    pixel_rect
        Left, top, width and height in pixels.
    tile_px
        Width and minimum height of a tile in pixels.
    """
    x, y, width, height = pixel_rect
    strip_height = tile_px * max(1, -(-height * width // (tile_px * _MAX_WIDTH_PX)))
    # A margin of one pixel around each polygon covers rounding errors.
    left, top, right, bottom = np.floor(bounds - (x + 1, y + 1, x - 1, y - 1)).T
    nearby = (left < width) & (top < height) & (right >= 0) & (bottom >= 0)
    edges = (
        (left, width, tile_px),
        (top, height, strip_height),
        (right, width, tile_px),
        (bottom, height, strip_height),
    )
    tile_bounds = [
        np.clip(position[nearby], 0, length - 1).astype(int) // step
        for position, length, step in edges
    ]
    occupied = _occupancy_grid(tile_bounds, (-(-height // strip_height), -(-width // tile_px)))
    steps = np.diff(occupied.view(np.int8), axis=1)
    (strip, start), (_, end) = np.nonzero(steps > 0), np.nonzero(steps < 0)
    offsets = offsets_from_sizes((end - start) * tile_px)
    array_width = int(offsets[-1]) + 2
    # In empty tiles, edges clamped to the right border are counted in the spare columns.
    column_shifts = np.full(
        (len(occupied), occupied.shape[1] - 2), array_width - 2 - width, dtype=np.int32
    )
    column_shifts[occupied[:, 1:-1]] = np.repeat(offsets[:-1] - start * tile_px, end - start)
    west, north = start * tile_px, strip * strip_height
    box_width = np.minimum(width - west, (end - start) * tile_px)
    box_height = np.minimum(height - north, strip_height)
    boxes = np.stack([x + west, y + north, box_width, box_height], axis=1)
    shape = min(strip_height, height), array_width
    return TileStrips(pixel_rect, tile_px, boxes, offsets[:-1], shape, column_shifts)


def coverage_counts(
    xy: npt.NDArray[np.float64],
    ring_offsets: Offsets,
    ring_winding: npt.NDArray[np.int8],
    tiles: TileStrips,
    samples: int,
) -> CoverageCounts:
    """Count the polygons over each pixel of the tiles that they occupy.

    Parameters
    ----------
    xy
        (n, 2) pixels, y down; rings are closed.
    ring_winding
        (rings,) 1 for a counterclockwise ring (y up), -1 for a clockwise one; negated for holes;
        rings of 0 are ignored.
    samples
        Scanlines per row of pixels: 1 is fastest, 4 antialiases edges. Divides `COVERAGE_UNIT`.

    Returns
    -------
    In the shape of the tiles, in `COVERAGE_UNIT`ths; a fraction where an edge crosses a pixel.
    """
    (strip_height, array_width), (left, top, width, height) = tiles.shape, tiles.pixel_rect
    counts = np.zeros(strip_height * array_width, dtype=np.int32)
    scanlines = np.arange(height * samples, dtype=np.int32)
    row_starts = np.repeat(tiles.column_shifts, strip_height * samples, axis=0)[: len(scanlines)]
    row_starts += (scanlines // samples % strip_height * np.int32(array_width))[:, None]
    side_steps = np.zeros((2, height * samples + 1), dtype=np.int64)
    windings = np.repeat(ring_winding, np.diff(ring_offsets))
    windings[ring_offsets[1:][np.diff(ring_offsets) > 0] - 1] = 0  # no edge from ring to ring
    for first in range(0, len(xy) - 1, _CHUNK_EDGES):
        end = min(first + _CHUNK_EDGES, len(xy) - 1)
        _add_edges(
            counts,
            side_steps,
            row_starts,
            xy[first : end + 1] - (left, top),
            windings[first:end],
            widths=(width, tiles.tile_px),
            samples=samples,
        )
    side_counts = side_steps.cumsum(axis=1)[:, :-1].reshape(2, height, samples).sum(axis=2)
    side_counts *= COVERAGE_UNIT // samples
    for column, tile, row_counts in ((0, 0, side_counts[0]), (width, -1, side_counts[1])):
        rows = np.flatnonzero(row_counts)
        counts[row_starts[rows * samples, tile] + column] += row_counts[rows].astype(np.int32)
    coverage = counts.reshape(tiles.shape)
    return np.cumsum(coverage, axis=1, out=coverage)


def _occupancy_grid(boxes: Sequence[Indices], shape: tuple[int, int]) -> Mask:
    """Return which tiles of a grid are inside any box, with an empty column added on either side.

    `boxes` are the tile columns and rows of the left, top, right and bottom edges. The boxes are
    summed as a two-dimensional difference array.
    """
    rows, columns = shape[0] + 1, shape[1] + 2
    left, top, right, bottom = boxes
    left, right, top, bottom = left + 1, right + 2, top * columns, (bottom + 1) * columns
    steps = np.zeros(rows * columns, dtype=np.int64)
    corners = ((top + left, 1), (top + right, -1), (bottom + left, -1), (bottom + right, 1))
    for corner, step in corners:
        steps += step * np.bincount(corner, minlength=len(steps))
    occupied: Mask = steps.reshape(rows, columns).cumsum(axis=0)[:-1].cumsum(axis=1) > 0
    return occupied


def _add_edges(
    counts: CoverageCounts,
    side_steps: npt.NDArray[np.int64],
    row_starts: npt.NDArray[np.int32],
    xy: npt.NDArray[np.float64],
    windings: npt.NDArray[np.int8],
    *,
    widths: tuple[int, int],
    samples: int,
) -> None:
    """Add the winding direction of each edge where it crosses a scanline.

    Parameters
    ----------
    counts
        Flat array of the tiles. A crossing adds its winding direction times `COVERAGE_UNIT`
        divided by `samples`; with antialiasing, shared between two adjacent pixels.
    side_steps
        (2, scanlines + 1) differences along y of the edges left and right of the rectangle: for
        them only the first and last scanline are recorded.
    row_starts
        (scanlines, tiles) index into `counts` of a pixel, minus its column in the rectangle.
    xy
        (n, 2) pixels relative to the rectangle, y down.
    windings
        (n - 1,) winding direction of the edge from each point to the next; 0 for no edge.
    widths
        Of the rectangle and of a tile, in pixels.
    """
    width, tile_px = widths
    x, y = xy.T
    scanlines = np.clip(np.ceil(y * samples - 0.5), 0, len(row_starts)).astype(np.int32)
    crossing = (scanlines[:-1] != scanlines[1:]) & (windings != 0)
    left = crossing & (np.maximum(x[:-1], x[1:]) <= 0)
    right = crossing & (np.minimum(x[:-1], x[1:]) >= width)
    for steps, outside in zip(side_steps, (left, right), strict=True):
        np.add.at(steps, scanlines[:-1][outside], windings[outside])
        np.subtract.at(steps, scanlines[1:][outside], windings[outside])
    edges = np.flatnonzero(crossing & ~(left | right))
    start, end = scanlines[edges], scanlines[edges + 1]
    crossings = np.abs(end - start)
    x0, y0 = x[edges], y[edges]
    slopes = (x[edges + 1] - x0) / (y[edges + 1] - y0)
    weights = np.where(end > start, windings[edges], -windings[edges]).astype(np.int32)
    weights *= COVERAGE_UNIT // samples
    tiles = np.clip(x0, 0, width - 1).astype(np.int32) // tile_px
    edge = np.repeat(np.arange(len(edges), dtype=np.int32), crossings)
    shifts = np.minimum(start, end) - (np.cumsum(crossings) - crossings)
    scanline = np.arange(len(edge), dtype=np.int32) + shifts[edge]
    # The crossing is always between the ends of the edge.
    position = x0[edge] + slopes[edge] * ((scanline + 0.5) / samples - y0[edge])
    weight = weights[edge]
    pixel = row_starts.take(scanline * row_starts.shape[1] + tiles[edge])
    if samples == 1:
        column = np.clip(np.ceil(position - 0.5), 0, width).astype(np.int32)
        np.add.at(counts, pixel + column, weight)
        return
    np.clip(position, 0, width, out=position)
    column = position.astype(np.int32)
    pixel += column
    next_weight = np.rint(weight * (position - column)).astype(np.int32)
    np.add.at(counts, pixel, weight - next_weight)
    np.add.at(counts, pixel + 1, next_weight)
