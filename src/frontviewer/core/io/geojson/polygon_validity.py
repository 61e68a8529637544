"""Finds areas that cross themselves, on other threads while more of the file is read."""

import os
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt
import shapely

from frontviewer.core.geometry.arrays import offsets_of, taken
from frontviewer.core.io.geojson.simple import doubtful_areas
from frontviewer.core.io.progress import Progress
from frontviewer.core.model.layer import Columns

_BLOCK = 100_000
"""Positions, about, that become shapes at a time: some milliseconds' worth."""
_MOST_THREADS = 4


class Crossed(NamedTuple):
    """Parts that cross themselves, ascending, and what GEOS says why and where."""

    parts: npt.NDArray[np.int64]
    reasons: list[str]


class Crossings:
    """Areas that cross themselves, among features that are handed over bit by bit.

    A context: leaving it gives up what has not been looked at.
    """

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(min(_MOST_THREADS, os.cpu_count() or 1), "crossings")
        self._looks: list[Future[Crossed]] = []
        self._parts = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    def look(self, columns: Columns) -> None:
        """Begin to look at more features."""
        for block in _blocks(columns, doubtful_areas(columns)):
            self._looks.append(self._pool.submit(_crossed, columns, block, self._parts))
        self._parts += len(columns.part_kinds)

    def look_anew(self, columns: Columns) -> None:
        """Forget all that was handed over, and begin to look at these instead."""
        for look in self._looks:
            look.cancel()
        self._looks, self._parts = [], 0
        self.look(columns)

    def found(self, progress: Progress) -> Crossed:
        """Return the parts that cross themselves, in order; waits for those not yet looked at.

        The rings of all that was handed over must be closed.
        """
        looks = [Crossed(np.arange(0), [])]
        for number, look in enumerate(self._looks, 1):
            looks.append(look.result())
            progress(number / len(self._looks))
        parts = np.concatenate([look.parts for look in looks])
        return Crossed(parts, [reason for look in looks for reason in look.reasons])


def _blocks(columns: Columns, areas: npt.NDArray[np.int64]) -> Iterator[npt.NDArray[np.int64]]:
    """Yield areas, some at a time."""
    edges = columns.ring_offsets[columns.part_offsets]
    before = offsets_of(edges[areas + 1] - edges[areas])
    first = 0
    while first < len(areas):
        end = int(np.searchsorted(before, before[first] + _BLOCK, side="right")) - 1
        last = max(first + 1, end)
        yield areas[first:last]
        first = last


def _crossed(columns: Columns, areas: npt.NDArray[np.int64], before: int) -> Crossed:
    """Return those areas that cross themselves; `before` is added to their numbers."""
    shapes = _area_shapes(columns, areas)
    crossed = ~shapely.is_valid(shapes)
    reasons = shapely.is_valid_reason(shapes[crossed])
    return Crossed(areas[crossed] + before, reasons.tolist())


def _area_shapes(columns: Columns, parts: npt.NDArray[np.int64]) -> npt.NDArray[np.object_]:
    rings, part_offsets = taken(columns.part_offsets, parts)
    vertices, ring_offsets = taken(columns.ring_offsets, rings)
    shapes: npt.NDArray[np.object_] = shapely.from_ragged_array(
        shapely.GeometryType.POLYGON, columns.coords[vertices], (ring_offsets, part_offsets)
    )
    return shapes
