"""Renders a scene to an image, in parallel bands where there is much to paint.

No widgets and no events, only values: it runs on any thread.
"""

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
from frontviewer.mapview.painters.basemap_painter import build_basemap_reuse_key, paint_basemap
from frontviewer.mapview.painters.feature_painters import paint_layers
from frontviewer.mapview.painters.precision_halos import (
    MIN_HALO_PX,
    HaloEdge,
    paint_halos,
    render_halos,
)
from frontviewer.mapview.painters.render_layer import visible_geometry
from frontviewer.mapview.painters.scene import Scene, StyledLayer
from frontviewer.mapview.painters.visibility import (
    VisibleLayer,
    find_features_near_screen,
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

_MIN_BAND_HEIGHT_PX = 64
_PARALLEL_MIN_VERTICES = 8_000
"""Vertices on the screen, per group of merged layers, above which bands are painted in parallel."""


def render_scene(
    scene: Scene,
    camera: Camera,
    pixel_ratio: float,
    cancel: CancelCheck = never_cancel,
    reusable: Sequence[RenderedImage] = (),
) -> RenderedImage:
    """Render basemap, graticule, precision halos and layers, without labels and controls.

    The image is divided into horizontal bands, which are painted in parallel threads where that is
    faster. Pixels that a reusable image already has are copied.

    Parameters
    ----------
    reusable
        Older images, of any scene and camera.

    Raises
    ------
    Cancelled
        If `cancel` returns True.
    """
    canvas = canvas_for_camera(camera, pixel_ratio)
    world_copies = [
        _prepare_world_copy(scene, replace(canvas, camera=copy)) for copy in camera.world_copies
    ]
    raise_if_cancelled(cancel)
    image = new_image(canvas, QImage.Format.Format_RGB32)
    pixels = memoryview(image.bits())
    picture = RenderedImage(image, camera, scene, _build_reuse_key(world_copies))
    reused = reuse_pixels(picture, reusable)

    def paint(band: QRect) -> None:
        band_image = _image_region(pixels, image, band)
        band_image.fill(scene.theme.sea)
        for world_copy in world_copies:
            band_canvas = world_copy.canvas.with_pixel_rect(band)
            with open_painter(band_image, band_canvas) as painter:
                _paint_region(painter, band_canvas, scene, world_copy, cancel)

    max_workers = _band_count(world_copies)
    parallel_for(paint, _bands_to_paint(canvas.pixel_rect, reused, max_workers), max_workers)
    return picture


@dataclass(frozen=True, slots=True, eq=False)
class _WorldCopy:
    """What all bands of an image share for one copy of the world."""

    canvas: Canvas
    visible_layers: tuple[VisibleLayer, ...]
    halo_image: QImage | None


def _prepare_world_copy(scene: Scene, canvas: Canvas) -> _WorldCopy:
    """Find the visible layers of a world copy and render its precision halos."""
    halos = list(_halo_edges(scene.styled_layers, canvas))
    halo_image = render_halos(canvas.camera, halos) if halos else None
    return _WorldCopy(canvas, find_visible_layers(scene.styled_layers, canvas), halo_image)


def _build_reuse_key(world_copies: Sequence[_WorldCopy]) -> ReuseKey | None:
    """Return what pixels depend on besides scene, resolution and place.

    None if that includes where the screen is, as with precision halos and dashed lines.
    """
    layer_keys = [
        visible_layer.reuse_key
        for world_copy in world_copies
        for visible_layer in world_copy.visible_layers
    ]
    if any(world_copy.halo_image for world_copy in world_copies) or None in layer_keys:
        return None
    canvas = world_copies[0].canvas
    return len(world_copies), canvas.ratio, build_basemap_reuse_key(canvas.camera), *layer_keys


def _band_count(world_copies: Sequence[_WorldCopy]) -> int:
    """Return the number of bands to paint in parallel.

    Only one thread at a time holds the GIL, and handing it over takes longer than most calls that
    paint little.
    """
    groups = [
        group
        for world_copy in world_copies
        for group in _group_merged_layers(world_copy.visible_layers)
    ]
    is_heavy = sum(group[0].vertex_count for group in groups) > _PARALLEL_MIN_VERTICES * len(groups)
    return worker_count() if is_heavy else 1


def _bands_to_paint(pixel_rect: QRect, reused: QRect, bands: int) -> list[QRect]:
    """Divide the part of the image outside `reused` into strips of bands."""
    if reused.isEmpty():
        return _split_into_bands(pixel_rect, bands)
    left, top, right, bottom = reused.left(), reused.top(), reused.right() + 1, reused.bottom() + 1
    width, height = pixel_rect.width(), pixel_rect.height()
    strips = (
        QRect(0, 0, width, top),
        QRect(0, bottom, width, height - bottom),
        QRect(0, top, left, bottom - top),
        QRect(right, top, width - right, bottom - top),
    )
    return [
        band for strip in strips if not strip.isEmpty() for band in _split_into_bands(strip, bands)
    ]


def _split_into_bands(rect: QRect, max_count: int) -> list[QRect]:
    """Divide a rectangle into at most `max_count` horizontal bands."""
    count = max(1, min(max_count, rect.height() // _MIN_BAND_HEIGHT_PX))
    edges = [rect.top() + rect.height() * number // count for number in range(count + 1)]
    return [QRect(rect.left(), top, rect.width(), end - top) for top, end in pairwise(edges)]


def _image_region(pixels: memoryview, image: QImage, rect: QRect) -> QImage:
    """Return an image that shares its pixels with a rectangle of another image."""
    stride = image.bytesPerLine()
    first = rect.top() * stride + rect.left() * image.depth() // 8
    return QImage(pixels[first:], rect.width(), rect.height(), stride, image.format())


def _paint_region(
    painter: QPainter, canvas: Canvas, scene: Scene, world_copy: _WorldCopy, cancel: CancelCheck
) -> None:
    """Paint all parts of the scene onto a canvas, lowest first."""
    paint_basemap(painter, canvas, scene.basemap, scene.theme, cancel)
    if scene.graticule:
        paint_graticule(painter, canvas.camera, scene.theme)
    raise_if_cancelled(cancel)
    if world_copy.halo_image:
        paint_halos(painter, world_copy.halo_image)
    for group in _group_merged_layers(world_copy.visible_layers):
        _paint_merged_layers(painter, canvas, group, cancel)


def _group_merged_layers(visible_layers: Sequence[VisibleLayer]) -> list[Sequence[VisibleLayer]]:
    """Return the groups of layers that are painted together, lowest first."""
    starts = [
        index
        for index, visible_layer in enumerate(visible_layers)
        if not visible_layer.merge_with_below
    ]
    return [visible_layers[start:end] for start, end in pairwise([*starts, len(visible_layers)])]


def _paint_merged_layers(
    painter: QPainter, canvas: Canvas, group: Sequence[VisibleLayer], cancel: CancelCheck
) -> None:
    """Paint layers; a translucent one as a whole, so that overlaps in it do not show through."""
    opacity = group[0].styled_layer.opacity
    if opacity == 1:
        paint_layers(painter, canvas, group, cancel)
        return
    group_image = new_transparent_image(canvas)
    with open_painter(group_image, canvas) as group_painter:
        paint_layers(group_painter, canvas, group, cancel)
    painter.setOpacity(opacity)
    painter.drawImage(canvas.rect.topLeft(), group_image)
    painter.setOpacity(1.0)


def _halo_edges(styled_layers: tuple[StyledLayer, ...], canvas: Canvas) -> Iterator[HaloEdge]:
    """Yield the lines and areas whose precision halo is visible."""
    camera = canvas.camera
    for styled_layer in styled_layers:
        layer = styled_layer.render_layer
        has_halo = layer.precision_radius >= MIN_HALO_PX * camera.resolution
        if not has_halo.any():
            continue
        nearby = find_features_near_screen(layer, camera)
        indices = nearby[has_halo[nearby] & (layer.kinds[nearby] != PartKind.POINT)]
        for index in indices.tolist():
            precision_px = float(layer.precision_radius[index]) / camera.resolution
            paint = styled_layer.paints[layer.style_index[index]]
            yield (
                visible_geometry(layer, index, camera, canvas.ratio),
                paint,
                precision_px,
                styled_layer.opacity,
            )
