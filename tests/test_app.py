"""Starting, and the ground the program stands on."""

import gc
import os
import re
import subprocess
import sys
import threading
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from frontviewer.app import MainController, build_main_window, create_application
from frontviewer.core.io.cache.layer_cache import LayerCache
from frontviewer.presenter.audience_window import AudienceWindow

FIELD = (
    '{"type": "Feature", "id": "a", "properties": {"name": "Field"}, '
    '"geometry": {"type": "Point", "coordinates": [37, 48]}}'
)


@pytest.fixture
def controller(qtbot: QtBot, tmp_path: Path) -> Iterator[MainController]:
    cache = LayerCache(tmp_path / "cache", least_bytes=1)
    controller = build_main_window(tmp_path / "settings.json", lambda: 0, cache)
    yield controller
    controller.close_and_delete()


def test_the_first_start_shows_the_bundled_dossier(qtbot: QtBot, controller: MainController):
    with qtbot.waitSignal(controller.loader.opened):
        controller.start(())

    assert controller.session.state.dossier.title == "Pokrovsk: who claims what"


def test_the_start_loads_nothing_that_only_measuring_and_about_need():
    asking = "import sys, frontviewer.cli.main, frontviewer.app; print(*sys.modules)"

    told = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", asking], capture_output=True, text=True, check=True
    )

    assert not {"pyproj", "importlib.metadata", "ssl"} & set(told.stdout.split())


STARTED = """
import ctypes, sys
from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QDialog
from frontviewer import app
from frontviewer.cli.main import main

def build_main_window(*what):
    controller = made(*what)
    controller.loader.opened.connect(lambda *_: QTimer.singleShot(0, lambda: {then}(controller)))
    return controller

def crash(controller):
    ctypes.string_at(0)

def fail(controller):
    print(controller.window.message_bar.text)
    QTimer.singleShot(200, lambda: leave(controller))
    raise KeyError("F-POK")

def leave(controller):
    (dialog,) = controller.window.findChildren(QDialog)
    dialog.quit_requested.emit()

def read(controller):
    if controller.window.windowTitle().startswith("field.geojson"):
        print(controller.window.windowTitle())
        controller.window.close()

def create_application():
    program = application()
    if {handed!r}:
        QCoreApplication.sendEvent(program, QFileOpenEvent({handed!r}))
    return program

made, app.build_main_window = app.build_main_window, build_main_window
application, app.create_application = app.create_application, create_application
sys.exit(main(["--platform", "offscreen"]))
"""


def started(home: Path, then: str, handed: str = "") -> subprocess.CompletedProcess[str]:
    """Run the program by itself, portable in a folder; `then` names what happens in its window."""
    (home / "portable.txt").touch()
    return subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", STARTED.format(then=then, handed=handed)],
        env=os.environ | {"FRONTVIEWER_HOME": str(home), "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def test_what_fails_is_reported_and_a_hard_crash_is_by_the_next_start(tmp_path: Path):
    assert started(tmp_path, "crash").returncode not in (0, 1, 2, 3)

    done = started(tmp_path, "fail")

    assert done.stdout.startswith("The last time, frontviewer ended unexpectedly. The report is ")
    assert "KeyError: 'F-POK'" in done.stderr
    assert done.returncode == 0
    first, second = sorted((tmp_path / "portable-data" / "log").iterdir())
    assert str(first) in done.stdout
    assert "string_at" in first.read_text("utf-8")
    assert second.read_text("utf-8").endswith("KeyError: 'F-POK'\n")
    assert started(tmp_path, "fail").stdout == "\n"  # said once


def test_a_file_that_the_desktop_hands_over_before_there_is_a_window_is_opened(tmp_path: Path):
    file = tmp_path / "field.geojson"
    file.write_text(FIELD, encoding="utf-8")

    done = started(tmp_path, "read", str(file))

    assert (done.returncode, done.stdout) == (0, "field.geojson – frontviewer\n")


def test_the_threads_that_paint_meet_no_class_of_qt_first():
    # PySide 6.9 makes them when they are met; two threads at once crash about one start in 100.
    program = """
from PySide6 import QtCore, QtGui
from frontviewer.app import create_application, build_main_window
from frontviewer.core.io.open_dossier import open_dossier
from frontviewer.core.system.app_paths import data_folder

def met():
    return {(m.__name__, name) for m in (QtCore, QtGui) for name in vars(m)}

program = create_application()
controller = build_main_window(None, lambda: 0)
before = met()
controller.window.show()
controller.session.show_dossier(open_dossier([data_folder("layers")]))
controller.window.map.finish()
print(sorted(met() - before))
controller.close_and_delete()
"""
    told = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert told.stdout == "[]\n"


def test_the_next_start_shows_what_was_open_last(
    qtbot: QtBot, controller: MainController, tmp_path: Path
):
    file = tmp_path / "field.geojson"
    file.write_text(FIELD, encoding="utf-8")
    controller.settings_store.remember_opened((file,))

    with qtbot.waitSignal(controller.loader.opened):
        controller.start(())

    assert controller.session.state.dossier.title == "field"


def test_a_last_dossier_that_is_broken_now_gives_way_to_the_bundled_one(
    qtbot: QtBot, controller: MainController, tmp_path: Path
):
    file = tmp_path / "field.geojson"
    file.write_text("<html>", encoding="utf-8")
    controller.settings_store.remember_opened((file,))

    with qtbot.waitSignals([controller.loader.failed, controller.loader.opened]):
        controller.start(())

    assert controller.session.state.dossier.title == "Pokrovsk: who claims what"


def test_a_briefing_begins_once_at_the_step_that_was_asked_for(
    qtbot: QtBot, controller: MainController
):
    with qtbot.waitSignal(controller.loader.opened):
        controller.start((), present_at=2)

    audience = controller.window.findChild(AudienceWindow)
    assert audience is not None
    assert "3 / 12" in {label.text() for label in audience.findChildren(QLabel)}
    assert controller.present() is audience  # a second wish brings the same window up
    audience.close()


class Loop:
    """Refers to itself, as most windows do, so that only the garbage collector finds it."""

    def __init__(self) -> None:
        self.itself = self


def test_garbage_is_collected_by_the_thread_of_the_interface_alone(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("frontviewer.app._COLLECT_EVERY_MS", 1)
    gc.enable()
    app = create_application()
    found_by: list[threading.Thread] = []
    weakref.finalize(Loop(), lambda: found_by.append(threading.current_thread()))

    busy = threading.Thread(target=lambda: [[number] for number in range(200_000)])
    busy.start()
    busy.join()

    assert not found_by
    qtbot.waitUntil(lambda: bool(found_by))
    assert found_by == [threading.main_thread()]
    for timer in app.findChildren(QTimer):
        timer.stop()


def test_qt_leaves_the_reference_count_of_none_alone(qtbot: QtBot):
    # PySide6 6.12.0 on Python 3.11 loses one at each call that returns nothing, and aborts.
    label = QLabel()
    qtbot.addWidget(label)
    before = sys.getrefcount(None)

    for _ in range(5000):
        label.setText("text")

    assert abs(sys.getrefcount(None) - before) < 500


def test_clearing_the_cache_says_what_it_freed_and_leaves_the_map_alone(
    qtbot: QtBot, controller: MainController, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    unpacked = tmp_path / "shelf" / ("0" * 64)
    unpacked.mkdir(parents=True)
    (unpacked / "picture.png").write_bytes(bytes(1000))
    monkeypatch.setattr("frontviewer.app.usual_shelf", lambda: tmp_path / "shelf")
    file = tmp_path / "field.geojson"
    file.write_text(FIELD, encoding="utf-8")
    folder = tmp_path / "cache"
    clear = controller.window.actions_by_name["clear_cache"]
    controller.start((file,))
    qtbot.waitUntil(lambda: len([*folder.glob("*.columns"), *folder.glob("*.picture")]) == 2)

    clear.trigger()

    assert re.fullmatch(
        r"The cache is empty now; \d+\.\d MB are free again\.", controller.window.message_bar.text
    )
    assert not any(folder.iterdir())
    assert not unpacked.exists()
    assert controller.session.state.dossier.layers[0].feature(0).name == "Field"

    clear.trigger()

    assert controller.window.message_bar.text == "The cache is empty already."
