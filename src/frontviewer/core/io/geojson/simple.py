"""Tells most areas that cannot cross themselves, at a tenth of the cost of a full check.

Who stands within an outline and sees it run around once, never turning back, knows that it does
not cross itself. Most fields, houses and circles are such areas, seen from their middle.
"""

import numpy as np
import numpy.typing as npt

from frontviewer.core.geometry.arrays import taken
from frontviewer.core.model.layer import Columns, Coordinates, Offsets, PartKind

_SHORTEST = 4
"""Positions of an outline; what has fewer is told of elsewhere."""
_CERTAIN, _LEAST = 1e-14, 1e-300
"""A position must lie off the line of sight to the one before by more than rounding may move it:
this much of the products that tell it, and this much at all."""


def doubtful_areas(columns: Columns) -> npt.NDArray[np.int64]:
    """Return the parts that are areas and may cross themselves; their rings must be closed."""
    doubtful = columns.part_kinds == PartKind.AREA
    alone = np.flatnonzero(doubtful & (np.diff(columns.part_offsets) == 1))
    rings = columns.part_offsets[alone]
    sizes = columns.ring_offsets[rings + 1] - columns.ring_offsets[rings]
    chosen = sizes >= _SHORTEST
    if chosen.any():
        alone, rings = alone[chosen], rings[chosen]
        doubtful[alone[_run_around(*_positions(columns, rings))]] = False
    return np.flatnonzero(doubtful)


def _positions(columns: Columns, rings: npt.NDArray[np.int64]) -> tuple[Coordinates, Offsets]:
    if len(rings) == len(columns.ring_offsets) - 1:
        return columns.coords, columns.ring_offsets
    vertices, offsets = taken(columns.ring_offsets, rings)
    return columns.coords[vertices], offsets


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
