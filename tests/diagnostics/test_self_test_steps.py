"""What the self test finds to be wrong, one thing at a time."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pyproj
import pytest
from PySide6.QtCore import QtMsgType
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from frontviewer.diagnostics import self_test_steps


def give_up(why: str) -> NoReturn:
    raise AssertionError(why)


def drawn(*paths: Path) -> list[str]:
    """Return what is wrong with the window."""
    _, faults = self_test_steps.draw_window(paths, None, give_up)
    return faults


def test_every_module_is_imported(monkeypatch: pytest.MonkeyPatch, repository: Path):
    package = repository / "src" / "frontviewer"
    wanted = {
        ".".join(("frontviewer", *file.relative_to(package).with_suffix("").parts))
        for file in package.rglob("*.py")
        if file.stem not in {"__init__", "__main__"}
    }
    imported: list[str] = []
    monkeypatch.setattr(self_test_steps, "import_module", imported.append)

    self_test_steps.load_everything()

    assert wanted <= set(imported)


def test_a_module_that_cannot_be_loaded_is_named(monkeypatch: pytest.MonkeyPatch):
    def load(name: str) -> None:
        if name == "frontviewer.core.geometry.geodesy":
            raise ImportError("DLL load failed")

    monkeypatch.setattr(self_test_steps, "import_module", load)

    _, faults = self_test_steps.load_everything()

    assert faults == [
        "frontviewer.core.geometry.geodesy cannot be loaded: ImportError: DLL load failed"
    ]


def test_proj_without_its_database_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pyproj.datadir, "get_data_dir", lambda: str(tmp_path))

    _, faults = self_test_steps.use_proj()

    assert faults == [f"There is no file {tmp_path / 'proj.db'}."]


def test_proj_on_the_network_fails(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pyproj.network, "is_network_enabled", lambda: True)

    found, faults = self_test_steps.use_proj()

    assert found["network_enabled"] is True
    assert faults == ["PROJ may use the network."]


def test_a_request_fails():
    assert self_test_steps.count_requests(lambda: 2) == (
        {"requests": 2},
        ["2 network requests were made."],
    )


def test_a_platform_that_qt_has_not_fails(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("QT_QPA_PLATFORM", "nonsense")

    (fault,) = drawn()
    assert "“nonsense”" in fault


def test_a_file_that_cannot_be_opened_fails(qtbot: QtBot, tmp_path: Path):
    (fault,) = drawn(tmp_path / "gone.geojson")
    assert "gone.geojson: error: There is no such file" in fault


def paint_sea(painter: QPainter, *_more: Any) -> None:
    painter.fillRect(0, 0, 5000, 5000, QColor("lightblue"))


def paint_nothing(*_what: Any) -> None:
    pass


def draw_nothing(*_what: Any) -> QIcon:
    empty = QPixmap(32, 32)
    empty.fill(QColor(0, 0, 0, 0))
    return QIcon(empty)


def make_nothing(*_what: Any) -> QWidget:
    return QWidget()


def fail(*_what: Any) -> NoReturn:
    raise KeyError("x")


@pytest.mark.parametrize(
    ("part", "instead", "fault"),
    [
        ("frontviewer.mapview.map_view.paint_frame", paint_sea, "The middle of the map is blank"),
        ("frontviewer.ui.widgets.text_label.TextLabel.paintEvent", paint_nothing, "is blank"),
        ("frontviewer.ui.main_window.icon", draw_nothing, "The icon of"),
        (
            "frontviewer.ui.panels.evidence_panel.EvidencePanel._card",
            make_nothing,
            "does not show: “",
        ),
        (
            "frontviewer.ui.panels.evidence_panel.EvidencePanel._card",
            fail,
            "It failed: KeyError: 'x'",
        ),
    ],
    ids=["map", "words", "icons", "claims", "a slot"],
)
def test_what_is_not_drawn_fails(
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    part: str,
    instead: Callable[..., object],
    fault: str,
):
    monkeypatch.setattr(part, instead)

    assert fault in drawn()[0]


def test_qt_is_heard_before_it_ends_the_program(qtbot: QtBot):
    told: list[str] = []
    hear = self_test_steps._hear_qt
    hear([], told.append, QtMsgType.QtWarningMsg, None, "odd")  # type: ignore[arg-type]
    assert told == []

    hear(["odd"], told.append, QtMsgType.QtFatalMsg, None, "no plugin\n")  # type: ignore[arg-type]
    assert told == ["Qt cannot go on. odd no plugin"]
