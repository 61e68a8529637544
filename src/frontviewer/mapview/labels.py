"""Where labels go: pure geometry in device-independent pixels."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from frontviewer.mapview.stopping import Stop, give_up_if, never

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels, y down."""

Boxes = npt.NDArray[np.float64]
"""(n, 4) of the same."""

_AIR_PX = 2.0


@dataclass(frozen=True, slots=True)
class Wanted:
    """A label that wants a place.

    Attributes
    ----------
    x, y
        What it names, in pixels.
    width, height
        Of its text.
    gap
        Pixels to keep between the text and the point; negative for a text that
        stands on what it names, as the name of an area does.
    must
        Whether it is shown even where there is no free place.
    shy
        Whether it is left out rather than cover what is spared.
    """

    x: float
    y: float
    width: float
    height: float
    gap: float = 4.0
    must: bool = False
    shy: bool = False


def placed(
    wanting: Sequence[Wanted],
    frame: Box,
    taken: Sequence[Box] = (),
    spared: Sequence[Box] = (),
    stop: Stop = never,
) -> tuple[Box | None, ...]:
    """Give places to labels, the first come first served; None for those that find none.

    No two places overlap, none overlaps what is `taken` and none leaves the frame; a label
    that must be shown may break the second of these rules, never the third. What is `spared`
    is covered only by a label that is not shy and has no other free place.

    Raises
    ------
    Stopped
        When `stop` says that they are no longer wanted.
    """
    used = np.empty((len(taken) + len(wanting), 4))
    used[: len(taken)] = np.reshape(taken, (-1, 4))
    better_free = np.reshape(spared, (-1, 4))
    places: list[Box | None] = []
    filled = len(taken)
    for label in wanting:
        give_up_if(stop)
        place = _place(label, frame, used[:filled], better_free)
        places.append(place)
        if place:
            used[filled] = place
            filled += 1
    return tuple(places)


def overlap(one: Box, other: Box) -> bool:
    """Whether two boxes share more than an edge."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _place(label: Wanted, frame: Box, used: Boxes, spared: Boxes) -> Box | None:
    options = _options(label)
    free = [box for box in options if _within(box, frame)]
    free = [box for box, clear in zip(free, _clear(free, used), strict=True) if clear]
    sparing = [box for box, clear in zip(free, _clear(free, spared), strict=True) if clear]
    if sparing or label.shy:
        return sparing[0] if sparing else None
    if free:
        return free[0]
    return _pushed_into(options[0], frame) if label.must else None


def _clear(boxes: Sequence[Box], others: Boxes) -> list[bool]:
    """Say of each box whether it keeps some air to all others."""
    if not boxes or not len(others):
        return [True] * len(boxes)
    left, top, right, bottom = others.T
    own_left, own_top, own_right, own_bottom = np.array(boxes).T[:, :, None]
    across = (own_left - _AIR_PX < right) & (left < own_right + _AIR_PX)
    down = (own_top - _AIR_PX < bottom) & (top < own_bottom + _AIR_PX)
    clear: list[bool] = (~(across & down).any(axis=1)).tolist()
    return clear


def _options(label: Wanted) -> tuple[Box, ...]:
    """Return the places around a point, or on and about the middle of an area, the best first."""
    x, y, w, h, gap = label.x, label.y, label.width, label.height, label.gap
    if gap < 0:
        corners = [(x - w / 2, y - h / 2 + shift * h) for shift in (0, -0.8, 0.8, -1.6, 1.6)]
    else:
        near = 0.7 * gap
        corners = [
            (x + gap, y - h / 2),
            (x - gap - w, y - h / 2),
            (x - w / 2, y - gap - h),
            (x - w / 2, y + gap),
            (x + near, y - near - h),
            (x + near, y + near),
            (x - near - w, y - near - h),
            (x - near - w, y + near),
        ]
    return tuple((left, top, left + w, top + h) for left, top in corners)


def _within(box: Box, frame: Box) -> bool:
    return box[0] >= frame[0] and box[1] >= frame[1] and box[2] <= frame[2] and box[3] <= frame[3]


def _pushed_into(box: Box, frame: Box) -> Box:
    across = max(frame[0] - box[0], min(0.0, frame[2] - box[2]))
    down = max(frame[1] - box[1], min(0.0, frame[3] - box[3]))
    return box[0] + across, box[1] + down, box[2] + across, box[3] + down
