import pytest

from frontviewer.ui.widgets.flow_widget import FlowWidget
from frontviewer.ui.widgets.text_label import PLAIN, TextLabel


@pytest.fixture
def flow(qtbot) -> FlowWidget:
    texts = ("direct", "translated", "x" * 80)
    flow = FlowWidget(6, 4, [TextLabel((text, PLAIN)) for text in texts])
    qtbot.addWidget(flow)
    return flow


def label_rects(flow: FlowWidget, width: int) -> list[tuple[int, int, int, int]]:
    """Return x, y, width and height of each label at a width of the flow widget."""
    flow.resize(width, flow.heightForWidth(width))
    flow.show()
    return [label.geometry().getRect() for label in flow.findChildren(TextLabel)]


def test_widgets_wrap_onto_next_line(flow: FlowWidget):
    first, second, third = label_rects(flow, 200)

    assert second[0] == first[0] + first[2] + 6
    assert second[1] == first[1] == 0
    assert third[:2] == (0, first[3] + 4)


def test_widget_wider_than_line_is_narrowed_without_clipping(flow: FlowWidget):
    third = label_rects(flow, 200)[2]

    assert third[2] == 200
    assert third[1] + third[3] == flow.heightForWidth(200)
    assert third[3] > flow.fontMetrics().height() * 2


def test_empty_flow_has_no_height(qtbot):
    empty = FlowWidget(6, 4, [])
    qtbot.addWidget(empty)

    assert empty.heightForWidth(200) == 0
