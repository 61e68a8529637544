"""Moves a map from one view to another, so that the eye can follow."""

from PySide6.QtCore import QAbstractAnimation, QEasingCurve, QObject, QVariantAnimation

from frontviewer.core.model.dossier import Bounds
from frontviewer.mapview.map_view import MapView


class ViewAnimation(QObject):
    """Moves one map; a new wish starts from wherever the last one has got to."""

    def __init__(self, over: MapView) -> None:
        super().__init__(over)
        self._map = over
        self._start = self._end = over.bounds
        self._motion = QVariantAnimation(self, startValue=0.0, endValue=1.0)
        self._motion.setEasingCurve(QEasingCurve.Type.InOutCubic)
        self._motion.valueChanged.connect(self._on_moved)
        self._motion.finished.connect(self._on_arrived)

    def go(self, bounds: Bounds, duration_ms: int) -> None:
        """Move to bounds in degrees within a time; 0 cuts."""
        self._motion.stop()
        self._start, self._end = self._map.bounds, bounds
        if duration_ms > 0:
            self._motion.setDuration(duration_ms)
            self._motion.start()
        else:
            self._on_arrived()

    @property
    def under_way(self) -> bool:
        """Whether the map is moving."""
        return self._motion.state() == QAbstractAnimation.State.Running

    def _on_moved(self, share: float) -> None:
        west, south, east, north = (
            start + (end - start) * share for start, end in zip(self._start, self._end, strict=True)
        )
        self._map.show_bounds((west, south, east, north), remember=False)

    def _on_arrived(self) -> None:
        self._map.show_bounds(self._end)
