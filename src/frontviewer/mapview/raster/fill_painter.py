"""Paints fill colors and hatching from arrays of coverage counts.

A lookup table turns the coverage count of each pixel into a premultiplied color, so that any
number of overlapping areas of one color is blended in a single step.
"""

from functools import lru_cache
from typing import TypeVar

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPixmap

from frontviewer.mapview.camera import Camera
from frontviewer.mapview.raster.canvas import (
    PATTERN_PERIOD_PX,
    Canvas,
    new_transparent_image,
    open_painter,
)
from frontviewer.mapview.raster.nogil_painter import draw_pixmap_fragments, fill_rect
from frontviewer.mapview.raster.polygon_coverage import (
    COVERAGE_UNIT,
    CoverageCounts,
    TileStrips,
    occupied_tiles,
)

_CACHE_SIZE = 8
"""Hatch patterns and color tables; the bands and layers of one image share them."""
_PERIODS_PER_TILE = 4
"""Side of a tile, the grid cell that is skipped where it is empty, in hatch pattern periods."""

T = TypeVar("T", bound=np.generic)


def find_occupied_tiles(canvas: Canvas, bounds: npt.NDArray[np.float64]) -> TileStrips:
    """Return the tiles of the painted part that intersect any of (n, 4) map bounds."""
    pixel_rect = (
        canvas.pixel_rect.x(),
        canvas.pixel_rect.y(),
        canvas.pixel_rect.width(),
        canvas.pixel_rect.height(),
    )
    # Tiles are whole pattern periods wide where that is a whole number of pixels.
    return occupied_tiles(
        canvas.bounds_to_pixels(bounds),
        pixel_rect,
        round(_PERIODS_PER_TILE * PATTERN_PERIOD_PX * canvas.ratio),
    )


def paint_fill(
    painter: QPainter,
    canvas: Canvas,
    tiles: TileStrips,
    counts: CoverageCounts,
    *,
    color: QColor,
    hatch: QBrush | None = None,
) -> None:
    """Blend a color over each pixel as often as its coverage count, over an optional hatch.

    The hatch is painted beneath the color, once wherever anything is covered. `counts` is modified.
    """
    if not (len(tiles.boxes) and (color.alpha() or hatch)):
        return
    max_count = counts.max().item()
    colors = _color_table(color.rgba(), max_count)
    if hatch:
        hatched_colors = _color_table(color.rgba(), max_count, hatch.color().rgba())
        # Rounding may leave counts of -1: the extra entry maps them to "not covered".
        colors = np.concatenate([colors, hatched_colors[:1], hatched_colors])
        counts += _pattern_mask(canvas, tiles, hatch) * np.int32(max_count + 2)
    height, width = tiles.shape
    image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    pixels = np.frombuffer(image.bits(), np.uint32).reshape(tiles.shape)
    colors.take(counts, mode="clip", out=pixels)
    sources = tiles.boxes.copy()
    sources[:, 0], sources[:, 1] = tiles.box_columns, 0
    centers = tiles.boxes[:, :2] + tiles.boxes[:, 2:] / 2
    painter.save()
    painter.scale(1 / canvas.ratio, 1 / canvas.ratio)
    draw_pixmap_fragments(painter, QPixmap.fromImage(image), sources, centers)
    painter.restore()


def paint_hatch(painter: QPainter, canvas: Canvas, mask: QImage, hatch: QBrush) -> None:
    """Paint a hatch pattern through an 8-bit mask of the painted part."""
    height, width = mask.height(), mask.width()
    rows = np.frombuffer(mask.constBits(), np.uint8).reshape(height, mask.bytesPerLine())
    tiles = find_occupied_tiles(canvas, np.array([canvas.bounds]))
    counts = _gather_tiles(tiles, rows[:, :width]).astype(np.int32) * COVERAGE_UNIT // 255
    transparent = QColor(Qt.GlobalColor.transparent)
    paint_fill(painter, canvas, tiles, counts, color=transparent, hatch=hatch)


def _pattern_mask(canvas: Canvas, tiles: TileStrips, hatch: QBrush) -> npt.NDArray[np.bool_]:
    """Return where a hatch pattern has ink, in the layout of `tiles`."""
    camera, ratio, style = canvas.camera, canvas.ratio, hatch.style()
    if tiles.tile_px % (PATTERN_PERIOD_PX * ratio):
        return _gather_tiles(tiles, _render_pattern(camera, ratio, tiles.pixel_rect, style))
    left, top, *_ = tiles.pixel_rect
    side, origin = tiles.tile_px, (canvas.pattern_origin * ratio).toPoint()
    tile = _render_pattern(camera, ratio, (origin.x(), origin.y(), side, side), style)
    tile = np.roll(tile, (origin.y() - top, origin.x() - left), axis=(0, 1))
    height, width = tiles.shape
    return np.tile(tile, (-(-height // side), -(-width // side)))[:height, :width]


def _gather_tiles(tiles: TileStrips, pixels: npt.NDArray[T]) -> npt.NDArray[T]:
    """Copy (height, width) pixels of the painted part into the layout of `tiles`."""
    left, top, *_ = tiles.pixel_rect
    gathered = np.zeros(tiles.shape, dtype=pixels.dtype)
    for (x, y, width, height), column in zip(tiles.boxes, tiles.box_columns, strict=True):
        region = pixels[y - top :, x - left :][:height, :width]
        gathered[:height, column : column + width] = region
    return gathered


@lru_cache(maxsize=_CACHE_SIZE)
def _render_pattern(
    camera: Camera, ratio: float, pixel_rect: tuple[int, int, int, int], style: Qt.BrushStyle
) -> npt.NDArray[np.bool_]:
    """Return a (height, width) mask of the pixels of a rectangle where a hatch pattern has ink."""
    region, (_, _, width, height) = Canvas(camera, ratio, QRect(*pixel_rect)), pixel_rect
    image = new_transparent_image(region)
    with open_painter(image, region) as painter:
        fill_rect(painter, region.rect, QBrush(Qt.GlobalColor.white, style))
    pixels = np.frombuffer(image.constBits(), np.uint32).reshape(height, width)
    is_painted: npt.NDArray[np.bool_] = pixels != 0
    return is_painted


@lru_cache(maxsize=_CACHE_SIZE)
def _color_table(color: int, max_count: int, hatch_color: int = 0) -> npt.NDArray[np.uint32]:
    """Return premultiplied ARGB colors by coverage: 0, 1 ... `max_count` `COVERAGE_UNIT`ths.

    A pixel covered n times is blended n times with `color`, but at most once with `hatch_color`,
    which lies beneath. Colors are 0xAARRGGBB integers, as Qt's QRgb.
    """
    coverage = np.arange(max_count + 1) / COVERAGE_UNIT
    alpha = (color >> 24) / 255
    color_share = np.where(coverage < 1, alpha * coverage, 1 - (1 - alpha) ** coverage)
    hatch_share = (1 - color_share) * np.minimum(coverage, 1) * ((hatch_color >> 24) / 255)
    colors: npt.NDArray[np.uint32] = np.rint(255 * (color_share + hatch_share)).astype(np.uint32)
    colors <<= 24
    for shift in (16, 8, 0):
        channel, hatch_channel = color >> shift & 255, hatch_color >> shift & 255
        colors |= (
            np.rint(channel * color_share + hatch_channel * hatch_share).astype(np.uint32) << shift
        )
    colors.flags.writeable = False
    return colors
