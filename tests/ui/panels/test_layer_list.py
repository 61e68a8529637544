import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QListWidget, QStyle, QStyleOptionViewItem

from frontviewer.core.model.dossier import Dossier
from frontviewer.theme.plain_text import plain_tip
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


def drop(monkeypatch: pytest.MonkeyPatch, layers: LayerList, place: QPoint) -> None:
    """Drag the current row to a place, as Qt does it: a moved row is taken away in the end."""
    mime = QMimeData()
    mime.setData("application/x-qabstractitemmodeldatalist", b"")
    none = Qt.KeyboardModifier.NoModifier

    def drag(dragged: LayerList, actions: Qt.DropAction) -> None:
        row = dragged.currentRow()
        for kind in (QDragEnterEvent, QDragMoveEvent):
            moving = kind(place, Qt.DropAction.MoveAction, mime, LEFT, none)
            QApplication.sendEvent(dragged.viewport(), moving)
        dragged.dropEvent(QDropEvent(QPointF(place), Qt.DropAction.MoveAction, mime, LEFT, none))
        dragged.takeItem(row)

    monkeypatch.setattr(QListWidget, "startDrag", drag)
    layers.startDrag(Qt.DropAction.MoveAction)


def test_groups_are_headings_over_their_layers(layers: LayerList):
    assert rows(layers) == ["The battle", "Pokrovsk", "Corridor", "Background", "Context"]
    assert layers.current_name() == "pokrovsk"
    assert layers.item(1).toolTip() == plain_tip("Pokrovsk")


def test_a_click_on_the_box_wishes_it_shown(qtbot, layers: LayerList):
    with qtbot.waitSignal(layers.visibility_requested) as heard:
        qtbot.mouseClick(layers.viewport(), LEFT, pos=box(layers, 2))

    assert heard.args == ["corridor", True]


def test_space_toggles_the_current_layer(qtbot, layers: LayerList):
    with qtbot.waitSignal(layers.visibility_requested) as heard:
        qtbot.keyClick(layers, Qt.Key.Key_Space)

    assert heard.args == ["pokrovsk", False]


def test_showing_states_wishes_nothing(qtbot, layers: LayerList, dossier: Dossier):
    with qtbot.assertNotEmitted(layers.visibility_requested):
        layers.show_layer_states(dossier.layer_states[::-1])

    assert layers.names() == ("context", "corridor", "pokrovsk")
    assert layers.current_name() == "pokrovsk"


def test_alt_and_arrows_move_a_layer(qtbot, layers: LayerList):
    with qtbot.waitSignal(layers.order_requested) as heard:
        qtbot.keyClick(layers, Qt.Key.Key_Down, ALT)

    assert heard.args == [("corridor", "pokrovsk", "context")]
    assert layers.names() == ("pokrovsk", "corridor", "context")  # until the session says so


def test_the_topmost_layer_cannot_go_higher(qtbot, layers: LayerList):
    with qtbot.assertNotEmitted(layers.order_requested):
        qtbot.keyClick(layers, Qt.Key.Key_Up, ALT)


def test_a_layer_dropped_under_the_last_goes_undermost(qtbot, monkeypatch, layers: LayerList):
    last = layers.visualItemRect(layers.item(4))

    with qtbot.waitSignal(layers.order_requested) as heard:
        drop(monkeypatch, layers, QPoint(150, last.bottom() + 40))

    assert heard.args == [("corridor", "context", "pokrovsk")]
    assert "Pokrovsk" in rows(layers)  # it stays until it is shown where it now lies


def test_a_layer_dropped_on_the_first_edge_goes_topmost(qtbot, monkeypatch, layers: LayerList):
    layers.setCurrentRow(4)
    first = layers.visualItemRect(layers.item(1))

    with qtbot.waitSignal(layers.order_requested) as heard:
        drop(monkeypatch, layers, QPoint(150, first.top() + 1))

    assert heard.args == [("context", "pokrovsk", "corridor")]


def test_enter_zooms_to_the_layer(qtbot, layers: LayerList):
    with qtbot.waitSignal(layers.zoom_requested) as heard:
        qtbot.keyClick(layers, Qt.Key.Key_Return)

    assert heard.args == ["pokrovsk"]
