import pytest

from frontviewer.ui.widgets.flow_widget import FlowWidget
from frontviewer.ui.widgets.text_label import PLAIN, TextLabel


@pytest.fixture
def flow(qtbot) -> FlowWidget:
    flow = FlowWidget(
        6, 4, [TextLabel((word, PLAIN)) for word in ("direct", "translated", "x" * 80)]
    )
    qtbot.addWidget(flow)
    return flow


def places(flow: FlowWidget, width: int) -> list[tuple[int, int, int, int]]:
    flow.resize(width, flow.heightForWidth(width))
    flow.show()
    return [text.geometry().getRect() for text in flow.findChildren(TextLabel)]


def test_what_fits_stands_side_by_side_and_the_rest_below(flow: FlowWidget):
    first, second, third = places(flow, 200)

    assert second[0] == first[0] + first[2] + 6
    assert second[1] == first[1] == 0
    assert third[:2] == (0, first[3] + 4)


def test_one_that_is_wider_than_the_line_is_narrowed_to_it_and_whole(flow: FlowWidget):
    third = places(flow, 200)[2]

    assert third[2] == 200
    assert third[1] + third[3] == flow.heightForWidth(200)
    assert third[3] > flow.fontMetrics().height() * 2


def test_nothing_needs_no_room(qtbot):
    empty = FlowWidget(6, 4, [])
    qtbot.addWidget(empty)

    assert empty.heightForWidth(200) == 0
