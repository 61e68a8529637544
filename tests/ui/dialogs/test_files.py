"""File dialogs, and opening a folder in the file manager."""

import os
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from frontviewer.ui.dialogs.files import choose_files, show_in_file_manager


def test_file_dialog_shows_layers_and_bundles(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch):
    shown_filters: list[str] = []

    def answer(_parent: QWidget, _title: str, _folder: str, filters: str) -> tuple[list[str], str]:
        shown_filters.extend(filters.split(";;"))
        return ["/a/road.fvz", "/a/rail.geojson"], filters

    monkeypatch.setattr(QFileDialog, "getOpenFileNames", answer)
    window = QWidget()
    qtbot.addWidget(window)

    assert choose_files(window, "Open files") == (Path("/a/road.fvz"), Path("/a/rail.geojson"))
    assert {"*.fvz)", "*.geojson.gz"} <= set(shown_filters[0].split())


LIBRARY_PATH = "LD_LIBRARY_PATH"


@pytest.fixture
def child_library_paths(monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    """LD_LIBRARY_PATH of each program that was started."""
    library_paths: list[str | None] = []

    def start(_url: QUrl) -> bool:
        library_paths.append(os.environ.get(LIBRARY_PATH))
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", start)
    monkeypatch.setenv(LIBRARY_PATH, "/opt/frontviewer/_internal")
    return library_paths


def test_folder_is_opened_as_a_local_file_url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    urls: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: not urls.append(url))

    assert show_in_file_manager(tmp_path / "звіти #1?")

    (url,) = urls
    assert url.isLocalFile()
    assert Path(url.toLocalFile()) == tmp_path / "звіти #1?"


@pytest.mark.parametrize("original", [None, "/home/me/lib"])
def test_packaged_program_restores_the_original_library_path(
    child_library_paths: list[str | None], original: str | None, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    if original:
        monkeypatch.setenv(f"{LIBRARY_PATH}_ORIG", original)

    assert show_in_file_manager(Path())

    assert child_library_paths == [original]
    assert os.environ[LIBRARY_PATH] == "/opt/frontviewer/_internal"


def test_unpackaged_program_leaves_the_library_path_unchanged(
    child_library_paths: list[str | None],
):
    assert show_in_file_manager(Path())

    assert child_library_paths == ["/opt/frontviewer/_internal"]
