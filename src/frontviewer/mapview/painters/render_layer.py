"""Render layer: a layer's geometry in map meters, prepared for painting and hit testing."""

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
    parts_to_shapely,
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
from frontviewer.mapview.raster.painter_paths import build_path
from frontviewer.mapview.raster.polygon_coverage import ring_areas

_MIN_FEATURES_TO_GROUP = 2_000
"""Features from which areas of similar size are ordered by style, so that batches become large."""
_MIN_RING_VERTICES = 4
VIEW_MARGIN_PX = 48.0
"""Distance from the screen up to which lines and markers may still reach it, without halos."""


@dataclass(frozen=True, slots=True, eq=False)
class FeatureGeometry:
    """The visible part of one feature, in map meters.

    Attributes
    ----------
    areas, lines
        Separate paths, since filling a path would also fill open lines.
    points
        (n, 2).
    geometry
        The same parts as arrays, without rings that are too short for an area or a line.
    bounds
        West, south, east, north of the whole feature.
    """

    areas: QPainterPath
    lines: QPainterPath
    points: Coordinates
    geometry: GeometryArrays
    bounds: MapBounds

    @property
    def parts(self) -> npt.NDArray[np.object_]:
        """The same parts as shapely geometries."""
        return parts_to_shapely(self.geometry)


@dataclass(frozen=True, slots=True, eq=False)
class RenderLayer:
    """A layer prepared for rendering, independent of theme, layer order, visibility and zoom.

    Features with a geometry are sorted in z-order: areas from large to small, then lines, then
    points. The draw index of a feature is its position in this order; index 0 is painted first.

    Attributes
    ----------
    layer
        The layer it was built from.
    draw_order
        (n,) index in the layer of each feature, by draw index.
    draw_index
        (all features of the layer,) the inverse: draw index, or -1 without geometry.
    lod
        Geometry of all features, in the order of the layer.
    bounds
        (n, 4) west, south, east, north of each feature in map meters.
    styles
        The distinct styles of the layer.
    style_index
        (n,) index in `styles` of each feature.
    style_group
        (n,) equal for features that are painted alike, even if their styles differ.
    self_intersecting
        (n,) whether the outlines of a feature cross themselves or each other.
    kinds
        (n,) the highest `PartKind` among the parts of a feature.
    precision_radius
        (n,) `precision_m` converted to map meters at the feature's latitude; 0 where not given.
    ring_winding
        (rings,) 1 for a counterclockwise ring of an area, -1 for a clockwise one, negated for
        holes; 0 for lines and points. Input of `coverage_counts`.
    """

    layer: Layer
    draw_order: Indices
    draw_index: Indices
    lod: LevelOfDetail
    bounds: npt.NDArray[np.float64]
    styles: tuple[FeatureStyle, ...]
    style_index: npt.NDArray[np.int32]
    style_group: npt.NDArray[np.int32]
    self_intersecting: Mask
    kinds: npt.NDArray[np.uint8]
    precision_radius: npt.NDArray[np.float64]
    ring_winding: npt.NDArray[np.int8]

    @property
    def name(self) -> str:
        """Name of the layer."""
        return self.layer.name

    def view_margin(self, camera: Camera) -> float:
        """Return how far off the screen, in map meters, a feature that reaches it may be."""
        return float(self.precision_radius.max(initial=0.0)) + VIEW_MARGIN_PX * camera.resolution

    def find(self, feature_id: str) -> int | None:
        """Return the draw index of a feature; None if it is unknown or has no geometry."""
        position = self.layer.positions.get(feature_id)
        index = -1 if position is None else int(self.draw_index[position])
        return index if index >= 0 else None

    def label(self, index: int) -> str:
        """Return the name that the file gives a feature, or ""."""
        return self.layer.feature(int(self.draw_order[index])).explicit_name

    def style(self, index: int) -> FeatureStyle:
        """Return the style of a feature, independent of the theme."""
        return self.styles[int(self.style_index[index])]


def build_render_layer(layer: Layer) -> RenderLayer:
    """Project and sort a layer for painting and hit testing."""
    geometry = project_geometry(layer.geometry)
    samples = [
        Feature(FeatureKey("", ""), 0, properties, located=True) for properties in layer.style_table
    ]
    styles = tuple(read_style(sample, layer.style) for sample in samples)
    self_intersecting = np.zeros(len(layer), dtype=np.bool_)
    self_intersecting[layer.self_intersecting] = True
    style_group = 2 * _style_groups(styles)[layer.style_index] + self_intersecting
    kinds, areas = _feature_kinds(geometry), _signed_ring_areas(geometry)
    draw_order = _compute_draw_order(geometry, kinds, areas, style_group)
    draw_index = np.full(len(layer), -1)
    draw_index[draw_order] = np.arange(len(draw_order))
    style_indices = layer.style_index[draw_order]
    return RenderLayer(
        layer=layer,
        draw_order=draw_order,
        draw_index=draw_index,
        lod=LevelOfDetail(geometry),
        bounds=np.asfortranarray(geometry.bounds[draw_order]),  # comparisons run along columns
        styles=styles,
        style_index=style_indices,
        style_group=style_group[draw_order],
        self_intersecting=self_intersecting[draw_order],
        kinds=kinds[draw_order],
        precision_radius=_precision_radii(
            samples, style_indices, layer.geometry.bounds[draw_order]
        ),
        ring_winding=np.sign(areas).astype(np.int8),
    )


def build_feature_geometry(geometry: GeometryArrays) -> FeatureGeometry:
    """Return the paths and points of one feature whose geometry is in map meters."""
    kinds = ring_kinds(geometry)
    areas, lines = (
        build_path(*select_rings(geometry, kinds == kind))
        for kind in (PartKind.AREA, PartKind.LINE)
    )
    points, _ = select_rings(geometry, kinds == PartKind.POINT)
    west, south, east, north = geometry.bounds[0].tolist()
    return FeatureGeometry(
        areas, lines, points, drop_degenerate_rings(geometry), (west, south, east, north)
    )


def visible_geometry(
    layer: RenderLayer, index: int, camera: Camera, ratio: float = 1.0
) -> FeatureGeometry:
    """Return the part of a feature on or near the screen, at the screen's level of detail."""
    margin = VIEW_MARGIN_PX * camera.resolution + float(layer.precision_radius[index])
    view_bounds = expand_bounds(camera.bounds, margin)
    geometry, _ = layer.lod.clip_to_view(
        camera.resolution / ratio, layer.draw_order[[index]], view_bounds
    )
    return build_feature_geometry(geometry)


def select_rings(
    geometry: GeometryArrays, ring_mask: npt.NDArray[np.bool_]
) -> tuple[Coordinates, Offsets]:
    """Return the coordinates and offsets of the rings, lines and points selected by a mask."""
    if ring_mask.all():
        return geometry.coords, geometry.ring_offsets
    vertices, offsets = take_ranges(geometry.ring_offsets, np.flatnonzero(ring_mask))
    return geometry.coords[vertices], offsets


def expand_bounds(bounds: MapBounds, margin: float) -> MapBounds:
    """Return bounds expanded by a margin on every side."""
    west, south, east, north = bounds
    return west - margin, south - margin, east + margin, north + margin


def drop_degenerate_rings(geometry: GeometryArrays) -> GeometryArrays:
    """Remove rings clipped to fewer vertices than an area or a line needs, with their holes."""
    sizes = np.diff(geometry.ring_offsets)
    kinds = ring_kinds(geometry)
    min_sizes = np.array([1, 2, _MIN_RING_VERTICES])[kinds]
    keep = sizes >= min_sizes
    if keep.all():
        return geometry
    outer = geometry.part_offsets[:-1]
    keep &= np.repeat(keep[outer], np.diff(geometry.part_offsets))
    coords, ring_offsets = select_rings(geometry, keep)
    keep_part = keep[outer]
    part_offsets = offsets_from_sizes(np.add.reduceat(keep, outer)[keep_part])
    feature_offsets = offsets_from_sizes(keep_part)[geometry.feature_offsets]
    kinds = geometry.part_kinds[keep_part]
    return GeometryArrays(
        coords, ring_offsets, part_offsets, kinds, feature_offsets, geometry.bounds
    )


def _precision_radii(
    samples: Sequence[Feature],
    style_indices: npt.NDArray[np.int32],
    bounds: npt.NDArray[np.float64],
) -> npt.NDArray[np.float64]:
    """Return `precision_m` of each feature in map meters at its own latitude; 0 where not given."""
    precision_radius = np.array([sample.precision_m or 0.0 for sample in samples] or [0.0])[
        style_indices
    ]
    known = np.flatnonzero(precision_radius)
    latitudes = bounds[known][:, [1, 3]].mean(axis=1).tolist()
    precision_radius[known] /= [ground_scale(latitude) for latitude in latitudes]
    return precision_radius


def _feature_kinds(geometry: GeometryArrays) -> npt.NDArray[np.uint8]:
    """Return the highest `PartKind` of each feature; POINT for those without geometry."""
    kinds = np.zeros(len(geometry.bounds), dtype=np.uint8)
    owners = np.repeat(np.arange(len(kinds)), np.diff(geometry.feature_offsets))
    np.maximum.at(kinds, owners, geometry.part_kinds)
    return kinds


def _signed_ring_areas(geometry: GeometryArrays) -> npt.NDArray[np.float64]:
    """Return the signed area of each ring, negated for holes; 0 for lines and points."""
    kinds = ring_kinds(geometry)
    areas = ring_areas(geometry.coords, geometry.ring_offsets)
    areas[kinds != PartKind.AREA] = 0.0
    holes = np.ones(len(areas), dtype=np.bool_)
    holes[geometry.part_offsets[:-1]] = False
    areas[holes] *= -1.0
    return areas


def _style_groups(styles: Sequence[FeatureStyle]) -> npt.NDArray[np.int32]:
    """Return for each style the index of the first style that is painted alike."""
    firsts: dict[tuple[FeatureStyle, bool], int] = {}
    keys = [(replace(style, kind=""), style.is_subdued) for style in styles]
    return np.array(
        [firsts.setdefault(key, index) for index, key in enumerate(keys)] or [0], np.int32
    )


def _compute_draw_order(
    geometry: GeometryArrays,
    kinds: npt.NDArray[np.uint8],
    areas: npt.NDArray[np.float64],
    style_group: npt.NDArray[np.int32],
) -> Indices:
    """Return the indices of the features with geometry in z-order, lowest first.

    Where there are many, areas of similar size are ordered by style, to form large batches.
    """
    sizes = np.bincount(ring_owners(geometry), np.abs(areas), minlength=len(kinds))
    located = np.flatnonzero(np.diff(geometry.feature_offsets) > 0)
    kind_order = -kinds[located].astype(np.int64)
    if len(located) < _MIN_FEATURES_TO_GROUP:
        return located[np.lexsort((-sizes[located], kind_order))]
    size_classes = np.floor(np.log2(np.maximum(sizes[located], 1.0)) / 2)
    style_indices = np.where(kinds[located] == PartKind.POINT, 0, style_group[located])
    return located[np.lexsort((-sizes[located], style_indices, -size_classes, kind_order))]
