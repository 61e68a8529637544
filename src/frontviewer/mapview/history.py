"""Back and forward through what was seen."""

import math
from dataclasses import dataclass, replace

from frontviewer.mapview.camera import Camera

_LONGEST = 100


@dataclass(frozen=True, slots=True)
class History:
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

    def visited(self, camera: Camera) -> "History":
        """Return the history after something else was looked at; nothing lies ahead of it."""
        if self.present is None:
            return History(present=camera)
        if _same_place(camera, self.present):
            return replace(self, present=camera)
        return History(past=(*self.past, self.present)[-_LONGEST:], present=camera)

    def back(self) -> "History":
        """Return the history one view earlier; itself where there is none."""
        if not self.past or self.present is None:
            return self
        return History(self.past[:-1], self.past[-1], (*self.future, self.present))

    def forward(self) -> "History":
        """Return the history one view later; itself where there is none."""
        if not self.future or self.present is None:
            return self
        return History((*self.past, self.present), self.future[-1], self.future[:-1])


def _same_place(one: Camera, other: Camera) -> bool:
    """Whether two cameras show the same, the size of the widget aside."""
    near = other.resolution * 0.5
    moved = abs(one.x - other.x) > near or abs(one.y - other.y) > near
    return not moved and math.isclose(one.resolution, other.resolution, rel_tol=1e-6)
