from frontviewer.mapview.camera import Camera
from frontviewer.mapview.history import History

A, B, C = (Camera(x, 0, 10, 100, 100) for x in (0.0, 500.0, 1000.0))


def test_what_was_seen_can_be_walked_both_ways():
    history = History().visited(A).visited(B).visited(C)

    assert history.back().present == B
    assert history.back().back().present == A
    assert history.back().back().back().present == A
    assert history.back().forward().present == C


def test_a_new_view_ends_the_way_forward():
    history = History().visited(A).visited(B).back().visited(C)

    assert history.forward().present == C
    assert history.back().present == A


def test_a_resized_window_is_no_new_view():
    history = History().visited(A).visited(A.resized(300, 200))

    assert not history.past
