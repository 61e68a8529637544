"""The seven GeoJSON geometry types as msgspec structs, and their decomposition into parts."""

from collections.abc import Iterator
from typing import Annotated, Any, NamedTuple, TypeAlias

from msgspec import Meta, Struct

from frontviewer.core.geometry.arrays import PartKind
from frontviewer.core.text.json_positions import JsonPath

Position: TypeAlias = Annotated[list[float], Meta(min_length=2)]
"""Two or more numbers in the coordinate system of the document: x, y, optional z and m."""


class Point(Struct, tag="Point", tag_field="type", gc=False):
    """One position, or an empty array."""

    coordinates: list[float]

    def __post_init__(self) -> None:
        if len(self.coordinates) == 1:
            raise ValueError("a position has two numbers")


class MultiPoint(Struct, tag="MultiPoint", tag_field="type", gc=False):
    """An array of positions."""

    coordinates: list[Position]


class LineString(Struct, tag="LineString", tag_field="type", gc=False):
    """The positions of one line."""

    coordinates: list[Position]


class MultiLineString(Struct, tag="MultiLineString", tag_field="type", gc=False):
    """An array of lines."""

    coordinates: list[list[Position]]


class Polygon(Struct, tag="Polygon", tag_field="type", gc=False):
    """An outer ring and its holes."""

    coordinates: list[list[Position]]


class MultiPolygon(Struct, tag="MultiPolygon", tag_field="type", gc=False):
    """An array of polygons."""

    coordinates: list[list[list[Position]]]


class GeometryCollection(Struct, tag="GeometryCollection", tag_field="type", gc=False):
    """An array of geometries of any type, including collections."""

    geometries: list["Geometry"]


PlainGeometry: TypeAlias = (
    Point | MultiPoint | LineString | MultiLineString | Polygon | MultiPolygon
)
Geometry: TypeAlias = PlainGeometry | GeometryCollection
_KINDS: dict[type, PartKind] = {
    Point: PartKind.POINT,
    MultiPoint: PartKind.POINT,
    LineString: PartKind.LINE,
    MultiLineString: PartKind.LINE,
    Polygon: PartKind.AREA,
    MultiPolygon: PartKind.AREA,
}
KIND_BY_TYPE = {struct.__name__: kind for struct, kind in _KINDS.items()}
"""Part kind of each geometry type but GeometryCollection, whose parts may differ in kind."""
NESTING = {
    "Point": 0,
    "MultiPoint": 1,
    "LineString": 1,
    "MultiLineString": 2,
    "Polygon": 2,
    "MultiPolygon": 3,
}
"""Number of arrays around the positions of each geometry type."""
GEOMETRY_TYPES = frozenset((*NESTING, "GeometryCollection"))


class Part(NamedTuple):
    """One point, line or polygon.

    Attributes
    ----------
    rings
        One ring for a point or line; the outer ring and the holes of a polygon.
    path
        From the geometry to the part.
    """

    kind: PartKind
    rings: list[list[list[float]]]
    path: JsonPath


def iter_parts(geometry: Geometry | None) -> Iterator[Part]:
    """Yield the parts in document order; empty geometries have no parts."""
    stack: list[tuple[Geometry, JsonPath]] = [(geometry, ())] if geometry else []
    while stack:
        current, path = stack.pop()
        if isinstance(current, GeometryCollection):
            children = [(g, (*path, "geometries", i)) for i, g in enumerate(current.geometries)]
            stack.extend(reversed(children))
        else:
            yield from _iter_plain_parts(current, (*path, "coordinates"))


def _iter_plain_parts(geometry: PlainGeometry, path: JsonPath) -> Iterator[Part]:
    kind = _KINDS[type(geometry)]
    coordinates: list[Any] = geometry.coordinates
    if isinstance(geometry, MultiPoint | MultiLineString | MultiPolygon):
        for index, part_coordinates in enumerate(coordinates):
            yield from _make_part(kind, part_coordinates, (*path, index))
    else:
        yield from _make_part(kind, coordinates, path)


def _make_part(kind: PartKind, coordinates: list[Any], path: JsonPath) -> Iterator[Part]:
    """Yield one part, or nothing if there are no coordinates."""
    match kind if coordinates else None:
        case PartKind.POINT:
            yield Part(kind, [[coordinates]], path)
        case PartKind.LINE:
            yield Part(kind, [coordinates], path)
        case PartKind.AREA:
            yield Part(kind, coordinates, path)


def build_ring_path(part: Part, ring: int, vertex: int | None = None) -> JsonPath:
    """Return the path from the geometry to a ring of a part, or to one position of the ring."""
    if part.kind == PartKind.POINT:
        return part.path
    last = () if vertex is None else (vertex,)
    return (*part.path, *last) if part.kind == PartKind.LINE else (*part.path, ring, *last)
