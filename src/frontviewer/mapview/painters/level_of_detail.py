"""Levels of detail: outlines without what no pixel can show, and without what lies off the screen.

All in map metres. A shape at any level has the rings, parts and features it has in full; only
vertices are missing, so that whatever is known of a ring holds at every level.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from threading import Lock

import numpy as np
import numpy.typing as npt
import shapely

from frontviewer.core.geometry.arrays import (
    GeometryArrays,
    Indices,
    Mask,
    Offsets,
    PartKind,
    expand_ranges,
    offsets_from_sizes,
    ring_kinds,
    take_ranges,
)
from frontviewer.core.geometry.web_mercator import to_map
from frontviewer.core.system.worker_pool import parallel_for
from frontviewer.mapview.camera import MapBounds

_RUN = 128
"""Vertices that are looked at or passed over together."""
_STRAY_PX = 0.22
"""How far a thinned outline may lie from the true one."""
_STRAY_HIDDEN_PX = 0.5
"""The same where outlines lie upon each other, so that nobody can tell."""
_FINE = 3.5
"""How many such distances long outlines' pieces are on average when thinning them is no gain."""
_MOST = 0.5
"""Share of all vertices from which on all are thinned, and the level kept."""
_EASY = 100_000
"""Vertices that may be thinned anew for every picture: it takes ten milliseconds."""
_NEAR = 0.7
"""How fine a level may be, beside the one that is asked for, to stand for it."""
_WORTH_IT = 0.9
_KEPT = 1.0
"""How many vertices all levels together may have, those in full being 1."""
_PIECE = 512
"""Vertices that are thinned together: whatever their form, they take milliseconds."""
_BLOCK = 1 << 16
_SAMPLE = 50_000
_TRIANGLE = 4
"""Vertices, the first being the last, too."""


@dataclass(frozen=True, slots=True, eq=False)
class DetailLevel:
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

    geometry: GeometryArrays
    block_offsets: Offsets
    block_starts: Offsets
    block_bounds: npt.NDArray[np.float64]


class LevelOfDetail:
    """Geometry in full, and at the levels of detail that were asked for lately.

    Any thread may ask; one waits for what another makes.
    """

    def __init__(self, geometry: GeometryArrays) -> None:
        self.full = build_level(geometry)
        self._spacing = _spacing(geometry)
        self._crowding = len(geometry.coords) * self._spacing / _area(geometry)
        self._levels: dict[
            float, DetailLevel
        ] = {}  # by how far they stray; what was asked last is last
        self._lock = Lock()

    def clip_to_view(
        self, pixel_m: float, chosen: Indices, bounds: MapBounds
    ) -> tuple[GeometryArrays, Indices]:
        """Return what of some features can be seen within bounds, and which rings these are.

        Nothing is missing that can be told apart where a pixel is so many map metres wide.
        """
        level = self.level(pixel_m, chosen, bounds)
        if level:
            return clip_to_view(level, chosen, bounds)
        geometry, rings = clip_to_view(self.full, chosen, bounds)
        return simplified(geometry, self._tolerance(pixel_m)), rings

    def level(self, pixel_m: float, chosen: Indices, bounds: MapBounds) -> DetailLevel | None:
        """Return the level for a pixel's width; None if what is seen is sooner thinned anew.

        That is so where there is no such level yet and less than half of the vertices are seen.
        """
        level = self._ready(pixel_m)
        if level or count_visible_vertices(self.full, chosen, bounds) < _MOST * len(
            self.full.geometry.coords
        ):
            return level
        return self.level_at(pixel_m)

    def prepare(self, pixel_m: float, chosen: Indices, bounds: MapBounds) -> None:
        """Make the level if the next picture would miss it."""
        if not self._ready(pixel_m) and count_visible_vertices(self.full, chosen, bounds) > _EASY:
            self.level_at(pixel_m)

    def level_at(self, pixel_m: float) -> DetailLevel:
        """Return what can be told apart where a pixel is so many map metres wide."""
        if self._sparse(pixel_m):
            return self.full
        tolerance = self._tolerance(pixel_m)
        with self._lock:
            level = self._found(tolerance) or self._made(tolerance)
            enough = _KEPT * len(self.full.geometry.coords)
            while len(self._levels) > 1 and self._vertices() > enough:
                del self._levels[next(iter(self._levels))]
        return level

    def _tolerance(self, pixel_m: float) -> float:
        """Return how far outlines may stray, in map metres.

        Where they are longer than there are pixels to draw them on, they lie upon each other.
        """
        lines_a_pixel = self._crowding * pixel_m
        return pixel_m * min(_STRAY_PX * max(1.0, lines_a_pixel), _STRAY_HIDDEN_PX)

    def _ready(self, pixel_m: float) -> DetailLevel | None:
        """Return the level that is there, or all there is where thinning is no gain."""
        return self.full if self._sparse(pixel_m) else self._found(self._tolerance(pixel_m))

    def _sparse(self, pixel_m: float) -> bool:
        """Whether vertices are mostly so far apart that all can be told apart."""
        return self._spacing > _FINE * self._tolerance(pixel_m)

    def _vertices(self) -> int:
        levels = (level for level in self._levels.values() if level is not self.full)
        return sum(len(level.geometry.coords) for level in levels)

    def _found(self, tolerance: float) -> DetailLevel | None:
        fit = [known for known in tuple(self._levels) if _NEAR * tolerance <= known <= tolerance]
        return self._levels.get(max(fit, default=0.0))

    def _made(self, tolerance: float) -> DetailLevel:
        # Thinned twice, a shape strays no more than a quarter farther if the levels are far apart.
        source = max((known for known in self._levels if known <= tolerance / 4), default=None)
        finer = self.full if source is None else self._levels[source]
        thin = simplified(finer.geometry, tolerance)
        few = len(thin.coords) < _WORTH_IT * len(finer.geometry.coords)
        self._levels[tolerance] = level = build_level(thin) if few else finer
        return level


def project_geometry(geometry: GeometryArrays) -> GeometryArrays:
    """Project columns in degrees."""
    coords = np.empty_like(geometry.coords)

    def project(block: tuple[int, int]) -> None:
        coords[slice(*block)] = to_map(geometry.coords[slice(*block)])

    parallel_for(project, _blocks(0, len(coords)))
    corners = [to_map(geometry.bounds[:, corner]) for corner in (slice(0, 2), slice(2, 4))]
    return replace(geometry, coords=coords, bounds=np.hstack(corners))


def build_level(geometry: GeometryArrays) -> DetailLevel:
    """Cut the rings of columns into runs."""
    sizes = np.diff(geometry.ring_offsets)
    block_offsets = offsets_from_sizes(np.maximum(-(-sizes // _RUN), 1))
    counts = np.diff(block_offsets)
    within = np.arange(block_offsets[-1]) - np.repeat(block_offsets[:-1], counts)
    starts = np.repeat(geometry.ring_offsets[:-1], counts) + _RUN * within
    block_starts = np.append(starts, len(geometry.coords))
    bounds = np.empty((len(starts), 4))
    if len(starts):
        bounds[:, :2] = np.minimum.reduceat(geometry.coords, starts)
        bounds[:, 2:] = np.maximum.reduceat(geometry.coords, starts)
        going_on = np.ones(len(starts), dtype=np.bool_)
        going_on[block_offsets[1:] - 1] = False  # the last run of a ring leads nowhere
        following = geometry.coords[block_starts[1:][going_on]]
        bounds[going_on, :2] = np.minimum(bounds[going_on, :2], following)
        bounds[going_on, 2:] = np.maximum(bounds[going_on, 2:], following)
    return DetailLevel(geometry, block_offsets, block_starts, bounds)


def count_visible_vertices(level: DetailLevel, chosen: Indices, bounds: MapBounds) -> int:
    """Return how many vertices of some features can be seen within bounds, or few more."""
    parts, _ = take_ranges(level.geometry.feature_offsets, chosen)
    rings, _ = take_ranges(level.geometry.part_offsets, parts)
    runs, _ = take_ranges(level.block_offsets, rings)
    there = runs[intersecting(level.block_bounds.take(runs, axis=0), bounds)]
    return int((level.block_starts[there + 1] - level.block_starts[there]).sum())


def clip_to_view(
    level: DetailLevel, chosen: Indices, bounds: MapBounds
) -> tuple[GeometryArrays, Indices]:
    """Return what of some features can be seen within bounds, and which rings these are.

    A run that lies wholly beyond one edge is replaced by its ends: lines and areas within the
    bounds stay what they are, even those that surround all of them.
    """
    geometry = level.geometry
    parts, feature_offsets = take_ranges(geometry.feature_offsets, chosen)
    rings, part_offsets = take_ranges(geometry.part_offsets, parts)
    runs, ring_runs = take_ranges(level.block_offsets, rings)
    beyond = ~intersecting(level.block_bounds.take(runs, axis=0), bounds)
    starts = level.block_starts[runs]
    lengths = level.block_starts[runs + 1] - starts
    sizes = np.where(beyond, np.minimum(lengths, 2), lengths)
    vertices, offsets = expand_ranges(starts, sizes)
    ends = beyond & (lengths > 1)
    vertices[offsets[:-1][ends] + 1] = (starts + lengths)[ends] - 1
    visible = GeometryArrays(
        geometry.coords.take(vertices, axis=0),
        offsets[ring_runs],
        part_offsets,
        geometry.part_kinds[parts],
        feature_offsets,
        geometry.bounds[chosen],
    )
    return visible, rings


def intersecting(boxes: npt.NDArray[np.float64], bounds: MapBounds) -> Mask:
    """Return which of (n, 4) boxes share a point with bounds."""
    west, south, east, north = bounds
    touches: Mask = boxes[:, 0] <= east
    touches &= boxes[:, 2] >= west
    touches &= boxes[:, 1] <= north
    touches &= boxes[:, 3] >= south
    return touches


def simplified(geometry: GeometryArrays, tolerance: float) -> GeometryArrays:
    """Leave out vertices without which outlines lie at most so many map metres elsewhere.

    Long ones in pieces, each after Douglas and Peucker (1973) by GEOS. Ends stay, and of an area
    a triangle at least.
    """
    sizes = np.diff(geometry.ring_offsets)
    counts = -(-np.maximum(sizes - 1, 0) // _PIECE)
    pieces = offsets_from_sizes(counts)
    within = np.arange(pieces[-1]) - np.repeat(pieces[:-1], counts)
    firsts = np.repeat(geometry.ring_offsets[:-1], counts) + _PIECE * within
    lasts = np.minimum(firsts + _PIECE, np.repeat(geometry.ring_offsets[1:], counts) - 1)
    kept = np.zeros(len(geometry.coords), dtype=np.bool_)
    kept[geometry.ring_offsets[:-1][sizes == 1]] = True

    def thin(some: slice) -> None:
        lengths = lasts[some] - firsts[some] + 1
        numbers, _ = expand_ranges(firsts[some], lengths)
        # The number of each vertex goes with it as its height.
        numbered = np.column_stack([geometry.coords.take(numbers, axis=0), numbers])
        lines = shapely.linestrings(numbered, indices=np.repeat(np.arange(len(lengths)), lengths))
        left = shapely.simplify(lines, tolerance, preserve_topology=False)
        kept[shapely.get_coordinates(left, include_z=True)[:, 2].astype(np.int64)] = True

    edges = np.searchsorted(firsts, np.arange(0, len(kept) + _BLOCK, _BLOCK)).tolist()
    parallel_for(thin, [slice(*ends) for ends in pairwise(edges) if ends[0] < ends[1]])
    _hold_triangles(geometry, kept)
    ring_offsets = offsets_from_sizes(kept)[geometry.ring_offsets]
    return replace(
        geometry, coords=geometry.coords.compress(kept, axis=0), ring_offsets=ring_offsets
    )


def _hold_triangles(geometry: GeometryArrays, kept: Mask) -> None:
    """Let areas of which less is left keep a triangle."""
    left = np.diff(offsets_from_sizes(kept)[geometry.ring_offsets])
    sizes = np.diff(geometry.ring_offsets)
    lacking = (left < _TRIANGLE) & (sizes >= _TRIANGLE) & (ring_kinds(geometry) == PartKind.AREA)
    firsts, thirds = geometry.ring_offsets[:-1][lacking], sizes[lacking] // 3
    kept[firsts + thirds] = kept[firsts + 2 * thirds] = True


def _blocks(first: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield spans of vertices short enough for what is reckoned with them to stay small."""
    return ((at, min(at + _BLOCK, end)) for at in range(first, end, _BLOCK))


def _spacing(geometry: GeometryArrays) -> float:
    """Return the usual distance of neighbouring vertices; endless where there are none."""
    last = len(geometry.coords) - 1
    if last < len(geometry.ring_offsets) - 1:
        return math.inf
    some = np.linspace(0, last - 1, min(last, _SAMPLE)).astype(np.int64)
    steps = geometry.coords[some + 1] - geometry.coords[some]
    lengths = np.hypot(steps[:, 0], steps[:, 1])
    return float(np.partition(lengths, len(some) // 2)[len(some) // 2])  # np.median loads numpy.ma


def _area(geometry: GeometryArrays) -> float:
    """Return how large the rectangle about everything is, in square map metres."""
    if not np.isfinite(geometry.bounds).any():
        return math.inf
    west, south = np.nanmin(geometry.bounds[:, :2], axis=0)
    east, north = np.nanmax(geometry.bounds[:, 2:], axis=0)
    return float((east - west) * (north - south)) or math.inf
