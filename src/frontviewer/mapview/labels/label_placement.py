"""Where labels go: pure geometry in device-independent pixels."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from frontviewer.core.system.cancellation import CancelCheck, never_cancel, raise_if_cancelled

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels, y down."""

_AIR_PX = 2.0
_SQUARE_PX = 64.0


@dataclass(frozen=True, slots=True)
class LabelRequest:
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
    mandatory: bool = False
    avoid_obstacles: bool = False


def place_labels(
    requests: Sequence[LabelRequest],
    frame: Box,
    occupied: Sequence[Box] = (),
    obstacles: Sequence[Box] = (),
    stop: CancelCheck = never_cancel,
) -> tuple[Box | None, ...]:
    """Give places to labels, the first come first served; None for those that find none.

    No two places overlap, none overlaps what is `occupied` and none leaves the frame; a label
    that must be shown may break the second of these rules, never the third. What is `obstacles`
    is covered only by a label that is not shy and has no other free place.

    Raises
    ------
    Cancelled
        When `stop` says that they are no longer wanted.
    """
    used, better_free = _CollisionGrid(occupied), _CollisionGrid(obstacles)
    places: list[Box | None] = []
    for label in requests:
        raise_if_cancelled(stop)
        place = _place(label, frame, used, better_free)
        places.append(place)
        if place:
            used.add(place)
    return tuple(places)


def overlap(one: Box, other: Box) -> bool:
    """Whether two boxes share more than an edge."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


class _CollisionGrid:
    """Boxes, found by the squares of the ground on which they lie."""

    def __init__(self, boxes: Iterable[Box]) -> None:
        self._squares: defaultdict[tuple[int, int], list[Box]] = defaultdict(list)
        for box in boxes:
            self.add(box)

    def add(self, box: Box) -> None:
        for square in self._under(box):
            self._squares[square].append(box)

    def has_room(self, box: Box) -> bool:
        """Whether a box would keep some air to all others."""
        left, top, right, bottom = box
        padded = left - _AIR_PX, top - _AIR_PX, right + _AIR_PX, bottom + _AIR_PX
        return not any(
            overlap(padded, other)
            for square in self._under(padded)
            for other in self._squares.get(square, ())
        )

    @staticmethod
    def _under(box: Box) -> Iterator[tuple[int, int]]:
        left, top, right, bottom = (int(edge // _SQUARE_PX) for edge in box)
        return product(range(left, right + 1), range(top, bottom + 1))


def _place(
    label: LabelRequest, frame: Box, used: _CollisionGrid, obstacles: _CollisionGrid
) -> Box | None:
    options = _options(label)
    free = (box for box in options if _within(box, frame) and used.has_room(box))
    second = None
    for box in free:
        if obstacles.has_room(box):
            return box
        second = second or box
    if label.avoid_obstacles:
        return None
    return second or (_pushed_into(options[0], frame) if label.mandatory else None)


def _options(label: LabelRequest) -> tuple[Box, ...]:
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
