"""Labels made ready: words on a sheet that go with their points, so that a frame copies them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QPainter

from frontviewer.core.system.cancellation import CancelCheck, never_cancel
from frontviewer.mapview.camera import Camera, nearest_world_copy
from frontviewer.mapview.labels.label_selection import Label
from frontviewer.mapview.raster.text_atlas import TextAtlas, build_atlas, draw_atlas, halo_padding


@dataclass(frozen=True, slots=True, eq=False)
class LabelSprites:
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
    atlas: TextAtlas


NO_LABELS = LabelSprites(np.empty((0, 2)), np.empty((0, 2)), build_atlas((), 1.0))


def build_label_sprites(
    labels: Sequence[Label], ratio: float, stop: CancelCheck = never_cancel
) -> LabelSprites:
    """Return the words of labels, for a screen with `ratio` pixels per device-independent one.

    Raises
    ------
    Cancelled
        When `stop` says that they are no longer wanted.
    """
    upwards = labels[::-1]
    return LabelSprites(
        np.array([(label.name.x, label.name.y) for label in upwards]).reshape(-1, 2),
        np.array([_corner(label) for label in upwards]).reshape(-1, 2),
        build_atlas([(label.name.text, label.name.style) for label in upwards], ratio, stop),
    )


def paint_labels(painter: QPainter, camera: Camera, ratio: float, sprites: LabelSprites) -> None:
    """Paint words where their points are now."""
    west, _, _, north = camera.bounds
    turned = nearest_world_copy(sprites.points[:, 0], camera.x)
    at = np.stack([turned - west, north - sprites.points[:, 1]], axis=1) / camera.resolution
    draw_atlas(painter, sprites.atlas, (at + sprites.corners) * ratio, ratio)


def _corner(label: Label) -> tuple[float, float]:
    shift = halo_padding(label.name.style)
    return label.corner.x() - shift, label.corner.y() - shift
