"""The status bar."""

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from frontviewer.app import MainController, build_main_window


def test_status_bar_shows_date_unsourced_features_and_network_requests(
    controller: MainController,
):
    texts = {label.text() for label in controller.window.status_bar.findChildren(QLabel)}

    assert {"Data as of 30 October 2025", "0 unsourced features", "0 network requests"} <= texts


def test_network_request_count_comes_from_the_counter(qtbot: QtBot):
    controller = build_main_window(None, lambda: 3)

    assert "3 network requests" in {
        label.text() for label in controller.window.status_bar.findChildren(QLabel)
    }
    controller.close_and_delete()
