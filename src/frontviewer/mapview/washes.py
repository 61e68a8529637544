"""From arrays of pixels to the picture: colours and hatching over parts of it."""

from dataclasses import dataclass
from math import ceil, floor

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter

from frontviewer.core.layer import Coordinates
from frontviewer.mapview.camera import Camera
from frontviewer.mapview.coverage import Counts

_PATTERN_PX = 8.0
"""After so many device-independent pixels Qt's patterns repeat."""
_LEVELS = 16
"""Into how many steps a pixel that is partly covered is divided."""


@dataclass(frozen=True, slots=True)
class Canvas:
    """Where a picture is taken from, and how many pixels a device-independent pixel is wide."""

    camera: Camera
    ratio: float

    @property
    def pixel_m(self) -> float:
        """How many map metres a pixel is wide."""
        return self.camera.resolution / self.ratio

    @property
    def rect(self) -> QRect:
        """All of it, in pixels."""
        camera = self.camera
        return QRect(0, 0, round(camera.width * self.ratio), round(camera.height * self.ratio))

    @property
    def pattern_origin(self) -> QPointF:
        """Where patterns begin, so that they go with the map; on a whole pixel."""
        west, _, _, north = self.camera.bounds
        period = _PATTERN_PX * self.ratio
        across, down = (round(at / self.pixel_m % period) for at in (-west, north))
        return QPointF(across, down) * (1 / self.ratio)

    def pixels(self, coords: Coordinates) -> npt.NDArray[np.float64]:
        """Return where (n, 2) map metres are in pixels, y down."""
        west, _, _, north = self.camera.bounds
        per_metre = 1 / self.pixel_m
        xy = np.empty((len(coords), 2))
        np.subtract(coords[:, 0], west, out=xy[:, 0])
        np.subtract(north, coords[:, 1], out=xy[:, 1])
        xy *= per_metre
        return xy

    def points(self, coords: Coordinates) -> npt.NDArray[np.float64]:
        """Return where (n, 2) map metres are in device-independent pixels, y down."""
        return self.pixels(coords) / self.ratio

    def rect_about(self, bounds: npt.NDArray[np.float64]) -> QRect:
        """Return the pixels that (n, 4) map bounds lie on."""
        west, south = bounds.min(axis=0)[:2]
        east, north = bounds.max(axis=0)[2:]
        (left, top), (right, bottom) = self.pixels(np.array([[west, north], [east, south]]))
        corners = QPoint(floor(left), floor(top)), QPoint(ceil(right), ceil(bottom))
        return QRect(*corners).intersected(self.rect)


def blank(camera: Camera, pixel_ratio: float, form: QImage.Format) -> QImage:
    """Return an image as large as the screen; its pixels are anything."""
    size = QSizeF(camera.width, camera.height) * pixel_ratio
    image = QImage(size.toSize(), form)
    image.setDevicePixelRatio(pixel_ratio)
    return image


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
    image = _image_of(np.minimum(counts, 1), QColor(Qt.GlobalColor.white))
    image.setDevicePixelRatio(canvas.ratio)
    at = QPointF(corner) * (1 / canvas.ratio)
    with QPainter(image) as inside:
        inside.setRenderHint(QPainter.RenderHint.NonCosmeticBrushPatterns)
        inside.setBrushOrigin(canvas.pattern_origin - at)
        inside.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
        inside.fillRect(QRectF(QPointF(0, 0), image.deviceIndependentSize()), brush)
    painter.drawImage(at, image)


def empty_mask(canvas: Canvas) -> QImage:
    """Return a grey image of the canvas's size in pixels, all black."""
    mask = QImage(canvas.rect.size(), QImage.Format.Format_Grayscale8)
    mask.fill(Qt.GlobalColor.black)
    return mask


def counts_of(mask: QImage) -> Counts:
    """Return how far each pixel of a grey image is covered, from 0 to 1."""
    height, width = mask.height(), mask.width()
    rows = np.frombuffer(mask.constBits(), np.uint8).reshape(height, mask.bytesPerLine())
    return rows[:, :width].astype(np.float32) / np.float32(255)


def widened(counts: Counts, radius: int) -> Counts:
    """Return 1 wherever anything is covered within so many pixels across and down."""
    covered = (counts > 0).astype(np.int32)
    for axis in (0, 1):
        sums = np.cumsum(np.pad(covered, _pad(axis, radius + 1, radius)), axis=axis)
        along = sums.shape[axis]
        ends = np.take(sums, range(2 * radius + 1, along), axis=axis)
        begins = np.take(sums, range(along - 2 * radius - 1), axis=axis)
        covered = (ends > begins).astype(np.int32)
    return covered.astype(np.float32)


def _pad(axis: int, before: int, after: int) -> list[tuple[int, int]]:
    return [(before, after) if number == axis else (0, 0) for number in (0, 1)]


def _image_of(counts: Counts, colour: QColor) -> QImage:
    """Return a transparent image on which a colour lies over pixels so many times."""
    height, width = counts.shape
    steps = np.rint(counts * _LEVELS).astype(np.int32)
    shades = _shades(colour, max(0, int(steps.max(initial=0))))
    pixels = shades.take(steps, mode="clip")
    bare = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied)
    return bare.copy()  # which owns its pixels


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
