"""Files that the desktop asks the running program to open, as macOS does on a double click."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QFileOpenEvent
from pytestqt.qtbot import QtBot

from frontviewer.app import MainController
from frontviewer.ui.application import Application
from frontviewer.ui.connections import connect_application
from frontviewer.ui.crash_handler import CrashHandler


@pytest.fixture
def application(qapp: Application) -> Iterator[Application]:
    qapp._is_window_ready = False  # all tests share one application
    yield qapp
    qapp._is_window_ready, qapp._paths = False, []


def send_open_events(application: Application, *files: Path) -> None:
    for file in files:
        QCoreApplication.processEvents()  # events can be apart in time
        QCoreApplication.sendEvent(application, QFileOpenEvent(str(file)))


def test_files_opened_together_are_emitted_together(qtbot: QtBot, application: Application):
    files = (Path("/карти/карта 1.fvz"), Path("/карти/a.geojson"))
    application.emit_pending_files()

    with qtbot.waitSignal(application.files_requested) as emitted:
        send_open_events(application, *files)

    assert emitted.args == [files]


def test_files_are_queued_until_the_window_is_ready(qtbot: QtBot, application: Application):
    with qtbot.assertNotEmitted(application.files_requested, wait=100):
        send_open_events(application, Path("/a.geojson"))

    with qtbot.waitSignal(application.files_requested) as emitted:
        application.emit_pending_files()

    assert emitted.args == [(Path("/a.geojson"),)]


def test_open_event_with_a_url_is_ignored(qtbot: QtBot, application: Application):
    application.emit_pending_files()

    with qtbot.assertNotEmitted(application.files_requested, wait=100):
        QCoreApplication.sendEvent(
            application, QFileOpenEvent(QUrl("https://example.org/a.geojson"))
        )


def test_file_from_the_desktop_opens_in_the_window(
    qtbot: QtBot,
    application: Application,
    empty_controller: MainController,
    square: Path,
    tmp_path: Path,
):
    connect_application(
        application, CrashHandler(tmp_path), empty_controller.window, empty_controller.loader
    )
    application.emit_pending_files()

    with qtbot.waitSignal(empty_controller.loader.opened):
        send_open_events(application, square)

    assert empty_controller.window.windowTitle() == "square.geojson – frontviewer"
    application.files_requested.disconnect()
