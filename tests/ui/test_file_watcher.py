"""Detection of changes to open files by other programs."""

import json
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from frontviewer.app import MainController
from frontviewer.core.io import open_dossier
from frontviewer.core.io.bundle.write import write_bundle
from frontviewer.core.system.atomic_files import write_atomic
from frontviewer.ui.file_watcher import FileWatcher


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "a.geojson"
    file.write_text("one", encoding="utf-8")
    return file


@pytest.fixture
def watcher(qtbot: QtBot) -> FileWatcher:
    return FileWatcher()


def test_in_place_write_is_detected(qtbot: QtBot, watcher: FileWatcher, file: Path):
    watcher.watch((file,))

    with qtbot.waitSignal(watcher.changed):
        file.write_text("two", encoding="utf-8")


def test_every_atomic_write_is_detected(qtbot: QtBot, watcher: FileWatcher, file: Path):
    watcher.watch((file,))

    for text in (b"two", b"three"):
        with qtbot.waitSignal(watcher.changed):
            write_atomic(file, text)


def test_recreated_file_is_detected(qtbot: QtBot, watcher: FileWatcher, file: Path):
    watcher.watch((file,))
    with qtbot.waitSignal(watcher.changed):
        file.unlink()

    with qtbot.waitSignal(watcher.changed):
        file.write_text("two", encoding="utf-8")


def test_creation_of_a_watched_file_is_detected(qtbot: QtBot, watcher: FileWatcher, file: Path):
    evidence = file.with_name("evidence.json")
    watcher.watch((file, evidence))

    with qtbot.waitSignal(watcher.changed):
        evidence.write_text("{}", encoding="utf-8")


def test_new_file_in_a_watched_folder_is_detected(qtbot: QtBot, watcher: FileWatcher, file: Path):
    watcher.watch((file, file.parent))

    with qtbot.waitSignal(watcher.changed):
        file.with_name("b.geojson").write_text("new", encoding="utf-8")


def test_unwatched_file_is_ignored(qtbot: QtBot, watcher: FileWatcher, file: Path):
    watcher.watch((file,))

    with qtbot.assertNotEmitted(watcher.changed, wait=700):
        file.with_name("b.geojson").write_text("new", encoding="utf-8")


def test_bundle_exported_again_is_reloaded(
    qtbot: QtBot,
    empty_controller: MainController,
    square: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(open_dossier, "default_unpack_folder", lambda: tmp_path / "shelf")
    folder = tmp_path / "road"
    folder.mkdir()
    square.rename(folder / "square.geojson")
    bundle = tmp_path / "road.fvz"

    def export(title: str) -> None:
        header = {"title": title, "layers": [{"file": "square.geojson"}]}
        (folder / "dossier.json").write_text(json.dumps(header), encoding="utf-8")
        write_bundle(folder, bundle)

    export("Before")
    with qtbot.waitSignal(empty_controller.loader.opened):
        empty_controller.loader.open((bundle,))
    with qtbot.waitSignal(empty_controller.loader.reopened):
        export("After")

    assert empty_controller.window.windowTitle().startswith("After")
    assert empty_controller.session.state.dossier.problems == ()
