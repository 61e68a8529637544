"""From the columns of a layer to shapes that can be painted and picked, in map metres."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
import shapely
from PySide6.QtGui import QPainterPath
from shapely.geometry.base import BaseGeometry

from frontviewer.core.geodesy import from_map, ground_scale, to_map
from frontviewer.core.layer import Columns, Coordinates, Feature, FeatureKey, Layer, PartKind
from frontviewer.mapview.camera import MapBounds
from frontviewer.mapview.style import Style, style_of

_HEAVY_VERTICES = 50_000


@dataclass(frozen=True, slots=True, eq=False)
class Drawing:
    """One feature's geometry, in map metres.

    Attributes
    ----------
    areas, lines
        Apart, since a bent line in a filled path would be filled too.
    points
        (n, 2).
    parts
        The same as shapely geometries, for cutting and picking.
    bounds
        NaN without geometry.
    vertices
        How many points all outlines have.
    """

    areas: QPainterPath
    lines: QPainterPath
    points: Coordinates
    parts: npt.NDArray[np.object_]
    bounds: MapBounds
    vertices: int


@dataclass(frozen=True, slots=True, eq=False)
class LayerDrawing:
    """A layer made ready; nothing in it depends on theme, order, visibility or zoom.

    Attributes
    ----------
    positions
        From feature id to its index.
    names
        For labels; "" where the file gives none.
    halos
        (features,) the radius of `precision_m` in map metres at the feature; 0 where not given.
    order
        Located features from the lowest to the topmost: areas from large to small, lines,
        points. Picking goes the other way.
    ranks
        (features,) the place of each in `order`; -1 for those without geometry.
    heavy
        Whether lines must be thin to be quick.
    tree, owners
        Index of what can be hit, and the feature each of its geometries belongs to.
    """

    name: str
    title: str
    keys: tuple[FeatureKey, ...]
    positions: Mapping[str, int]
    names: tuple[str, ...]
    styles: tuple[Style, ...]
    drawings: tuple[Drawing, ...]
    bounds: npt.NDArray[np.float64]
    halos: npt.NDArray[np.float64]
    order: npt.NDArray[np.int64]
    ranks: npt.NDArray[np.int64]
    heavy: bool
    tree: shapely.STRtree
    owners: npt.NDArray[np.int64]


def drawn_layer(layer: Layer) -> LayerDrawing:
    """Make a layer ready to be painted and picked."""
    columns = replace(layer.columns, coords=to_map(layer.columns.coords))
    drawings = tuple(drawings_of(columns))
    features = tuple(layer.features())
    bounds = np.array([drawing.bounds for drawing in drawings]).reshape(-1, 4)
    halos = np.array([_halo(f, box) for f, box in zip(features, bounds, strict=True)])
    tree, owners = _hit_index(drawings, halos)
    order = _order(columns, drawings)
    ranks = np.full(len(drawings), -1)
    ranks[order] = np.arange(len(order))
    return LayerDrawing(
        name=layer.name,
        title=layer.title,
        keys=tuple(feature.key for feature in features),
        positions={id_: index for index, id_ in enumerate(layer.ids)},
        names=tuple(_label(feature) for feature in features),
        styles=tuple(style_of(feature, layer.style) for feature in features),
        drawings=drawings,
        bounds=bounds,
        halos=halos,
        order=order,
        ranks=ranks,
        heavy=len(columns.coords) > _HEAVY_VERTICES,
        tree=tree,
        owners=owners,
    )


def drawings_of(columns: Columns) -> Iterator[Drawing]:
    """Yield one drawing per feature of columns whose coordinates are map metres."""
    parts = part_shapes(columns)
    for first, end in zip(columns.feature_offsets[:-1], columns.feature_offsets[1:], strict=True):
        yield drawing_of(parts[first:end])


def drawing_of(parts: npt.NDArray[np.object_]) -> Drawing:
    """Return the drawing of one feature's parts, which are in map metres."""
    kinds = shapely.get_type_id(parts)
    points = parts[kinds == shapely.GeometryType.POINT]
    areas = parts[kinds == shapely.GeometryType.POLYGON]
    lines = parts[kinds == shapely.GeometryType.LINESTRING]
    west, south, east, north = shapely.total_bounds(parts) if len(parts) else [np.nan] * 4
    return Drawing(
        areas=path_of(runs_of(shapely.get_rings(areas))),
        lines=path_of(runs_of(lines)),
        points=shapely.get_coordinates(points),
        parts=parts,
        bounds=(float(west), float(south), float(east), float(north)),
        vertices=int(shapely.get_num_coordinates(parts).sum()),
    )


def part_shapes(columns: Columns) -> npt.NDArray[np.object_]:
    """Return every part of some columns as a shapely geometry, all of a kind at once."""
    shapes = np.empty(len(columns.part_kinds), dtype=object)
    for kind in PartKind:
        chosen = np.flatnonzero(columns.part_kinds == kind)
        if len(chosen):
            shapes[chosen] = _shapes_of(columns, chosen, kind)
    return shapes


def path_of(runs: Iterable[Coordinates]) -> QPainterPath:
    """Return a path of open and closed runs; its odd-even filling leaves holes open."""
    path = QPainterPath()
    for run in runs:
        path.addPath(pg.arrayToQPath(run[:, 0], run[:, 1], finiteCheck=False))
    return path


def runs_of(shapes: npt.NDArray[np.object_]) -> Iterator[Coordinates]:
    """Yield the coordinates of every line or ring."""
    coords, owners = shapely.get_coordinates(shapes, return_index=True)
    yield from np.split(coords, np.flatnonzero(np.diff(owners)) + 1) if len(coords) else ()


def clipped(drawing: Drawing, bounds: MapBounds) -> Drawing:
    """Return what of a drawing lies within some bounds, in map metres."""
    cut = shapely.clip_by_rect(drawing.parts, *bounds)
    pieces = shapely.get_parts(shapely.get_parts(cut))
    return drawing_of(pieces[~shapely.is_empty(pieces)])


def thinned(drawing: Drawing, detail: float) -> Drawing:
    """Return a drawing without what is finer than `detail` map metres."""
    simple = shapely.simplify(drawing.parts, detail, preserve_topology=False)
    pieces = shapely.get_parts(simple)
    return drawing_of(pieces[~shapely.is_empty(pieces)])


def _shapes_of(columns: Columns, chosen: npt.NDArray[np.int64], kind: PartKind) -> BaseGeometry:
    counts = columns.part_offsets[chosen + 1] - columns.part_offsets[chosen]
    rings = _ranges(columns.part_offsets[chosen], counts)
    lengths = columns.ring_offsets[rings + 1] - columns.ring_offsets[rings]
    coords = columns.coords[_ranges(columns.ring_offsets[rings], lengths)]
    if kind is PartKind.POINT:
        return shapely.points(coords)
    owners = np.repeat(np.arange(len(rings)), lengths)
    if kind is PartKind.LINE:
        return shapely.linestrings(coords, indices=owners)
    closed = shapely.linearrings(coords, indices=owners)
    return shapely.polygons(closed, indices=np.repeat(np.arange(len(chosen)), counts))


def _ranges(starts: npt.NDArray[np.int64], counts: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return `start, start + 1, ...` for every start, one after the other."""
    before = np.cumsum(counts) - counts
    return np.repeat(starts - before, counts) + np.arange(int(counts.sum()))


def _halo(feature: Feature, bounds: npt.NDArray[np.float64]) -> float:
    """Return the radius of a feature's precision in map metres at its own latitude."""
    if feature.precision_m is None or np.isnan(bounds).any():
        return 0.0
    middle = from_map(np.array([[0.0, (bounds[1] + bounds[3]) / 2]]))
    return feature.precision_m / ground_scale(float(middle[0, 1]))


def _label(feature: Feature) -> str:
    named = any(str(feature.properties.get(member, "")).strip() for member in ("name", "title"))
    return feature.name.strip() if named else ""


def _order(columns: Columns, drawings: tuple[Drawing, ...]) -> npt.NDArray[np.int64]:
    sizes = np.array([shapely.area(drawing.parts).sum() for drawing in drawings])
    firsts = columns.feature_offsets[:-1]
    counts = np.diff(columns.feature_offsets)
    located = counts > 0
    kinds = np.full(len(drawings), int(PartKind.POINT))
    if located.any():
        kinds[located] = np.maximum.reduceat(columns.part_kinds, firsts[located])
    order: npt.NDArray[np.int64] = np.lexsort((-sizes, -kinds))
    return order[located[order]]


def _hit_index(
    drawings: tuple[Drawing, ...], halos: npt.NDArray[np.float64]
) -> tuple[shapely.STRtree, npt.NDArray[np.int64]]:
    """Index all parts; a point known to some metres is the disc it may lie in."""
    counts = [len(drawing.parts) for drawing in drawings]
    parts = np.array([part for drawing in drawings for part in drawing.parts], dtype=object)
    owners = np.repeat(np.arange(len(drawings)), counts)
    discs = (shapely.get_type_id(parts) == shapely.GeometryType.POINT) & (halos[owners] > 0)
    parts[discs] = shapely.buffer(parts[discs], halos[owners][discs], quad_segs=16)
    return shapely.STRtree(parts), owners
