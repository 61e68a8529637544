"""Unhandled exceptions of any thread are reported once."""

import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from frontviewer.app import MainController
from frontviewer.core.model.dossier import Dossier
from frontviewer.core.problems import Problem
from frontviewer.ui import messages
from frontviewer.ui.application import Application
from frontviewer.ui.connections import connect_application
from frontviewer.ui.crash_handler import Crash, CrashHandler
from frontviewer.ui.dialogs.crash import CrashDialog


@pytest.fixture
def crash_handler(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[CrashHandler]:
    monkeypatch.setattr(sys, "excepthook", lambda *_: None)  # pytest's hook would fail the test
    monkeypatch.setattr(threading, "excepthook", lambda _: None)
    crash_handler = CrashHandler(tmp_path / "log")
    with crash_handler.installed():
        yield crash_handler


def raise_unhandled(kind: type[Exception] = RuntimeError) -> None:
    """Raise an exception as a slot does: PySide passes it to `sys.excepthook`."""
    try:
        raise kind("a bug")
    except kind as error:
        sys.excepthook(type(error), error, error.__traceback__)


def report_files(crash_handler: CrashHandler) -> list[Path]:
    return sorted(crash_handler._folder.glob("*"))


def test_report_starts_with_the_versions_of_program_system_and_qt(crash_handler: CrashHandler):
    raise_unhandled()

    (file,) = report_files(crash_handler)
    head = file.read_text("utf-8").splitlines()[:3]
    assert head[0].startswith("frontviewer 0.")
    assert "Qt 6." in head[2]


def test_repeated_exception_is_reported_once(crash_handler: CrashHandler):
    for _ in range(60):
        raise_unhandled()

    assert len(report_files(crash_handler)) == 1


def test_exception_in_a_thread_is_reported(qtbot: QtBot, crash_handler: CrashHandler):
    with qtbot.waitSignal(crash_handler.crashed) as emitted:
        threading.Thread(target=lambda: next(iter(()))).start()

    crash = emitted.args[0]
    assert isinstance(crash, Crash)
    assert crash.text.endswith("StopIteration\n")
    assert crash.file in report_files(crash_handler)


def test_previous_hook_is_called_and_restored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    calls: list[object] = []
    monkeypatch.setattr(sys, "excepthook", lambda *args: calls.append(args))
    with CrashHandler(tmp_path).installed():
        raise_unhandled()
    assert len(calls) == 1

    raise_unhandled(ValueError)
    assert len(calls) == 2
    assert len(list(tmp_path.iterdir())) == 1


# The window ----------------------------------------------------------------------------------


@pytest.fixture
def connected(
    controller: MainController, crash_handler: CrashHandler, qapp: Application
) -> Iterator[MainController]:
    connect_application(qapp, crash_handler, controller.window, controller.loader)
    yield controller
    qapp.files_requested.disconnect()


def visible_dialogs(controller: MainController) -> list[CrashDialog]:
    return [dialog for dialog in controller.window.findChildren(CrashDialog) if dialog.isVisible()]


def test_first_crash_opens_a_dialog_and_later_ones_a_message(
    qtbot: QtBot, connected: MainController
):
    raise_unhandled()
    qtbot.waitUntil(lambda: len(visible_dialogs(connected)) == 1)
    assert connected.window.message_bar.text == ""

    raise_unhandled(ValueError)
    qtbot.waitUntil(lambda: messages.FAILED in connected.window.message_bar.text)
    assert len(visible_dialogs(connected)) == 1


def test_briefing_is_not_interrupted_by_a_dialog(
    qtbot: QtBot, connected: MainController, bundled: Dossier
):
    controller = connected
    controller.session.show_dossier(bundled)
    audience = controller.present()
    assert audience

    raise_unhandled()

    qtbot.waitUntil(lambda: messages.FAILED in controller.window.message_bar.text)
    assert not visible_dialogs(controller)

    audience.close()
    raise_unhandled(ValueError)
    qtbot.waitUntil(lambda: len(visible_dialogs(controller)) == 1)


def test_quit_in_the_dialog_closes_the_window(qtbot: QtBot, connected: MainController):
    raise_unhandled()
    qtbot.waitUntil(lambda: len(visible_dialogs(connected)) == 1)

    with qtbot.waitSignal(connected.window.closed):
        visible_dialogs(connected)[0].quit_requested.emit()


def test_previous_crash_is_shown_once_and_after_other_messages(
    controller: MainController, bundled: Dossier
):
    problem = Problem(severity="error", file="a.geojson", message="It is broken.")
    controller.window.show_previous_crash(Path("crash-1.txt"))

    controller.window.show_opened(replace(bundled, problems=(problem,)))
    assert "a.geojson: It is broken." in controller.window.message_bar.text
    controller.window.show_opened(bundled)
    assert (
        "crashed during its last run. Crash report: crash-1.txt"
        in controller.window.message_bar.text
    )
    controller.window.show_opened(bundled)
    assert controller.window.message_bar.text == ""
