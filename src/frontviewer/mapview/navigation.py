"""View state and view history: immutable values behind panning, zooming, Back and Forward."""

import math
from dataclasses import dataclass, field, replace

from PySide6.QtCore import QPointF

from frontviewer.mapview.camera import Camera, MapBounds


@dataclass(frozen=True, slots=True)
class ViewHistory:
    """Back and forward stacks of cameras, as in a web browser.

    Attributes
    ----------
    past, future
        The nearest to the present is last.
    present
        None before the first view.
    """

    past: tuple[Camera, ...] = ()
    present: Camera | None = None
    future: tuple[Camera, ...] = ()

    def visited(self, camera: Camera) -> "ViewHistory":
        """Return the history with `camera` as the present; a new view clears the future."""
        if self.present is None:
            return ViewHistory(present=camera)
        if _is_same_view(camera, self.present):
            return replace(self, present=camera)
        return ViewHistory(past=(*self.past, self.present)[-_MAX_LENGTH:], present=camera)

    def back(self) -> "ViewHistory":
        """Return the history one view earlier, or itself if there is none."""
        if not self.past or self.present is None:
            return self
        return ViewHistory(self.past[:-1], self.past[-1], (*self.future, self.present))

    def forward(self) -> "ViewHistory":
        """Return the history one view later, or itself if there is none."""
        if not self.future or self.present is None:
            return self
        return ViewHistory((*self.past, self.present), self.future[-1], self.future[:-1])


@dataclass(frozen=True, slots=True)
class MapViewState:
    """A camera, the bounds it was fitted to, and the view history.

    Attributes
    ----------
    camera
        As requested; not snapped to the pixel grid.
    anchor_bounds
        Bounds that stay visible when the widget is resized; None after the user pans or zooms.
    padded
        Whether `anchor_bounds` are fitted with padding.
    history
        The committed views; a pan or zoom in progress is not in it.
    """

    camera: Camera
    anchor_bounds: MapBounds | None = None
    padded: bool = False
    history: ViewHistory = field(default_factory=ViewHistory)

    def panned(self, dx: float, dy: float) -> "MapViewState":
        """Return the state after the user drags the map `dx` pixels right and `dy` down."""
        return replace(self, camera=self.camera.panned(dx, dy), anchor_bounds=None)

    def zoomed(self, factor: float, anchor: QPointF) -> "MapViewState":
        """Return the state zoomed in by `factor`, with the point under `anchor` fixed."""
        return replace(self, camera=self.camera.zoomed(factor, anchor), anchor_bounds=None)

    def fit_bounds(self, bounds: MapBounds, *, padded: bool) -> "MapViewState":
        """Return the state that shows all of `bounds` and anchors them."""
        return _fit_anchor(replace(self, anchor_bounds=bounds, padded=padded))

    def resized(self, width: float, height: float) -> "MapViewState":
        """Return the state for another widget size, in device-independent pixels.

        Anchored bounds are fitted again, and the present of the history follows.
        """
        state = _fit_anchor(replace(self, camera=self.camera.resized(width, height)))
        if state.anchor_bounds is None or state.history.present is None:
            return state
        return replace(state, history=replace(state.history, present=state.camera))

    def committed(self) -> "MapViewState":
        """Return the state with its camera added to the history."""
        return replace(self, history=self.history.visited(self.camera))

    def back(self) -> "MapViewState":
        """Return the state at the previous view, or itself if there is none.

        An uncommitted camera is committed first, so that Forward returns to it.
        """
        return self._with_history(self.history.visited(self.camera).back())

    def forward(self) -> "MapViewState":
        """Return the state at the next view, or itself if there is none."""
        return self._with_history(self.history.forward())

    def _with_history(self, history: ViewHistory) -> "MapViewState":
        """Return the state at the present of another history; itself if that is the same."""
        if history.present is None or history == self.history:
            return self
        camera = history.present.resized(self.camera.width, self.camera.height)
        return MapViewState(camera, history=history)


def _fit_anchor(state: MapViewState) -> MapViewState:
    """Fit the camera to the anchored bounds, if there are any."""
    if state.anchor_bounds is None:
        return state
    fit = state.camera.fit_padded if state.padded else state.camera.fit_exactly
    return replace(state, camera=fit(state.anchor_bounds))


_MAX_LENGTH = 100
"""Views in the past of a history."""


def _is_same_view(first: Camera, second: Camera) -> bool:
    """Whether two cameras have the same center and resolution; the widget size is ignored."""
    tolerance = second.resolution * 0.5
    moved = abs(first.x - second.x) > tolerance or abs(first.y - second.y) > tolerance
    return not moved and math.isclose(first.resolution, second.resolution, rel_tol=1e-6)
