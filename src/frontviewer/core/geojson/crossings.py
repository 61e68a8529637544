"""Finds areas that cross themselves, on other threads while more of the file is read."""

import os
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Self

import numpy as np
import numpy.typing as npt
import shapely

from frontviewer.core.columns import taken
from frontviewer.core.geojson.progress import Progress
from frontviewer.core.layer import Columns, Offsets, PartKind

_BLOCK = 100_000
"""Positions, about, that become shapes at a time: some milliseconds' worth."""
_MOST_THREADS = 4


class Crossings:
    """Areas that cross themselves, among features that are handed over bit by bit.

    A context: leaving it gives up what has not been looked at.
    """

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(min(_MOST_THREADS, os.cpu_count() or 1), "crossings")
        self._looks: list[Future[Offsets]] = []
        self._parts = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    def look(self, columns: Columns) -> None:
        """Begin to look at more features."""
        for block in _blocks(columns):
            self._looks.append(self._pool.submit(_crossed, columns, block, self._parts))
        self._parts += len(columns.part_kinds)

    def look_anew(self, columns: Columns) -> None:
        """Forget all that was handed over, and begin to look at these instead."""
        for look in self._looks:
            look.cancel()
        self._looks, self._parts = [], 0
        self.look(columns)

    def parts(self, progress: Progress) -> npt.NDArray[np.int64]:
        """Return the parts that cross themselves, in order; waits for those not yet looked at.

        The rings of all that was handed over must be closed.
        """
        found = [np.arange(0)]
        for number, look in enumerate(self._looks, 1):
            found.append(look.result())
            progress(number / len(self._looks))
        return np.concatenate(found)


def area_shapes(columns: Columns, parts: npt.NDArray[np.int64]) -> npt.NDArray[np.object_]:
    """Return areas as shapely geometries; their rings must be closed."""
    rings, part_offsets = taken(columns.part_offsets, parts)
    vertices, ring_offsets = taken(columns.ring_offsets, rings)
    shapes: npt.NDArray[np.object_] = shapely.from_ragged_array(
        shapely.GeometryType.POLYGON, columns.coords[vertices], (ring_offsets, part_offsets)
    )
    return shapes


def _blocks(columns: Columns) -> Iterator[npt.NDArray[np.int64]]:
    """Yield the areas, some at a time."""
    areas = np.flatnonzero(columns.part_kinds == PartKind.AREA)
    ends = columns.ring_offsets[columns.part_offsets[areas + 1]]
    first = 0
    while first < len(areas):
        before = columns.ring_offsets[columns.part_offsets[areas[first]]]
        last = max(first + 1, int(np.searchsorted(ends, before + _BLOCK, side="right")))
        yield areas[first:last]
        first = last


def _crossed(columns: Columns, areas: npt.NDArray[np.int64], before: int) -> npt.NDArray[np.int64]:
    """Return those areas that cross themselves; `before` is added to their numbers."""
    crossed: npt.NDArray[np.int64] = areas[~shapely.is_valid(area_shapes(columns, areas))] + before
    return crossed
