"""Between shapely's geometries and the columns of a layer."""

from collections.abc import Iterator, Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from frontviewer.core.layer import Columns, PartKind


def columns_of(shapes: Sequence[BaseGeometry | None]) -> Columns:
    """Lay geometries out as columns; nested collections become parts of one feature.

    `shapes` are in degrees, WGS 84; None and empty geometries give features without parts.
    """
    rings: list[BaseGeometry] = []
    part_ends: list[int] = []
    kinds: list[int] = []
    feature_ends: list[int] = []
    for shape in shapes:
        for part in _parts(shape):
            rings.extend(shapely.get_rings(part) if part.geom_type == "Polygon" else [part])
            part_ends.append(len(rings))
            kinds.append(_kind(part))
        feature_ends.append(len(part_ends))
    counts = shapely.get_num_coordinates(np.array(rings, dtype=object))
    return Columns(
        coords=shapely.get_coordinates(np.array(rings, dtype=object)),
        ring_offsets=_offsets(np.cumsum(counts)),
        part_offsets=_offsets(part_ends),
        part_kinds=np.array(kinds, dtype=np.uint8),
        feature_offsets=_offsets(feature_ends),
        bounds=shapely.bounds(np.array(shapes, dtype=object)).reshape(-1, 4),
    )


def shape_at(columns: Columns, index: int) -> BaseGeometry | None:
    """Return one feature's geometry in degrees, WGS 84; None where it has none.

    One part gives a plain geometry, several of a kind a Multi- one, mixed ones a collection.
    """
    first, end = columns.feature_offsets[index : index + 2]
    parts = [_part(columns, part) for part in range(first, end)]
    if len(parts) == 1:
        return parts[0]
    kinds = set(columns.part_kinds[first:end])
    if not parts:
        return None
    if kinds == {PartKind.POINT}:
        return shapely.multipoints(parts)
    if kinds == {PartKind.LINE}:
        return shapely.multilinestrings(parts)
    if kinds == {PartKind.AREA}:
        return shapely.multipolygons(parts)
    return shapely.geometrycollections(parts)


def _part(columns: Columns, part: int) -> BaseGeometry:
    first, end = columns.part_offsets[part : part + 2]
    runs = [
        columns.coords[columns.ring_offsets[ring] : columns.ring_offsets[ring + 1]]
        for ring in range(first, end)
    ]
    match PartKind(columns.part_kinds[part]):
        case PartKind.POINT:
            return shapely.points(runs[0][0])
        case PartKind.LINE:
            return shapely.linestrings(runs[0])
        case PartKind.AREA:
            return shapely.polygons(runs[0], holes=[shapely.linearrings(r) for r in runs[1:]])


def _parts(shape: BaseGeometry | None) -> Iterator[BaseGeometry]:
    if shape is None or shape.is_empty:
        return
    if hasattr(shape, "geoms"):
        for inner in shape.geoms:
            yield from _parts(inner)
    else:
        yield shape


def _kind(part: BaseGeometry) -> PartKind:
    match shapely.get_type_id(part):
        case 0:
            return PartKind.POINT
        case 3:
            return PartKind.AREA
        case _:
            return PartKind.LINE


def _offsets(ends: Sequence[int] | np.ndarray) -> np.ndarray:
    return np.concatenate([[0], np.asarray(ends, dtype=np.int64)]).astype(np.int64)
