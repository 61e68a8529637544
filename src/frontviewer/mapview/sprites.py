"""Labels made ready: images that go with their points, so that a frame only copies them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage, QPainter

from frontviewer.mapview.camera import Camera, nearest
from frontviewer.mapview.lettering import overhang, text_image
from frontviewer.mapview.naming import Label
from frontviewer.mapview.stopping import Stop, give_up_if, never


@dataclass(frozen=True, slots=True, eq=False)
class Sprites:
    """Images that keep their size and go with points of the map.

    Attributes
    ----------
    points
        (n, 2) map metres.
    corners
        (n, 2) from a point to the left top corner of its image, in device-independent pixels.
    images
        n of them, the topmost last.
    """

    points: npt.NDArray[np.float64]
    corners: npt.NDArray[np.float64]
    images: tuple[QImage, ...]


NO_SPRITES = Sprites(np.empty((0, 2)), np.empty((0, 2)), ())


def sprites_of(labels: Sequence[Label], ratio: float, stop: Stop = never) -> Sprites:
    """Return the images of labels, for a screen with `ratio` pixels per device-independent one.

    Raises
    ------
    Stopped
        When `stop` says that they are no longer wanted.
    """
    upwards = labels[::-1]
    images = []
    for label in upwards:
        give_up_if(stop)
        images.append(text_image(label.name.text, label.name.letters, ratio))
    return Sprites(
        np.array([(label.name.x, label.name.y) for label in upwards]).reshape(-1, 2),
        np.array([_corner(label) for label in upwards]).reshape(-1, 2),
        tuple(images),
    )


def paint_sprites(painter: QPainter, camera: Camera, ratio: float, sprites: Sprites) -> None:
    """Paint images where their points are now, on whole pixels, where letters are crisp."""
    west, _, _, north = camera.bounds
    turned = nearest(sprites.points[:, 0], camera.x)
    across = (turned - west) / camera.resolution + sprites.corners[:, 0]
    down = (north - sprites.points[:, 1]) / camera.resolution + sprites.corners[:, 1]
    lefts, tops = (np.round(np.stack([across, down]) * ratio) / ratio).tolist()
    for left, top, image in zip(lefts, tops, sprites.images, strict=True):
        painter.drawImage(QPointF(left, top), image)


def _corner(label: Label) -> tuple[float, float]:
    shift = overhang(label.name.letters)
    return label.corner.x() - shift, label.corner.y() - shift
