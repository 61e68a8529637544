import time
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from frontviewer.diagnostics.snapshot import snapshot
from frontviewer.mapview.engine.scene_painter import render_scene
from frontviewer.mapview.raster.rendered_image import RenderedImage
from frontviewer.theme.theme import load_theme
from frontviewer.ui.main_window import MainWindow


def take_snapshot(tmp_path: Path, name: str = "a", requests: int = 0, **options: object) -> QImage:
    file = tmp_path / f"{name}.png"
    snapshot((), file, requests=lambda: requests, size=(1000, 700), **options)  # type: ignore[arg-type]
    return QImage(str(file))


def test_snapshot_follows_its_options(qtbot: QtBot, tmp_path: Path):
    default = take_snapshot(tmp_path)

    assert default.size().toTuple() == (1000, 700)
    assert take_snapshot(tmp_path, theme="night") != default
    assert take_snapshot(tmp_path, view=(30, 46, 32, 47)) != default
    assert take_snapshot(tmp_path, select="F-COR") != take_snapshot(tmp_path, "b", select="F-MYR")
    assert take_snapshot(tmp_path, map_only=True) != default
    assert take_snapshot(tmp_path, requests=2) != default  # the status bar shows the count


def test_snapshot_waits_for_rendering(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    fast = take_snapshot(tmp_path, map_only=True)
    pixels = [(x, y) for x in range(0, 1000, 10) for y in range(0, 700, 10)]
    sea = load_theme("day").sea.rgb()
    assert sum(fast.pixelColor(*pixel).rgb() == sea for pixel in pixels) < 0.1 * len(pixels)

    def render_slowly(*args: Any) -> RenderedImage:
        time.sleep(0.4)
        return render_scene(*args)

    monkeypatch.setattr("frontviewer.mapview.engine.frame.render_scene", render_slowly)

    assert take_snapshot(tmp_path, "slow", map_only=True) == fast


def test_evidence_panel_of_a_snapshot_is_complete(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    texts: set[str] = set()

    def record(window: QWidget, file: Path) -> None:
        texts.update(label.text() for label in window.findChildren(QLabel))

    monkeypatch.setattr("frontviewer.diagnostics.snapshot.save_widget_image", record)
    snapshot((), tmp_path / "a.png", requests=lambda: 0, select="F-POK")

    assert "Pokrovsk is largely destroyed. Photo from April 2025." in texts  # the last card


def test_panels_have_their_default_width_on_any_screen(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    widths: list[int] = []

    def record(window: MainWindow, file: Path) -> None:
        widths.extend(dock.width() for dock in (window.lists_dock, window.evidence_dock))

    monkeypatch.setattr("frontviewer.diagnostics.snapshot.save_widget_image", record)
    snapshot((), tmp_path / "a.png", requests=lambda: 0)  # the screen has 800 pixels

    assert widths == [300, 420]
