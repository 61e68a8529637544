"""Keeps the map with the hand when an exact picture of it takes long."""

import time

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from frontviewer.mapview.camera import Camera, screen_rect
from frontviewer.mapview.painting import Picture, Scene, picture_of

SLOW_S = 0.03
"""What takes longer than this would hold the moving hand up."""
_REST_FACTOR = 4.0


class PacedPicture:
    """The last exact picture of a scene, and what it cost."""

    def __init__(self) -> None:
        self._picture: Picture | None = None
        self._cost_s = self._painted_s = 0.0

    def forget(self) -> None:
        """Take another picture next time: the scene has changed."""
        self._picture = None

    def paint(
        self, painter: QPainter, scene: Scene, camera: Camera, ratio: float, *, moving: bool
    ) -> None:
        """Paint the exact picture; if that is slow and the hand moves, the last one, moved.

        `ratio` is how many pixels of the screen a device-independent pixel is wide.
        """
        old = self._picture
        exact = old and old.camera == camera and old.image.devicePixelRatio() == ratio
        if old and not exact and moving and self._may_be_late():
            painter.fillRect(QRectF(0, 0, camera.width, camera.height), scene.theme.sea)
            painter.drawImage(screen_rect(camera, old.camera.bounds), old.image)
            return
        if old is None or not exact:
            begun = time.perf_counter()
            self._picture = old = picture_of(scene, camera, ratio)
            self._painted_s = time.perf_counter()
            self._cost_s = self._painted_s - begun
        painter.drawImage(QPointF(0, 0), old.image)

    def _may_be_late(self) -> bool:
        """Whether another exact picture has to wait: they get a share of the time."""
        since = time.perf_counter() - self._painted_s
        return self._cost_s > SLOW_S and since < _REST_FACTOR * self._cost_s
