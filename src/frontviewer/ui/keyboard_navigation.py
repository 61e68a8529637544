"""Walks from feature to feature by key, while the map has the focus."""

from collections.abc import Mapping
from types import MappingProxyType

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

_TAB: Mapping[int, int] = MappingProxyType({Qt.Key.Key_Tab: 1, Qt.Key.Key_Backtab: -1})
_ARROWS: Mapping[int, int] = MappingProxyType(
    {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}
)
_PLAIN = Qt.KeyboardModifier.NoModifier
_KEYPAD = Qt.KeyboardModifier.KeypadModifier  # macOS tells it of every arrow
_SHIFTED = Qt.KeyboardModifier.ShiftModifier  # Tab backwards has it


class KeyboardNavigation(QObject):
    """Takes Tab and the arrows from a widget, which would move the focus or nothing.

    Signals
    -------
    wished
        The next feature (1) or the one before (-1) is wanted.
    """

    step_requested = Signal(int)

    def __init__(self, ground: QWidget) -> None:
        super().__init__(ground)
        ground.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: D102, N802 - Qt's name
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            way = _way(event)
            if way:
                self.step_requested.emit(way)
                return True
        return super().eventFilter(watched, event)


def _way(event: QKeyEvent) -> int:
    """Return where a key leads, 1 or -1; 0 for one that is not ours."""
    held = event.modifiers() & ~_KEYPAD
    if event.key() in _TAB:
        return _TAB[event.key()] if held in (_PLAIN, _SHIFTED) else 0
    return _ARROWS.get(event.key(), 0) if held == _PLAIN else 0
