"""The ground the program stands on."""

import sys

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot


def test_qt_leaves_the_reference_count_of_none_alone(qtbot: QtBot):
    # PySide6 6.12.0 on Python 3.11 loses one at each call that returns nothing, and aborts.
    label = QLabel()
    qtbot.addWidget(label)
    before = sys.getrefcount(None)

    for _ in range(5000):
        label.setText("text")

    assert abs(sys.getrefcount(None) - before) < 500
