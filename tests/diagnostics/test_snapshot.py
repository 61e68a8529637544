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


def drawn(tmp_path: Path, name: str = "a", requests: int = 0, **wishes: object) -> QImage:
    file = tmp_path / f"{name}.png"
    snapshot((), file, requests=lambda: requests, size=(1000, 700), **wishes)  # type: ignore[arg-type]
    return QImage(str(file))


def test_a_picture_shows_what_was_asked_for(qtbot: QtBot, tmp_path: Path):
    plain = drawn(tmp_path)

    assert plain.size().toTuple() == (1000, 700)
    assert drawn(tmp_path, theme="night") != plain
    assert drawn(tmp_path, view=(30, 46, 32, 47)) != plain
    assert drawn(tmp_path, select="F-COR") != drawn(tmp_path, "b", select="F-MYR")
    assert drawn(tmp_path, map_only=True) != plain
    assert drawn(tmp_path, requests=2) != plain  # counted, and not written there


def test_a_picture_waits_for_the_map(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    quick = drawn(tmp_path, map_only=True)
    spots = [(x, y) for x in range(0, 1000, 10) for y in range(0, 700, 10)]
    sea = load_theme("day").sea.rgb()
    assert sum(quick.pixelColor(*spot).rgb() == sea for spot in spots) < 0.1 * len(spots)

    def slowly(*what: Any) -> RenderedImage:
        time.sleep(0.4)
        return render_scene(*what)

    monkeypatch.setattr("frontviewer.mapview.engine.frame.render_scene", slowly)

    assert drawn(tmp_path, "slow", map_only=True) == quick


def test_the_panel_of_a_picture_is_filled_to_its_end(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    said: set[str] = set()

    def note(window: QWidget, file: Path) -> None:
        said.update(label.text() for label in window.findChildren(QLabel))

    monkeypatch.setattr("frontviewer.diagnostics.snapshot.save_picture", note)
    snapshot((), tmp_path / "a.png", requests=lambda: 0, select="F-POK")

    assert "Pokrovsk is largely destroyed. Photo from April 2025." in said  # the last card


def test_the_panels_of_a_large_picture_have_their_usual_width_whatever_the_screen(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    widths: list[int] = []

    def note(window: MainWindow, file: Path) -> None:
        widths.extend(dock.width() for dock in (window.lists_dock, window.reading_dock))

    monkeypatch.setattr("frontviewer.diagnostics.snapshot.save_picture", note)
    snapshot((), tmp_path / "a.png", requests=lambda: 0)  # the screen has 800 pixels

    assert widths == [300, 420]
