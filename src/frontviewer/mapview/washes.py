"""From arrays of pixels to the picture: colours and hatching over parts of it."""

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter

from frontviewer.mapview.canvas import Canvas, painting
from frontviewer.mapview.coverage import UNIT, Counts

_LEVELS = 16
"""Into how many steps a pixel that is partly covered is divided."""
_SHIFT = (UNIT // _LEVELS).bit_length() - 1


def paint_wash(
    painter: QPainter, canvas: Canvas, counts: Counts, corner: QPoint, colour: QColor
) -> None:
    """Paint a colour over pixels as often as `counts` says; the corner is its left top pixel."""
    if colour.alpha():
        image = _image_of(counts, colour)
        image.setDevicePixelRatio(canvas.ratio)
        painter.drawImage(QPointF(corner) * (1 / canvas.ratio), image)


def paint_hatch(
    painter: QPainter, canvas: Canvas, counts: Counts, corner: QPoint, brush: QBrush
) -> None:
    """Paint a pattern over all pixels that `counts` says are covered."""
    image = _image_of(np.minimum(counts, UNIT), QColor(Qt.GlobalColor.white))
    here = canvas.of_part(QRect(corner, image.size()))
    with painting(image, here) as inside:
        inside.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
        inside.fillRect(here.seat, brush)
    painter.drawImage(here.seat.topLeft(), image)


def counts_of(mask: QImage) -> Counts:
    """Return how far each pixel of a grey image is covered."""
    height, width = mask.height(), mask.width()
    rows = np.frombuffer(mask.constBits(), np.uint8).reshape(height, mask.bytesPerLine())
    return rows[:, :width].astype(np.int32) * UNIT // 255


def _image_of(counts: Counts, colour: QColor) -> QImage:
    """Return a transparent image on which a colour lies over pixels so many times."""
    height, width = counts.shape
    steps = (counts + (1 << _SHIFT >> 1)) >> _SHIFT
    shades = _shades(colour, max(0, int(steps.max(initial=0))))
    image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    pixels = np.frombuffer(image.bits(), np.uint32).reshape(counts.shape)
    shades.take(steps, mode="clip", out=pixels)
    return image


def _shades(colour: QColor, most: int) -> npt.NDArray[np.uint32]:
    """Return premultiplied colours for 0, 1 ... sixteenths of a pixel covered, and on."""
    times = np.arange(most + 1) / _LEVELS
    once = colour.alphaF()
    alphas = np.where(times < 1, once * times, 1 - (1 - once) ** times)
    channels = [np.rint(255 * alphas)]
    channels += [np.rint(value * alphas) for value in (colour.red(), colour.green(), colour.blue())]
    alpha, red, green, blue = (channel.astype(np.uint32) for channel in channels)
    shades: npt.NDArray[np.uint32] = alpha << 24 | red << 16 | green << 8 | blue
    return shades
