"""What the system's dialogs are asked to offer."""

import os
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from frontviewer.ui.dialogs.files import ask_files, open_folder


def test_layers_and_bundles_are_offered_at_once(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch):
    offered: list[str] = []

    def answer(_parent: QWidget, _title: str, _folder: str, filters: str) -> tuple[list[str], str]:
        offered.extend(filters.split(";;"))
        return ["/a/road.fvz", "/a/rail.geojson"], filters

    monkeypatch.setattr(QFileDialog, "getOpenFileNames", answer)
    window = QWidget()
    qtbot.addWidget(window)

    assert ask_files(window) == (Path("/a/road.fvz"), Path("/a/rail.geojson"))
    assert {"*.fvz)", "*.geojson.gz"} <= set(offered[0].split())


LIBRARIES = "LD_LIBRARY_PATH"


@pytest.fixture
def handed_down(monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    """Where each program that was started looks for libraries first."""
    found: list[str | None] = []

    def start(_url: QUrl) -> bool:
        found.append(os.environ.get(LIBRARIES))
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", start)
    monkeypatch.setenv(LIBRARIES, "/opt/frontviewer/_internal")
    return found


def test_only_a_file_of_this_computer_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    asked: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: not asked.append(url))

    assert open_folder(tmp_path / "звіти #1?")

    (url,) = asked
    assert url.isLocalFile()
    assert Path(url.toLocalFile()) == tmp_path / "звіти #1?"


@pytest.mark.parametrize("before", [None, "/home/me/lib"])
def test_the_packaged_program_lends_nobody_its_libraries(
    handed_down: list[str | None], before: str | None, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    if before:
        monkeypatch.setenv(f"{LIBRARIES}_ORIG", before)

    assert open_folder(Path())

    assert handed_down == [before]
    assert os.environ[LIBRARIES] == "/opt/frontviewer/_internal"


def test_a_python_that_was_installed_leaves_them_as_they_are(handed_down: list[str | None]):
    assert open_folder(Path())

    assert handed_down == ["/opt/frontviewer/_internal"]
