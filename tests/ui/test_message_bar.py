"""The message bar above the map."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QToolButton
from pytestqt.qtbot import QtBot

from frontviewer.theme.theme import load_theme
from frontviewer.ui.message_bar import MessageBar


@pytest.fixture
def message_bar(qtbot: QtBot) -> MessageBar:
    message_bar = MessageBar(load_theme("day"))
    qtbot.addWidget(message_bar)
    return message_bar


def press(qtbot: QtBot, message_bar: MessageBar, text: str) -> None:
    button = next(b for b in message_bar.findChildren(QToolButton) if b.text() == text)
    assert button.isVisible()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_short_load_shows_no_progress(qtbot: QtBot, message_bar: MessageBar):
    message_bar.show_progress(0.5, "Opening a.geojson…")
    message_bar.clear()

    qtbot.wait(400)
    assert message_bar.text == ""


def test_long_load_shows_progress_and_can_be_cancelled(qtbot: QtBot, message_bar: MessageBar):
    message_bar.show_progress(0.1, "Opening a.geojson…")
    qtbot.waitUntil(lambda: message_bar.text == "Opening a.geojson…")
    message_bar.show_progress(0.6, "Opening b.geojson…")
    assert message_bar.text == "Opening b.geojson…"

    with qtbot.waitSignal(message_bar.cancel_requested):
        press(qtbot, message_bar, "Cancel")


def test_message_has_details_and_can_be_closed(qtbot: QtBot, message_bar: MessageBar):
    message_bar.show_message("2 files could not be opened.", details=True)

    with qtbot.waitSignal(message_bar.details_requested):
        press(qtbot, message_bar, "Details")
    press(qtbot, message_bar, "")

    assert message_bar.text == ""


def test_message_is_shown_as_plain_text(message_bar: MessageBar):
    message_bar.show_message("<b>bold</b>.geojson cannot be read")

    assert message_bar.text == "<b>bold</b>.geojson cannot be read"
    assert {label.textFormat() for label in message_bar.findChildren(QLabel)} == {
        Qt.TextFormat.PlainText
    }
