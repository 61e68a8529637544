"""The status bar."""

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from frontviewer.app import MainController, build_main_window


def test_the_bar_says_as_of_when_what_is_unsourced_and_how_many_requests(
    controller: MainController,
):
    said = {label.text() for label in controller.window.status_bar.findChildren(QLabel)}

    assert {"as of 30 October 2025", "0 shapes without source", "0 network requests"} <= said


def test_network_requests_are_counted_and_not_written_there(qtbot: QtBot):
    controller = build_main_window(None, lambda: 3)

    assert "3 network requests" in {
        label.text() for label in controller.window.status_bar.findChildren(QLabel)
    }
    controller.close_and_delete()
