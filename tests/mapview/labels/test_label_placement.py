from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontviewer.mapview.labels.label_placement import LabelRequest, boxes_overlap, place_labels

FRAME = (0.0, 0.0, 800.0, 600.0)
coordinate = st.floats(-50, 850, allow_nan=False)
requests = st.builds(
    LabelRequest,
    x=coordinate,
    y=coordinate,
    width=st.floats(5, 200),
    height=st.floats(8, 40),
    gap=st.sampled_from([-1.0, 4.0, 9.0]),
)


@given(st.lists(requests, max_size=40))
@settings(max_examples=100, deadline=None)
def test_labels_never_collide_and_never_leave_the_frame(requests):
    occupied = [(0.0, 560.0, 200.0, 600.0)]

    boxes = [box for box in place_labels(requests, FRAME, occupied) if box]

    assert not [pair for pair in combinations([*boxes, *occupied], 2) if boxes_overlap(*pair)]
    assert all(b[0] >= 0 and b[1] >= 0 and b[2] <= 800 and b[3] <= 600 for b in boxes)


def test_first_label_wins():
    identical = [
        LabelRequest(400, 300, 100, 400, gap=-1.0),
        LabelRequest(400, 300, 100, 400, gap=-1.0),
    ]

    first, second = place_labels(identical, FRAME)

    assert first is not None
    assert second is None


def test_mandatory_label_is_placed_inside_the_frame():
    corner = LabelRequest(795, 598, 120, 20, mandatory=True)

    (box,) = place_labels([corner], FRAME, occupied=[FRAME])

    assert box == (680.0, 580.0, 800.0, 600.0)


@pytest.mark.parametrize("avoid_obstacles", [False, True])
def test_obstacle_is_covered_only_without_another_free_position(avoid_obstacles):
    town = LabelRequest(400, 300, 100, 20, avoid_obstacles=avoid_obstacles)
    right = (404.0, 290.0, 504.0, 310.0)

    assert not boxes_overlap(place_labels([town], FRAME, obstacles=[right])[0], right)
    assert place_labels([town], FRAME, obstacles=[FRAME])[0] == (None if avoid_obstacles else right)
