"""A picture of the map, and what of it is on another one, too."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QImage

from frontviewer.mapview.camera import Camera

_ASTRAY_PX = 1e-6
"""Pixels between which nobody sees a difference, be it added up a thousand times."""

ReuseKey = tuple[object, ...]


@dataclass(frozen=True, slots=True, eq=False)
class RenderedImage:
    """An exact image of a scene, and where it was taken from.

    Attributes
    ----------
    image
        Four bytes a pixel.
    scene
        What is on it, the same only as itself; None where that is not all of one.
    manner
        What the look of all of it depends on, apart from scene and scale: where all three are the
        same, the same place looks the same on another picture. None where more is to be known.
    """

    image: QImage
    camera: Camera
    scene: object = None
    reuse_key: ReuseKey | None = None


def reuse_pixels(picture: RenderedImage, older: Iterable[RenderedImage]) -> QRect:
    """Copy to a new picture what is on an older one, that on which most is; return where it is."""
    source, place, shift = None, QRect(), QPoint()
    for one in older:
        by = _shift(one, picture)
        if by is None:
            continue
        there = one.image.rect().translated(by) & picture.image.rect()
        if _area(there) > _area(place):
            source, place, shift = one, there, by
    if source:
        # By numpy, for a painter would not let go of the interpreter meanwhile.
        kept = _pixels_of(source.image.constBits(), source, place.translated(-shift))
        _pixels_of(picture.image.bits(), picture, place)[:] = kept
    return place


def _area(rect: QRect) -> int:
    return rect.width() * rect.height()


def _shift(one: RenderedImage, other: RenderedImage) -> QPoint | None:
    """Return where a picture lies on another, if it fits to the pixel."""
    if one.reuse_key is None or (one.scene, one.reuse_key) != (other.scene, other.reuse_key):
        return None
    stretch = abs(one.camera.resolution / other.camera.resolution - 1)
    ratio = one.image.devicePixelRatio()
    west, _, _, north = one.camera.bounds
    corner = other.camera.to_screen(west, north) * ratio
    shift = corner.toPoint()
    away = (corner - shift).manhattanLength()
    fits = max(away, stretch * max(one.image.width(), one.image.height())) < _ASTRAY_PX
    return shift if fits else None


def _pixels_of(
    bits: bytes | bytearray | memoryview, picture: RenderedImage, part: QRect
) -> npt.NDArray[np.uint32]:
    """Return a part of a picture as (height, width) numbers."""
    image = picture.image
    rows = np.frombuffer(bits, np.uint32).reshape(image.height(), image.width())
    return rows[part.top() : part.bottom() + 1, part.left() : part.right() + 1]
