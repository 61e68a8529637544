"""Labels made ready: words on a sheet that go with their points, so that a frame copies them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QPainter

from frontviewer.core.system.cancellation import Stop, never
from frontviewer.mapview.camera import Camera, nearest
from frontviewer.mapview.labels.label_selection import Label
from frontviewer.mapview.raster.text_atlas import WordSheet, copy_words, overhang, word_sheet


@dataclass(frozen=True, slots=True, eq=False)
class Sprites:
    """Words that keep their size and go with points of the map.

    Attributes
    ----------
    points
        (n, 2) map metres.
    corners
        (n, 2) from a point to the left top corner of its words, in device-independent pixels.
    sheet
        n words, the topmost last.
    """

    points: npt.NDArray[np.float64]
    corners: npt.NDArray[np.float64]
    sheet: WordSheet


NO_SPRITES = Sprites(np.empty((0, 2)), np.empty((0, 2)), word_sheet((), 1.0))


def sprites_of(labels: Sequence[Label], ratio: float, stop: Stop = never) -> Sprites:
    """Return the words of labels, for a screen with `ratio` pixels per device-independent one.

    Raises
    ------
    Stopped
        When `stop` says that they are no longer wanted.
    """
    upwards = labels[::-1]
    return Sprites(
        np.array([(label.name.x, label.name.y) for label in upwards]).reshape(-1, 2),
        np.array([_corner(label) for label in upwards]).reshape(-1, 2),
        word_sheet([(label.name.text, label.name.letters) for label in upwards], ratio, stop),
    )


def paint_sprites(painter: QPainter, camera: Camera, ratio: float, sprites: Sprites) -> None:
    """Paint words where their points are now."""
    west, _, _, north = camera.bounds
    turned = nearest(sprites.points[:, 0], camera.x)
    at = np.stack([turned - west, north - sprites.points[:, 1]], axis=1) / camera.resolution
    copy_words(painter, sprites.sheet, (at + sprites.corners) * ratio, ratio)


def _corner(label: Label) -> tuple[float, float]:
    shift = overhang(label.name.letters)
    return label.corner.x() - shift, label.corner.y() - shift
