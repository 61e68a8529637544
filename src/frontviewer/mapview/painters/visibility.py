"""Finds the visible part of each layer once per image: features, level of detail, vertex counts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt

from frontviewer.core.geometry.arrays import Indices, Mask, PartKind
from frontviewer.mapview.camera import Camera, MapBounds
from frontviewer.mapview.painters.level_of_detail import (
    DetailLevel,
    build_level,
    count_visible_vertices,
    intersects,
)
from frontviewer.mapview.painters.render_layer import VIEW_MARGIN_PX, RenderLayer, expand_bounds
from frontviewer.mapview.painters.scene import StyledLayer
from frontviewer.mapview.painters.symbology import FeaturePaint
from frontviewer.mapview.raster.canvas import Canvas

MAX_INDIVIDUAL_FEATURES = 32
"""Features on the screen up to which each is painted on its own, and none as a subpixel dot."""
_THIN_LINES_MIN_TOTAL, _THIN_LINES_MIN_LAYER = 4_000, 1_000
"""Vertices on the screen, of all layers and of one layer, above which its lines are thin."""
_FILL_AA_MAX_VERTICES = 100_000
"""Vertices on the screen up to which fills are antialiased even beneath their outlines."""


@dataclass(frozen=True, slots=True, eq=False)
class VisibleLayer:
    """The part of a layer that is on the screen.

    Attributes
    ----------
    indices
        (n,) draw indices in the `RenderLayer` of the features painted as shapes, lowest first.
    subpixel
        (m,) draw indices of the features smaller than a pixel, painted as dots.
    level
        Geometry at the level of detail of the screen.
    level_indices
        (n,) index in `level` of each of `indices`.
    ring_winding
        Winding of the rings of `level`, as in `RenderLayer`.
    vertex_count
        Vertices on the screen, including those of the layers this one is merged with.
    max_precision_px
        Largest precision radius on the screen, in device-independent pixels.
    feature_count_all, vertex_count_all
        Features and vertices of all layers on the screen.
    merge_with_below
        Whether the layer is painted in one batch with the layer below, as if both were one: they
        have the same style and cannot be distinguished.
    """

    styled_layer: StyledLayer
    indices: Indices
    subpixel: Indices
    level: DetailLevel
    level_indices: Indices
    ring_winding: npt.NDArray[np.int8]
    vertex_count: int
    max_precision_px: float
    feature_count_all: int
    vertex_count_all: int
    merge_with_below: bool = False

    @property
    def use_thin_lines(self) -> bool:
        """Whether lines are one pixel wide; a small layer above a large one keeps wide lines."""
        return (
            self.vertex_count_all > _THIN_LINES_MIN_TOTAL
            and self.vertex_count > _THIN_LINES_MIN_LAYER
        )

    @property
    def skip_fill_aa(self) -> bool:
        """Whether the edges of fills beneath outlines are painted without antialiasing."""
        return self.vertex_count_all > _FILL_AA_MAX_VERTICES

    @property
    def reuse_key(self) -> tuple[bool, ...] | None:
        """Everything that a pixel of the layer depends on besides its place; None for dashed lines.

        The dash phase depends on where a line enters the screen.
        """
        has_dashes = any(
            paint.pen.style() != Qt.PenStyle.SolidLine for paint in self.styled_layer.paints
        )
        is_individual = len(self.indices) + len(self.subpixel) <= MAX_INDIVIDUAL_FEATURES
        key = (
            self.use_thin_lines,
            self.skip_fill_aa,
            is_individual,
            self.feature_count_all <= MAX_INDIVIDUAL_FEATURES,
            self.merge_with_below,
        )
        return None if has_dashes else key

    @property
    def uniform_paint(self) -> tuple[int, FeaturePaint] | None:
        """Part kind and paint of all visible shapes; None if they differ or include points."""
        styled_layer, indices = self.styled_layer, self.indices
        layer = styled_layer.render_layer
        if styled_layer.opacity < 1 or not len(indices):
            return None
        first, kind = indices[0], int(layer.kinds[indices[0]])
        parts = self.level.geometry.part_kinds
        if kind == PartKind.POINT or layer.self_intersecting[first] or (parts != kind).any():
            return None
        style_group = layer.style_group[indices]
        return (
            (kind, styled_layer.paints[layer.style_index[first]])
            if (style_group == style_group[0]).all()
            else None
        )


def find_visible_layers(
    styled_layers: Sequence[StyledLayer], canvas: Canvas
) -> tuple[VisibleLayer, ...]:
    """Return the visible part of each layer for the whole screen of a canvas's camera."""
    unmerged = [_find_visible_layer(styled_layer, canvas) for styled_layer in styled_layers]
    feature_count_all, vertex_count_all = (
        sum(visible_layer.feature_count_all for visible_layer in unmerged),
        sum(visible_layer.vertex_count for visible_layer in unmerged),
    )
    merge_with_below = (
        _find_merges_with_below(unmerged)
        if feature_count_all > MAX_INDIVIDUAL_FEATURES
        else [False] * len(unmerged)
    )
    groups = np.cumsum(np.logical_not(merge_with_below))
    vertex_counts = (
        np.bincount(groups, [visible_layer.vertex_count for visible_layer in unmerged])
        .astype(int)[groups]
        .tolist()
    )
    return tuple(
        replace(
            visible_layer,
            feature_count_all=feature_count_all,
            vertex_count_all=vertex_count_all,
            merge_with_below=merged,
            vertex_count=vertex_count,
        )
        for visible_layer, merged, vertex_count in zip(
            unmerged, merge_with_below, vertex_counts, strict=True
        )
    )


def _find_merges_with_below(visible_layers: Sequence[VisibleLayer]) -> list[bool]:
    """Return for each layer whether its paint equals that of the nearest visible layer below.

    A layer of which nothing is visible, or only the dots of an opaque layer, counts as equal.
    """
    merge_with_below: list[bool] = []
    below: tuple[int, FeaturePaint] | None = None
    for visible_layer in visible_layers:
        has_visible_pixels = len(visible_layer.indices) or (
            len(visible_layer.subpixel) and visible_layer.styled_layer.opacity < 1
        )
        uniform_paint = visible_layer.uniform_paint if has_visible_pixels else below
        merge_with_below.append(uniform_paint is not None and uniform_paint == below)
        below = uniform_paint
    return merge_with_below


def _find_visible_layer(styled_layer: StyledLayer, canvas: Canvas) -> VisibleLayer:
    """Return the visible part of a layer, with counts as if it were the only layer."""
    layer, lod, pixel_m = styled_layer.render_layer, styled_layer.render_layer.lod, canvas.pixel_m
    indices = find_features_near_screen(layer, canvas.camera)
    subpixel = _subpixel_mask(layer, indices, pixel_m)
    visible_indices = indices[~subpixel]
    level_indices, ring_winding, view_bounds = (
        layer.draw_order[visible_indices],
        layer.ring_winding,
        padded_screen(canvas.camera),
    )
    level = lod.choose_level(pixel_m, level_indices, view_bounds)
    if level is None:
        geometry, rings = lod.clip_to_view(pixel_m, level_indices, view_bounds)
        level, level_indices, ring_winding = (
            build_level(geometry),
            np.arange(len(visible_indices)),
            ring_winding[rings],
        )
    vertex_count = count_visible_vertices(level, level_indices, view_bounds)
    max_precision_px = (
        float(layer.precision_radius[visible_indices].max(initial=0.0)) / canvas.camera.resolution
    )
    return VisibleLayer(
        styled_layer,
        visible_indices,
        indices[subpixel],
        level,
        level_indices,
        ring_winding,
        vertex_count,
        max_precision_px,
        len(visible_indices),
        vertex_count,
    )


def prepare_detail_levels(layers: Iterable[RenderLayer], canvas: Canvas) -> None:
    """Build the levels of detail that the next image at a canvas's resolution needs."""
    for layer in layers:
        level_indices = layer.draw_order[find_features_near_screen(layer, canvas.camera)]
        layer.lod.prepare(canvas.pixel_m, level_indices, padded_screen(canvas.camera))


def find_features_near_screen(layer: RenderLayer, camera: Camera) -> Indices:
    """Return the draw indices of the features that reach the screen with their precision halos."""
    return np.flatnonzero(touches_screen(layer.bounds, camera, layer.view_margin(camera)))


def touches_screen(bounds: npt.NDArray[np.float64], camera: Camera, margin: float = 0.0) -> Mask:
    """Return which of (n, 4) map bounds come within `margin` map meters of the screen."""
    return intersects(bounds, expand_bounds(camera.bounds, margin))


def padded_screen(camera: Camera) -> MapBounds:
    """Return the bounds of the screen plus a margin, in map meters."""
    return expand_bounds(camera.bounds, VIEW_MARGIN_PX * camera.resolution)


def _subpixel_mask(layer: RenderLayer, indices: Indices, pixel_m: float) -> Mask:
    """Return which features are smaller than a pixel; none where few features are visible."""
    if len(indices) <= MAX_INDIVIDUAL_FEATURES:
        return np.zeros(len(indices), dtype=np.bool_)
    west, south, east, north = layer.bounds[indices].T
    is_subpixel: Mask = np.maximum(east - west, north - south) < pixel_m
    is_subpixel &= layer.kinds[indices] != PartKind.POINT
    return is_subpixel
