"""Level of detail: simplified geometry by resolution, and clipping to the view.

Everything is in map meters. At every level a feature has the same rings, parts and features as in
full detail; only vertices are missing, so that per-ring arrays (winding, area) stay valid.
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

_BLOCK_VERTICES = 128
"""Consecutive vertices of a ring that are clipped as one, by their bounding box."""
_TOLERANCE_PX = 0.22
"""Douglas-Peucker tolerance in pixels."""
_MAX_TOLERANCE_PX = 0.5
"""Tolerance in pixels where outlines overlap so densely that errors are invisible."""
_SPARSE_SPACING = 3.5
"""Median vertex spacing, in tolerances, above which simplifying gains nothing."""
_MIN_CACHED_SHARE = 0.5
"""Share of all vertices in view from which the whole geometry is simplified and cached."""
_MAX_UNCACHED_VERTICES = 100_000
"""Vertices in view that are simplified anew for every image: about ten milliseconds."""
_MIN_TOLERANCE_RATIO = 0.7
"""Smallest ratio of a cached level's tolerance to the requested one for the level to be reused."""
_MAX_REMAINING_SHARE = 0.9
"""Share of remaining vertices from which a simplified level is not worth its memory."""
_CACHE_CAPACITY = 1.0
"""Vertices of all cached levels together, relative to the full geometry."""
_PIECE_VERTICES = 512
"""Vertices simplified together: bounds the worst case of Douglas-Peucker to milliseconds."""
_CHUNK_VERTICES = 1 << 16
"""Vertices processed at a time by one thread, so that temporary arrays stay small."""
_SPACING_SAMPLES = 50_000
"""Edges from which the median vertex spacing is estimated."""
_MIN_RING_VERTICES = 4
"""Vertices of a triangle, whose first vertex is repeated as its last."""


@dataclass(frozen=True, slots=True, eq=False)
class DetailLevel:
    """Geometry at one level of detail, with a bounding box per block of vertices.

    A block is a range of up to `_BLOCK_VERTICES` consecutive vertices of one ring.

    Attributes
    ----------
    geometry
        In map meters.
    block_offsets
        (rings + 1,) index of the first block of each ring.
    block_starts
        (blocks + 1,) index of the first vertex of each block.
    block_bounds
        (blocks, 4) west, south, east, north of each block, including the edge to the next one.
    """

    geometry: GeometryArrays
    block_offsets: Offsets
    block_starts: Offsets
    block_bounds: npt.NDArray[np.float64]


class LevelOfDetail:
    """Geometry in full detail and a cache of simplified levels, which drops the oldest ones first.

    Methods may be called from any thread. A lock serializes building levels.
    """

    def __init__(self, geometry: GeometryArrays) -> None:
        self.full = build_level(geometry)
        self._spacing = _median_spacing(geometry)
        self._line_density = len(geometry.coords) * self._spacing / _bounds_area(geometry)
        self._levels: dict[float, DetailLevel] = {}  # by tolerance, most recently built last
        self._lock = Lock()

    def clip_to_view(
        self, pixel_m: float, feature_indices: Indices, bounds: MapBounds
    ) -> tuple[GeometryArrays, Indices]:
        """Return the geometry of some features clipped to bounds, and the indices of its rings.

        The geometry has all the detail that is visible where a pixel is `pixel_m` map meters wide.
        """
        level = self.choose_level(pixel_m, feature_indices, bounds)
        if level:
            return clip_to_view(level, feature_indices, bounds)
        geometry, rings = clip_to_view(self.full, feature_indices, bounds)
        return simplify_geometry(geometry, self._tolerance(pixel_m)), rings

    def choose_level(
        self, pixel_m: float, feature_indices: Indices, bounds: MapBounds
    ) -> DetailLevel | None:
        """Return the level for a pixel width; None if it is faster to clip and simplify anew.

        That is so if the level is not cached and less than half of all vertices are in view.
        """
        level = self._existing_level(pixel_m)
        if level or count_visible_vertices(
            self.full, feature_indices, bounds
        ) < _MIN_CACHED_SHARE * len(self.full.geometry.coords):
            return level
        return self.get_level(pixel_m)

    def prepare(self, pixel_m: float, feature_indices: Indices, bounds: MapBounds) -> None:
        """Build the level in advance if the next image would have to simplify many vertices."""
        if (
            not self._existing_level(pixel_m)
            and count_visible_vertices(self.full, feature_indices, bounds) > _MAX_UNCACHED_VERTICES
        ):
            self.get_level(pixel_m)

    def get_level(self, pixel_m: float) -> DetailLevel:
        """Return the level for a pixel width in map meters, from the cache or newly built."""
        if self._is_sparse(pixel_m):
            return self.full
        tolerance = self._tolerance(pixel_m)
        with self._lock:
            level = self._find_cached(tolerance) or self._build_cached(tolerance)
            capacity = _CACHE_CAPACITY * len(self.full.geometry.coords)
            while len(self._levels) > 1 and self._cached_vertex_count() > capacity:
                del self._levels[next(iter(self._levels))]
        return level

    def _tolerance(self, pixel_m: float) -> float:
        """Return the simplification tolerance in map meters.

        It grows with the length of outlines per pixel: where there is more than one line per pixel,
        outlines overlap and errors are hidden.
        """
        lines_per_pixel = self._line_density * pixel_m
        return pixel_m * min(_TOLERANCE_PX * max(1.0, lines_per_pixel), _MAX_TOLERANCE_PX)

    def _existing_level(self, pixel_m: float) -> DetailLevel | None:
        """Return the cached level, or full detail where simplifying gains nothing, else None."""
        return (
            self.full if self._is_sparse(pixel_m) else self._find_cached(self._tolerance(pixel_m))
        )

    def _is_sparse(self, pixel_m: float) -> bool:
        """Return whether most vertices are too far apart to be removed."""
        return self._spacing > _SPARSE_SPACING * self._tolerance(pixel_m)

    def _cached_vertex_count(self) -> int:
        """Return the number of vertices of all simplified levels."""
        levels = (level for level in self._levels.values() if level is not self.full)
        return sum(len(level.geometry.coords) for level in levels)

    def _find_cached(self, tolerance: float) -> DetailLevel | None:
        """Return the coarsest cached level usable for a tolerance in map meters, or None."""
        usable = [
            candidate
            for candidate in tuple(self._levels)
            if _MIN_TOLERANCE_RATIO * tolerance <= candidate <= tolerance
        ]
        return self._levels.get(max(usable, default=0.0))

    def _build_cached(self, tolerance: float) -> DetailLevel:
        """Simplify full detail, or a much finer level, and add the result to the cache."""
        # Simplifying a level of a quarter of the tolerance adds at most a quarter to the error.
        finer_tolerance = max(
            (candidate for candidate in self._levels if candidate <= tolerance / 4), default=None
        )
        finer = self.full if finer_tolerance is None else self._levels[finer_tolerance]
        simplified = simplify_geometry(finer.geometry, tolerance)
        is_smaller = len(simplified.coords) < _MAX_REMAINING_SHARE * len(finer.geometry.coords)
        self._levels[tolerance] = level = build_level(simplified) if is_smaller else finer
        return level


def project_geometry(geometry: GeometryArrays) -> GeometryArrays:
    """Project geometry from degrees to map meters."""
    coords = np.empty_like(geometry.coords)

    def project(chunk: tuple[int, int]) -> None:
        coords[slice(*chunk)] = to_map(geometry.coords[slice(*chunk)])

    parallel_for(project, _chunks(0, len(coords)))
    corners = [to_map(geometry.bounds[:, corner]) for corner in (slice(0, 2), slice(2, 4))]
    return replace(geometry, coords=coords, bounds=np.hstack(corners))


def build_level(geometry: GeometryArrays) -> DetailLevel:
    """Divide the rings of a geometry into blocks and compute the bounds of each."""
    sizes = np.diff(geometry.ring_offsets)
    block_offsets = offsets_from_sizes(np.maximum(-(-sizes // _BLOCK_VERTICES), 1))
    counts = np.diff(block_offsets)
    block_numbers = np.arange(block_offsets[-1]) - np.repeat(block_offsets[:-1], counts)
    starts = np.repeat(geometry.ring_offsets[:-1], counts) + _BLOCK_VERTICES * block_numbers
    block_starts = np.append(starts, len(geometry.coords))
    bounds = np.empty((len(starts), 4))
    if len(starts):
        bounds[:, :2] = np.minimum.reduceat(geometry.coords, starts)
        bounds[:, 2:] = np.maximum.reduceat(geometry.coords, starts)
        has_next = np.ones(len(starts), dtype=np.bool_)
        has_next[block_offsets[1:] - 1] = False  # no edge leads on from the last block of a ring
        next_vertices = geometry.coords[block_starts[1:][has_next]]
        bounds[has_next, :2] = np.minimum(bounds[has_next, :2], next_vertices)
        bounds[has_next, 2:] = np.maximum(bounds[has_next, 2:], next_vertices)
    return DetailLevel(geometry, block_offsets, block_starts, bounds)


def count_visible_vertices(level: DetailLevel, feature_indices: Indices, bounds: MapBounds) -> int:
    """Return the number of vertices of some features in the blocks that intersect bounds."""
    parts, _ = take_ranges(level.geometry.feature_offsets, feature_indices)
    rings, _ = take_ranges(level.geometry.part_offsets, parts)
    blocks, _ = take_ranges(level.block_offsets, rings)
    visible_blocks = blocks[intersects(level.block_bounds.take(blocks, axis=0), bounds)]
    return int((level.block_starts[visible_blocks + 1] - level.block_starts[visible_blocks]).sum())


def clip_to_view(
    level: DetailLevel, feature_indices: Indices, bounds: MapBounds
) -> tuple[GeometryArrays, Indices]:
    """Return the geometry of some features clipped to bounds, and the indices of its rings.

    A block wholly beyond one side of the bounds is replaced by its first and last vertex. Within
    the bounds, lines and areas do not change, including areas that surround the bounds.
    """
    geometry = level.geometry
    parts, feature_offsets = take_ranges(geometry.feature_offsets, feature_indices)
    rings, part_offsets = take_ranges(geometry.part_offsets, parts)
    blocks, ring_blocks = take_ranges(level.block_offsets, rings)
    outside = ~intersects(level.block_bounds.take(blocks, axis=0), bounds)
    starts = level.block_starts[blocks]
    lengths = level.block_starts[blocks + 1] - starts
    sizes = np.where(outside, np.minimum(lengths, 2), lengths)
    vertices, offsets = expand_ranges(starts, sizes)
    is_shortened = outside & (lengths > 1)
    vertices[offsets[:-1][is_shortened] + 1] = (starts + lengths)[is_shortened] - 1
    clipped = GeometryArrays(
        geometry.coords.take(vertices, axis=0),
        offsets[ring_blocks],
        part_offsets,
        geometry.part_kinds[parts],
        feature_offsets,
        geometry.bounds[feature_indices],
    )
    return clipped, rings


def intersects(boxes: npt.NDArray[np.float64], bounds: MapBounds) -> Mask:
    """Return which of (n, 4) boxes share a point with bounds."""
    west, south, east, north = bounds
    touches: Mask = boxes[:, 0] <= east
    touches &= boxes[:, 2] >= west
    touches &= boxes[:, 1] <= north
    touches &= boxes[:, 3] >= south
    return touches


def simplify_geometry(geometry: GeometryArrays, tolerance: float) -> GeometryArrays:
    """Remove vertices so that outlines move by at most `tolerance` map meters.

    Long outlines are split into pieces, each simplified with Douglas-Peucker (1973) by GEOS. End
    points stay; an area keeps at least a triangle.
    """
    sizes = np.diff(geometry.ring_offsets)
    counts = -(-np.maximum(sizes - 1, 0) // _PIECE_VERTICES)
    pieces = offsets_from_sizes(counts)
    piece_numbers = np.arange(pieces[-1]) - np.repeat(pieces[:-1], counts)
    firsts = np.repeat(geometry.ring_offsets[:-1], counts) + _PIECE_VERTICES * piece_numbers
    lasts = np.minimum(firsts + _PIECE_VERTICES, np.repeat(geometry.ring_offsets[1:], counts) - 1)
    keep = np.zeros(len(geometry.coords), dtype=np.bool_)
    keep[geometry.ring_offsets[:-1][sizes == 1]] = True

    def simplify_pieces(chunk: slice) -> None:
        lengths = lasts[chunk] - firsts[chunk] + 1
        vertices, _ = expand_ranges(firsts[chunk], lengths)
        # The z coordinate carries the index of each vertex through the simplification.
        indexed_vertices = np.column_stack([geometry.coords.take(vertices, axis=0), vertices])
        lines = shapely.linestrings(
            indexed_vertices, indices=np.repeat(np.arange(len(lengths)), lengths)
        )
        simplified = shapely.simplify(lines, tolerance, preserve_topology=False)
        keep[shapely.get_coordinates(simplified, include_z=True)[:, 2].astype(np.int64)] = True

    edges = np.searchsorted(
        firsts, np.arange(0, len(keep) + _CHUNK_VERTICES, _CHUNK_VERTICES)
    ).tolist()
    parallel_for(simplify_pieces, [slice(*ends) for ends in pairwise(edges) if ends[0] < ends[1]])
    _restore_triangles(geometry, keep)
    ring_offsets = offsets_from_sizes(keep)[geometry.ring_offsets]
    return replace(
        geometry, coords=geometry.coords.compress(keep, axis=0), ring_offsets=ring_offsets
    )


def _restore_triangles(geometry: GeometryArrays, keep: Mask) -> None:
    """Keep two more vertices of each area that has been reduced to less than a triangle."""
    kept_sizes = np.diff(offsets_from_sizes(keep)[geometry.ring_offsets])
    sizes = np.diff(geometry.ring_offsets)
    degenerate = (
        (kept_sizes < _MIN_RING_VERTICES)
        & (sizes >= _MIN_RING_VERTICES)
        & (ring_kinds(geometry) == PartKind.AREA)
    )
    firsts, thirds = geometry.ring_offsets[:-1][degenerate], sizes[degenerate] // 3
    keep[firsts + thirds] = keep[firsts + 2 * thirds] = True


def _chunks(first: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield (start, end) vertex ranges small enough to limit temporary arrays."""
    starts = range(first, end, _CHUNK_VERTICES)
    return ((start, min(start + _CHUNK_VERTICES, end)) for start in starts)


def _median_spacing(geometry: GeometryArrays) -> float:
    """Return the median distance of consecutive vertices in map meters; infinite without edges."""
    last = len(geometry.coords) - 1
    if last < len(geometry.ring_offsets) - 1:
        return math.inf
    samples = np.linspace(0, last - 1, min(last, _SPACING_SAMPLES)).astype(np.int64)
    steps = geometry.coords[samples + 1] - geometry.coords[samples]
    lengths = np.hypot(steps[:, 0], steps[:, 1])
    middle = len(samples) // 2
    return float(np.partition(lengths, middle)[middle])  # np.median would import numpy.ma


def _bounds_area(geometry: GeometryArrays) -> float:
    """Return the area of the bounding box of the geometry in square map meters."""
    if not np.isfinite(geometry.bounds).any():
        return math.inf
    west, south = np.nanmin(geometry.bounds[:, :2], axis=0)
    east, north = np.nanmax(geometry.bounds[:, 2:], axis=0)
    return float((east - west) * (north - south)) or math.inf
