"""Keys that select the next or previous feature, and keys that are left alone."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from frontviewer.ui.keyboard_navigation import KeyboardNavigation

Key, Modifier = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def widget(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


@pytest.mark.parametrize(
    ("key", "modifiers", "offset"),
    [
        (Key.Key_Tab, Modifier.NoModifier, 1),
        (Key.Key_Backtab, Modifier.ShiftModifier, -1),
        (Key.Key_Down, Modifier.NoModifier, 1),
        (Key.Key_Left, Modifier.NoModifier, -1),
        (Key.Key_Right, Modifier.KeypadModifier, 1),  # macOS sets it for every arrow key
        (Key.Key_Up, Modifier.KeypadModifier, -1),
    ],
)
def test_tab_and_arrow_keys_request_a_step(
    qtbot: QtBot, widget: QWidget, key: Qt.Key, modifiers: Qt.KeyboardModifier, offset: int
):
    keyboard_navigation = KeyboardNavigation(widget)

    with qtbot.waitSignal(keyboard_navigation.feature_step_requested) as emitted:
        qtbot.keyClick(widget, key, modifiers)

    assert emitted.args == [offset]


@pytest.mark.parametrize(
    ("key", "modifiers"),
    [
        (Key.Key_Left, Modifier.AltModifier),  # back
        (Key.Key_Right, Modifier.AltModifier | Modifier.KeypadModifier),
        (Key.Key_Down, Modifier.ShiftModifier),
        (Key.Key_Tab, Modifier.ControlModifier),
        (Key.Key_A, Modifier.NoModifier),
    ],
)
def test_other_keys_are_not_handled(
    qtbot: QtBot, widget: QWidget, key: Qt.Key, modifiers: Qt.KeyboardModifier
):
    keyboard_navigation = KeyboardNavigation(widget)

    with qtbot.assertNotEmitted(keyboard_navigation.feature_step_requested):
        qtbot.keyClick(widget, key, modifiers)
