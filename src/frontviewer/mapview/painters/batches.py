"""A layer on the screen, in runs of features that look alike and are painted together."""

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
from frontviewer.mapview.painters.level_of_detail import clip_to_view, intersecting
from frontviewer.mapview.painters.render_layer import grown
from frontviewer.mapview.painters.symbology import FeaturePaint
from frontviewer.mapview.painters.visibility import FEW, VisibleLayer, padded_screen
from frontviewer.mapview.raster.canvas import Canvas

_STRAGGLERS = 4
"""Features that are painted one by one in the company of many: sooner than all at once."""
_LIGHT = 4_000
"""Vertices of features that are painted one by one."""
_LARGEST_STAMP_PX = 64.0
"""Radius of a marker that is copied."""


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Features of one layer that are painted together.

    Attributes
    ----------
    sight
        Of the whole layer.
    numbers
        Theirs in the layer's drawing.
    columns
        What can be seen of them, in map metres.
    turns
        Of the rings, as in `RenderLayer`.
    paint
        Of all of them; of points, which lie in any order, that of the first.
    """

    visible: VisibleLayer
    numbers: Indices
    geometry: GeometryArrays
    ring_winding: npt.NDArray[np.int8]
    paint: FeaturePaint

    def pen_of(self, paint: FeaturePaint) -> QPen:
        """Return what lines are drawn with: thin ones where there are many."""
        return paint.thin_pen if self.visible.use_thin_lines else paint.pen

    @property
    def few(self) -> bool:
        """Whether they are painted one by one.

        So are outlines that cross themselves: what is counted of them is how often they go round
        a place, and to be filled is what they go round an odd time. And so are points in large
        discs, of which images to copy would take all memory.
        """
        layer, first = self.visible.styled.drawing, self.numbers[0]
        if layer.self_intersecting[first]:
            return True
        if layer.kinds[first] == PartKind.POINT and self.visible.halo_px > _LARGEST_STAMP_PX:
            return True
        few = FEW if self.visible.feature_count_all <= FEW else _STRAGGLERS
        return len(self.numbers) <= few and len(self.geometry.coords) <= _LIGHT

    @property
    def ring_kinds(self) -> npt.NDArray[np.uint8]:
        """The `PartKind` of each ring."""
        return ring_kinds(self.geometry)


def batches_of(visible: VisibleLayer, canvas: Canvas) -> Iterator[Batch]:
    """Yield what is on the painted part in runs of features that look alike, lowest first.

    What is yielded of a feature depends on the whole screen alone, so that parts fit together.
    """
    styled, layer = visible.styled, visible.styled.drawing
    there = intersecting(
        layer.bounds[visible.numbers], grown(canvas.bounds, layer.reach(canvas.camera))
    )
    here = visible.numbers[there]
    if not len(here):
        return
    geometry, rings = clip_to_view(
        visible.level, visible.level_indices[there], padded_screen(canvas.camera)
    )
    kinds = layer.kinds[here].astype(np.int64)
    looks = np.where(kinds == PartKind.POINT, -1, layer.style_group[here])
    ends = np.flatnonzero(np.diff(kinds) | np.diff(looks)) + 1
    for first, end in zip([0, *ends], [*ends, len(here)], strict=True):
        part = sliced(geometry, int(first), int(end))
        ring = geometry.part_offsets[geometry.feature_offsets[first]]
        ring_winding = visible.ring_winding[rings[ring : ring + len(part.ring_offsets) - 1]]
        paint = styled.paints[layer.style_index[here[first]]]
        yield Batch(visible, here[first:end], part, ring_winding, paint)


def merge_batches(batches: Sequence[Batch]) -> Batch:
    """Return batches of layers that look alike, lowest first, as if all were of the lowest.

    There are no points among them, of which more is looked up by their numbers.
    """
    return replace(
        batches[0],
        numbers=np.concatenate([batch.numbers for batch in batches]),
        geometry=concat_geometry([batch.geometry for batch in batches]),
        ring_winding=np.concatenate([batch.ring_winding for batch in batches]),
    )


def sliced(geometry: GeometryArrays, first: int, end: int) -> GeometryArrays:
    """Return the columns of features that follow each other, without copying coordinates."""
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
