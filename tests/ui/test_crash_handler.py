"""What fails is reported, once, from whichever thread it comes."""

import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from frontviewer.app import Desk
from frontviewer.core.model.dossier import Dossier
from frontviewer.core.problems import Problem
from frontviewer.ui import messages
from frontviewer.ui.application import Application
from frontviewer.ui.connections import connect_program
from frontviewer.ui.crash_handler import Crash, Crashes
from frontviewer.ui.dialogs.crash import CrashDialog


@pytest.fixture
def crashes(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Crashes]:
    monkeypatch.setattr(sys, "excepthook", lambda *_: None)  # not pytest's, which would fail here
    monkeypatch.setattr(threading, "excepthook", lambda _: None)
    crashes = Crashes(tmp_path / "log")
    with crashes.heard():
        yield crashes


def fail(kind: type[Exception] = RuntimeError) -> None:
    """Fail as a slot does: Qt hands what it raises to the interpreter's hook."""
    try:
        raise kind("a bug")
    except kind as error:
        sys.excepthook(type(error), error, error.__traceback__)


def reports(crashes: Crashes) -> list[Path]:
    return sorted(crashes._folder.glob("*"))


def test_a_report_names_the_program_the_system_and_qt(crashes: Crashes):
    fail()

    (file,) = reports(crashes)
    head = file.read_text("utf-8").splitlines()[:3]
    assert head[0].startswith("frontviewer 0.")
    assert "Qt 6." in head[2]


def test_what_fails_again_and_again_is_reported_once(crashes: Crashes):
    for _ in range(60):
        fail()

    assert len(reports(crashes)) == 1


def test_a_thread_that_fails_is_heard(qtbot: QtBot, crashes: Crashes):
    with qtbot.waitSignal(crashes.crashed) as told:
        threading.Thread(target=lambda: next(iter(()))).start()

    crash = told.args[0]
    assert isinstance(crash, Crash)
    assert crash.text.endswith("StopIteration\n")
    assert crash.file in reports(crashes)


def test_whoever_heard_of_errors_before_does_so_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    heard: list[object] = []
    monkeypatch.setattr(sys, "excepthook", lambda *told: heard.append(told))
    with Crashes(tmp_path).heard():
        fail()
    assert len(heard) == 1

    fail(ValueError)
    assert len(heard) == 2
    assert len(list(tmp_path.iterdir())) == 1


# The window ----------------------------------------------------------------------------------


@pytest.fixture
def joined(desk: Desk, crashes: Crashes, qapp: Application) -> Iterator[Desk]:
    connect_program(qapp, crashes, desk.window, desk.loader)
    yield desk
    qapp.files_handed.disconnect()


def dialogs(desk: Desk) -> list[CrashDialog]:
    return [dialog for dialog in desk.window.findChildren(CrashDialog) if dialog.isVisible()]


def test_the_first_failure_is_said_in_a_dialog_and_later_ones_in_passing(
    qtbot: QtBot, joined: Desk
):
    fail()
    qtbot.waitUntil(lambda: len(dialogs(joined)) == 1)
    assert joined.window.notice.text == ""

    fail(ValueError)
    qtbot.waitUntil(lambda: messages.FAILED in joined.window.notice.text)
    assert len(dialogs(joined)) == 1


def test_a_talk_is_not_interrupted(qtbot: QtBot, joined: Desk, bundled: Dossier):
    desk = joined
    desk.session.show_dossier(bundled)
    audience = desk.present()
    assert audience

    fail()

    qtbot.waitUntil(lambda: messages.FAILED in desk.window.notice.text)
    assert not dialogs(desk)

    audience.close()
    fail(ValueError)
    qtbot.waitUntil(lambda: len(dialogs(desk)) == 1)


def test_quit_in_the_dialog_closes_the_window(qtbot: QtBot, joined: Desk):
    fail()
    qtbot.waitUntil(lambda: len(dialogs(joined)) == 1)

    with qtbot.waitSignal(joined.window.closed):
        dialogs(joined)[0].quit_wished.emit()


def test_how_the_last_run_ended_is_said_once_and_after_what_matters_more(
    desk: Desk, bundled: Dossier
):
    fault = Problem(severity="error", file="a.geojson", message="It is broken.")
    desk.window.show_ended(Path("crash-1.txt"))

    desk.window.show_opened(replace(bundled, problems=(fault,)))
    assert "one thing was left out" in desk.window.notice.text
    desk.window.show_opened(bundled)
    assert "ended unexpectedly. The report is crash-1.txt." in desk.window.notice.text
    desk.window.show_opened(bundled)
    assert desk.window.notice.text == ""
