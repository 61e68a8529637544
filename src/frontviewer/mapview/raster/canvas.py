"""What is painted on: a picture or a part of it, and where things are there."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import QImage, QPainter

from frontviewer.core.geometry.arrays import Coordinates
from frontviewer.mapview.camera import Camera, MapBounds

PATTERN_PX = 8.0
"""After so many device-independent pixels Qt's patterns repeat."""


@dataclass(frozen=True, slots=True)
class Canvas:
    """A picture, or a part of it, that is painted.

    Pixels, and device-independent ones, are counted from the left top corner of the whole
    picture, y down.

    Attributes
    ----------
    camera
        Where the whole picture is taken from: what holds for all its parts depends on this.
    ratio
        How many pixels a device-independent pixel is wide.
    part
        The pixels that are painted.
    """

    camera: Camera
    ratio: float
    part: QRect

    @property
    def pixel_m(self) -> float:
        """How many map metres a pixel is wide."""
        return self.camera.resolution / self.ratio

    @property
    def rect(self) -> QRectF:
        """The part, in device-independent pixels."""
        small = 1 / self.ratio
        return QRectF(QPointF(self.part.topLeft()) * small, QSizeF(self.part.size()) * small)

    @property
    def bounds(self) -> MapBounds:
        """Of the part, in map metres."""
        rect = self.rect
        west, north = self.camera.from_screen(rect.topLeft())
        east, south = self.camera.from_screen(rect.bottomRight())
        return west, south, east, north

    @property
    def pattern_origin(self) -> QPointF:
        """Where patterns begin, so that they go with the map; on a whole pixel."""
        west, _, _, north = self.camera.bounds
        period = PATTERN_PX * self.ratio
        across, down = (round(at / self.pixel_m % period) for at in (-west, north))
        return QPointF(across, down) * (1 / self.ratio)

    def of_part(self, part: QRect) -> "Canvas":
        """Return the canvas of another part of the picture, or of more than it."""
        return replace(self, part=part)

    def pixels(self, coords: Coordinates) -> npt.NDArray[np.float64]:
        """Return where (n, 2) map metres are in pixels."""
        west, _, _, north = self.camera.bounds
        per_meter = 1 / self.pixel_m
        xy = np.empty((len(coords), 2))
        np.subtract(coords[:, 0], west, out=xy[:, 0])
        np.subtract(north, coords[:, 1], out=xy[:, 1])
        xy *= per_meter
        return xy

    def points(self, coords: Coordinates) -> npt.NDArray[np.float64]:
        """Return where (n, 2) map metres are in device-independent pixels."""
        xy = self.pixels(coords)
        xy /= self.ratio
        return xy

    def boxes(self, bounds: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Return left, top, right and bottom of (n, 4) map bounds in pixels."""
        return np.hstack([self.pixels(bounds[:, [0, 3]]), self.pixels(bounds[:, [2, 1]])])


def canvas_for_camera(camera: Camera, ratio: float) -> Canvas:
    """Return the canvas of a whole picture."""
    size = QSizeF(camera.width, camera.height) * ratio
    return Canvas(camera, ratio, QRect(QPoint(0, 0), size.toSize()))


@contextmanager
def open_painter(image: QImage, canvas: Canvas) -> Iterator[QPainter]:
    """Yield a painter on an image of the part, for places of the whole picture."""
    image.setDevicePixelRatio(canvas.ratio)
    with QPainter(image) as painter:
        painter.translate(-canvas.rect.topLeft())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # Hatching as wide on a dense screen as on any other.
        painter.setRenderHint(QPainter.RenderHint.NonCosmeticBrushPatterns)
        painter.setBrushOrigin(canvas.pattern_origin)
        yield painter


def new_image(canvas: Canvas, form: QImage.Format) -> QImage:
    """Return an image of the part; its pixels are anything."""
    image = QImage(canvas.part.size(), form)
    image.setDevicePixelRatio(canvas.ratio)
    return image


def new_transparent_image(canvas: Canvas) -> QImage:
    """Return a transparent image of the part."""
    image = new_image(canvas, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    return image


def new_mask(canvas: Canvas) -> QImage:
    """Return a grey image of the part, all black."""
    mask = new_image(canvas, QImage.Format.Format_Grayscale8)
    mask.fill(Qt.GlobalColor.black)
    return mask
