"""From the columns of a layer to shapes that can be painted and picked, in map metres."""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
import shapely
from PySide6.QtGui import QPainterPath

from frontviewer.core.columns import part_shapes
from frontviewer.core.geodesy import ground_scale, to_map
from frontviewer.core.layer import Columns, Coordinates, Feature, FeatureKey, Layer, PartKind
from frontviewer.mapview.camera import MapBounds
from frontviewer.mapview.style import Style, style_of

_HEAVY_VERTICES = 50_000
# shapely.GeometryType, whose members are slow to get at.
_POINT, _LINE, _POLYGON = 0, 1, 3


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
    latitudes = layer.columns.bounds[:, [1, 3]].mean(axis=1).tolist()
    halos = np.array([_halo(f, at) for f, at in zip(features, latitudes, strict=True)])
    tree, owners = _hit_index(drawings, halos)
    order = _order(columns, drawings)
    ranks = np.full(len(drawings), -1)
    ranks[order] = np.arange(len(order))
    return LayerDrawing(
        name=layer.name,
        keys=tuple(feature.key for feature in features),
        positions={id_: index for index, id_ in enumerate(layer.ids)},
        names=tuple(feature.own_name for feature in features),
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
    for first, end in pairwise(columns.feature_offsets.tolist()):
        yield drawing_of(parts[first:end])


def drawing_of(parts: npt.NDArray[np.object_]) -> Drawing:
    """Return the drawing of one feature's parts, which are in map metres."""
    kinds = shapely.get_type_id(parts)
    boxes = shapely.bounds(parts) if len(parts) else np.full((1, 4), np.nan)
    west, south = boxes[:, :2].min(axis=0).tolist()
    east, north = boxes[:, 2:].max(axis=0).tolist()
    return Drawing(
        areas=path_of(runs_of(shapely.get_rings(parts[kinds == _POLYGON]))),
        lines=path_of(runs_of(parts[kinds == _LINE])),
        points=shapely.get_coordinates(parts[kinds == _POINT]),
        parts=parts,
        bounds=(west, south, east, north),
        vertices=int(shapely.get_num_coordinates(parts).sum()),
    )


def path_of(runs: Iterable[Coordinates]) -> QPainterPath:
    """Return a path of open and closed runs; its odd-even filling leaves holes open."""
    path = QPainterPath()
    for run in runs:
        path.addPath(pg.arrayToQPath(run[:, 0], run[:, 1], finiteCheck=False))
    return path


def runs_of(shapes: npt.NDArray[np.object_]) -> Iterator[Coordinates]:
    """Yield the coordinates of every line or ring."""
    if len(shapes):
        ends = shapely.get_num_coordinates(shapes).cumsum().tolist()
        coords = shapely.get_coordinates(shapes)
        yield from (coords[first:end] for first, end in pairwise([0, *ends]))


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


def _halo(feature: Feature, latitude: float) -> float:
    """Return the radius of a feature's precision in map metres at its own latitude."""
    if feature.precision_m is None or math.isnan(latitude):
        return 0.0
    return feature.precision_m / ground_scale(latitude)


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
    discs = (shapely.get_type_id(parts) == _POINT) & (halos[owners] > 0)
    parts[discs] = shapely.buffer(parts[discs], halos[owners][discs], quad_segs=16)
    return shapely.STRtree(parts), owners
