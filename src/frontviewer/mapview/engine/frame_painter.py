"""Paints a frame on the screen, moved and scaled to the current camera; runs in the UI thread."""

from collections.abc import Iterable
from math import ceil, floor
from typing import cast

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF
from PySide6.QtGui import QColor, QPainter, QRegion

from frontviewer.mapview.camera import Camera, bounds_to_screen, shift_to_nearest_copy
from frontviewer.mapview.engine.frame import Frame
from frontviewer.mapview.labels.label_sprites import paint_labels
from frontviewer.mapview.raster.rendered_image import RenderedImage


def paint_frame(painter: QPainter, frame: Frame, camera: Camera, ratio: float, sea: QColor) -> None:
    """Paint a frame seen from a camera over the sea; its images are moved and scaled as needed."""
    if frame.picture is None:
        painter.fillRect(QRectF(0, 0, camera.width, camera.height), sea)
        return
    for rect in _uncovered_rects(frame.picture, camera, ratio):
        painter.setClipRect(rect)
        painter.fillRect(rect, sea)
        if frame.backdrop:
            _paint_transformed(painter, frame.backdrop, camera, ratio)
    painter.setClipping(False)
    _paint_transformed(painter, frame.picture, camera, ratio)
    if frame.highlight:
        _paint_transformed(painter, frame.highlight, camera, ratio)
    paint_labels(painter, camera, ratio, frame.sprites)


def _paint_transformed(
    painter: QPainter, picture: RenderedImage, camera: Camera, ratio: float
) -> None:
    """Paint an image where its area appears on the screen."""
    source = shift_to_nearest_copy(picture.camera, camera)
    target = bounds_to_screen(camera, source.bounds)
    if source.resolution == camera.resolution:
        # Whole pixels are copied fast and without blur.
        left, top = (round(edge * ratio) / ratio for edge in (target.x(), target.y()))
        painter.drawImage(QPointF(left, top), picture.image)
        return
    # Only the visible part: Qt scales to targets wider than 32,767 pixels ten times as slowly.
    visible = target & QRectF(0, 0, camera.width, camera.height)
    scale = camera.resolution / source.resolution * ratio
    corner = (visible.topLeft() - target.topLeft()) * scale
    painter.drawImage(visible, picture.image, QRectF(corner, visible.size() * scale))


def _uncovered_rects(picture: RenderedImage, camera: Camera, ratio: float) -> Iterable[QRect]:
    """Return the parts of the screen not covered by an image, in device-independent pixels."""
    screen = QRectF(0, 0, camera.width, camera.height)
    source = shift_to_nearest_copy(picture.camera, camera)
    covered = bounds_to_screen(camera, source.bounds) & screen
    edges = covered.left(), covered.top(), covered.right(), covered.bottom()
    left, top, right, bottom = (round(edge * ratio) / ratio for edge in edges)
    inner = QRect(QPoint(ceil(left), ceil(top)), QPoint(floor(right) - 1, floor(bottom) - 1))
    return cast("Iterable[QRect]", QRegion(screen.toAlignedRect()) - QRegion(inner))
