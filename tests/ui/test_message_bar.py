"""The strip above the map."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QToolButton
from pytestqt.qtbot import QtBot

from frontviewer.theme.theme import load_theme
from frontviewer.ui.message_bar import Notice


@pytest.fixture
def notice(qtbot: QtBot) -> Notice:
    notice = Notice(load_theme("day"))
    qtbot.addWidget(notice)
    return notice


def press(qtbot: QtBot, notice: Notice, text: str) -> None:
    button = next(b for b in notice.findChildren(QToolButton) if b.text() == text)
    assert button.isVisible()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_what_opens_at_once_shows_no_bar(qtbot: QtBot, notice: Notice):
    notice.show_progress(0.5, "Opening a.geojson …")
    notice.clear()

    qtbot.wait(400)
    assert notice.text == ""


def test_what_takes_a_while_can_be_stopped(qtbot: QtBot, notice: Notice):
    notice.show_progress(0.1, "Opening a.geojson …")
    qtbot.waitUntil(lambda: notice.text == "Opening a.geojson …")
    notice.show_progress(0.6, "Opening b.geojson …")
    assert notice.text == "Opening b.geojson …"

    with qtbot.waitSignal(notice.cancel_wished):
        press(qtbot, notice, "Cancel")


def test_a_message_leads_to_the_details_and_can_be_closed(qtbot: QtBot, notice: Notice):
    notice.show_message("Two things were left out.", details=True)

    with qtbot.waitSignal(notice.details_wished):
        press(qtbot, notice, "Details")
    press(qtbot, notice, "")

    assert notice.text == ""


def test_a_message_is_never_read_as_markup(notice: Notice):
    notice.show_message("<b>bold</b>.geojson cannot be read")

    assert notice.text == "<b>bold</b>.geojson cannot be read"
    assert {label.textFormat() for label in notice.findChildren(QLabel)} == {
        Qt.TextFormat.PlainText
    }
