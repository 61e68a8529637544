"""GeoArrow-like ragged arrays for the geometry of many features.

Coordinates are in one flat array; offset arrays group them into rings, rings into parts and parts
into features. This module builds the arrays, takes and concatenates features, and converts from
and to shapely.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import chain

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

Coordinates = npt.NDArray[np.float64]
"""(n, 2) longitude, latitude in degrees, WGS 84."""
Offsets = npt.NDArray[np.int64]
"""(n + 1,) start of each item in the next lower level, and the end of the last."""
Indices = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Ring = Sequence[Sequence[float]]
"""Positions of two or more numbers each."""

_BATCH_SIZE = 400
"""Positions held as Python lists before they are converted; more slow down garbage collection."""


class PartKind(IntEnum):
    """Geometry type of one part."""

    POINT = 0
    LINE = 1
    AREA = 2


@dataclass(frozen=True, slots=True)
class GeometryArrays:
    """Geometry of many features as ragged arrays, in GeoArrow's layout.

    Attributes
    ----------
    coords
        (n, 2) longitude, latitude in degrees, WGS 84. Rings of areas are closed.
    ring_offsets
        (rings + 1,) offsets into `coords`. A point or a line is one ring.
    part_offsets
        (parts + 1,) offsets into the rings; the first ring of an area is its outer ring.
    part_kinds
        (parts,) uint8, a `PartKind` each.
    feature_offsets
        (features + 1,) offsets into the parts; a feature without geometry has no parts.
    bounds
        (features, 4) west, south, east, north in degrees; NaN for features without geometry.
    """

    coords: Coordinates
    ring_offsets: Offsets
    part_offsets: Offsets
    part_kinds: npt.NDArray[np.uint8]
    feature_offsets: Offsets
    bounds: npt.NDArray[np.float64]


_POINT, _LINE, _POLYGON = 0, 1, 3  # values of shapely.GeometryType, which mypy cannot resolve
_TO_MULTI = {
    PartKind.POINT: shapely.multipoints,
    PartKind.LINE: shapely.multilinestrings,
    PartKind.AREA: shapely.multipolygons,
}


class GeometryBuilder:
    """Builds `GeometryArrays` feature by feature."""

    def __init__(self) -> None:
        self._pending: list[Sequence[float]] = []
        self._batches: list[Coordinates] = [np.empty((0, 2))]
        self._ring_sizes: list[int] = []
        self._part_sizes: list[int] = []
        self._part_kinds: list[int] = []
        self._feature_sizes: list[int] = []

    def add_feature(self, parts: Iterable[tuple[PartKind, Sequence[Ring]]]) -> None:
        """Add a feature; only the first two numbers of each position are stored."""
        part_count = len(self._part_sizes)
        for kind, rings in parts:
            for ring in rings:
                self._pending.extend(ring)
                self._ring_sizes.append(len(ring))
            self._part_sizes.append(len(rings))
            self._part_kinds.append(kind)
        self._feature_sizes.append(len(self._part_sizes) - part_count)
        if len(self._pending) > _BATCH_SIZE:
            self._flush()

    def build(self) -> GeometryArrays:
        """Return the arrays of all added features."""
        self._flush()
        return geometry_with_bounds(
            np.concatenate(self._batches),
            offsets_from_sizes(self._ring_sizes),
            offsets_from_sizes(self._part_sizes),
            np.array(self._part_kinds, dtype=np.uint8),
            offsets_from_sizes(self._feature_sizes),
        )

    def _flush(self) -> None:
        positions = self._pending
        sizes = set(map(len, positions))
        if len(sizes) > 1:
            positions = [position[:2] for position in positions]
            sizes = {2}
        if positions:
            numbers = np.fromiter(chain.from_iterable(positions), dtype=np.float64)
            self._batches.append(numbers.reshape(-1, sizes.pop())[:, :2])
        self._pending = []


def geometry_with_bounds(
    coords: Coordinates,
    ring_offsets: Offsets,
    part_offsets: Offsets,
    part_kinds: npt.NDArray[np.uint8],
    feature_offsets: Offsets,
) -> GeometryArrays:
    """Return `GeometryArrays` of the given arrays, with computed bounds of each feature."""
    vertex_offsets = ring_offsets[part_offsets[feature_offsets]]
    has_vertices = np.diff(vertex_offsets) > 0
    bounds = np.full((len(has_vertices), 4), np.nan)
    if has_vertices.any():
        # Vertices between two starts belong to one feature: the skipped features have none.
        starts = vertex_offsets[:-1][has_vertices]
        bounds[has_vertices, :2] = np.minimum.reduceat(coords, starts)
        bounds[has_vertices, 2:] = np.maximum.reduceat(coords, starts)
    return GeometryArrays(coords, ring_offsets, part_offsets, part_kinds, feature_offsets, bounds)


def geometry_from_shapely(shapes: Iterable[BaseGeometry | None]) -> GeometryArrays:
    """Convert shapely geometries to arrays, one feature each; collections are flattened to parts.

    `shapes` are in degrees, WGS 84; None and empty geometries become features without parts.
    """
    builder = GeometryBuilder()
    for shape in shapes:
        builder.add_feature((_part_kind(part), _part_rings(part)) for part in _iter_parts(shape))
    return builder.build()


def take_features(geometry: GeometryArrays, selection: Mask | Indices) -> GeometryArrays:
    """Return the geometry of some features, given by a mask or by indices in any order."""
    indices = np.arange(len(geometry.bounds))[selection]
    parts, feature_offsets = take_ranges(geometry.feature_offsets, indices)
    rings, part_offsets = take_ranges(geometry.part_offsets, parts)
    vertices, ring_offsets = take_ranges(geometry.ring_offsets, rings)
    return GeometryArrays(
        geometry.coords[vertices],
        ring_offsets,
        part_offsets,
        geometry.part_kinds[parts],
        feature_offsets,
        geometry.bounds[selection],
    )


def concat_geometry(
    geometries: Sequence[GeometryArrays], coords: Coordinates | None = None
) -> GeometryArrays:
    """Concatenate the features of several arrays.

    `coords` are the concatenated coordinates, if the caller already has them.
    """
    return GeometryArrays(
        np.concatenate([geometry.coords for geometry in geometries]) if coords is None else coords,
        concat_offsets(geometry.ring_offsets for geometry in geometries),
        concat_offsets(geometry.part_offsets for geometry in geometries),
        np.concatenate([geometry.part_kinds for geometry in geometries]),
        concat_offsets(geometry.feature_offsets for geometry in geometries),
        np.concatenate([geometry.bounds for geometry in geometries]),
    )


def concat_offsets(offset_arrays: Iterable[Offsets]) -> Offsets:
    """Return the offsets of all items of several offset arrays, one after another."""
    return offsets_from_sizes(np.concatenate([np.diff(offsets) for offsets in offset_arrays]))


def take_ranges(offsets: Offsets, indices: Indices) -> tuple[Indices, Offsets]:
    """Return the indices of the elements of the given items, and the items' offsets in these."""
    starts = offsets[indices]
    return expand_ranges(starts, offsets[indices + 1] - starts)


def expand_ranges(starts: Indices, sizes: Indices) -> tuple[Indices, Offsets]:
    """Return the integers of several ranges, concatenated, and the offset of each range in them."""
    offsets = offsets_from_sizes(sizes)
    return np.arange(offsets[-1]) + np.repeat(starts - offsets[:-1], sizes), offsets


def ring_kinds(geometry: GeometryArrays) -> npt.NDArray[np.uint8]:
    """Return the `PartKind` of the part of each ring, (rings,) uint8."""
    return np.repeat(geometry.part_kinds, np.diff(geometry.part_offsets))


def ring_owners(geometry: GeometryArrays) -> Indices:
    """Return the index of the feature of each ring, (rings,)."""
    offsets = geometry.part_offsets[geometry.feature_offsets]
    return np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))


def offsets_from_sizes(sizes: Sequence[int] | npt.NDArray[np.integer | np.bool_]) -> Offsets:
    """Return the (n + 1,) offsets of n consecutive items with the given sizes."""
    offsets = np.zeros(len(sizes) + 1, dtype=np.int64)
    np.cumsum(sizes, out=offsets[1:])
    return offsets


def parts_to_shapely(geometry: GeometryArrays) -> npt.NDArray[np.object_]:
    """Return every part as a shapely geometry, (parts,) objects, in the arrays' coordinates."""
    shapes = np.empty(len(geometry.part_kinds), dtype=object)
    for kind in PartKind:
        parts = np.flatnonzero(geometry.part_kinds == kind)
        rings, part_offsets = take_ranges(geometry.part_offsets, parts)
        vertices, ring_offsets = take_ranges(geometry.ring_offsets, rings)
        coords = geometry.coords[vertices]
        match kind:
            case PartKind.POINT:
                shapes[parts] = shapely.points(coords)
            case PartKind.LINE:
                shapes[parts] = shapely.from_ragged_array(_LINE, coords, (ring_offsets,))
            case PartKind.AREA:
                offsets = (ring_offsets, part_offsets)
                shapes[parts] = shapely.from_ragged_array(_POLYGON, coords, offsets)
    return shapes


def to_shapely(geometry: GeometryArrays, index: int) -> BaseGeometry | None:
    """Return one feature as a shapely geometry in degrees, WGS 84; None without geometry.

    One part becomes a simple geometry, several parts of one kind a Multi- geometry, mixed parts a
    geometry collection.
    """
    feature = take_features(geometry, np.arange(len(geometry.bounds)) == index)
    parts = parts_to_shapely(feature)
    if len(parts) <= 1:
        return parts[0] if len(parts) else None
    kinds = set(feature.part_kinds.tolist())
    return _TO_MULTI[kinds.pop()](parts) if len(kinds) == 1 else shapely.geometrycollections(parts)


def _iter_parts(shape: BaseGeometry | None) -> Iterator[BaseGeometry]:
    if shape is None or shape.is_empty:
        return
    if hasattr(shape, "geoms"):
        for inner in shape.geoms:
            yield from _iter_parts(inner)
    else:
        yield shape


def _part_rings(part: BaseGeometry) -> list[Ring]:
    rings = shapely.get_rings(part) if shapely.get_type_id(part) == _POLYGON else [part]
    return [shapely.get_coordinates(ring).tolist() for ring in rings]


def _part_kind(part: BaseGeometry) -> PartKind:
    kinds = {_POINT: PartKind.POINT, _POLYGON: PartKind.AREA}
    return kinds.get(shapely.get_type_id(part), PartKind.LINE)


def close_rings(geometry: GeometryArrays, ring_mask: Mask) -> GeometryArrays:
    """Append the first position of each ring in the mask to its end."""
    ends = geometry.ring_offsets[1:][ring_mask]
    firsts = geometry.coords[geometry.ring_offsets[:-1][ring_mask]]
    return replace(
        geometry,
        coords=np.insert(geometry.coords, ends, firsts, axis=0),
        ring_offsets=offsets_from_sizes(np.diff(geometry.ring_offsets) + ring_mask),
    )
