"""From arrays of pixels to the picture: colours and hatching over parts of it."""

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter

from frontviewer.mapview.canvas import PATTERN_PX, Canvas, painting, transparent
from frontviewer.mapview.coverage import UNIT, Counts
from frontviewer.mapview.unlocked import draw_image, fill_rect

_LEVELS = 16
"""Into how many steps a pixel that is partly covered is divided."""
_SHIFT = (UNIT // _LEVELS).bit_length() - 1
_ROWS = 32
"""Taken at a time, so that what is reckoned with them fits the processor's cache."""


def paint_wash(
    painter: QPainter,
    canvas: Canvas,
    counts: Counts,
    corner: QPoint,
    *,
    colour: QColor,
    hatch: QBrush | None = None,
) -> None:
    """Paint a colour over pixels as often as `counts` says; the corner is its left top pixel.

    Beneath it goes a pattern, if there is one, once over all that is covered.
    """
    if not (colour.alpha() or hatch):
        return
    height, width = counts.shape
    image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(canvas.ratio)
    pixels = np.frombuffer(image.bits(), np.uint32).reshape(counts.shape)
    most = _steps(counts.max(keepdims=True, initial=0)).item()
    shades, rows = _shades(colour, most), _ROWS
    if hatch:
        hatched = _pattern(canvas, QRect(corner, image.size()), hatch) * np.int32(most + 1)
        shades = np.concatenate([shades, _shades(colour, most, hatch.color())])
        rows = len(hatched)
    for first in range(0, height, rows):
        steps = _steps(counts[first : first + rows])
        if hatch:
            steps += hatched[: len(steps)]
        shades.take(steps, mode="clip", out=pixels[first : first + rows])
    draw_image(painter, QPointF(corner) * (1 / canvas.ratio), image)


def paint_hatch(painter: QPainter, canvas: Canvas, mask: QImage, hatch: QBrush) -> None:
    """Paint a pattern over what a grey image of the painted part covers."""
    height, width = mask.height(), mask.width()
    rows = np.frombuffer(mask.constBits(), np.uint8).reshape(height, mask.bytesPerLine())
    counts = rows[:, :width].astype(np.int32) * UNIT // 255
    nothing = QColor(Qt.GlobalColor.transparent)
    paint_wash(painter, canvas, counts, canvas.part.topLeft(), colour=nothing, hatch=hatch)


def _steps(counts: Counts) -> Counts:
    """Return sixteenths of a pixel."""
    steps = counts + (1 << _SHIFT >> 1)
    steps >>= _SHIFT
    return steps


def _pattern(canvas: Canvas, rect: QRect, hatch: QBrush) -> npt.NDArray[np.bool_]:
    """Return (rows, width) where a pattern is on some pixels; after so many rows it repeats."""
    period = PATTERN_PX * canvas.ratio
    if not period.is_integer():
        return _painted(canvas, rect, hatch)
    side, origin = int(period), (canvas.pattern_origin * canvas.ratio).toPoint()
    tile = _painted(canvas, QRect(origin, QSize(side, side)), hatch)
    rows = side * max(1, _ROWS // side)
    down = (np.arange(rows) + rect.y() - origin.y()) % side
    across = (np.arange(rect.width()) + rect.x() - origin.x()) % side
    return tile[down[:, None], across]


def _painted(canvas: Canvas, rect: QRect, hatch: QBrush) -> npt.NDArray[np.bool_]:
    """Return (height, width) where a pattern is on some pixels."""
    here = canvas.of_part(rect)
    image = transparent(here)
    with painting(image, here) as painter:
        fill_rect(painter, here.seat, QBrush(Qt.GlobalColor.white, hatch.style()))
    pixels = np.frombuffer(image.constBits(), np.uint32).reshape(rect.height(), rect.width())
    painted: npt.NDArray[np.bool_] = pixels != 0
    return painted


def _shades(colour: QColor, most: int, below: QColor | None = None) -> npt.NDArray[np.uint32]:
    """Return premultiplied colours for 0, 1 ... sixteenths of a pixel covered, and on.

    What is `below` covers the pixel once at most.
    """
    times = np.arange(most + 1) / _LEVELS
    once = colour.alphaF()
    above = np.where(times < 1, once * times, 1 - (1 - once) ** times)
    beneath = (1 - above) * np.minimum(times, 1) * (below.alphaF() if below else 0)
    white = QColor(Qt.GlobalColor.white)
    shades: npt.NDArray[np.uint32] = np.rint(255 * (above + beneath)).astype(np.uint32)
    shades <<= 24
    for bits in (16, 8, 0):
        values = [(one or white).rgb() >> bits & 255 for one in (colour, below)]
        shades |= np.rint(values[0] * above + values[1] * beneath).astype(np.uint32) << bits
    return shades
