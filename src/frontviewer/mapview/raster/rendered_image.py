"""Holds a rendered map image, and copies the pixels that an older image already has."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QImage

from frontviewer.mapview.camera import Camera

_MAX_MISALIGNMENT_PX = 1e-6
"""Misalignment that stays invisible even when a thousand reuses add it up."""

ReuseKey = tuple[object, ...]


@dataclass(frozen=True, slots=True, eq=False)
class RenderedImage:
    """An exact image of a scene, and the camera it was rendered from.

    Attributes
    ----------
    image
        32 bits per pixel.
    scene
        The scene on it, compared by identity; None for an image that does not show a whole scene.
    reuse_key
        What pixels depend on besides scene, resolution and place: images with the same scene,
        resolution and key have the same pixels at the same place. None if the pixels depend on
        more than that.
    """

    image: QImage
    camera: Camera
    scene: object = None
    reuse_key: ReuseKey | None = None


def reuse_pixels(picture: RenderedImage, candidates: Iterable[RenderedImage]) -> QRect:
    """Copy the largest possible part of a new image from an older one; return that rectangle."""
    source, reused, source_offset = None, QRect(), QPoint()
    for candidate in candidates:
        offset = _pixel_shift(candidate, picture)
        if offset is None:
            continue
        overlap = candidate.image.rect().translated(offset) & picture.image.rect()
        if _area(overlap) > _area(reused):
            source, reused, source_offset = candidate, overlap, offset
    if source:
        # numpy releases the GIL while copying, QPainter does not.
        pixels = _pixel_view(source.image.constBits(), source, reused.translated(-source_offset))
        _pixel_view(picture.image.bits(), picture, reused)[:] = pixels
    return reused


def _area(rect: QRect) -> int:
    """Return the number of pixels in a rectangle."""
    return rect.width() * rect.height()


def _pixel_shift(source: RenderedImage, target: RenderedImage) -> QPoint | None:
    """Return the offset of one image within another; None if they do not match pixel by pixel."""
    if source.reuse_key is None or (source.scene, source.reuse_key) != (
        target.scene,
        target.reuse_key,
    ):
        return None
    scale_error = abs(source.camera.resolution / target.camera.resolution - 1)
    ratio = source.image.devicePixelRatio()
    west, _, _, north = source.camera.bounds
    corner = target.camera.to_screen(west, north) * ratio
    shift = corner.toPoint()
    offset_error = (corner - shift).manhattanLength()
    fits = (
        max(offset_error, scale_error * max(source.image.width(), source.image.height()))
        < _MAX_MISALIGNMENT_PX
    )
    return shift if fits else None


def _pixel_view(
    bits: bytes | bytearray | memoryview, picture: RenderedImage, rect: QRect
) -> npt.NDArray[np.uint32]:
    """Return a rectangle of an image as a (height, width) array of 32-bit pixels."""
    image = picture.image
    rows = np.frombuffer(bits, np.uint32).reshape(image.height(), image.width())
    return rows[rect.top() : rect.bottom() + 1, rect.left() : rect.right() + 1]
