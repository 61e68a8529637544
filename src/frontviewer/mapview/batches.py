"""A layer on the screen, in runs of features that look alike and are painted together."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from frontviewer.core.columns import ring_kinds
from frontviewer.core.layer import Columns, PartKind
from frontviewer.mapview.detail import Indices
from frontviewer.mapview.drawing import MARGIN_PX, LayerDrawing, grown
from frontviewer.mapview.style import Paint
from frontviewer.mapview.washes import Canvas

FEW = 32
"""Features that are painted one by one."""
_LIGHT = 4_000
"""Vertices of features that are painted one by one."""


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """One visible layer with the paint of each of its styles; opacity from 0 to 1."""

    drawing: LayerDrawing
    paints: tuple[Paint, ...]
    opacity: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Features of one layer that are painted together.

    Attributes
    ----------
    numbers
        Theirs in the layer's drawing.
    columns
        What can be seen of them, in map metres.
    turns
        Of the rings, as in `LayerDrawing`.
    paint
        Of all of them; of points, which lie in any order, that of the first.
    """

    numbers: Indices
    columns: Columns
    turns: npt.NDArray[np.int8]
    paint: Paint

    @property
    def few(self) -> bool:
        """Whether they are quickly painted one by one."""
        return len(self.numbers) <= FEW and len(self.columns.coords) <= _LIGHT

    @property
    def ring_kinds(self) -> npt.NDArray[np.uint8]:
        """The `PartKind` of each ring."""
        return ring_kinds(self.columns)


def batches_of(sheet: Sheet, numbers: Indices, canvas: Canvas) -> Iterator[Batch]:
    """Yield what is on the screen in runs of features that look alike, lowest first."""
    layer = sheet.drawing
    if not len(numbers):
        return
    margin = MARGIN_PX * canvas.camera.resolution
    level = layer.shapes.at(canvas.pixel_m)
    columns, rings = layer.seen(level, numbers, grown(canvas.camera.bounds, margin))
    kinds = layer.kinds[numbers].astype(np.int64)
    looks = np.where(kinds == PartKind.POINT, -1, layer.alike[numbers])
    ends = np.flatnonzero(np.diff(kinds) | np.diff(looks)) + 1
    for first, end in zip([0, *ends], [*ends, len(numbers)], strict=True):
        part = sliced(columns, int(first), int(end))
        ring = columns.part_offsets[columns.feature_offsets[first]]
        turns = layer.turns[rings[ring : ring + len(part.ring_offsets) - 1]]
        paint = sheet.paints[layer.style_of[numbers[first]]]
        yield Batch(numbers[first:end], part, turns, paint)


def sliced(columns: Columns, first: int, end: int) -> Columns:
    """Return the columns of features that follow each other, without copying coordinates."""
    part, last_part = columns.feature_offsets[first], columns.feature_offsets[end]
    ring, last_ring = columns.part_offsets[part], columns.part_offsets[last_part]
    vertex, last_vertex = columns.ring_offsets[ring], columns.ring_offsets[last_ring]
    return Columns(
        columns.coords[vertex:last_vertex],
        columns.ring_offsets[ring : last_ring + 1] - vertex,
        columns.part_offsets[part : last_part + 1] - ring,
        columns.part_kinds[part:last_part],
        columns.feature_offsets[first : end + 1] - part,
        columns.bounds[first:end],
    )
