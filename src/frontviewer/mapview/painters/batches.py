"""Batches: consecutive visible features of one style that are painted together."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QPen

from frontviewer.core.geometry.arrays import (
    GeometryArrays,
    Indices,
    PartKind,
    concat_geometry,
    ring_kinds,
)
from frontviewer.mapview.painters.level_of_detail import clip_to_view, intersects
from frontviewer.mapview.painters.render_layer import expand_bounds
from frontviewer.mapview.painters.symbology import FeaturePaint
from frontviewer.mapview.painters.visibility import (
    MAX_INDIVIDUAL_FEATURES,
    VisibleLayer,
    padded_screen,
)
from frontviewer.mapview.raster.canvas import Canvas

_MAX_INDIVIDUAL_IN_CROWD = 4
"""Features of a batch painted individually even where many are visible, since it is faster."""
_MAX_INDIVIDUAL_VERTICES = 4_000
"""Vertices of a batch up to which its features are painted individually."""
_MAX_SPRITE_RADIUS_PX = 64.0
"""Largest precision radius, in device-independent pixels, of markers that become sprites."""


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Features of one layer that are painted together.

    Attributes
    ----------
    visible_layer
        The layer they belong to.
    indices
        (n,) their draw indices in the `RenderLayer`.
    geometry
        Their clipped geometry in map meters.
    ring_winding
        Winding of its rings, as in `RenderLayer`.
    paint
        Paint of all of them; for points, whose styles vary, that of the first.
    """

    visible_layer: VisibleLayer
    indices: Indices
    geometry: GeometryArrays
    ring_winding: npt.NDArray[np.int8]
    paint: FeaturePaint

    def select_pen(self, paint: FeaturePaint) -> QPen:
        """Return the pen for lines: the thin one if the layer has many vertices."""
        return paint.thin_pen if self.visible_layer.use_thin_lines else paint.pen

    @property
    def is_painted_individually(self) -> bool:
        """Whether each feature is painted on its own.

        Self-intersecting features always are: their fill is even-odd, while a batch is filled by
        winding number. So are points with large precision discs, whose sprites would take too much
        memory.
        """
        layer, first = self.visible_layer.styled_layer.render_layer, self.indices[0]
        if layer.self_intersecting[first]:
            return True
        if (
            layer.kinds[first] == PartKind.POINT
            and self.visible_layer.max_precision_px > _MAX_SPRITE_RADIUS_PX
        ):
            return True
        max_count = (
            MAX_INDIVIDUAL_FEATURES
            if self.visible_layer.feature_count_all <= MAX_INDIVIDUAL_FEATURES
            else _MAX_INDIVIDUAL_IN_CROWD
        )
        return (
            len(self.indices) <= max_count and len(self.geometry.coords) <= _MAX_INDIVIDUAL_VERTICES
        )

    @property
    def ring_kinds(self) -> npt.NDArray[np.uint8]:
        """The `PartKind` of each ring."""
        return ring_kinds(self.geometry)


def build_batches(visible_layer: VisibleLayer, canvas: Canvas) -> Iterator[Batch]:
    """Yield batches of consecutive features of one style on the painted part, lowest first.

    The geometry of a feature depends on the whole screen only, so that bands of an image match.
    """
    styled_layer, layer = visible_layer.styled_layer, visible_layer.styled_layer.render_layer
    on_canvas = intersects(
        layer.bounds[visible_layer.indices],
        expand_bounds(canvas.bounds, layer.view_margin(canvas.camera)),
    )
    indices = visible_layer.indices[on_canvas]
    if not len(indices):
        return
    geometry, rings = clip_to_view(
        visible_layer.level, visible_layer.level_indices[on_canvas], padded_screen(canvas.camera)
    )
    kinds = layer.kinds[indices].astype(np.int64)
    style_groups = np.where(kinds == PartKind.POINT, -1, layer.style_group[indices])
    ends = np.flatnonzero(np.diff(kinds) | np.diff(style_groups)) + 1
    for first, end in zip([0, *ends], [*ends, len(indices)], strict=True):
        batch_geometry = slice_features(geometry, int(first), int(end))
        ring = geometry.part_offsets[geometry.feature_offsets[first]]
        ring_winding = visible_layer.ring_winding[
            rings[ring : ring + len(batch_geometry.ring_offsets) - 1]
        ]
        paint = styled_layer.paints[layer.style_index[indices[first]]]
        yield Batch(visible_layer, indices[first:end], batch_geometry, ring_winding, paint)


def merge_batches(batches: Sequence[Batch]) -> Batch:
    """Return batches of layers with equal styles, lowest first, as one batch of the lowest layer.

    The batches contain no points, whose styles are looked up by draw index.
    """
    return replace(
        batches[0],
        indices=np.concatenate([batch.indices for batch in batches]),
        geometry=concat_geometry([batch.geometry for batch in batches]),
        ring_winding=np.concatenate([batch.ring_winding for batch in batches]),
    )


def slice_features(geometry: GeometryArrays, first: int, end: int) -> GeometryArrays:
    """Return the geometry of consecutive features without copying coordinates."""
    part, last_part = geometry.feature_offsets[first], geometry.feature_offsets[end]
    ring, last_ring = geometry.part_offsets[part], geometry.part_offsets[last_part]
    vertex, last_vertex = geometry.ring_offsets[ring], geometry.ring_offsets[last_ring]
    return GeometryArrays(
        geometry.coords[vertex:last_vertex],
        geometry.ring_offsets[ring : last_ring + 1] - vertex,
        geometry.part_offsets[part : last_part + 1] - ring,
        geometry.part_kinds[part:last_part],
        geometry.feature_offsets[first : end + 1] - part,
        geometry.bounds[first:end],
    )
