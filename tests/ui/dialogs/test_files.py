"""What the system's dialogs are asked to offer."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from frontviewer.ui.dialogs.files import ask_files


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
