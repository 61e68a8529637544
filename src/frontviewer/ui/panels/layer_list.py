"""The layers as a list: groups as headings, a check box each, ordered by hand."""

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
from frontviewer.theme.plain_text import plain_tip
from frontviewer.theme.stylesheet import remove_frame

_NAME = Qt.ItemDataRole.UserRole
_CHECKED = Qt.CheckState.Checked
_UNCHECKED = Qt.CheckState.Unchecked


class LayerList(QListWidget):
    """Shows layers, topmost first. Changes are wishes: the list waits to be shown the outcome.

    Signals
    -------
    visibility_requested : str, bool
    order_requested : tuple of names, topmost first
    layer_chosen : str
        The row in which the keyboard stands; "" for none.
    zoom_requested : str
    """

    visibility_requested = Signal(str, bool)
    order_requested = Signal(object)
    layer_chosen = Signal(str)
    zoom_requested = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._states: tuple[LayerState, ...] = ()
        self._dropped: tuple[str, int] | None = None
        remove_frame(self)
        self.setItemDelegate(_Rows(self))
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Layers, topmost first"))
        self.itemChanged.connect(self._on_item_changed)
        self.currentItemChanged.connect(lambda now, _: self.layer_chosen.emit(_name(now)))
        self.itemActivated.connect(lambda item: self.zoom_requested.emit(_name(item)))

    def show_layer_states(self, layer_states: Sequence[LayerState]) -> None:
        """Show these layers in this order, keeping the current one."""
        current = self.current_name()
        self.blockSignals(True)
        if _order(layer_states) != _order(self._states):
            self._fill(layer_states)
            self._set_current(current)
        self._states = tuple(layer_states)
        self._check()
        self.blockSignals(False)
        if self.current_name() != current:
            self.layer_chosen.emit(self.current_name())

    def _restore(self) -> None:
        """Show the rows as they last were to be shown."""
        current = self.current_name()
        self.blockSignals(True)
        self._fill(self._states)
        self._set_current(current)
        self._check()
        self.blockSignals(False)

    def _check(self) -> None:
        shown = {state.name: state.visible for state in self._states}
        for row in range(self.count()):
            if name := _name(self.item(row)):
                self.item(row).setCheckState(_CHECKED if shown[name] else _UNCHECKED)

    def _fill(self, layer_states: Sequence[LayerState]) -> None:
        self.clear()
        group = ""
        for state in layer_states:
            if state.group != group:
                group = state.group
                self.addItem(self._heading(group))
            self.addItem(_row(state))

    def current_name(self) -> str:
        """Return the name of the current layer, or ""."""
        return _name(self.currentItem())

    def names(self) -> tuple[str, ...]:
        """Return the names as they lie in the list, topmost first."""
        rows = (_name(self.item(row)) for row in range(self.count()))
        return tuple(name for name in rows if name)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102, N802 - Qt's name
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and event.key() in steps:
            self._move_current(steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def startDrag(self, actions: Qt.DropAction) -> None:  # noqa: N802 - Qt's name
        """Let a row be dragged; whatever Qt does to the rows meanwhile, we wait for the outcome."""
        self._dropped = None
        super().startDrag(actions)
        self._restore()
        if self._dropped is not None:
            self._wish_before(*self._dropped)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Note where the row was dropped; the wish is told when the drag has ended."""
        moved = self.current_name()
        below = self.indexAt(event.position().toPoint()).row()
        if self.dropIndicatorPosition() == self.DropIndicatorPosition.BelowItem:
            below += 1
        below = self.count() if below < 0 else below
        event.accept()
        self._dropped = moved, below

    def _wish_before(self, moved: str, below: int) -> None:
        """Wish that a layer lie just above the row `below`."""
        above = [_name(self.item(row)) for row in range(below)]
        others = [name for name in self.names() if name != moved]
        place = sum(bool(name) and name != moved for name in above)
        self._wish((*others[:place], moved, *others[place:]))

    def _move_current(self, step: int) -> None:
        names = list(self.names())
        moved = self.current_name()
        if moved:
            place = names.index(moved)
            names.insert(min(max(place + step, 0), len(names) - 1), names.pop(place))
            self._wish(tuple(names))

    def _wish(self, names: tuple[str, ...]) -> None:
        if names != self.names():
            self.order_requested.emit(names)

    def _on_item_changed(self, item: QListWidgetItem) -> None:
        self.visibility_requested.emit(_name(item), item.checkState() == _CHECKED)

    def _set_current(self, name: str) -> None:
        rows = [row for row in range(self.count()) if _name(self.item(row))]
        wanted = [row for row in rows if _name(self.item(row)) == name]
        self.setCurrentRow(next(iter(wanted or rows), -1))

    def _heading(self, group: str) -> QListWidgetItem:
        item = QListWidgetItem(group or self.tr("Other layers"))
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        return item


class _Rows(QStyledItemDelegate):
    """Gives rows room to breathe, and headings the look of headings."""

    def initStyleOption(  # noqa: N802 - Qt's name
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        given: Any = option  # PySide's stubs leave its members out
        if not index.data(_NAME):
            given.font.setBold(True)
            muted = given.palette.color(QPalette.ColorRole.PlaceholderText)
            given.palette.setColor(QPalette.ColorRole.Text, muted)

    def sizeHint(  # noqa: N802 - Qt's name
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        size = super().sizeHint(option, index)
        line = int(cast("Any", option).fontMetrics.height())
        return QSize(size.width(), line * 7 // 4 if index.data(_NAME) else line * 9 // 4)


def _row(state: LayerState) -> QListWidgetItem:
    item = QListWidgetItem(state.title)
    item.setData(_NAME, state.name)
    item.setToolTip(plain_tip(state.title))
    item.setFlags(
        Qt.ItemFlag.ItemIsEnabled
        | Qt.ItemFlag.ItemIsSelectable
        | Qt.ItemFlag.ItemIsUserCheckable
        | Qt.ItemFlag.ItemIsDragEnabled
    )
    return item


def _name(item: QListWidgetItem | None) -> str:
    return str(item.data(_NAME) or "") if item else ""


def _order(layer_states: Sequence[LayerState]) -> list[tuple[str, str, str]]:
    return [(state.name, state.title, state.group) for state in layer_states]
