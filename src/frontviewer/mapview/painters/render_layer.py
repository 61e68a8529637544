"""From the columns of a layer to shapes that can be painted and picked, in map metres."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QPainterPath

from frontviewer.core.geometry.arrays import (
    Coordinates,
    GeometryArrays,
    Indices,
    Mask,
    Offsets,
    PartKind,
    offsets_from_sizes,
    part_shapes,
    ring_kinds,
    ring_owners,
    take_ranges,
)
from frontviewer.core.geometry.web_mercator import ground_scale
from frontviewer.core.model.feature import Feature, FeatureKey
from frontviewer.core.model.layer import Layer
from frontviewer.mapview.camera import Camera, MapBounds
from frontviewer.mapview.painters.level_of_detail import LevelOfDetail, project_geometry
from frontviewer.mapview.painters.symbology import FeatureStyle, read_style
from frontviewer.mapview.raster.painter_paths import path_of
from frontviewer.mapview.raster.polygon_coverage import ring_areas

_MANY_FEATURES = 2_000
_LEAST_RING = 4
MARGIN_PX = 48.0
"""How far from the screen something may be that can be seen on it, its soft edge aside."""


@dataclass(frozen=True, slots=True, eq=False)
class FeatureGeometry:
    """One feature as far as it can be seen, in map metres.

    Attributes
    ----------
    areas, lines
        Apart, since a bent line in a filled path would be filled too.
    points
        (n, 2).
    columns
        The same as columns, without what is too little for an area or a line.
    bounds
        Of all of it, seen or not.
    """

    areas: QPainterPath
    lines: QPainterPath
    points: Coordinates
    geometry: GeometryArrays
    bounds: MapBounds

    @property
    def parts(self) -> npt.NDArray[np.object_]:
        """The same as shapely geometries, for cutting."""
        return part_shapes(self.geometry)


@dataclass(frozen=True, slots=True, eq=False)
class RenderLayer:
    """A layer made ready; nothing in it depends on theme, order, visibility or zoom.

    Its located features are numbered from the lowest to the topmost: areas from large to small,
    lines, points. What holds of a feature is found under this number.

    Attributes
    ----------
    layer
        What it was made from.
    features
        (n,) the position of each in the layer.
    numbers
        (all features of the layer,) the other way; -1 for those without geometry.
    shapes
        The geometry of all features, in the order of the layer.
    bounds
        (n, 4) west, south, east, north of each feature in map metres.
    styles
        One for each look of the layer.
    style_of
        (n,) which of them each feature has.
    alike
        (n,) equal for features that are painted alike, be they of different styles.
    crossing
        (n,) whether the outlines of a feature cross themselves or each other.
    kinds
        (n,) the highest `PartKind` among its parts.
    halos
        (n,) the radius of `precision_m` in map metres at the feature; 0 where not given.
    turns
        (rings,) 1 where a ring of an area begins it when it runs anticlockwise, -1 when
        clockwise: what `coverage_counts` asks for.
    """

    layer: Layer
    features: Indices
    numbers: Indices
    lod: LevelOfDetail
    bounds: npt.NDArray[np.float64]
    styles: tuple[FeatureStyle, ...]
    style_index: npt.NDArray[np.int32]
    style_group: npt.NDArray[np.int32]
    self_intersecting: Mask
    kinds: npt.NDArray[np.uint8]
    accuracy_radius: npt.NDArray[np.float64]
    ring_winding: npt.NDArray[np.int8]

    @property
    def name(self) -> str:
        """The layer's."""
        return self.layer.name

    def reach(self, camera: Camera) -> float:
        """Return how far from a screen a feature may be that is seen there, in map metres."""
        return float(self.accuracy_radius.max(initial=0.0)) + MARGIN_PX * camera.resolution

    def find(self, feature_id: str) -> int | None:
        """Return the number of a feature; None where it is not in the layer or has no geometry."""
        position = self.layer.positions.get(feature_id)
        number = -1 if position is None else int(self.numbers[position])
        return number if number >= 0 else None

    def label(self, index: int) -> str:
        """Return the name the file gives a feature, or ""."""
        return self.layer.feature(int(self.features[index])).own_name

    def style(self, index: int) -> FeatureStyle:
        """Return how a feature looks, whatever the theme."""
        return self.styles[int(self.style_index[index])]


def build_render_layer(layer: Layer) -> RenderLayer:
    """Make a layer ready to be painted and picked."""
    geometry = project_geometry(layer.geometry)
    samples = [Feature(FeatureKey("", ""), 0, look, located=True) for look in layer.style_table]
    styles = tuple(read_style(sample, layer.style) for sample in samples)
    self_intersecting = np.zeros(len(layer), dtype=np.bool_)
    self_intersecting[layer.self_intersecting] = True
    style_group = 2 * _style_groups(styles)[layer.style_index] + self_intersecting
    kinds, areas = _kinds(geometry), _signed_areas(geometry)
    features = _order(geometry, kinds, areas, style_group)
    numbers = np.full(len(layer), -1)
    numbers[features] = np.arange(len(features))
    style_indices = layer.style_index[features]
    return RenderLayer(
        layer=layer,
        features=features,
        numbers=numbers,
        lod=LevelOfDetail(geometry),
        bounds=np.asfortranarray(geometry.bounds[features]),  # which are compared side by side
        styles=styles,
        style_index=style_indices,
        style_group=style_group[features],
        self_intersecting=self_intersecting[features],
        kinds=kinds[features],
        accuracy_radius=_accuracy_radii(samples, style_indices, layer.geometry.bounds[features]),
        ring_winding=np.sign(areas).astype(np.int8),
    )


def build_feature_geometry(geometry: GeometryArrays) -> FeatureGeometry:
    """Return the drawing of one feature's columns, which are in map metres."""
    kinds = ring_kinds(geometry)
    areas, lines = (
        path_of(*rings_of(geometry, kinds == kind)) for kind in (PartKind.AREA, PartKind.LINE)
    )
    points, _ = rings_of(geometry, kinds == PartKind.POINT)
    west, south, east, north = geometry.bounds[0].tolist()
    return FeatureGeometry(areas, lines, points, with_room(geometry), (west, south, east, north))


def visible_geometry(
    layer: RenderLayer, index: int, camera: Camera, ratio: float = 1.0
) -> FeatureGeometry:
    """Return what of a feature can be seen on the screen and about it."""
    margin = MARGIN_PX * camera.resolution + float(layer.accuracy_radius[index])
    around = grown(camera.bounds, margin)
    geometry, _ = layer.lod.clip_to_view(camera.resolution / ratio, layer.features[[index]], around)
    return build_feature_geometry(geometry)


def rings_of(
    geometry: GeometryArrays, chosen: npt.NDArray[np.bool_]
) -> tuple[Coordinates, Offsets]:
    """Return coordinates and offsets of some of the rings, points and lines."""
    if chosen.all():
        return geometry.coords, geometry.ring_offsets
    vertices, offsets = take_ranges(geometry.ring_offsets, np.flatnonzero(chosen))
    return geometry.coords[vertices], offsets


def grown(bounds: MapBounds, by: float) -> MapBounds:
    """Return bounds with so much more on every side."""
    west, south, east, north = bounds
    return west - by, south - by, east + by, north + by


def with_room(geometry: GeometryArrays) -> GeometryArrays:
    """Leave out what so little is seen of that it is no area or line any more."""
    sizes = np.diff(geometry.ring_offsets)
    kinds = ring_kinds(geometry)
    needed = np.array([1, 2, _LEAST_RING])[kinds]
    kept = sizes >= needed
    if kept.all():
        return geometry
    outer = geometry.part_offsets[:-1]
    kept &= np.repeat(kept[outer], np.diff(geometry.part_offsets))
    coords, ring_offsets = rings_of(geometry, kept)
    canvas_for_camera = kept[outer]
    part_offsets = offsets_from_sizes(np.add.reduceat(kept, outer)[canvas_for_camera])
    ends = offsets_from_sizes(canvas_for_camera)[geometry.feature_offsets]
    kinds = geometry.part_kinds[canvas_for_camera]
    return GeometryArrays(coords, ring_offsets, part_offsets, kinds, ends, geometry.bounds)


def _accuracy_radii(
    samples: Sequence[Feature],
    style_indices: npt.NDArray[np.int32],
    bounds: npt.NDArray[np.float64],
) -> npt.NDArray[np.float64]:
    """Return the radius of each feature's precision in map metres at its own latitude."""
    accuracy_radius = np.array([sample.precision_m or 0.0 for sample in samples] or [0.0])[
        style_indices
    ]
    known = np.flatnonzero(accuracy_radius)
    latitudes = bounds[known][:, [1, 3]].mean(axis=1).tolist()
    accuracy_radius[known] /= [ground_scale(latitude) for latitude in latitudes]
    return accuracy_radius


def _kinds(geometry: GeometryArrays) -> npt.NDArray[np.uint8]:
    """Return the highest `PartKind` of each feature, a point for those without geometry."""
    kinds = np.zeros(len(geometry.bounds), dtype=np.uint8)
    owners = np.repeat(np.arange(len(kinds)), np.diff(geometry.feature_offsets))
    np.maximum.at(kinds, owners, geometry.part_kinds)
    return kinds


def _signed_areas(geometry: GeometryArrays) -> npt.NDArray[np.float64]:
    """Return the area of each ring, negative where it runs the wrong way; 0 for lines."""
    kinds = ring_kinds(geometry)
    areas = ring_areas(geometry.coords, geometry.ring_offsets)
    areas[kinds != PartKind.AREA] = 0.0
    holes = np.ones(len(areas), dtype=np.bool_)
    holes[geometry.part_offsets[:-1]] = False
    areas[holes] *= -1.0
    return areas


def _style_groups(styles: Sequence[FeatureStyle]) -> npt.NDArray[np.int32]:
    """Return for each style the number of the first that is painted as it is."""
    plain = [replace(style, kind="") for style in styles]
    firsts: dict[tuple[FeatureStyle, bool], int] = {}
    keys = [(bare, style.quiet) for bare, style in zip(plain, styles, strict=True)]
    return np.array([firsts.setdefault(key, at) for at, key in enumerate(keys)] or [0], np.int32)


def _order(
    geometry: GeometryArrays,
    kinds: npt.NDArray[np.uint8],
    areas: npt.NDArray[np.float64],
    style_group: npt.NDArray[np.int32],
) -> Indices:
    """Return the located features from the lowest to the topmost.

    Where there are many, areas of about one size are painted together with their like.
    """
    sizes = np.bincount(ring_owners(geometry), np.abs(areas), minlength=len(kinds))
    located = np.flatnonzero(np.diff(geometry.feature_offsets) > 0)
    highest_first = -kinds[located].astype(np.int64)
    if len(located) < _MANY_FEATURES:
        return located[np.lexsort((-sizes[located], highest_first))]
    quarters = np.floor(np.log2(np.maximum(sizes[located], 1.0)) / 2)
    style_indices = np.where(kinds[located] == PartKind.POINT, 0, style_group[located])
    return located[np.lexsort((-sizes[located], style_indices, -quarters, highest_first))]
