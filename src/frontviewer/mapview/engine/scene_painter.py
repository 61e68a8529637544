"""Paints drawings: no widget, no event, only values, so that a thread of its own may do it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter

from frontviewer.core.geometry.arrays import PartKind
from frontviewer.core.system.cancellation import CancelCheck, never_cancel, raise_if_cancelled
from frontviewer.core.system.worker_pool import parallel_for, worker_count
from frontviewer.mapview.camera import Camera
from frontviewer.mapview.overlays.graticule import paint_graticule
from frontviewer.mapview.painters.accuracy_halos import (
    LEAST_HALO_PX,
    HaloEdge,
    paint_halos,
    render_halos,
)
from frontviewer.mapview.painters.basemap_painter import basemap_reuse_key, paint_basemap
from frontviewer.mapview.painters.feature_painters import paint_layers
from frontviewer.mapview.painters.render_layer import visible_geometry
from frontviewer.mapview.painters.scene import Scene, StyledLayer
from frontviewer.mapview.painters.visibility import (
    VisibleLayer,
    features_near_screen,
    find_visible_layers,
)
from frontviewer.mapview.raster.canvas import (
    Canvas,
    canvas_for_camera,
    new_image,
    new_transparent_image,
    open_painter,
)
from frontviewer.mapview.raster.rendered_image import RenderedImage, ReuseKey, reuse_pixels

_LEAST_BAND_PX = 64
_HEAVY_VERTICES = 8_000
"""On the screen, of layers painted together, from which on bands are painted side by side."""


def render_scene(
    scene: Scene,
    camera: Camera,
    pixel_ratio: float,
    stop: CancelCheck = never_cancel,
    older: Sequence[RenderedImage] = (),
) -> RenderedImage:
    """Paint basemap, graticule and layers; labels and instruments come on top, elsewhere.

    Where there is much to paint, parts are painted side by side, each in a thread of its own; what
    can be seen on an older one, too, is taken from there.

    Raises
    ------
    Cancelled
        When `stop` says that it is no longer wanted.
    """
    canvas = canvas_for_camera(camera, pixel_ratio)
    views = [_view(scene, replace(canvas, camera=copy)) for copy in camera.world_copies]
    raise_if_cancelled(stop)
    image = new_image(canvas, QImage.Format.Format_RGB32)
    pixels = memoryview(image.bits())
    picture = RenderedImage(image, camera, scene, _reuse_key(views))
    kept = reuse_pixels(picture, older)

    def paint(part: QRect) -> None:
        piece = _piece(pixels, image, part)
        piece.fill(scene.theme.sea)
        for view in views:
            here = view.canvas.of_part(part)
            with open_painter(piece, here) as painter:
                _paint(painter, here, scene, view, stop)

    at_a_time = _band_count(views)
    parallel_for(paint, _parts(canvas.part, kept, at_a_time), at_a_time)
    return picture


@dataclass(frozen=True, slots=True, eq=False)
class _View:
    """What all parts of a picture have in common, for one copy of the world."""

    canvas: Canvas
    visible_layers: tuple[VisibleLayer, ...]
    edges: QImage | None


def _view(scene: Scene, canvas: Canvas) -> _View:
    soft = list(_halo_edges(scene.styled_layers, canvas))
    edges = render_halos(canvas.camera, soft) if soft else None
    return _View(canvas, find_visible_layers(scene.styled_layers, canvas), edges)


def _reuse_key(views: Sequence[_View]) -> ReuseKey | None:
    """Return what the look of a picture depends on, if that is all."""
    manners = [visible.reuse_key for view in views for visible in view.visible_layers]
    if any(view.edges for view in views) or None in manners:
        return None
    canvas = views[0].canvas
    return len(views), canvas.ratio, basemap_reuse_key(canvas.camera), *manners


def _band_count(views: Sequence[_View]) -> int:
    """Return how many bands are painted sooner side by side than one after the other.

    Only one thread has the interpreter at a time, and to hand it over takes longer than most of
    what is done with little.
    """
    groups = [group for view in views for group in _merged_runs(view.visible_layers)]
    heavy = sum(group[0].vertex_count for group in groups) > _HEAVY_VERTICES * len(groups)
    return worker_count() if heavy else 1


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


def _paint(painter: QPainter, canvas: Canvas, scene: Scene, view: _View, stop: CancelCheck) -> None:
    paint_basemap(painter, canvas, scene.basemap, scene.theme, stop)
    if scene.graticule:
        paint_graticule(painter, canvas.camera, scene.theme)
    raise_if_cancelled(stop)
    if view.edges:
        paint_halos(painter, view.edges)
    for group in _merged_runs(view.visible_layers):
        _paint_group(painter, canvas, group, stop)


def _merged_runs(visible_layers: Sequence[VisibleLayer]) -> list[Sequence[VisibleLayer]]:
    """Return the layers that are painted together, lowest first."""
    begins = [place for place, visible in enumerate(visible_layers) if not visible.merge_with_below]
    return [visible_layers[begin:end] for begin, end in pairwise([*begins, len(visible_layers)])]


def _paint_group(
    painter: QPainter, canvas: Canvas, group: Sequence[VisibleLayer], stop: CancelCheck
) -> None:
    """Paint layers; a faint one as a whole, so that nothing in it shines through the rest."""
    opacity = group[0].styled.opacity
    if opacity == 1:
        paint_layers(painter, canvas, group, stop)
        return
    glass = new_transparent_image(canvas)
    with open_painter(glass, canvas) as inner:
        paint_layers(inner, canvas, group, stop)
    painter.setOpacity(opacity)
    painter.drawImage(canvas.rect.topLeft(), glass)
    painter.setOpacity(1.0)


def _halo_edges(styled_layers: tuple[StyledLayer, ...], canvas: Canvas) -> Iterator[HaloEdge]:
    """Yield lines and areas whose soft edge can be seen."""
    camera = canvas.camera
    for styled in styled_layers:
        layer = styled.drawing
        wide = layer.accuracy_radius >= LEAST_HALO_PX * camera.resolution
        if not wide.any():
            continue
        numbers = features_near_screen(layer, camera)
        shown = wide[numbers] & (layer.kinds[numbers] != PartKind.POINT)
        for number in numbers[shown].tolist():
            halo_px = float(layer.accuracy_radius[number]) / camera.resolution
            paint = styled.paints[layer.style_index[number]]
            yield (
                visible_geometry(layer, number, camera, canvas.ratio),
                paint,
                halo_px,
                styled.opacity,
            )
