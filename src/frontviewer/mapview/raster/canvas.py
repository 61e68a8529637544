"""Canvas: a pixel rectangle of a map image, and the transform from map coordinates to pixels."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import QImage, QPainter

from frontviewer.core.geometry.arrays import Coordinates
from frontviewer.mapview.camera import Camera, MapBounds

PATTERN_PERIOD_PX = 8.0
"""Period of Qt's hatch patterns in device-independent pixels, both directions."""


@dataclass(frozen=True, slots=True)
class Canvas:
    """A map image, or a rectangular part of it, that is painted.

    Pixels and device-independent pixels are counted from the top left corner of the whole
    image, y down.

    Attributes
    ----------
    camera
        Camera of the whole image. What must agree in all parts of the image depends on the camera
        only, never on `pixel_rect`.
    ratio
        Device pixel ratio: pixels per device-independent pixel.
    pixel_rect
        The painted part, in pixels.
    """

    camera: Camera
    ratio: float
    pixel_rect: QRect

    @property
    def pixel_m(self) -> float:
        """Width of a pixel in map meters."""
        return self.camera.resolution / self.ratio

    @property
    def rect(self) -> QRectF:
        """The painted part in device-independent pixels."""
        scale = 1 / self.ratio
        return QRectF(
            QPointF(self.pixel_rect.topLeft()) * scale, QSizeF(self.pixel_rect.size()) * scale
        )

    @property
    def bounds(self) -> MapBounds:
        """West, south, east, north of the painted part in map meters."""
        rect = self.rect
        west, north = self.camera.from_screen(rect.topLeft())
        east, south = self.camera.from_screen(rect.bottomRight())
        return west, south, east, north

    @property
    def pattern_origin(self) -> QPointF:
        """Brush origin in device-independent pixels, rounded to a whole pixel.

        It moves with the map, so that hatching stays fixed to the ground while panning.
        """
        west, _, _, north = self.camera.bounds
        period = PATTERN_PERIOD_PX * self.ratio
        offset_x, offset_y = (round(edge / self.pixel_m % period) for edge in (-west, north))
        return QPointF(offset_x, offset_y) * (1 / self.ratio)

    def with_pixel_rect(self, pixel_rect: QRect) -> "Canvas":
        """Return the canvas of another part of the same image; it may extend beyond the image."""
        return replace(self, pixel_rect=pixel_rect)

    def to_pixels(self, coords: Coordinates) -> npt.NDArray[np.float64]:
        """Convert (n, 2) map meters to pixels."""
        west, _, _, north = self.camera.bounds
        per_meter = 1 / self.pixel_m
        xy = np.empty((len(coords), 2))
        np.subtract(coords[:, 0], west, out=xy[:, 0])
        np.subtract(north, coords[:, 1], out=xy[:, 1])
        xy *= per_meter
        return xy

    def to_screen(self, coords: Coordinates) -> npt.NDArray[np.float64]:
        """Convert (n, 2) map meters to device-independent pixels."""
        xy = self.to_pixels(coords)
        xy /= self.ratio
        return xy

    def bounds_to_pixels(self, bounds: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Convert (n, 4) map bounds to left, top, right and bottom in pixels."""
        return np.hstack([self.to_pixels(bounds[:, [0, 3]]), self.to_pixels(bounds[:, [2, 1]])])


def canvas_for_camera(camera: Camera, ratio: float) -> Canvas:
    """Return the canvas of the whole image seen from a camera."""
    size = QSizeF(camera.width, camera.height) * ratio
    return Canvas(camera, ratio, QRect(QPoint(0, 0), size.toSize()))


@contextmanager
def open_painter(image: QImage, canvas: Canvas) -> Iterator[QPainter]:
    """Yield an antialiasing painter on an image of the painted part.

    Its coordinates are device-independent pixels of the whole image.
    """
    image.setDevicePixelRatio(canvas.ratio)
    with QPainter(image) as painter:
        painter.translate(-canvas.rect.topLeft())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # Scales hatching with the device pixel ratio.
        painter.setRenderHint(QPainter.RenderHint.NonCosmeticBrushPatterns)
        painter.setBrushOrigin(canvas.pattern_origin)
        yield painter


def new_image(canvas: Canvas, image_format: QImage.Format) -> QImage:
    """Return an image of the size of the painted part, with uninitialized pixels."""
    image = QImage(canvas.pixel_rect.size(), image_format)
    image.setDevicePixelRatio(canvas.ratio)
    return image


def new_transparent_image(canvas: Canvas) -> QImage:
    """Return a transparent image (premultiplied ARGB) of the size of the painted part."""
    image = new_image(canvas, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    return image


def new_mask(canvas: Canvas) -> QImage:
    """Return an 8-bit grayscale image of the size of the painted part, all black."""
    mask = new_image(canvas, QImage.Format.Format_Grayscale8)
    mask.fill(Qt.GlobalColor.black)
    return mask
