"""From arrays of pixels to the picture: colours and hatching over parts of it."""

from functools import lru_cache
from typing import TypeVar

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPixmap

from frontviewer.mapview.camera import Camera
from frontviewer.mapview.raster.canvas import (
    PATTERN_PX,
    Canvas,
    new_transparent_image,
    open_painter,
)
from frontviewer.mapview.raster.nogil_painter import draw_copies, fill_rect
from frontviewer.mapview.raster.polygon_coverage import UNIT, Counts, TileStrips, occupied_tiles

_KEPT = 8
"""Patterns, and tables of shades: bands and layers of one picture share them."""
_PERIODS = 4
"""Of patterns, so wide and tall is what is left out between areas."""

T = TypeVar("T", bound=np.generic)


def tiles_around(canvas: Canvas, bounds: npt.NDArray[np.float64]) -> TileStrips:
    """Return the patches of the painted part that (n, 4) map bounds lie on."""
    part = canvas.part.x(), canvas.part.y(), canvas.part.width(), canvas.part.height()
    # On each tile patterns begin anew, if they begin on whole pixels now and then.
    return occupied_tiles(canvas.boxes(bounds), part, round(_PERIODS * PATTERN_PX * canvas.ratio))


def paint_fill(
    painter: QPainter,
    canvas: Canvas,
    tiles: TileStrips,
    counts: Counts,
    *,
    color: QColor,
    hatch: QBrush | None = None,
) -> None:
    """Paint a colour over the pixels of patches as often as `counts` says, and use these up.

    Beneath it goes a pattern, if there is one, once over all that is covered.
    """
    if not (len(tiles.boxes) and (color.alpha() or hatch)):
        return
    most = counts.max().item()
    shades = _shades(color.rgba(), most)
    if hatch:
        hatched = _shades(color.rgba(), most, hatch.color().rgba())
        # One spare shade between: what rounding left below nothing is nothing.
        shades = np.concatenate([shades, hatched[:1], hatched])
        counts += _pattern(canvas, tiles, hatch) * np.int32(most + 2)
    tall, wide = tiles.shape
    image = QImage(wide, tall, QImage.Format.Format_ARGB32_Premultiplied)
    pixels = np.frombuffer(image.bits(), np.uint32).reshape(tiles.shape)
    shades.take(counts, mode="clip", out=pixels)
    sources = tiles.boxes.copy()
    sources[:, 0], sources[:, 1] = tiles.begins, 0
    middles = tiles.boxes[:, :2] + tiles.boxes[:, 2:] / 2
    painter.save()
    painter.scale(1 / canvas.ratio, 1 / canvas.ratio)
    draw_copies(painter, QPixmap.fromImage(image), sources, middles)
    painter.restore()


def paint_hatch(painter: QPainter, canvas: Canvas, mask: QImage, hatch: QBrush) -> None:
    """Paint a pattern over what a grey image of the painted part covers."""
    height, width = mask.height(), mask.width()
    rows = np.frombuffer(mask.constBits(), np.uint8).reshape(height, mask.bytesPerLine())
    tiles = tiles_around(canvas, np.array([canvas.bounds]))
    counts = _laid_out(tiles, rows[:, :width]).astype(np.int32) * UNIT // 255
    nothing = QColor(Qt.GlobalColor.transparent)
    paint_fill(painter, canvas, tiles, counts, color=nothing, hatch=hatch)


def _pattern(canvas: Canvas, tiles: TileStrips, hatch: QBrush) -> npt.NDArray[np.bool_]:
    """Return where a pattern is, in the shape of patches."""
    camera, ratio, style = canvas.camera, canvas.ratio, hatch.style()
    if tiles.tile % (PATTERN_PX * ratio):
        return _laid_out(tiles, _painted(camera, ratio, tiles.part, style))
    left, top, *_ = tiles.part
    side, origin = tiles.tile, (canvas.pattern_origin * ratio).toPoint()
    tile = _painted(camera, ratio, (origin.x(), origin.y(), side, side), style)
    tile = np.roll(tile, (origin.y() - top, origin.x() - left), axis=(0, 1))
    tall, wide = tiles.shape
    return np.tile(tile, (-(-tall // side), -(-wide // side)))[:tall, :wide]


def _laid_out(tiles: TileStrips, canvas_for_camera: npt.NDArray[T]) -> npt.NDArray[T]:
    """Lay out pixels of the part of a picture that patches are of in their shape."""
    left, top, *_ = tiles.part
    laid = np.zeros(tiles.shape, dtype=canvas_for_camera.dtype)
    for (x, y, wide, tall), begin in zip(tiles.boxes, tiles.begins, strict=True):
        here = canvas_for_camera[y - top :, x - left :][:tall, :wide]
        laid[:tall, begin : begin + wide] = here
    return laid


@lru_cache(maxsize=_KEPT)
def _painted(
    camera: Camera, ratio: float, part: tuple[int, int, int, int], style: Qt.BrushStyle
) -> npt.NDArray[np.bool_]:
    """Return (height, width) where a pattern is on some pixels of a picture."""
    here, (_, _, width, height) = Canvas(camera, ratio, QRect(*part)), part
    image = new_transparent_image(here)
    with open_painter(image, here) as painter:
        fill_rect(painter, here.rect, QBrush(Qt.GlobalColor.white, style))
    pixels = np.frombuffer(image.constBits(), np.uint32).reshape(height, width)
    painted: npt.NDArray[np.bool_] = pixels != 0
    return painted


@lru_cache(maxsize=_KEPT)
def _shades(color: int, most: int, below: int = 0) -> npt.NDArray[np.uint32]:
    """Return premultiplied colours for 0, 1 ... `UNIT`s' parts of a pixel covered, and on.

    What is `below` covers the pixel once at most. Colours are numbers as Qt has them: alpha, red,
    green and blue in bytes.
    """
    times = np.arange(most + 1) / UNIT
    once = (color >> 24) / 255
    above = np.where(times < 1, once * times, 1 - (1 - once) ** times)
    beneath = (1 - above) * np.minimum(times, 1) * ((below >> 24) / 255)
    shades: npt.NDArray[np.uint32] = np.rint(255 * (above + beneath)).astype(np.uint32)
    shades <<= 24
    for bits in (16, 8, 0):
        upper, lower = color >> bits & 255, below >> bits & 255
        shades |= np.rint(upper * above + lower * beneath).astype(np.uint32) << bits
    shades.flags.writeable = False
    return shades
