"""Start-up, and the process-wide measures of `app`."""

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
    cache = LayerCache(tmp_path / "cache", min_bytes=1)
    controller = build_main_window(tmp_path / "settings.json", lambda: 0, cache)
    yield controller
    controller.close_and_delete()


def test_first_start_opens_the_bundled_dossier(qtbot: QtBot, controller: MainController):
    with qtbot.waitSignal(controller.loader.opened):
        controller.start(())

    assert controller.session.state.dossier.title == "Pokrovsk: who claims what"


def test_start_does_not_import_modules_needed_only_later():
    program = "import sys, frontviewer.cli.main, frontviewer.app; print(*sys.modules)"

    process = subprocess.run(  # noqa: S603 - runs this interpreter
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert not {"pyproj", "importlib.metadata", "ssl"} & set(process.stdout.split())


PROGRAM = """
import ctypes, sys
from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QDialog
from frontviewer import app
from frontviewer.cli.main import main

def build_main_window(*args):
    controller = original_build(*args)
    controller.loader.opened.connect(lambda *_: QTimer.singleShot(0, lambda: {action}(controller)))
    return controller

def crash(controller):
    ctypes.string_at(0)

def fail(controller):
    print(controller.window.message_bar.text)
    QTimer.singleShot(200, lambda: quit_dialog(controller))
    raise KeyError("F-POK")

def quit_dialog(controller):
    (dialog,) = controller.window.findChildren(QDialog)
    dialog.quit_requested.emit()

def print_title(controller):
    if controller.window.windowTitle().startswith("field.geojson"):
        print(controller.window.windowTitle())
        controller.window.close()

def create_application():
    application = original_create()
    if {file!r}:
        QCoreApplication.sendEvent(application, QFileOpenEvent({file!r}))
    return application

original_build, app.build_main_window = app.build_main_window, build_main_window
original_create, app.create_application = app.create_application, create_application
sys.exit(main(["--platform", "offscreen"]))
"""


def run_program(home: Path, action: str, file: str = "") -> subprocess.CompletedProcess[str]:
    """Run the portable program in a new process and call `action` when its window is open.

    `file` is sent as an open event before the window exists.
    """
    (home / "portable.txt").touch()
    return subprocess.run(  # noqa: S603 - runs this interpreter
        [sys.executable, "-c", PROGRAM.format(action=action, file=file)],
        env=os.environ | {"FRONTVIEWER_HOME": str(home), "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def test_exception_is_reported_and_fatal_crash_is_reported_at_next_start(tmp_path: Path):
    assert run_program(tmp_path, "crash").returncode not in (0, 1, 2, 3)

    process = run_program(tmp_path, "fail")

    assert process.stdout.startswith("frontviewer crashed during its last run. Crash report: ")
    assert "KeyError: 'F-POK'" in process.stderr
    assert process.returncode == 0
    first, second = sorted((tmp_path / "portable-data" / "log").iterdir())
    assert str(first) in process.stdout
    assert "string_at" in first.read_text("utf-8")
    assert second.read_text("utf-8").endswith("KeyError: 'F-POK'\n")
    assert run_program(tmp_path, "fail").stdout == "\n"  # reported once


def test_open_event_before_the_window_exists_is_handled(tmp_path: Path):
    file = tmp_path / "field.geojson"
    file.write_text(FIELD, encoding="utf-8")

    process = run_program(tmp_path, "print_title", str(file))

    assert (process.returncode, process.stdout) == (0, "field.geojson – frontviewer\n")


def test_render_threads_are_not_the_first_to_use_a_qt_type():
    # PySide 6.9 creates types at first use; two threads at once crash about one start in 100.
    program = """
from PySide6 import QtCore, QtGui
from frontviewer.app import create_application, build_main_window
from frontviewer.core.io.open_dossier import open_dossier
from frontviewer.core.system.data_files import data_folder

def created_types():
    return {(m.__name__, name) for m in (QtCore, QtGui) for name in vars(m)}

application = create_application()
controller = build_main_window(None, lambda: 0)
before = created_types()
controller.window.show()
controller.session.show_dossier(open_dossier([data_folder("layers")]))
controller.window.map.finish()
print(sorted(created_types() - before))
controller.close_and_delete()
"""
    process = subprocess.run(  # noqa: S603 - runs this interpreter
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert process.stdout == "[]\n"


def test_next_start_opens_the_last_paths(qtbot: QtBot, controller: MainController, tmp_path: Path):
    file = tmp_path / "field.geojson"
    file.write_text(FIELD, encoding="utf-8")
    controller.settings_store.remember_opened((file,))

    with qtbot.waitSignal(controller.loader.opened):
        controller.start(())

    assert controller.session.state.dossier.title == "field"


def test_bundled_dossier_is_the_fallback_for_broken_last_paths(
    qtbot: QtBot, controller: MainController, tmp_path: Path
):
    file = tmp_path / "field.geojson"
    file.write_text("<html>", encoding="utf-8")
    controller.settings_store.remember_opened((file,))

    with qtbot.waitSignals([controller.loader.failed, controller.loader.opened]):
        controller.start(())

    assert controller.session.state.dossier.title == "Pokrovsk: who claims what"


def test_briefing_starts_once_at_the_requested_step(qtbot: QtBot, controller: MainController):
    with qtbot.waitSignal(controller.loader.opened):
        controller.start((), present_at=2)

    audience = controller.window.findChild(AudienceWindow)
    assert audience is not None
    assert "3 / 12" in {label.text() for label in audience.findChildren(QLabel)}
    assert controller.present() is audience  # a second call activates the same window
    audience.close()


class ReferenceCycle:
    """Refers to itself, as most windows do, so that only the garbage collector frees it."""

    def __init__(self) -> None:
        self.cycle = self


def test_garbage_is_collected_in_the_ui_thread_only(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("frontviewer.app._GC_INTERVAL_MS", 1)
    gc.enable()
    app = create_application()
    collected_in: list[threading.Thread] = []
    weakref.finalize(ReferenceCycle(), lambda: collected_in.append(threading.current_thread()))

    allocating_thread = threading.Thread(target=lambda: [[number] for number in range(200_000)])
    allocating_thread.start()
    allocating_thread.join()

    assert not collected_in
    qtbot.waitUntil(lambda: bool(collected_in))
    assert collected_in == [threading.main_thread()]
    for timer in app.findChildren(QTimer):
        timer.stop()


def test_qt_calls_preserve_the_reference_count_of_none(qtbot: QtBot):
    # PySide6 6.12.0 on Python 3.11 loses one reference per call that returns None, and aborts.
    label = QLabel()
    qtbot.addWidget(label)
    before = sys.getrefcount(None)

    for _ in range(5000):
        label.setText("text")

    assert abs(sys.getrefcount(None) - before) < 500


def test_clear_cache_reports_the_freed_size_and_leaves_the_map_unchanged(
    qtbot: QtBot, controller: MainController, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    unpacked = tmp_path / "shelf" / ("0" * 64)
    unpacked.mkdir(parents=True)
    (unpacked / "picture.png").write_bytes(bytes(1000))
    monkeypatch.setattr("frontviewer.app.default_unpack_folder", lambda: tmp_path / "shelf")
    file = tmp_path / "field.geojson"
    file.write_text(FIELD, encoding="utf-8")
    folder = tmp_path / "cache"
    clear_cache = controller.window.actions_by_name["clear_cache"]
    controller.start((file,))
    qtbot.waitUntil(lambda: len([*folder.glob("*.columns"), *folder.glob("*.picture")]) == 2)

    clear_cache.trigger()

    assert re.fullmatch(r"Cache cleared \(\d+\.\d MB freed\)\.", controller.window.message_bar.text)
    assert not any(folder.iterdir())
    assert not unpacked.exists()
    assert controller.session.state.dossier.layers[0].feature(0).name == "Field"

    clear_cache.trigger()

    assert controller.window.message_bar.text == "The cache is already empty."


def test_failed_image_export_reports_the_file_and_does_not_mention_the_map(
    controller: MainController, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "file").write_text("", encoding="utf-8")
    image = tmp_path / "file" / "image.png"
    monkeypatch.setattr("frontviewer.app.choose_image_file", lambda _window: image)

    controller.export_image()

    text = controller.window.message_bar.text
    assert text.startswith(f"{image}: The file cannot be written: ")
    assert text.endswith(" Save it under another name or in another folder.")
