"""The status bar."""

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from frontviewer.app import Desk, make_desk
from frontviewer.ui.status_bar import position_words


def test_a_place_reads_as_people_write_it():
    assert position_words(37.17706, 48.28014) == "48.28014° N, 37.17706° E"
    assert position_words(-70.5, -33.25) == "33.25000° S, 70.50000° W"


def test_the_bar_says_as_of_when_what_is_unsourced_and_how_many_requests(desk: Desk):
    said = {label.text() for label in desk.window.status.findChildren(QLabel)}

    assert {"as of 30 October 2025", "0 shapes without source", "0 network requests"} <= said


def test_network_requests_are_counted_and_not_written_there(qtbot: QtBot):
    desk = make_desk(None, lambda: 3)

    assert "3 network requests" in {
        label.text() for label in desk.window.status.findChildren(QLabel)
    }
    desk.clear_away()
