"""Selects the next or previous feature with Tab and the arrow keys while the map has the focus."""

from collections.abc import Mapping
from types import MappingProxyType

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

_TAB_OFFSETS: Mapping[int, int] = MappingProxyType({Qt.Key.Key_Tab: 1, Qt.Key.Key_Backtab: -1})
_ARROW_OFFSETS: Mapping[int, int] = MappingProxyType(
    {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}
)
_NO_MODIFIER = Qt.KeyboardModifier.NoModifier
_KEYPAD = Qt.KeyboardModifier.KeypadModifier  # macOS sets it for every arrow key
_SHIFT = Qt.KeyboardModifier.ShiftModifier  # Shift+Tab arrives as Backtab with this modifier


class KeyboardNavigation(QObject):
    """Event filter that takes Tab and the arrow keys from a widget.

    Without it, Qt moves the focus on Tab, and the arrow keys have no effect on the map.

    Signals
    -------
    feature_step_requested : int
        1 for the next feature, -1 for the previous one.
    """

    feature_step_requested = Signal(int)

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: D102, N802 - Qt's name
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            offset = _offset_for_key(event)
            if offset:
                self.feature_step_requested.emit(offset)
                return True
        return super().eventFilter(watched, event)


def _offset_for_key(event: QKeyEvent) -> int:
    """Return 1 or -1 for a navigation key, or 0 for any other key or modifier."""
    modifiers = event.modifiers() & ~_KEYPAD
    if event.key() in _TAB_OFFSETS:
        return _TAB_OFFSETS[event.key()] if modifiers in (_NO_MODIFIER, _SHIFT) else 0
    return _ARROW_OFFSETS.get(event.key(), 0) if modifiers == _NO_MODIFIER else 0
