"""Where one looks: what is to stay in sight when the map changes its size, and the way there."""

from dataclasses import dataclass, field, replace

from PySide6.QtCore import QPointF

from frontviewer.mapview.camera import Camera, MapBounds
from frontviewer.mapview.history import History


@dataclass(frozen=True, slots=True)
class Outlook:
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
    kept: MapBounds | None = None
    airy: bool = False
    history: History = field(default_factory=History)

    def pushed(self, across: float, down: float) -> "Outlook":
        """Return the outlook after a hand pushed the map by so many pixels."""
        return replace(self, camera=self.camera.moved(across, down), kept=None)

    def zoomed(self, factor: float, at: QPointF) -> "Outlook":
        """Return the outlook `factor` times closer, with the point under `at` kept in place."""
        return replace(self, camera=self.camera.zoomed(factor, at), kept=None)

    def showing(self, bounds: MapBounds, *, airy: bool) -> "Outlook":
        """Return the outlook at all of some bounds, with or without air around them."""
        return _fitted(replace(self, kept=bounds, airy=airy))

    def resized(self, width: float, height: float) -> "Outlook":
        """Return the outlook from a map of another size, in device-independent pixels."""
        there = _fitted(replace(self, camera=self.camera.resized(width, height)))
        if there.kept is None or there.history.present is None:
            return there
        return replace(there, history=replace(there.history, present=there.camera))

    def rested(self) -> "Outlook":
        """Return the outlook once it is remembered where it is."""
        return replace(self, history=self.history.visited(self.camera))

    def back(self) -> "Outlook":
        """Return the outlook where one was before; itself where there is no such place."""
        return self._at(self.history.visited(self.camera).back())

    def forward(self) -> "Outlook":
        """Return the outlook where one came back from; itself where there is no such place."""
        return self._at(self.history.forward())

    def _at(self, history: History) -> "Outlook":
        if history.present is None or history == self.history:
            return self
        camera = history.present.resized(self.camera.width, self.camera.height)
        return Outlook(camera, history=history)


def _fitted(outlook: Outlook) -> Outlook:
    if outlook.kept is None:
        return outlook
    fit = outlook.camera.fitted if outlook.airy else outlook.camera.exactly
    return replace(outlook, camera=fit(outlook.kept))
