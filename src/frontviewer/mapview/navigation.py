"""Where one looks: what is to stay in sight when the map changes its size, and the way there."""

import math
from dataclasses import dataclass, field, replace

from PySide6.QtCore import QPointF

from frontviewer.mapview.camera import Camera, MapBounds


@dataclass(frozen=True, slots=True)
class ViewHistory:
    """Cameras in the order they were left, and those one came back from.

    Attributes
    ----------
    past, future
        Nearest to the present last.
    present
        None before anything was seen.
    """

    past: tuple[Camera, ...] = ()
    present: Camera | None = None
    future: tuple[Camera, ...] = ()

    def visited(self, camera: Camera) -> "ViewHistory":
        """Return the history after something else was looked at; nothing lies ahead of it."""
        if self.present is None:
            return ViewHistory(present=camera)
        if _same_place(camera, self.present):
            return replace(self, present=camera)
        return ViewHistory(past=(*self.past, self.present)[-_LONGEST:], present=camera)

    def back(self) -> "ViewHistory":
        """Return the history one view earlier; itself where there is none."""
        if not self.past or self.present is None:
            return self
        return ViewHistory(self.past[:-1], self.past[-1], (*self.future, self.present))

    def forward(self) -> "ViewHistory":
        """Return the history one view later; itself where there is none."""
        if not self.future or self.present is None:
            return self
        return ViewHistory((*self.past, self.present), self.future[-1], self.future[:-1])


@dataclass(frozen=True, slots=True)
class MapViewState:
    """A camera, why it stands where it does, and where it stood before.

    Attributes
    ----------
    camera
        As it is wished; it need not lie between pixels.
    kept
        Bounds that were asked for and stay in sight whatever the size; None once a hand moved.
    airy
        Whether there is a little air around them.
    """

    camera: Camera
    anchor_bounds: MapBounds | None = None
    padded: bool = False
    history: ViewHistory = field(default_factory=ViewHistory)

    def panned(self, across: float, down: float) -> "MapViewState":
        """Return the outlook after a hand pushed the map by so many pixels."""
        return replace(self, camera=self.camera.panned(across, down), anchor_bounds=None)

    def zoomed(self, factor: float, at: QPointF) -> "MapViewState":
        """Return the outlook `factor` times closer, with the point under `at` kept in place."""
        return replace(self, camera=self.camera.zoomed(factor, at), anchor_bounds=None)

    def fit_bounds(self, bounds: MapBounds, *, padded: bool) -> "MapViewState":
        """Return the outlook at all of some bounds, with or without air around them."""
        return _fitted(replace(self, anchor_bounds=bounds, padded=padded))

    def resized(self, width: float, height: float) -> "MapViewState":
        """Return the outlook from a map of another size, in device-independent pixels."""
        there = _fitted(replace(self, camera=self.camera.resized(width, height)))
        if there.anchor_bounds is None or there.history.present is None:
            return there
        return replace(there, history=replace(there.history, present=there.camera))

    def committed(self) -> "MapViewState":
        """Return the outlook once it is remembered where it is."""
        return replace(self, history=self.history.visited(self.camera))

    def back(self) -> "MapViewState":
        """Return the outlook where one was before; itself where there is no such place."""
        return self._at(self.history.visited(self.camera).back())

    def forward(self) -> "MapViewState":
        """Return the outlook where one came back from; itself where there is no such place."""
        return self._at(self.history.forward())

    def _at(self, history: ViewHistory) -> "MapViewState":
        if history.present is None or history == self.history:
            return self
        camera = history.present.resized(self.camera.width, self.camera.height)
        return MapViewState(camera, history=history)


def _fitted(outlook: MapViewState) -> MapViewState:
    if outlook.anchor_bounds is None:
        return outlook
    fit = outlook.camera.fit_padded if outlook.padded else outlook.camera.fit_exactly
    return replace(outlook, camera=fit(outlook.anchor_bounds))


_LONGEST = 100


def _same_place(one: Camera, other: Camera) -> bool:
    """Whether two cameras show the same, the size of the widget aside."""
    near = other.resolution * 0.5
    moved = abs(one.x - other.x) > near or abs(one.y - other.y) > near
    return not moved and math.isclose(one.resolution, other.resolution, rel_tol=1e-6)
