import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QStyle, QStyleOptionViewItem

from frontviewer.core.dossier import Dossier
from frontviewer.panels.layer_list import LayerList

ALT = Qt.KeyboardModifier.AltModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def layers(qtbot, dossier: Dossier) -> LayerList:
    layers = LayerList()
    qtbot.addWidget(layers)
    layers.resize(300, 400)
    layers.show_states(dossier.states)
    layers.show()
    return layers


def rows(layers: LayerList) -> list[str]:
    return [layers.item(row).text() for row in range(layers.count())]


def box(layers: LayerList, row: int) -> QPoint:
    """Return the middle of a row's check box."""
    option = QStyleOptionViewItem()
    layers.initViewItemOption(option)
    option.rect = layers.visualItemRect(layers.item(row))
    option.features |= QStyleOptionViewItem.ViewItemFeature.HasCheckIndicator
    part = QStyle.SubElement.SE_ItemViewItemCheckIndicator
    return layers.style().subElementRect(part, option, layers).center()


def drop(layers: LayerList, place: QPoint) -> None:
    """Drop the current row where the pointer is, as a drag inside the list does."""
    mime = QMimeData()
    mime.setData("application/x-qabstractitemmodeldatalist", b"")
    none = Qt.KeyboardModifier.NoModifier
    for kind in (QDragEnterEvent, QDragMoveEvent):
        moving = kind(place, Qt.DropAction.MoveAction, mime, LEFT, none)
        QApplication.sendEvent(layers.viewport(), moving)
    layers.dropEvent(QDropEvent(QPointF(place), Qt.DropAction.MoveAction, mime, LEFT, none))


def test_groups_are_headings_over_their_layers(layers: LayerList):
    assert rows(layers) == ["The battle", "Pokrovsk", "Corridor", "Background", "Context"]
    assert layers.current_name() == "pokrovsk"


def test_a_click_on_the_box_wishes_it_shown(qtbot, layers: LayerList):
    with qtbot.waitSignal(layers.visibility_wished) as heard:
        qtbot.mouseClick(layers.viewport(), LEFT, pos=box(layers, 2))

    assert heard.args == ["corridor", True]


def test_space_toggles_the_current_layer(qtbot, layers: LayerList):
    with qtbot.waitSignal(layers.visibility_wished) as heard:
        qtbot.keyClick(layers, Qt.Key.Key_Space)

    assert heard.args == ["pokrovsk", False]


def test_showing_states_wishes_nothing(qtbot, layers: LayerList, dossier: Dossier):
    with qtbot.assertNotEmitted(layers.visibility_wished):
        layers.show_states(dossier.states[::-1])

    assert layers.names() == ("context", "corridor", "pokrovsk")
    assert layers.current_name() == "pokrovsk"


def test_alt_and_arrows_move_a_layer(qtbot, layers: LayerList):
    with qtbot.waitSignal(layers.order_wished) as heard:
        qtbot.keyClick(layers, Qt.Key.Key_Down, ALT)

    assert heard.args == [("corridor", "pokrovsk", "context")]
    assert layers.names() == ("pokrovsk", "corridor", "context")  # until the session says so


def test_the_topmost_layer_cannot_go_higher(qtbot, layers: LayerList):
    with qtbot.assertNotEmitted(layers.order_wished):
        qtbot.keyClick(layers, Qt.Key.Key_Up, ALT)


def test_a_layer_dropped_under_the_last_goes_undermost(qtbot, layers: LayerList):
    last = layers.visualItemRect(layers.item(4))

    with qtbot.waitSignal(layers.order_wished) as heard:
        drop(layers, QPoint(150, last.bottom() + 40))

    assert heard.args == [("corridor", "context", "pokrovsk")]


def test_a_layer_dropped_on_the_first_edge_goes_topmost(qtbot, layers: LayerList):
    layers.setCurrentRow(4)
    first = layers.visualItemRect(layers.item(1))

    with qtbot.waitSignal(layers.order_wished) as heard:
        drop(layers, QPoint(150, first.top() + 1))

    assert heard.args == [("context", "pokrovsk", "corridor")]


def test_enter_zooms_to_the_layer(qtbot, layers: LayerList):
    with qtbot.waitSignal(layers.zoom_wished) as heard:
        qtbot.keyClick(layers, Qt.Key.Key_Return)

    assert heard.args == ["pokrovsk"]
