"""Which keys walk, and which are left to others."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from frontviewer.ui.keyboard_navigation import KeyboardNavigation

Key, Held = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def ground(qtbot: QtBot) -> QWidget:
    ground = QWidget()
    qtbot.addWidget(ground)
    return ground


@pytest.mark.parametrize(
    ("key", "held", "way"),
    [
        (Key.Key_Tab, Held.NoModifier, 1),
        (Key.Key_Backtab, Held.ShiftModifier, -1),
        (Key.Key_Down, Held.NoModifier, 1),
        (Key.Key_Left, Held.NoModifier, -1),
        (Key.Key_Right, Held.KeypadModifier, 1),  # so macOS tells of every arrow
        (Key.Key_Up, Held.KeypadModifier, -1),
    ],
)
def test_tab_and_the_arrows_walk(
    qtbot: QtBot, ground: QWidget, key: Qt.Key, held: Qt.KeyboardModifier, way: int
):
    keyboard_navigation = KeyboardNavigation(ground)

    with qtbot.waitSignal(keyboard_navigation.step_requested) as heard:
        qtbot.keyClick(ground, key, held)

    assert heard.args == [way]


@pytest.mark.parametrize(
    ("key", "held"),
    [
        (Key.Key_Left, Held.AltModifier),  # back
        (Key.Key_Right, Held.AltModifier | Held.KeypadModifier),
        (Key.Key_Down, Held.ShiftModifier),
        (Key.Key_Tab, Held.ControlModifier),
        (Key.Key_A, Held.NoModifier),
    ],
)
def test_other_keys_are_left_to_others(
    qtbot: QtBot, ground: QWidget, key: Qt.Key, held: Qt.KeyboardModifier
):
    keyboard_navigation = KeyboardNavigation(ground)

    with qtbot.assertNotEmitted(keyboard_navigation.step_requested):
        qtbot.keyClick(ground, key, held)
