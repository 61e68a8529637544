"""Layer list: layers under group headings, with check boxes and drag-and-drop reordering."""

from collections.abc import Sequence
from typing import Any, cast

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QDropEvent, QKeyEvent, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from frontviewer.core.model.dossier import LayerState
from frontviewer.core.text.translation import tr
from frontviewer.theme.plain_text import escape_tooltip
from frontviewer.theme.stylesheet import remove_frame

_NAME_ROLE = Qt.ItemDataRole.UserRole
"""Item data role of a layer's name; headings have none."""
_CHECKED = Qt.CheckState.Checked
_UNCHECKED = Qt.CheckState.Unchecked
_MOVE_KEYS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class LayerList(QListWidget):
    """Lists layers, topmost first.

    Reordering is only requested: the rows change when `show_layer_states` is called with the new
    order.

    Signals
    -------
    visibility_requested : str, bool
        Layer name, and whether the layer is to be visible.
    order_requested : tuple of str
        Layer names, topmost first.
    current_layer_changed : str
        Name of the layer in the current row; "" for none.
    zoom_requested : str
        Layer name.
    """

    visibility_requested = Signal(str, bool)
    order_requested = Signal(object)
    current_layer_changed = Signal(str)
    zoom_requested = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._states: tuple[LayerState, ...] = ()
        self._drop: tuple[str, int] | None = None  # layer name, row above which it was dropped
        remove_frame(self)
        self.setItemDelegate(_LayerDelegate(self))
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("Layers, topmost first"))
        self.itemChanged.connect(self._on_item_changed)
        self.currentItemChanged.connect(
            lambda item, _: self.current_layer_changed.emit(_layer_name(item))
        )
        self.itemActivated.connect(lambda item: self.zoom_requested.emit(_layer_name(item)))

    def show_layer_states(self, layer_states: Sequence[LayerState]) -> None:
        """Show layers in the given order; the current layer stays current."""
        current = self.current_name()
        self.blockSignals(True)
        if _row_contents(layer_states) != _row_contents(self._states):
            self._fill(layer_states)
            self._set_current(current)
        self._states = tuple(layer_states)
        self._update_check_boxes()
        self.blockSignals(False)
        if self.current_name() != current:
            self.current_layer_changed.emit(self.current_name())

    def _restore(self) -> None:
        """Rebuild the rows from the layer states last shown."""
        current = self.current_name()
        self.blockSignals(True)
        self._fill(self._states)
        self._set_current(current)
        self._update_check_boxes()
        self.blockSignals(False)

    def _update_check_boxes(self) -> None:
        visibility = {state.name: state.visible for state in self._states}
        for row in range(self.count()):
            if name := _layer_name(self.item(row)):
                self.item(row).setCheckState(_CHECKED if visibility[name] else _UNCHECKED)

    def _fill(self, layer_states: Sequence[LayerState]) -> None:
        """Replace all rows, with a heading wherever the group changes."""
        self.clear()
        group = ""
        for state in layer_states:
            if state.group != group:
                group = state.group
                self.addItem(_make_heading(group))
            self.addItem(_make_item(state))

    def current_name(self) -> str:
        """Return the name of the layer in the current row; "" for none."""
        return _layer_name(self.currentItem())

    def names(self) -> tuple[str, ...]:
        """Return the layer names in row order, topmost first."""
        names = (_layer_name(self.item(row)) for row in range(self.count()))
        return tuple(name for name in names if name)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Request a new order for Alt+Up and Alt+Down; leave other keys to Qt."""
        alt_pressed = event.modifiers() & Qt.KeyboardModifier.AltModifier
        if alt_pressed and event.key() in _MOVE_KEYS:
            self._move_current(_MOVE_KEYS[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def startDrag(self, actions: Qt.DropAction) -> None:  # noqa: N802 - Qt's name
        """Run a drag, undo the row changes that Qt makes, and request the resulting order."""
        self._drop = None
        super().startDrag(actions)
        self._restore()
        if self._drop is not None:
            self._request_move(*self._drop)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Record where the row was dropped; `startDrag` requests the order after the drag."""
        moved = self.current_name()
        row = self.indexAt(event.position().toPoint()).row()
        if self.dropIndicatorPosition() == self.DropIndicatorPosition.BelowItem:
            row += 1
        row = self.count() if row < 0 else row
        event.accept()
        self._drop = moved, row

    def _request_move(self, moved: str, row: int) -> None:
        """Request that a layer moves directly above a row; headings count as rows."""
        names_above = [_layer_name(self.item(above)) for above in range(row)]
        remaining = [name for name in self.names() if name != moved]
        position = sum(bool(name) and name != moved for name in names_above)
        self._request_order((*remaining[:position], moved, *remaining[position:]))

    def _move_current(self, offset: int) -> None:
        """Request that the current layer moves by `offset` positions, within the list."""
        names = list(self.names())
        moved = self.current_name()
        if moved:
            position = names.index(moved)
            target = min(max(position + offset, 0), len(names) - 1)
            names.insert(target, names.pop(position))
            self._request_order(tuple(names))

    def _request_order(self, names: tuple[str, ...]) -> None:
        """Emit `order_requested` if the order differs from the present one."""
        if names != self.names():
            self.order_requested.emit(names)

    def _on_item_changed(self, item: QListWidgetItem) -> None:
        self.visibility_requested.emit(_layer_name(item), item.checkState() == _CHECKED)

    def _set_current(self, name: str) -> None:
        """Make the row of a layer current, or else the first layer's row."""
        layer_rows = [row for row in range(self.count()) if _layer_name(self.item(row))]
        matching = [row for row in layer_rows if _layer_name(self.item(row)) == name]
        self.setCurrentRow(next(iter(matching or layer_rows), -1))


class _LayerDelegate(QStyledItemDelegate):
    """Draws layer rows with extra height, and headings in bold muted text."""

    def initStyleOption(  # noqa: N802 - Qt's name
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        style_option: Any = option  # PySide's stubs omit its attributes
        if not index.data(_NAME_ROLE):
            style_option.font.setBold(True)
            muted = style_option.palette.color(QPalette.ColorRole.PlaceholderText)
            style_option.palette.setColor(QPalette.ColorRole.Text, muted)

    def sizeHint(  # noqa: N802 - Qt's name
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        size = super().sizeHint(option, index)
        line = int(cast("Any", option).fontMetrics.height())
        return QSize(size.width(), line * 7 // 4 if index.data(_NAME_ROLE) else line * 9 // 4)


def _make_heading(group: str) -> QListWidgetItem:
    """Return the disabled row above the layers of a group; "" is the group of ungrouped layers."""
    item = QListWidgetItem(group or tr("Other layers"))
    item.setFlags(Qt.ItemFlag.NoItemFlags)
    return item


def _make_item(state: LayerState) -> QListWidgetItem:
    """Return the row of a layer, checkable and draggable."""
    item = QListWidgetItem(state.title)
    item.setData(_NAME_ROLE, state.name)
    item.setToolTip(escape_tooltip(state.title))
    item.setFlags(
        Qt.ItemFlag.ItemIsEnabled
        | Qt.ItemFlag.ItemIsSelectable
        | Qt.ItemFlag.ItemIsUserCheckable
        | Qt.ItemFlag.ItemIsDragEnabled
    )
    return item


def _layer_name(item: QListWidgetItem | None) -> str:
    """Return the layer name of a row; "" for a heading or None."""
    return str(item.data(_NAME_ROLE) or "") if item else ""


def _row_contents(layer_states: Sequence[LayerState]) -> list[tuple[str, str, str]]:
    """Return what the rows show besides check boxes, to find out whether to rebuild them."""
    return [(state.name, state.title, state.group) for state in layer_states]
