"""Files that the desktop hands to the running program, as macOS does for a double click."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QFileOpenEvent
from pytestqt.qtbot import QtBot

from frontviewer.app import MainController
from frontviewer.ui.application import Application
from frontviewer.ui.connections import connect_program
from frontviewer.ui.crash_handler import CrashHandler


@pytest.fixture
def program(qapp: Application) -> Iterator[Application]:
    qapp._awaited = False  # one program serves all tests
    yield qapp
    qapp._awaited, qapp._paths = False, []


def hand(program: Application, *files: Path) -> None:
    for file in files:
        QCoreApplication.processEvents()  # there may be a moment between them
        QCoreApplication.sendEvent(program, QFileOpenEvent(str(file)))


def test_files_that_were_chosen_together_come_together(qtbot: QtBot, program: Application):
    files = (Path("/карти/карта 1.fvz"), Path("/карти/a.geojson"))
    program.emit_pending_files()

    with qtbot.waitSignal(program.files_requested) as handed:
        hand(program, *files)

    assert handed.args == [files]


def test_files_that_come_before_the_window_wait_for_it(qtbot: QtBot, program: Application):
    with qtbot.assertNotEmitted(program.files_requested, wait=100):
        hand(program, Path("/a.geojson"))

    with qtbot.waitSignal(program.files_requested) as handed:
        program.emit_pending_files()

    assert handed.args == [(Path("/a.geojson"),)]


def test_an_address_is_no_file(qtbot: QtBot, program: Application):
    program.emit_pending_files()

    with qtbot.assertNotEmitted(program.files_requested, wait=100):
        QCoreApplication.sendEvent(program, QFileOpenEvent(QUrl("https://example.org/a.geojson")))


def test_a_file_that_is_handed_over_is_opened_in_the_window(
    qtbot: QtBot,
    program: Application,
    empty_controller: MainController,
    square: Path,
    tmp_path: Path,
):
    connect_program(
        program, CrashHandler(tmp_path), empty_controller.window, empty_controller.loader
    )
    program.emit_pending_files()

    with qtbot.waitSignal(empty_controller.loader.opened):
        hand(program, square)

    assert empty_controller.window.windowTitle() == "square.geojson – frontviewer"
    program.files_requested.disconnect()
