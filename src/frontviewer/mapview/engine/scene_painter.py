"""Paints drawings: no widget, no event, only values, so that a thread of its own may do it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter

from frontviewer.core.geometry.arrays import PartKind
from frontviewer.core.system.cancellation import Stop, give_up_if, never
from frontviewer.core.system.worker_pool import processors, side_by_side
from frontviewer.mapview.camera import Camera
from frontviewer.mapview.overlays.graticule import paint_graticule
from frontviewer.mapview.painters.accuracy_halos import LEAST_HALO_PX, Soft, paint_edges, soft_edges
from frontviewer.mapview.painters.basemap_painter import manner_of, paint_ground
from frontviewer.mapview.painters.feature_painters import paint_sheets
from frontviewer.mapview.painters.render_layer import seen_drawing
from frontviewer.mapview.painters.scene import Scene, Sheet
from frontviewer.mapview.painters.visibility import Sight, in_sight, sights_of
from frontviewer.mapview.raster.canvas import Canvas, blank, painting, transparent, whole
from frontviewer.mapview.raster.rendered_image import Manner, Picture, take_over

_LEAST_BAND_PX = 64
_HEAVY_VERTICES = 8_000
"""On the screen, of layers painted together, from which on bands are painted side by side."""


def picture_of(
    scene: Scene,
    camera: Camera,
    pixel_ratio: float,
    stop: Stop = never,
    older: Sequence[Picture] = (),
) -> Picture:
    """Paint basemap, graticule and layers; labels and instruments come on top, elsewhere.

    Where there is much to paint, parts are painted side by side, each in a thread of its own; what
    can be seen on an older one, too, is taken from there.

    Raises
    ------
    Stopped
        When `stop` says that it is no longer wanted.
    """
    canvas = whole(camera, pixel_ratio)
    views = [_view(scene, replace(canvas, camera=copy)) for copy in camera.copies]
    give_up_if(stop)
    image = blank(canvas, QImage.Format.Format_RGB32)
    pixels = memoryview(image.bits())
    picture = Picture(image, camera, scene, _manner(views))
    kept = take_over(picture, older)

    def paint(part: QRect) -> None:
        piece = _piece(pixels, image, part)
        piece.fill(scene.theme.sea)
        for view in views:
            here = view.canvas.of_part(part)
            with painting(piece, here) as painter:
                _paint(painter, here, scene, view, stop)

    at_a_time = _bands_worth(views)
    side_by_side(paint, _parts(canvas.part, kept, at_a_time), at_a_time)
    return picture


@dataclass(frozen=True, slots=True, eq=False)
class _View:
    """What all parts of a picture have in common, for one copy of the world."""

    canvas: Canvas
    sights: tuple[Sight, ...]
    edges: QImage | None


def _view(scene: Scene, canvas: Canvas) -> _View:
    soft = list(_soft(scene.sheets, canvas))
    edges = soft_edges(canvas.camera, soft) if soft else None
    return _View(canvas, sights_of(scene.sheets, canvas), edges)


def _manner(views: Sequence[_View]) -> Manner | None:
    """Return what the look of a picture depends on, if that is all."""
    manners = [sight.manner for view in views for sight in view.sights]
    if any(view.edges for view in views) or None in manners:
        return None
    canvas = views[0].canvas
    return len(views), canvas.ratio, manner_of(canvas.camera), *manners


def _bands_worth(views: Sequence[_View]) -> int:
    """Return how many bands are painted sooner side by side than one after the other.

    Only one thread has the interpreter at a time, and to hand it over takes longer than most of
    what is done with little.
    """
    piles = [pile for view in views for pile in _piles(view.sights)]
    heavy = sum(pile[0].crowd for pile in piles) > _HEAVY_VERTICES * len(piles)
    return processors() if heavy else 1


def _parts(all_of_it: QRect, kept: QRect, bands: int) -> list[QRect]:
    """Cut what is not kept into so many bands."""
    if kept.isEmpty():
        return _bands(all_of_it, bands)
    left, top, right, bottom = kept.left(), kept.top(), kept.right() + 1, kept.bottom() + 1
    width, height = all_of_it.width(), all_of_it.height()
    above, below = QRect(0, 0, width, top), QRect(0, bottom, width, height - bottom)
    before, after = (
        QRect(0, top, left, bottom - top),
        QRect(right, top, width - right, bottom - top),
    )
    strips = [strip for strip in (above, below, before, after) if not strip.isEmpty()]
    return [band for strip in strips for band in _bands(strip, bands)]


def _bands(part: QRect, most: int) -> list[QRect]:
    count = max(1, min(most, part.height() // _LEAST_BAND_PX))
    edges = [part.top() + part.height() * number // count for number in range(count + 1)]
    return [QRect(part.left(), top, part.width(), end - top) for top, end in pairwise(edges)]


def _piece(pixels: memoryview, image: QImage, part: QRect) -> QImage:
    """Return an image of a part whose pixels are the picture's own."""
    line = image.bytesPerLine()
    first = part.top() * line + part.left() * image.depth() // 8
    return QImage(pixels[first:], part.width(), part.height(), line, image.format())


def _paint(painter: QPainter, canvas: Canvas, scene: Scene, view: _View, stop: Stop) -> None:
    paint_ground(painter, canvas, scene.basemap, scene.theme, stop)
    if scene.graticule:
        paint_graticule(painter, canvas.camera, scene.theme)
    give_up_if(stop)
    if view.edges:
        paint_edges(painter, view.edges)
    for pile in _piles(view.sights):
        _lay(painter, canvas, pile, stop)


def _piles(sights: Sequence[Sight]) -> list[Sequence[Sight]]:
    """Return the layers that are painted together, lowest first."""
    begins = [place for place, sight in enumerate(sights) if not sight.joined]
    return [sights[begin:end] for begin, end in pairwise([*begins, len(sights)])]


def _lay(painter: QPainter, canvas: Canvas, pile: Sequence[Sight], stop: Stop) -> None:
    """Paint layers; a faint one as a whole, so that nothing in it shines through the rest."""
    opacity = pile[0].sheet.opacity
    if opacity == 1:
        paint_sheets(painter, canvas, pile, stop)
        return
    glass = transparent(canvas)
    with painting(glass, canvas) as inner:
        paint_sheets(inner, canvas, pile, stop)
    painter.setOpacity(opacity)
    painter.drawImage(canvas.seat.topLeft(), glass)
    painter.setOpacity(1.0)


def _soft(sheets: tuple[Sheet, ...], canvas: Canvas) -> Iterator[Soft]:
    """Yield lines and areas whose soft edge can be seen."""
    camera = canvas.camera
    for sheet in sheets:
        layer = sheet.drawing
        wide = layer.halos >= LEAST_HALO_PX * camera.resolution
        if not wide.any():
            continue
        numbers = in_sight(layer, camera)
        shown = wide[numbers] & (layer.kinds[numbers] != PartKind.POINT)
        for number in numbers[shown].tolist():
            halo_px = float(layer.halos[number]) / camera.resolution
            paint = sheet.paints[layer.style_of[number]]
            yield seen_drawing(layer, number, camera, canvas.ratio), paint, halo_px, sheet.opacity
