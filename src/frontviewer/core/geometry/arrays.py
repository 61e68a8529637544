"""Makes the columns of a layer, takes features out of them, and gives shapely geometries back."""

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
"""(n + 1,) first index of each item in the level below, and the end."""
Indices = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Ring = Sequence[Sequence[float]]
"""Positions: two numbers or more each."""

_BATCH = 400
"""Positions held as Python lists at a time: more of them would busy the garbage collector."""


class PartKind(IntEnum):
    """What one part is."""

    POINT = 0
    LINE = 1
    AREA = 2


@dataclass(frozen=True, slots=True)
class GeometryArrays:
    """The geometry of many features, in GeoArrow's layout.

    Attributes
    ----------
    coords
        (n, 2) longitude, latitude in degrees, WGS 84. Rings of areas are closed.
    ring_offsets
        Into `coords`.
    part_offsets
        Into rings; the first ring of an area is its outer one.
    part_kinds
        (parts,) uint8, a `PartKind` each.
    feature_offsets
        Into parts; a feature without geometry has none.
    bounds
        (features, 4) west, south, east, north in degrees; NaN without geometry.
    """

    coords: Coordinates
    ring_offsets: Offsets
    part_offsets: Offsets
    part_kinds: npt.NDArray[np.uint8]
    feature_offsets: Offsets
    bounds: npt.NDArray[np.float64]


_POINT, _LINE, _POLYGON = 0, 1, 3  # shapely.GeometryType is an enumeration that mypy cannot see
_JOINED = {
    PartKind.POINT: shapely.multipoints,
    PartKind.LINE: shapely.multilinestrings,
    PartKind.AREA: shapely.multipolygons,
}


class GeometryBuilder:
    """Grows columns feature by feature."""

    def __init__(self) -> None:
        self._waiting: list[Sequence[float]] = []
        self._batches: list[Coordinates] = [np.empty((0, 2))]
        self._ring_sizes: list[int] = []
        self._part_sizes: list[int] = []
        self._part_kinds: list[int] = []
        self._feature_sizes: list[int] = []

    def add_feature(self, parts: Iterable[tuple[PartKind, Sequence[Ring]]]) -> None:
        """Add a feature; of each position the first two numbers are taken."""
        before = len(self._part_sizes)
        for kind, rings in parts:
            for ring in rings:
                self._waiting.extend(ring)
                self._ring_sizes.append(len(ring))
            self._part_sizes.append(len(rings))
            self._part_kinds.append(kind)
        self._feature_sizes.append(len(self._part_sizes) - before)
        if len(self._waiting) > _BATCH:
            self._flush()

    def build(self) -> GeometryArrays:
        """Return all that was added."""
        self._flush()
        return geometry_with_bounds(
            np.concatenate(self._batches),
            offsets_from_sizes(self._ring_sizes),
            offsets_from_sizes(self._part_sizes),
            np.array(self._part_kinds, dtype=np.uint8),
            offsets_from_sizes(self._feature_sizes),
        )

    def _flush(self) -> None:
        waiting = self._waiting
        sizes = set(map(len, waiting))
        if len(sizes) > 1:
            waiting = [position[:2] for position in waiting]
            sizes = {2}
        if waiting:
            numbers = np.fromiter(chain.from_iterable(waiting), dtype=np.float64)
            self._batches.append(numbers.reshape(-1, sizes.pop())[:, :2])
        self._waiting = []


def geometry_with_bounds(
    coords: Coordinates,
    ring_offsets: Offsets,
    part_offsets: Offsets,
    part_kinds: npt.NDArray[np.uint8],
    feature_offsets: Offsets,
) -> GeometryArrays:
    """Join columns and work out the bounds of each feature."""
    vertex_offsets = ring_offsets[part_offsets[feature_offsets]]
    located = np.diff(vertex_offsets) > 0
    bounds = np.full((len(located), 4), np.nan)
    if located.any():
        # What lies between two starts is one feature: those left out have no vertices.
        starts = vertex_offsets[:-1][located]
        bounds[located, :2] = np.minimum.reduceat(coords, starts)
        bounds[located, 2:] = np.maximum.reduceat(coords, starts)
    return GeometryArrays(coords, ring_offsets, part_offsets, part_kinds, feature_offsets, bounds)


def geometry_from_shapes(shapes: Iterable[BaseGeometry | None]) -> GeometryArrays:
    """Lay geometries out as columns; nested collections become parts of one feature.

    `shapes` are in degrees, WGS 84; None and empty geometries give features without parts.
    """
    builder = GeometryBuilder()
    for shape in shapes:
        builder.add_feature((_kind(part), _rings(part)) for part in _parts(shape))
    return builder.build()


def take_features(
    geometry: GeometryArrays, chosen: npt.NDArray[np.bool_] | npt.NDArray[np.int64]
) -> GeometryArrays:
    """Return the columns of some of the features: those of a mask, or by index in any order."""
    indices = np.arange(len(geometry.bounds))[chosen]
    parts, feature_offsets = take_ranges(geometry.feature_offsets, indices)
    rings, part_offsets = take_ranges(geometry.part_offsets, parts)
    vertices, ring_offsets = take_ranges(geometry.ring_offsets, rings)
    return GeometryArrays(
        geometry.coords[vertices],
        ring_offsets,
        part_offsets,
        geometry.part_kinds[parts],
        feature_offsets,
        geometry.bounds[chosen],
    )


def concat_geometry(
    several: Sequence[GeometryArrays], coords: Coordinates | None = None
) -> GeometryArrays:
    """Return the features of all, one after another; `coords` are those of all, if joined."""
    return GeometryArrays(
        np.concatenate([geometry.coords for geometry in several]) if coords is None else coords,
        concat_offsets(geometry.ring_offsets for geometry in several),
        concat_offsets(geometry.part_offsets for geometry in several),
        np.concatenate([geometry.part_kinds for geometry in several]),
        concat_offsets(geometry.feature_offsets for geometry in several),
        np.concatenate([geometry.bounds for geometry in several]),
    )


def concat_offsets(several: Iterable[Offsets]) -> Offsets:
    """Return the offsets of all runs, one after another."""
    return offsets_from_sizes(np.concatenate([np.diff(offsets) for offsets in several]))


def take_ranges(
    offsets: Offsets, chosen: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], Offsets]:
    """Return what the chosen runs contain, by index, and the offsets of the runs in it."""
    starts = offsets[chosen]
    return expand_ranges(starts, offsets[chosen + 1] - starts)


def expand_ranges(
    starts: npt.NDArray[np.int64], sizes: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], Offsets]:
    """Return all numbers of some spans, and the offsets of the spans in them."""
    ends = offsets_from_sizes(sizes)
    return np.arange(ends[-1]) + np.repeat(starts - ends[:-1], sizes), ends


def ring_kinds(geometry: GeometryArrays) -> npt.NDArray[np.uint8]:
    """Return the `PartKind` that each ring belongs to."""
    return np.repeat(geometry.part_kinds, np.diff(geometry.part_offsets))


def ring_owners(geometry: GeometryArrays) -> npt.NDArray[np.int64]:
    """Return which feature each ring belongs to."""
    ends = geometry.part_offsets[geometry.feature_offsets]
    return np.repeat(np.arange(len(ends) - 1), np.diff(ends))


def offsets_from_sizes(sizes: Sequence[int] | npt.NDArray[np.integer | np.bool_]) -> Offsets:
    """Return where runs of these sizes begin, and the end of the last."""
    offsets = np.zeros(len(sizes) + 1, dtype=np.int64)
    np.cumsum(sizes, out=offsets[1:])
    return offsets


def part_shapes(geometry: GeometryArrays) -> npt.NDArray[np.object_]:
    """Return every part as a shapely geometry, in the coordinates of the columns."""
    shapes = np.empty(len(geometry.part_kinds), dtype=object)
    for kind in PartKind:
        chosen = np.flatnonzero(geometry.part_kinds == kind)
        rings, part_offsets = take_ranges(geometry.part_offsets, chosen)
        vertices, ring_offsets = take_ranges(geometry.ring_offsets, rings)
        coords = geometry.coords[vertices]
        match kind:
            case PartKind.POINT:
                shapes[chosen] = shapely.points(coords)
            case PartKind.LINE:
                shapes[chosen] = shapely.from_ragged_array(_LINE, coords, (ring_offsets,))
            case PartKind.AREA:
                runs = (ring_offsets, part_offsets)
                shapes[chosen] = shapely.from_ragged_array(_POLYGON, coords, runs)
    return shapes


def shape_at(geometry: GeometryArrays, index: int) -> BaseGeometry | None:
    """Return one feature's geometry in degrees, WGS 84; None where it has none.

    One part gives a plain geometry, several of a kind a Multi- one, mixed ones a collection.
    """
    only = take_features(geometry, np.arange(len(geometry.bounds)) == index)
    parts = part_shapes(only)
    if len(parts) <= 1:
        return parts[0] if len(parts) else None
    kinds = set(only.part_kinds.tolist())
    return _JOINED[kinds.pop()](parts) if len(kinds) == 1 else shapely.geometrycollections(parts)


def _parts(shape: BaseGeometry | None) -> Iterator[BaseGeometry]:
    if shape is None or shape.is_empty:
        return
    if hasattr(shape, "geoms"):
        for inner in shape.geoms:
            yield from _parts(inner)
    else:
        yield shape


def _rings(part: BaseGeometry) -> list[Ring]:
    rings = shapely.get_rings(part) if shapely.get_type_id(part) == _POLYGON else [part]
    return [shapely.get_coordinates(ring).tolist() for ring in rings]


def _kind(part: BaseGeometry) -> PartKind:
    kinds = {_POINT: PartKind.POINT, _POLYGON: PartKind.AREA}
    return kinds.get(shapely.get_type_id(part), PartKind.LINE)


def close_rings(geometry: GeometryArrays, chosen: npt.NDArray[np.bool_]) -> GeometryArrays:
    """Repeat the first position of the chosen rings at their end."""
    ends = geometry.ring_offsets[1:][chosen]
    firsts = geometry.coords[geometry.ring_offsets[:-1][chosen]]
    return replace(
        geometry,
        coords=np.insert(geometry.coords, ends, firsts, axis=0),
        ring_offsets=offsets_from_sizes(np.diff(geometry.ring_offsets) + chosen),
    )
