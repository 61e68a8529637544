import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QListWidget, QStyle, QStyleOptionViewItem

from frontviewer.core.model.dossier import Dossier
from frontviewer.theme.plain_text import escape_tooltip
from frontviewer.ui.panels.layer_list import LayerList

ALT = Qt.KeyboardModifier.AltModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def layers(qtbot, dossier: Dossier) -> LayerList:
    layers = LayerList()
    qtbot.addWidget(layers)
    layers.resize(300, 400)
    layers.show_layer_states(dossier.layer_states)
    layers.show()
    return layers


def row_texts(layers: LayerList) -> list[str]:
    return [layers.item(row).text() for row in range(layers.count())]


def check_box_center(layers: LayerList, row: int) -> QPoint:
    option = QStyleOptionViewItem()
    layers.initViewItemOption(option)
    option.rect = layers.visualItemRect(layers.item(row))
    option.features |= QStyleOptionViewItem.ViewItemFeature.HasCheckIndicator
    element = QStyle.SubElement.SE_ItemViewItemCheckIndicator
    return layers.style().subElementRect(element, option, layers).center()


def drag_current_row(monkeypatch: pytest.MonkeyPatch, layers: LayerList, position: QPoint) -> None:
    """Drag the current row to a position; as Qt does, remove the moved row at the end."""
    mime = QMimeData()
    mime.setData("application/x-qabstractitemmodeldatalist", b"")
    no_modifier = Qt.KeyboardModifier.NoModifier
    move = Qt.DropAction.MoveAction

    def simulate_drag(dragged: LayerList, actions: Qt.DropAction) -> None:
        row = dragged.currentRow()
        for event_type in (QDragEnterEvent, QDragMoveEvent):
            event = event_type(position, move, mime, LEFT, no_modifier)
            QApplication.sendEvent(dragged.viewport(), event)
        dragged.dropEvent(QDropEvent(QPointF(position), move, mime, LEFT, no_modifier))
        dragged.takeItem(row)

    monkeypatch.setattr(QListWidget, "startDrag", simulate_drag)
    layers.startDrag(move)


def test_groups_are_headings_above_their_layers(layers: LayerList):
    assert row_texts(layers) == ["The battle", "Pokrovsk", "Corridor", "Background", "Context"]
    assert layers.current_name() == "pokrovsk"
    assert layers.item(1).toolTip() == escape_tooltip("Pokrovsk")


def test_click_on_check_box_requests_visibility(qtbot, layers: LayerList):
    with qtbot.waitSignal(layers.visibility_requested) as signal:
        qtbot.mouseClick(layers.viewport(), LEFT, pos=check_box_center(layers, 2))

    assert signal.args == ["corridor", True]


def test_space_toggles_visibility_of_current_layer(qtbot, layers: LayerList):
    with qtbot.waitSignal(layers.visibility_requested) as signal:
        qtbot.keyClick(layers, Qt.Key.Key_Space)

    assert signal.args == ["pokrovsk", False]


def test_showing_states_requests_nothing(qtbot, layers: LayerList, dossier: Dossier):
    with qtbot.assertNotEmitted(layers.visibility_requested):
        layers.show_layer_states(dossier.layer_states[::-1])

    assert layers.names() == ("context", "corridor", "pokrovsk")
    assert layers.current_name() == "pokrovsk"


def test_alt_and_arrow_request_new_order(qtbot, layers: LayerList):
    with qtbot.waitSignal(layers.order_requested) as signal:
        qtbot.keyClick(layers, Qt.Key.Key_Down, ALT)

    assert signal.args == [("corridor", "pokrovsk", "context")]
    # The rows change only when the new states are shown.
    assert layers.names() == ("pokrovsk", "corridor", "context")


def test_topmost_layer_cannot_move_up(qtbot, layers: LayerList):
    with qtbot.assertNotEmitted(layers.order_requested):
        qtbot.keyClick(layers, Qt.Key.Key_Up, ALT)


def test_drop_below_last_row_requests_bottom_position(qtbot, monkeypatch, layers: LayerList):
    last_row = layers.visualItemRect(layers.item(4))

    with qtbot.waitSignal(layers.order_requested) as signal:
        drag_current_row(monkeypatch, layers, QPoint(150, last_row.bottom() + 40))

    assert signal.args == [("corridor", "context", "pokrovsk")]
    assert "Pokrovsk" in row_texts(layers)  # restored until the new states are shown


def test_drop_above_first_row_requests_top_position(qtbot, monkeypatch, layers: LayerList):
    layers.setCurrentRow(4)
    first_row = layers.visualItemRect(layers.item(1))

    with qtbot.waitSignal(layers.order_requested) as signal:
        drag_current_row(monkeypatch, layers, QPoint(150, first_row.top() + 1))

    assert signal.args == [("context", "pokrovsk", "corridor")]


def test_enter_requests_zoom_to_layer(qtbot, layers: LayerList):
    with qtbot.waitSignal(layers.zoom_requested) as signal:
        qtbot.keyClick(layers, Qt.Key.Key_Return)

    assert signal.args == ["pokrovsk"]
