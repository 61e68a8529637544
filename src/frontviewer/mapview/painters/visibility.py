"""What of each layer is on the screen, how crowded, in how much detail: found once a picture."""

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
    intersecting,
)
from frontviewer.mapview.painters.render_layer import MARGIN_PX, RenderLayer, grown
from frontviewer.mapview.painters.scene import StyledLayer
from frontviewer.mapview.painters.symbology import FeaturePaint
from frontviewer.mapview.raster.canvas import Canvas

FEW = 32
"""Features that are painted one by one, and of which none is tiny."""
_MANY_VERTICES, _OWN_VERTICES = 4_000, 1_000
"""On the screen, for which lines are thin: of all layers, and of the layer itself."""
_SMOOTH_VERTICES = 100_000
"""On the screen, up to which the edges of fills are smooth beneath their outlines, too."""


@dataclass(frozen=True, slots=True, eq=False)
class VisibleLayer:
    """What of a layer is on the screen.

    Attributes
    ----------
    numbers
        (n,) of the features that have a shape there, lowest first, in the layer's drawing.
    tiny
        (m,) of those that would be lost between pixels.
    level
        Their shapes in as much detail as can be seen.
    places
        (n,) where in the level each feature stands.
    turns
        Of the level's rings, as in `RenderLayer`.
    crowd
        How many vertices there are on the screen, those of what it is joined with included.
    halo_px
        The widest radius of a precision on the screen, in device-independent pixels.
    company, throng
        How many features, and vertices, of all layers are on the screen.
    joined
        Whether it is painted together with what lies beneath it, as if both were one layer: of
        one look, they cannot be told from each other.
    """

    styled: StyledLayer
    numbers: Indices
    subpixel: Indices
    level: DetailLevel
    level_indices: Indices
    ring_winding: npt.NDArray[np.int8]
    vertex_count: int
    halo_px: float
    feature_count_all: int
    vertex_count_all: int
    merge_with_below: bool = False

    @property
    def use_thin_lines(self) -> bool:
        """Whether lines are; what is drawn over many with a few stays bold."""
        return self.vertex_count_all > _MANY_VERTICES and self.vertex_count > _OWN_VERTICES

    @property
    def skip_fill_aa(self) -> bool:
        """Whether the edges of fills need not be smooth beneath their outlines."""
        return self.vertex_count_all > _SMOOTH_VERTICES

    @property
    def reuse_key(self) -> tuple[bool, ...] | None:
        """What decides about how all of it is painted; None where more does than can be told.

        Where dashes fall depends on where a line comes upon the screen.
        """
        dashed = any(paint.pen.style() != Qt.PenStyle.SolidLine for paint in self.styled.paints)
        few = len(self.numbers) + len(self.subpixel) <= FEW
        looks = (
            self.use_thin_lines,
            self.skip_fill_aa,
            few,
            self.feature_count_all <= FEW,
            self.merge_with_below,
        )
        return None if dashed else looks

    @property
    def look(self) -> tuple[int, FeaturePaint] | None:
        """Kind and paint of all shapes that are seen; None where there are several, or points."""
        styled, layer, numbers = self.styled, self.styled.drawing, self.numbers
        if styled.opacity < 1 or not len(numbers):
            return None
        first, kind = numbers[0], int(layer.kinds[numbers[0]])
        parts = self.level.geometry.part_kinds
        if kind == PartKind.POINT or layer.self_intersecting[first] or (parts != kind).any():
            return None
        style_group = layer.style_group[numbers]
        return (
            (kind, styled.paints[layer.style_index[first]])
            if (style_group == style_group[0]).all()
            else None
        )


def find_visible_layers(
    styled_layers: Sequence[StyledLayer], canvas: Canvas
) -> tuple[VisibleLayer, ...]:
    """Return what of each layer is on the screen of a canvas's camera."""
    alone = [_visible_part(styled, canvas) for styled in styled_layers]
    feature_count_all, vertex_count_all = (
        sum(visible.feature_count_all for visible in alone),
        sum(visible.vertex_count for visible in alone),
    )
    merge_with_below = (
        _merged_with_below(alone) if feature_count_all > FEW else [False] * len(alone)
    )
    groups = np.cumsum(np.logical_not(merge_with_below))
    vertex_counts = (
        np.bincount(groups, [visible.vertex_count for visible in alone])
        .astype(int)[groups]
        .tolist()
    )
    return tuple(
        replace(
            visible,
            feature_count_all=feature_count_all,
            vertex_count_all=vertex_count_all,
            merge_with_below=one,
            vertex_count=vertex_count,
        )
        for visible, one, vertex_count in zip(alone, merge_with_below, vertex_counts, strict=True)
    )


def _merged_with_below(visible_layers: Sequence[VisibleLayer]) -> list[bool]:
    """Return which layers look as what lies beneath them does; of some, only dots are seen."""
    merge_with_below: list[bool] = []
    beneath: tuple[int, FeaturePaint] | None = None
    for visible in visible_layers:
        shown = len(visible.numbers) or (len(visible.subpixel) and visible.styled.opacity < 1)
        look = visible.look if shown else beneath
        merge_with_below.append(look is not None and look == beneath)
        beneath = look
    return merge_with_below


def _visible_part(styled: StyledLayer, canvas: Canvas) -> VisibleLayer:
    """Return what of a layer is on the screen, as if it were alone there."""
    layer, lod, pixel_m = styled.drawing, styled.drawing.lod, canvas.pixel_m
    numbers = features_near_screen(layer, canvas.camera)
    subpixel = _subpixel(layer, numbers, pixel_m)
    large = numbers[~subpixel]
    level_indices, ring_winding, screen = (
        layer.features[large],
        layer.ring_winding,
        padded_screen(canvas.camera),
    )
    level = lod.level(pixel_m, level_indices, screen)
    if level is None:
        geometry, rings = lod.clip_to_view(pixel_m, level_indices, screen)
        level, level_indices, ring_winding = (
            build_level(geometry),
            np.arange(len(large)),
            ring_winding[rings],
        )
    vertex_count = count_visible_vertices(level, level_indices, screen)
    halo_px = float(layer.accuracy_radius[large].max(initial=0.0)) / canvas.camera.resolution
    return VisibleLayer(
        styled,
        large,
        numbers[subpixel],
        level,
        level_indices,
        ring_winding,
        vertex_count,
        halo_px,
        len(large),
        vertex_count,
    )


def prepare(layers: Iterable[RenderLayer], canvas: Canvas) -> None:
    """Make ready what the next picture of some layers at a canvas's scale needs."""
    for layer in layers:
        level_indices = layer.features[features_near_screen(layer, canvas.camera)]
        layer.lod.prepare(canvas.pixel_m, level_indices, padded_screen(canvas.camera))


def features_near_screen(layer: RenderLayer, camera: Camera) -> Indices:
    """Return the features that reach the screen, their soft edges included, lowest first."""
    return np.flatnonzero(touches_screen(layer.bounds, camera, layer.reach(camera)))


def touches_screen(bounds: npt.NDArray[np.float64], camera: Camera, reach: float = 0.0) -> Mask:
    """Return which of (n, 4) map bounds touch the screen, or come within `reach` map metres."""
    return intersecting(bounds, grown(camera.bounds, reach))


def padded_screen(camera: Camera) -> MapBounds:
    """Return what is seen and a margin about it, in map metres."""
    return grown(camera.bounds, MARGIN_PX * camera.resolution)


def _subpixel(layer: RenderLayer, numbers: Indices, pixel_m: float) -> Mask:
    """Return which features would be lost between pixels; among few, none is."""
    if len(numbers) <= FEW:
        return np.zeros(len(numbers), dtype=np.bool_)
    west, south, east, north = layer.bounds[numbers].T
    small: Mask = np.maximum(east - west, north - south) < pixel_m
    small &= layer.kinds[numbers] != PartKind.POINT
    return small
