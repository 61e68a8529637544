"""Levels of detail: outlines without what no pixel can show, and without what lies off the screen.

All in map metres. A shape at any level has the rings, parts and features it has in full; only
vertices are missing, so that whatever is known of a ring holds at every level.
"""

import math
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from threading import Lock

import numpy as np
import numpy.typing as npt

from frontviewer.core.columns import offsets_of, ring_kinds, taken
from frontviewer.core.geodesy import to_map
from frontviewer.core.layer import Columns, Offsets, PartKind
from frontviewer.mapview.camera import MapBounds
from frontviewer.mapview.modest import side_by_side

Indices = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

_RUN = 128
"""Vertices that are looked at or passed over together."""
_CELL_PX = 0.5
_SAG_PX = 0.25
"""Vertices nearer than this to the line between their neighbours are not missed."""
_PASSES = 3
_FINE = 2.0
"""How many cells long outlines' pieces are on average when thinning them is no gain."""
_DENSE = 0.1
"""How many pixels long outlines' pieces are at most when thinning all takes less than painting."""
_EASY = 100_000
"""Vertices that are sooner thinned anew than all those of a level."""
_WORTH_IT = 0.9
_KEPT = 1.0
"""How many vertices all levels together may have, those in full being 1."""
_BLOCK = 1 << 16
_SAMPLE = 50_000


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """Geometry at one level of detail.

    Attributes
    ----------
    columns
        In map metres.
    run_offsets
        (rings + 1,) into runs: pieces of a ring of some vertices, one after the other.
    run_starts
        (runs + 1,) into the coordinates.
    run_bounds
        (runs, 4) west, south, east, north of each run and the way to the next.
    """

    columns: Columns
    run_offsets: Offsets
    run_starts: Offsets
    run_bounds: npt.NDArray[np.float64]


class Shapes:
    """Geometry in full, and at the levels of detail that were asked for lately.

    Any thread may ask; one waits for what another makes.
    """

    def __init__(self, columns: Columns) -> None:
        self.full = level_of(columns)
        self._spacing = _spacing(columns)
        self._levels: OrderedDict[int, Level] = OrderedDict()
        self._lock = Lock()

    def seen(self, pixel_m: float, chosen: Indices, bounds: MapBounds) -> tuple[Columns, Indices]:
        """Return what of some features can be seen within bounds, and which rings these are.

        Nothing is missing that can be told apart where a pixel is so many map metres wide.
        """
        if not self.easy(pixel_m, chosen, bounds):
            return seen(self.by_now(pixel_m), chosen, bounds)
        columns, rings = seen(self.full, chosen, bounds)
        return thinned(columns, pixel_m), rings

    def easy(self, pixel_m: float, chosen: Indices, bounds: MapBounds) -> bool:
        """Whether so little is seen of some features that it need not be kept at a level."""
        return not self._sparse(pixel_m) and count_seen(self.full, chosen, bounds) <= _EASY

    def by_now(self, pixel_m: float) -> Level:
        """Return the level for a pixel's width, or all there is if that is sooner painted."""
        if self._spacing < _DENSE * pixel_m:
            return self.at(pixel_m)
        return self._levels.get(_step(pixel_m), self.full)

    def at(self, pixel_m: float) -> Level:
        """Return what can be told apart where a pixel is so many map metres wide."""
        if self._sparse(pixel_m):
            return self.full
        step = _step(pixel_m)
        with self._lock:
            level = self._levels.pop(step, None) or self._made(step)
            self._levels[step] = level
            enough = _KEPT * len(self.full.columns.coords)
            while len(self._levels) > 1 and self._vertices() > enough:
                self._levels.popitem(last=False)
        return level

    def _sparse(self, pixel_m: float) -> bool:
        """Whether vertices are mostly so far apart that all can be told apart."""
        return self._spacing > _FINE * _CELL_PX * pixel_m

    def _vertices(self) -> int:
        levels = (level for level in self._levels.values() if level is not self.full)
        return sum(len(level.columns.coords) for level in levels)

    def _made(self, step: int) -> Level:
        # Thinned twice, a shape strays no more than a quarter farther if the steps are far apart.
        source = max((s for s in self._levels if s <= step - 2), default=None)
        finer = self.full if source is None else self._levels[source]
        thin = thinned(finer.columns, 2.0**step)
        few = len(thin.coords) < _WORTH_IT * len(finer.columns.coords)
        return level_of(thin) if few else finer


def _step(pixel_m: float) -> int:
    """Return which level is for pixels so many map metres wide."""
    return math.floor(math.log2(pixel_m))


def on_map(columns: Columns) -> Columns:
    """Project columns in degrees."""
    coords = np.empty_like(columns.coords)

    def project(block: tuple[int, int]) -> None:
        coords[slice(*block)] = to_map(columns.coords[slice(*block)])

    side_by_side(project, _blocks(0, len(coords)))
    corners = [to_map(columns.bounds[:, corner]) for corner in (slice(0, 2), slice(2, 4))]
    return replace(columns, coords=coords, bounds=np.hstack(corners))


def level_of(columns: Columns) -> Level:
    """Cut the rings of columns into runs."""
    sizes = np.diff(columns.ring_offsets)
    run_offsets = offsets_of(np.maximum(-(-sizes // _RUN), 1))
    counts = np.diff(run_offsets)
    within = np.arange(run_offsets[-1]) - np.repeat(run_offsets[:-1], counts)
    starts = np.repeat(columns.ring_offsets[:-1], counts) + _RUN * within
    run_starts = np.append(starts, len(columns.coords))
    bounds = np.empty((len(starts), 4))
    if len(starts):
        bounds[:, :2] = np.minimum.reduceat(columns.coords, starts)
        bounds[:, 2:] = np.maximum.reduceat(columns.coords, starts)
        going_on = np.ones(len(starts), dtype=np.bool_)
        going_on[run_offsets[1:] - 1] = False  # the last run of a ring leads nowhere
        following = columns.coords[run_starts[1:][going_on]]
        bounds[going_on, :2] = np.minimum(bounds[going_on, :2], following)
        bounds[going_on, 2:] = np.maximum(bounds[going_on, 2:], following)
    return Level(columns, run_offsets, run_starts, bounds)


def count_seen(level: Level, chosen: Indices, bounds: MapBounds) -> int:
    """Return how many vertices of some features can be seen within bounds, or few more."""
    parts, _ = taken(level.columns.feature_offsets, chosen)
    rings, _ = taken(level.columns.part_offsets, parts)
    runs, _ = taken(level.run_offsets, rings)
    there = runs[touching(level.run_bounds.take(runs, axis=0), bounds)]
    return int((level.run_starts[there + 1] - level.run_starts[there]).sum())


def seen(level: Level, chosen: Indices, bounds: MapBounds) -> tuple[Columns, Indices]:
    """Return what of some features can be seen within bounds, and which rings these are.

    A run that lies wholly beyond one edge is replaced by its ends: lines and areas within the
    bounds stay what they are, even those that surround all of them.
    """
    columns = level.columns
    parts, feature_offsets = taken(columns.feature_offsets, chosen)
    rings, part_offsets = taken(columns.part_offsets, parts)
    runs, ring_runs = taken(level.run_offsets, rings)
    beyond = ~touching(level.run_bounds.take(runs, axis=0), bounds)
    starts = level.run_starts[runs]
    lengths = level.run_starts[runs + 1] - starts
    sizes = np.where(beyond, np.minimum(lengths, 2), lengths)
    offsets = offsets_of(sizes)
    vertices = np.arange(offsets[-1]) + np.repeat(starts - offsets[:-1], sizes)
    ends = beyond & (lengths > 1)
    vertices[offsets[:-1][ends] + 1] = (starts + lengths)[ends] - 1
    visible = Columns(
        columns.coords.take(vertices, axis=0),
        offsets[ring_runs],
        part_offsets,
        columns.part_kinds[parts],
        feature_offsets,
        columns.bounds[chosen],
    )
    return visible, rings


def touching(boxes: npt.NDArray[np.float64], bounds: MapBounds) -> Mask:
    """Return which of (n, 4) boxes share a point with bounds."""
    west, south, east, north = bounds
    touches: Mask = boxes[:, 0] <= east
    touches &= boxes[:, 2] >= west
    touches &= boxes[:, 1] <= north
    touches &= boxes[:, 3] >= south
    return touches


def thinned(columns: Columns, pixel_m: float) -> Columns:
    """Leave out vertices that cannot be told apart where a pixel is so many map metres wide."""
    held = _held(columns)
    thin = _without(columns, _same_cell(columns, _CELL_PX * pixel_m) & ~held)
    for _ in range(_PASSES):
        thin = _without(thin, _on_the_way(thin, _SAG_PX * pixel_m) & ~_held(thin))
    return thin


def _held(columns: Columns) -> Mask:
    """Return which vertices stay: ends, and what makes the smallest area a triangle."""
    held = np.zeros(len(columns.coords), dtype=np.bool_)
    filled = np.diff(columns.ring_offsets) > 0
    firsts, ends = columns.ring_offsets[:-1][filled], columns.ring_offsets[1:][filled]
    held[firsts] = held[ends - 1] = True
    areal = ring_kinds(columns)[filled] == PartKind.AREA
    third = (ends - firsts)[areal] // 3
    held[firsts[areal] + third] = held[firsts[areal] + 2 * third] = True
    return held


def _same_cell(columns: Columns, cell: float) -> Mask:
    """Return which vertices lie in the same cell of a grid as the one before."""
    same = np.zeros(len(columns.coords), dtype=np.bool_)
    for first, end in _blocks(1, len(same)):
        cells = np.floor(columns.coords[first - 1 : end] * (1 / cell))
        same[first:end] = (cells[1:] == cells[:-1]).all(axis=1)
    return same


def _on_the_way(columns: Columns, sag: float) -> Mask:
    """Return every second vertex that lies between its neighbours, within `sag` of their line."""
    found = np.zeros(len(columns.coords), dtype=np.bool_)
    for first, end in _blocks(1, len(found) - 1):
        before, at, after = (columns.coords[first + by : end + by] for by in (-1, 0, 1))
        (across, up), (x, y) = (after - before).T, (at - before).T
        squared = across * across + up * up
        along, aside = across * x + up * y, across * y - up * x
        near = (aside * aside < sag * sag * squared) & (along > 0) & (along < squared)
        found[first:end] = near
    sizes = np.diff(columns.ring_offsets)
    place = np.arange(len(found)) - np.repeat(columns.ring_offsets[:-1], sizes)
    found &= place % 2 == 1
    return found


def _blocks(first: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield spans of vertices short enough for what is reckoned with them to stay small."""
    return ((at, min(at + _BLOCK, end)) for at in range(first, end, _BLOCK))


def _without(columns: Columns, dropped: Mask) -> Columns:
    kept = ~dropped
    ring_offsets = offsets_of(kept)[columns.ring_offsets]
    return replace(columns, coords=columns.coords.compress(kept, axis=0), ring_offsets=ring_offsets)


def _spacing(columns: Columns) -> float:
    """Return the usual distance of neighbouring vertices; endless where there are none."""
    last = len(columns.coords) - 1
    if last < len(columns.ring_offsets) - 1:
        return math.inf
    some = np.linspace(0, last - 1, min(last, _SAMPLE)).astype(np.int64)
    steps = columns.coords[some + 1] - columns.coords[some]
    lengths = np.hypot(steps[:, 0], steps[:, 1])
    return float(np.partition(lengths, len(some) // 2)[len(some) // 2])  # np.median loads numpy.ma
