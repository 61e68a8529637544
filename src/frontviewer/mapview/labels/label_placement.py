"""Places labels greedily without collisions; pure geometry in device-independent pixels."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from frontviewer.core.system.cancellation import CancelCheck, never_cancel, raise_if_cancelled

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels, y down."""

_SPACING_PX = 2.0
_CELL_PX = 64.0


@dataclass(frozen=True, slots=True)
class LabelRequest:
    """Size, anchor and priority of a label to place.

    Attributes
    ----------
    x, y
        Anchor, in pixels.
    width, height
        Size of the text, in pixels.
    gap
        Distance between the text and the anchor, in pixels; negative for a text that is centered
        on its anchor, such as the name of an area.
    mandatory
        Whether the label is placed even where there is no free position.
    avoid_obstacles
        Whether the label is dropped rather than placed over an obstacle.
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
    cancel: CancelCheck = never_cancel,
) -> tuple[Box | None, ...]:
    """Place labels in order of priority; None for each that has no free position.

    No two labels overlap, no label overlaps an `occupied` box or leaves the frame. A mandatory
    label may overlap both labels and occupied boxes, but never leaves the frame. An obstacle is
    covered only by a label without `avoid_obstacles` that has no other free position.

    Raises
    ------
    Cancelled
        If `cancel` returns True.
    """
    occupied_grid, obstacle_grid = _CollisionGrid(occupied), _CollisionGrid(obstacles)
    boxes: list[Box | None] = []
    for request in requests:
        raise_if_cancelled(cancel)
        box = _place_label(request, frame, occupied_grid, obstacle_grid)
        boxes.append(box)
        if box:
            occupied_grid.add(box)
    return tuple(boxes)


def boxes_overlap(first: Box, second: Box) -> bool:
    """Whether two boxes share more than an edge."""
    return (
        first[0] < second[2]
        and second[0] < first[2]
        and first[1] < second[3]
        and second[1] < first[3]
    )


class _CollisionGrid:
    """Spatial index of boxes: a hash grid of square cells."""

    def __init__(self, boxes: Iterable[Box]) -> None:
        self._cells: defaultdict[tuple[int, int], list[Box]] = defaultdict(list)
        for box in boxes:
            self.add(box)

    def add(self, box: Box) -> None:
        """Add a box to every cell that it touches."""
        for cell in self._touched_cells(box):
            self._cells[cell].append(box)

    def has_room(self, box: Box) -> bool:
        """Whether a box keeps its spacing to all boxes in the grid."""
        left, top, right, bottom = box
        padded = left - _SPACING_PX, top - _SPACING_PX, right + _SPACING_PX, bottom + _SPACING_PX
        return not any(
            boxes_overlap(padded, other)
            for cell in self._touched_cells(padded)
            for other in self._cells.get(cell, ())
        )

    @staticmethod
    def _touched_cells(box: Box) -> Iterator[tuple[int, int]]:
        left, top, right, bottom = (int(edge // _CELL_PX) for edge in box)
        return product(range(left, right + 1), range(top, bottom + 1))


def _place_label(
    request: LabelRequest, frame: Box, occupied: _CollisionGrid, obstacles: _CollisionGrid
) -> Box | None:
    """Return the first free position of a label, preferably clear of obstacles."""
    candidates = _candidate_boxes(request)
    free = (box for box in candidates if _is_within(box, frame) and occupied.has_room(box))
    fallback = None
    for box in free:
        if obstacles.has_room(box):
            return box
        fallback = fallback or box
    if request.avoid_obstacles:
        return None
    return fallback or (_move_into(candidates[0], frame) if request.mandatory else None)


def _candidate_boxes(request: LabelRequest) -> tuple[Box, ...]:
    """Return the candidate positions of a label, best first.

    They are around the anchor, or, with a negative gap, centered on it, then above and below.
    """
    x, y, w, h, gap = request.x, request.y, request.width, request.height, request.gap
    if gap < 0:
        corners = [(x - w / 2, y - h / 2 + shift * h) for shift in (0, -0.8, 0.8, -1.6, 1.6)]
    else:
        diagonal = 0.7 * gap
        corners = [
            (x + gap, y - h / 2),
            (x - gap - w, y - h / 2),
            (x - w / 2, y - gap - h),
            (x - w / 2, y + gap),
            (x + diagonal, y - diagonal - h),
            (x + diagonal, y + diagonal),
            (x - diagonal - w, y - diagonal - h),
            (x - diagonal - w, y + diagonal),
        ]
    return tuple((left, top, left + w, top + h) for left, top in corners)


def _is_within(box: Box, frame: Box) -> bool:
    return box[0] >= frame[0] and box[1] >= frame[1] and box[2] <= frame[2] and box[3] <= frame[3]


def _move_into(box: Box, frame: Box) -> Box:
    """Move a box into the frame by the shortest distance."""
    dx = max(frame[0] - box[0], min(0.0, frame[2] - box[2]))
    dy = max(frame[1] - box[1], min(0.0, frame[3] - box[3]))
    return box[0] + dx, box[1] + dy, box[2] + dx, box[3] + dy
