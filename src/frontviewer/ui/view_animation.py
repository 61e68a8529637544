"""Animates a map from one view to another, so that viewers can follow the change of place."""

from PySide6.QtCore import QAbstractAnimation, QEasingCurve, QObject, QVariantAnimation

from frontviewer.core.model.dossier import Bounds
from frontviewer.mapview.map_view import MapView


class ViewAnimation(QObject):
    """Interpolates the bounds of one map; a new animation starts from the current bounds."""

    def __init__(self, map_view: MapView) -> None:
        super().__init__(map_view)
        self._map_view = map_view
        self._start = self._end = map_view.bounds
        self._animation = QVariantAnimation(self, startValue=0.0, endValue=1.0)
        self._animation.setEasingCurve(QEasingCurve.Type.InOutCubic)
        self._animation.valueChanged.connect(self._on_value_changed)
        self._animation.finished.connect(self._on_finished)

    def animate_to(self, bounds: Bounds, duration_ms: int) -> None:
        """Move to bounds (west, south, east, north in degrees); duration 0 jumps there."""
        self._animation.stop()
        self._start, self._end = self._map_view.bounds, bounds
        if duration_ms > 0:
            self._animation.setDuration(duration_ms)
            self._animation.start()
        else:
            self._on_finished()

    @property
    def is_running(self) -> bool:
        """Whether the map is moving."""
        return self._animation.state() == QAbstractAnimation.State.Running

    def _on_value_changed(self, fraction: float) -> None:
        west, south, east, north = (
            start + (end - start) * fraction
            for start, end in zip(self._start, self._end, strict=True)
        )
        self._map_view.show_bounds((west, south, east, north), remember=False)

    def _on_finished(self) -> None:
        self._map_view.show_bounds(self._end)
