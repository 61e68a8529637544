"""Finds invalid polygons in worker threads, while more of the file is read."""

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

_BLOCK_SIZE = 100_000
"""Approximate number of positions converted to shapely at a time; takes a few milliseconds."""
_MAX_THREADS = 4


class InvalidAreas(NamedTuple):
    """The indices of invalid parts, ascending, and the reason and position that GEOS gives."""

    parts: npt.NDArray[np.int64]
    reasons: list[str]


class ValidityChecker:
    """Checks the polygons of features in a thread pool, as the features are submitted.

    It is a context manager; on exit, checks that have not started are cancelled.
    """

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(min(_MAX_THREADS, os.cpu_count() or 1), "validity")
        self._checks: list[Future[InvalidAreas]] = []
        self._part_count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    def submit(self, geometry: GeometryArrays) -> None:
        """Start to check more features."""
        for block in _split_blocks(geometry, find_possibly_invalid_areas(geometry)):
            check = self._pool.submit(_find_invalid, geometry, block, self._part_count)
            self._checks.append(check)
        self._part_count += len(geometry.part_kinds)

    def restart(self, geometry: GeometryArrays) -> None:
        """Discard all features submitted before, and start to check these instead."""
        for check in self._checks:
            check.cancel()
        self._checks, self._part_count = [], 0
        self.submit(geometry)

    def collect(self, progress: Progress) -> InvalidAreas:
        """Wait for all checks; return the invalid parts among all features submitted.

        The rings of all features must be closed.
        """
        results = [InvalidAreas(np.arange(0), [])]
        for number, check in enumerate(self._checks, 1):
            results.append(check.result())
            progress(number / len(self._checks))
        parts = np.concatenate([result.parts for result in results])
        return InvalidAreas(parts, [reason for result in results for reason in result.reasons])


def _split_blocks(
    geometry: GeometryArrays, areas: npt.NDArray[np.int64]
) -> Iterator[npt.NDArray[np.int64]]:
    """Yield part indices in blocks of about `_BLOCK_SIZE` positions, at least one part each."""
    vertex_offsets = geometry.ring_offsets[geometry.part_offsets]
    cumulative = offsets_from_sizes(vertex_offsets[areas + 1] - vertex_offsets[areas])
    start = 0
    while start < len(areas):
        limit = cumulative[start] + _BLOCK_SIZE
        end = max(start + 1, int(np.searchsorted(cumulative, limit, side="right")) - 1)
        yield areas[start:end]
        start = end


def _find_invalid(
    geometry: GeometryArrays, areas: npt.NDArray[np.int64], first_part: int
) -> InvalidAreas:
    """Return the invalid areas; `first_part` is added to their indices."""
    polygons = _to_polygons(geometry, areas)
    invalid = ~shapely.is_valid(polygons)
    reasons = shapely.is_valid_reason(polygons[invalid])
    return InvalidAreas(areas[invalid] + first_part, reasons.tolist())


def _to_polygons(geometry: GeometryArrays, parts: npt.NDArray[np.int64]) -> npt.NDArray[np.object_]:
    rings, part_offsets = take_ranges(geometry.part_offsets, parts)
    vertices, ring_offsets = take_ranges(geometry.ring_offsets, rings)
    polygons: npt.NDArray[np.object_] = shapely.from_ragged_array(
        shapely.GeometryType.POLYGON, geometry.coords[vertices], (ring_offsets, part_offsets)
    )
    return polygons


_MIN_RING_SIZE = 4
"""Positions of a closed ring; shorter rings are reported by `geometry_checks`."""

_RELATIVE_ERROR, _ABSOLUTE_ERROR = 1e-14, 1e-300
"""Upper limits of the rounding error of a cross product: relative to the sum of the absolute
values of its two terms, and absolute. A smaller cross product has no certain sign."""


def find_possibly_invalid_areas(geometry: GeometryArrays) -> npt.NDArray[np.int64]:
    """Return the indices of areas that are not proved valid by a fast test.

    The test accepts areas without holes whose ring is star-shaped around the mean of its vertices.
    Rings must be closed.
    """
    unproved = geometry.part_kinds == PartKind.AREA
    candidates = np.flatnonzero(unproved & (np.diff(geometry.part_offsets) == 1))
    rings = geometry.part_offsets[candidates]
    sizes = geometry.ring_offsets[rings + 1] - geometry.ring_offsets[rings]
    large_enough = sizes >= _MIN_RING_SIZE
    if large_enough.any():
        candidates, rings = candidates[large_enough], rings[large_enough]
        unproved[candidates[_are_star_shaped(*_take_rings(geometry, rings))]] = False
    return np.flatnonzero(unproved)


def _take_rings(
    geometry: GeometryArrays, rings: npt.NDArray[np.int64]
) -> tuple[Coordinates, Offsets]:
    if len(rings) == len(geometry.ring_offsets) - 1:
        return geometry.coords, geometry.ring_offsets
    vertices, offsets = take_ranges(geometry.ring_offsets, rings)
    return geometry.coords[vertices], offsets


def _are_star_shaped(coords: Coordinates, offsets: Offsets) -> npt.NDArray[np.bool_]:
    """Return a mask, (rings,), of the closed rings that are star-shaped around their center.

    The center is the mean of the vertices. A ring is star-shaped if the direction from the center
    to its vertices turns one way only, with a margin for rounding errors, and makes one full turn.
    Such a ring does not intersect itself. No ring may be empty.
    """
    starts, sizes = offsets[:-1], np.diff(offsets)
    seams = starts[1:] - 1  # steps from the end of one ring to the start of the next
    with np.errstate(over="ignore", invalid="ignore"):
        centers = np.add.reduceat(coords, starts) / sizes[:, None]
        x = coords[:, 0] - np.repeat(centers[:, 0], sizes)
        y = coords[:, 1] - np.repeat(centers[:, 1], sizes)
        term1, term2 = x[:-1] * y[1:], x[1:] * y[:-1]
        margin = (np.abs(term1) + np.abs(term2)) * _RELATIVE_ERROR + _ABSOLUTE_ERROR
        cross = term1 - term2
        left, right = cross > margin, cross < -margin
    left[seams] = right[seams] = True
    upward = (y[:-1] < 0) & (y[1:] >= 0)
    upward[seams] = False
    one_way = np.logical_and.reduceat(left, starts) | np.logical_and.reduceat(right, starts)
    one_turn: npt.NDArray[np.bool_] = np.add.reduceat(upward, starts, dtype=np.int64) == 1
    return one_way & one_turn
