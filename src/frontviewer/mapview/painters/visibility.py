"""What of each layer is on the screen, how crowded, in how much detail: found once a picture."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt

from frontviewer.core.geometry.arrays import Indices, Mask, PartKind
from frontviewer.mapview.camera import Camera, MapBounds
from frontviewer.mapview.painters.level_of_detail import Level, count_seen, level_of, touching
from frontviewer.mapview.painters.render_layer import MARGIN_PX, LayerDrawing, grown
from frontviewer.mapview.painters.scene import Sheet
from frontviewer.mapview.painters.symbology import Paint
from frontviewer.mapview.raster.canvas import Canvas

FEW = 32
"""Features that are painted one by one, and of which none is tiny."""
_MANY_VERTICES, _OWN_VERTICES = 4_000, 1_000
"""On the screen, for which lines are thin: of all layers, and of the layer itself."""
_SMOOTH_VERTICES = 100_000
"""On the screen, up to which the edges of fills are smooth beneath their outlines, too."""


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
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
        Of the level's rings, as in `LayerDrawing`.
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

    sheet: Sheet
    numbers: Indices
    tiny: Indices
    level: Level
    places: Indices
    turns: npt.NDArray[np.int8]
    crowd: int
    halo_px: float
    company: int
    throng: int
    joined: bool = False

    @property
    def thin(self) -> bool:
        """Whether lines are; what is drawn over many with a few stays bold."""
        return self.throng > _MANY_VERTICES and self.crowd > _OWN_VERTICES

    @property
    def rough(self) -> bool:
        """Whether the edges of fills need not be smooth beneath their outlines."""
        return self.throng > _SMOOTH_VERTICES

    @property
    def manner(self) -> tuple[bool, ...] | None:
        """What decides about how all of it is painted; None where more does than can be told.

        Where dashes fall depends on where a line comes upon the screen.
        """
        dashed = any(paint.pen.style() != Qt.PenStyle.SolidLine for paint in self.sheet.paints)
        few = len(self.numbers) + len(self.tiny) <= FEW
        looks = self.thin, self.rough, few, self.company <= FEW, self.joined
        return None if dashed else looks

    @property
    def look(self) -> tuple[int, Paint] | None:
        """Kind and paint of all shapes that are seen; None where there are several, or points."""
        sheet, layer, numbers = self.sheet, self.sheet.drawing, self.numbers
        if sheet.opacity < 1 or not len(numbers):
            return None
        first, kind = numbers[0], int(layer.kinds[numbers[0]])
        parts = self.level.columns.part_kinds
        if kind == PartKind.POINT or layer.crossing[first] or (parts != kind).any():
            return None
        alike = layer.alike[numbers]
        return (kind, sheet.paints[layer.style_of[first]]) if (alike == alike[0]).all() else None


def sights_of(sheets: Sequence[Sheet], canvas: Canvas) -> tuple[Sight, ...]:
    """Return what of each layer is on the screen of a canvas's camera."""
    alone = [_sight_of(sheet, canvas) for sheet in sheets]
    company, throng = sum(sight.company for sight in alone), sum(sight.crowd for sight in alone)
    joined = _joined(alone) if company > FEW else [False] * len(alone)
    piles = np.cumsum(np.logical_not(joined))
    crowds = np.bincount(piles, [sight.crowd for sight in alone]).astype(int)[piles].tolist()
    return tuple(
        replace(sight, company=company, throng=throng, joined=one, crowd=crowd)
        for sight, one, crowd in zip(alone, joined, crowds, strict=True)
    )


def _joined(sights: Sequence[Sight]) -> list[bool]:
    """Return which layers look as what lies beneath them does; of some, only dots are seen."""
    joined: list[bool] = []
    beneath: tuple[int, Paint] | None = None
    for sight in sights:
        shown = len(sight.numbers) or (len(sight.tiny) and sight.sheet.opacity < 1)
        look = sight.look if shown else beneath
        joined.append(look is not None and look == beneath)
        beneath = look
    return joined


def _sight_of(sheet: Sheet, canvas: Canvas) -> Sight:
    """Return what of a layer is on the screen, as if it were alone there."""
    layer, shapes, pixel_m = sheet.drawing, sheet.drawing.shapes, canvas.pixel_m
    numbers = in_sight(layer, canvas.camera)
    tiny = _tiny(layer, numbers, pixel_m)
    large = numbers[~tiny]
    places, turns, screen = layer.features[large], layer.turns, screen_of(canvas.camera)
    level = shapes.level(pixel_m, places, screen)
    if level is None:
        columns, rings = shapes.seen(pixel_m, places, screen)
        level, places, turns = level_of(columns), np.arange(len(large)), turns[rings]
    crowd = count_seen(level, places, screen)
    halo_px = float(layer.halos[large].max(initial=0.0)) / canvas.camera.resolution
    return Sight(
        sheet, large, numbers[tiny], level, places, turns, crowd, halo_px, len(large), crowd
    )


def prepare(layers: Iterable[LayerDrawing], canvas: Canvas) -> None:
    """Make ready what the next picture of some layers at a canvas's scale needs."""
    for layer in layers:
        places = layer.features[in_sight(layer, canvas.camera)]
        layer.shapes.prepare(canvas.pixel_m, places, screen_of(canvas.camera))


def in_sight(layer: LayerDrawing, camera: Camera) -> Indices:
    """Return the features that reach the screen, their soft edges included, lowest first."""
    return np.flatnonzero(in_view(layer.bounds, camera, layer.reach(camera)))


def in_view(bounds: npt.NDArray[np.float64], camera: Camera, reach: float = 0.0) -> Mask:
    """Return which of (n, 4) map bounds touch the screen, or come within `reach` map metres."""
    return touching(bounds, grown(camera.bounds, reach))


def screen_of(camera: Camera) -> MapBounds:
    """Return what is seen and a margin about it, in map metres."""
    return grown(camera.bounds, MARGIN_PX * camera.resolution)


def _tiny(layer: LayerDrawing, numbers: Indices, pixel_m: float) -> Mask:
    """Return which features would be lost between pixels; among few, none is."""
    if len(numbers) <= FEW:
        return np.zeros(len(numbers), dtype=np.bool_)
    west, south, east, north = layer.bounds[numbers].T
    small: Mask = np.maximum(east - west, north - south) < pixel_m
    small &= layer.kinds[numbers] != PartKind.POINT
    return small
