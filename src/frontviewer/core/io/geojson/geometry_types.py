"""GeoJSON's seven geometries as the parser gives them, and the parts they fall into."""

from collections.abc import Iterator
from typing import Annotated, Any, NamedTuple, TypeAlias

from msgspec import Meta, Struct

from frontviewer.core.geometry.arrays import PartKind
from frontviewer.core.text.json_positions import JsonPath

Position: TypeAlias = Annotated[list[float], Meta(min_length=2)]
"""Two or more numbers in the document's coordinate system: x, y, and maybe height and measure."""


class Point(Struct, tag="Point", tag_field="type", gc=False):
    """One position, or none."""

    coordinates: list[float]

    def __post_init__(self) -> None:
        if len(self.coordinates) == 1:
            raise ValueError("a position has two numbers")


class MultiPoint(Struct, tag="MultiPoint", tag_field="type", gc=False):
    """Positions."""

    coordinates: list[Position]


class LineString(Struct, tag="LineString", tag_field="type", gc=False):
    """A line."""

    coordinates: list[Position]


class MultiLineString(Struct, tag="MultiLineString", tag_field="type", gc=False):
    """Lines."""

    coordinates: list[list[Position]]


class Polygon(Struct, tag="Polygon", tag_field="type", gc=False):
    """An outer ring and its holes."""

    coordinates: list[list[Position]]


class MultiPolygon(Struct, tag="MultiPolygon", tag_field="type", gc=False):
    """Areas."""

    coordinates: list[list[list[Position]]]


class GeometryCollection(Struct, tag="GeometryCollection", tag_field="type", gc=False):
    """Geometries of any kind, collections too."""

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
KIND_OF_TYPE = {shape.__name__: kind for shape, kind in _KINDS.items()}
"""What the parts of each type are; of collections each part is something else."""
NESTING = {
    "Point": 0,
    "MultiPoint": 1,
    "LineString": 1,
    "MultiLineString": 2,
    "Polygon": 2,
    "MultiPolygon": 3,
}
"""How many arrays stand around the positions of each type."""
GEOMETRY_TYPES = frozenset((*NESTING, "GeometryCollection"))


class Part(NamedTuple):
    """One point, line or area. The path lead to it from its geometry."""

    kind: PartKind
    rings: list[list[list[float]]]
    path: JsonPath


def parts(geometry: Geometry | None) -> Iterator[Part]:
    """Yield the parts in the order of the document; what has no position has no parts."""
    waiting: list[tuple[Geometry, JsonPath]] = [(geometry, ())] if geometry else []
    while waiting:
        shape, path = waiting.pop()
        if isinstance(shape, GeometryCollection):
            inner = [(g, (*path, "geometries", i)) for i, g in enumerate(shape.geometries)]
            waiting.extend(reversed(inner))
        else:
            yield from _plain_parts(shape, (*path, "coordinates"))


def _plain_parts(shape: PlainGeometry, path: JsonPath) -> Iterator[Part]:
    kind = _KINDS[type(shape)]
    coordinates: list[Any] = shape.coordinates
    if isinstance(shape, MultiPoint | MultiLineString | MultiPolygon):
        for index, inner in enumerate(coordinates):
            yield from _part(kind, inner, (*path, index))
    else:
        yield from _part(kind, coordinates, path)


def _part(kind: PartKind, coordinates: list[Any], path: JsonPath) -> Iterator[Part]:
    match kind if coordinates else None:
        case PartKind.POINT:
            yield Part(kind, [[coordinates]], path)
        case PartKind.LINE:
            yield Part(kind, [coordinates], path)
        case PartKind.AREA:
            yield Part(kind, coordinates, path)


def ring_path(part: Part, ring: int, vertex: int | None = None) -> JsonPath:
    """Return the path from the geometry to a ring of a part, or to one position of it."""
    if part.kind == PartKind.POINT:
        return part.path
    last = () if vertex is None else (vertex,)
    return (*part.path, *last) if part.kind == PartKind.LINE else (*part.path, ring, *last)
