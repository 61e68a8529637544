"""Rendered labels that follow their anchors, so that a repaint only copies pixels."""

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
    """Label images of constant size, each fixed to a point of the map.

    Attributes
    ----------
    points
        (n, 2) anchors, in map meters.
    offsets
        (n, 2) from an anchor to the top left corner of its image, in device-independent pixels.
    atlas
        n images, the topmost last.
    """

    points: npt.NDArray[np.float64]
    offsets: npt.NDArray[np.float64]
    atlas: TextAtlas


NO_LABELS = LabelSprites(np.empty((0, 2)), np.empty((0, 2)), build_atlas((), 1.0))


def build_label_sprites(
    labels: Sequence[Label], ratio: float, cancel: CancelCheck = never_cancel
) -> LabelSprites:
    """Render labels into an atlas; `ratio` is the device pixel ratio.

    Raises
    ------
    Cancelled
        If `cancel` returns True.
    """
    topmost_last = labels[::-1]
    return LabelSprites(
        np.array([(label.candidate.x, label.candidate.y) for label in topmost_last]).reshape(-1, 2),
        np.array([_image_offset(label) for label in topmost_last]).reshape(-1, 2),
        build_atlas(
            [(label.candidate.text, label.candidate.style) for label in topmost_last],
            ratio,
            cancel,
        ),
    )


def paint_labels(painter: QPainter, camera: Camera, ratio: float, sprites: LabelSprites) -> None:
    """Copy the label images to the current screen positions of their anchors."""
    west, _, _, north = camera.bounds
    x = nearest_world_copy(sprites.points[:, 0], camera.x)
    anchors = np.stack([x - west, north - sprites.points[:, 1]], axis=1) / camera.resolution
    draw_atlas(painter, sprites.atlas, (anchors + sprites.offsets) * ratio, ratio)


def _image_offset(label: Label) -> tuple[float, float]:
    padding = halo_padding(label.candidate.style)
    return label.offset.x() - padding, label.offset.y() - padding
