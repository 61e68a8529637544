"""Finds areas that cross themselves, on other threads while more of the file is read."""

import os
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt
import shapely

from frontviewer.core.geometry.arrays import (
    Coordinates,
    GeometryArrays,
    Offsets,
    PartKind,
    offsets_from_sizes,
    take_ranges,
)
from frontviewer.core.system.cancellation import Progress

_BLOCK = 100_000
"""Positions, about, that become shapes at a time: some milliseconds' worth."""
_MOST_THREADS = 4


class InvalidAreas(NamedTuple):
    """Parts that cross themselves, ascending, and what GEOS says why and where."""

    parts: npt.NDArray[np.int64]
    reasons: list[str]


class ValidityChecker:
    """Areas that cross themselves, among features that are handed over bit by bit.

    A context: leaving it gives up what has not been looked at.
    """

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(min(_MOST_THREADS, os.cpu_count() or 1), "crossings")
        self._looks: list[Future[InvalidAreas]] = []
        self._parts = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    def look(self, arrays: GeometryArrays) -> None:
        """Begin to look at more features."""
        for block in _blocks(arrays, possibly_invalid_areas(arrays)):
            self._looks.append(self._pool.submit(_crossed, arrays, block, self._parts))
        self._parts += len(arrays.part_kinds)

    def restart(self, arrays: GeometryArrays) -> None:
        """Forget all that was handed over, and begin to look at these instead."""
        for look in self._looks:
            look.cancel()
        self._looks, self._parts = [], 0
        self.look(arrays)

    def found(self, progress: Progress) -> InvalidAreas:
        """Return the parts that cross themselves, in order; waits for those not yet looked at.

        The rings of all that was handed over must be closed.
        """
        style_table = [InvalidAreas(np.arange(0), [])]
        for number, look in enumerate(self._looks, 1):
            style_table.append(look.result())
            progress(number / len(self._looks))
        parts = np.concatenate([look.parts for look in style_table])
        return InvalidAreas(parts, [reason for look in style_table for reason in look.reasons])


def _blocks(
    arrays: GeometryArrays, areas: npt.NDArray[np.int64]
) -> Iterator[npt.NDArray[np.int64]]:
    """Yield areas, some at a time."""
    edges = arrays.ring_offsets[arrays.part_offsets]
    before = offsets_from_sizes(edges[areas + 1] - edges[areas])
    first = 0
    while first < len(areas):
        end = int(np.searchsorted(before, before[first] + _BLOCK, side="right")) - 1
        last = max(first + 1, end)
        yield areas[first:last]
        first = last


def _crossed(arrays: GeometryArrays, areas: npt.NDArray[np.int64], before: int) -> InvalidAreas:
    """Return those areas that cross themselves; `before` is added to their numbers."""
    shapes = _area_shapes(arrays, areas)
    crossed = ~shapely.is_valid(shapes)
    reasons = shapely.is_valid_reason(shapes[crossed])
    return InvalidAreas(areas[crossed] + before, reasons.tolist())


def _area_shapes(arrays: GeometryArrays, parts: npt.NDArray[np.int64]) -> npt.NDArray[np.object_]:
    rings, part_offsets = take_ranges(arrays.part_offsets, parts)
    vertices, ring_offsets = take_ranges(arrays.ring_offsets, rings)
    shapes: npt.NDArray[np.object_] = shapely.from_ragged_array(
        shapely.GeometryType.POLYGON, arrays.coords[vertices], (ring_offsets, part_offsets)
    )
    return shapes


_SHORTEST = 4
"""Positions of an outline; what has fewer is told of elsewhere."""

_CERTAIN, _LEAST = 1e-14, 1e-300
"""A position must lie off the line of sight to the one before by more than rounding may move it:
this much of the products that tell it, and this much at all."""


def possibly_invalid_areas(arrays: GeometryArrays) -> npt.NDArray[np.int64]:
    """Return the parts that are areas and may cross themselves; their rings must be closed."""
    doubtful = arrays.part_kinds == PartKind.AREA
    alone = np.flatnonzero(doubtful & (np.diff(arrays.part_offsets) == 1))
    rings = arrays.part_offsets[alone]
    sizes = arrays.ring_offsets[rings + 1] - arrays.ring_offsets[rings]
    chosen = sizes >= _SHORTEST
    if chosen.any():
        alone, rings = alone[chosen], rings[chosen]
        doubtful[alone[_run_around(*_positions(arrays, rings))]] = False
    return np.flatnonzero(doubtful)


def _positions(arrays: GeometryArrays, rings: npt.NDArray[np.int64]) -> tuple[Coordinates, Offsets]:
    if len(rings) == len(arrays.ring_offsets) - 1:
        return arrays.coords, arrays.ring_offsets
    vertices, offsets = take_ranges(arrays.ring_offsets, rings)
    return arrays.coords[vertices], offsets


def _run_around(coords: Coordinates, offsets: Offsets) -> npt.NDArray[np.bool_]:
    """Tell which closed rings, all filled, run around their middle once, always the same way."""
    starts, sizes = offsets[:-1], np.diff(offsets)
    seams = starts[1:] - 1  # steps from one ring to the next
    with np.errstate(over="ignore", invalid="ignore"):
        middles = np.add.reduceat(coords, starts) / sizes[:, None]
        x = coords[:, 0] - np.repeat(middles[:, 0], sizes)
        y = coords[:, 1] - np.repeat(middles[:, 1], sizes)
        one, other = x[:-1] * y[1:], x[1:] * y[:-1]
        least = (np.abs(one) + np.abs(other)) * _CERTAIN + _LEAST
        turns = one - other
        left, right = turns > least, turns < -least
    left[seams] = right[seams] = True
    rises = (y[:-1] < 0) & (y[1:] >= 0)
    rises[seams] = False
    steady = np.logical_and.reduceat(left, starts) | np.logical_and.reduceat(right, starts)
    once: npt.NDArray[np.bool_] = np.add.reduceat(rises, starts, dtype=np.int64) == 1
    return steady & once
