"""What fails is reported, once, from whichever thread it comes."""

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
from frontviewer.ui.connections import connect_program
from frontviewer.ui.crash_handler import Crash, CrashHandler
from frontviewer.ui.dialogs.crash import CrashDialog


@pytest.fixture
def crash_handler(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[CrashHandler]:
    monkeypatch.setattr(sys, "excepthook", lambda *_: None)  # not pytest's, which would fail here
    monkeypatch.setattr(threading, "excepthook", lambda _: None)
    crash_handler = CrashHandler(tmp_path / "log")
    with crash_handler.installed():
        yield crash_handler


def fail(kind: type[Exception] = RuntimeError) -> None:
    """Fail as a slot does: Qt hands what it raises to the interpreter's hook."""
    try:
        raise kind("a bug")
    except kind as error:
        sys.excepthook(type(error), error, error.__traceback__)


def reports(crash_handler: CrashHandler) -> list[Path]:
    return sorted(crash_handler._folder.glob("*"))


def test_a_report_names_the_program_the_system_and_qt(crash_handler: CrashHandler):
    fail()

    (file,) = reports(crash_handler)
    head = file.read_text("utf-8").splitlines()[:3]
    assert head[0].startswith("frontviewer 0.")
    assert "Qt 6." in head[2]


def test_what_fails_again_and_again_is_reported_once(crash_handler: CrashHandler):
    for _ in range(60):
        fail()

    assert len(reports(crash_handler)) == 1


def test_a_thread_that_fails_is_heard(qtbot: QtBot, crash_handler: CrashHandler):
    with qtbot.waitSignal(crash_handler.crashed) as told:
        threading.Thread(target=lambda: next(iter(()))).start()

    crash = told.args[0]
    assert isinstance(crash, Crash)
    assert crash.text.endswith("StopIteration\n")
    assert crash.file in reports(crash_handler)


def test_whoever_heard_of_errors_before_does_so_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    heard: list[object] = []
    monkeypatch.setattr(sys, "excepthook", lambda *told: heard.append(told))
    with CrashHandler(tmp_path).installed():
        fail()
    assert len(heard) == 1

    fail(ValueError)
    assert len(heard) == 2
    assert len(list(tmp_path.iterdir())) == 1


# The window ----------------------------------------------------------------------------------


@pytest.fixture
def joined(
    controller: MainController, crash_handler: CrashHandler, qapp: Application
) -> Iterator[MainController]:
    connect_program(qapp, crash_handler, controller.window, controller.loader)
    yield controller
    qapp.files_requested.disconnect()


def dialogs(controller: MainController) -> list[CrashDialog]:
    return [dialog for dialog in controller.window.findChildren(CrashDialog) if dialog.isVisible()]


def test_the_first_failure_is_said_in_a_dialog_and_later_ones_in_passing(
    qtbot: QtBot, joined: MainController
):
    fail()
    qtbot.waitUntil(lambda: len(dialogs(joined)) == 1)
    assert joined.window.message_bar.text == ""

    fail(ValueError)
    qtbot.waitUntil(lambda: messages.FAILED in joined.window.message_bar.text)
    assert len(dialogs(joined)) == 1


def test_a_talk_is_not_interrupted(qtbot: QtBot, joined: MainController, bundled: Dossier):
    controller = joined
    controller.session.show_dossier(bundled)
    audience = controller.present()
    assert audience

    fail()

    qtbot.waitUntil(lambda: messages.FAILED in controller.window.message_bar.text)
    assert not dialogs(controller)

    audience.close()
    fail(ValueError)
    qtbot.waitUntil(lambda: len(dialogs(controller)) == 1)


def test_quit_in_the_dialog_closes_the_window(qtbot: QtBot, joined: MainController):
    fail()
    qtbot.waitUntil(lambda: len(dialogs(joined)) == 1)

    with qtbot.waitSignal(joined.window.closed):
        dialogs(joined)[0].quit_requested.emit()


def test_how_the_last_run_ended_is_said_once_and_after_what_matters_more(
    controller: MainController, bundled: Dossier
):
    fault = Problem(severity="error", file="a.geojson", message="It is broken.")
    controller.window.show_ended(Path("crash-1.txt"))

    controller.window.show_opened(replace(bundled, problems=(fault,)))
    assert "one thing was left out" in controller.window.message_bar.text
    controller.window.show_opened(bundled)
    assert "ended unexpectedly. The report is crash-1.txt." in controller.window.message_bar.text
    controller.window.show_opened(bundled)
    assert controller.window.message_bar.text == ""
