"""Errors that the steps of the self-test find, one at a time."""

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


def abort(reason: str) -> NoReturn:
    raise AssertionError(reason)


def window_errors(*paths: Path) -> list[str]:
    """Return the errors of the window step."""
    _, errors = self_test_steps.check_window(paths, None, abort)
    return errors


def test_every_module_is_imported(monkeypatch: pytest.MonkeyPatch, repository: Path):
    package = repository / "src" / "frontviewer"
    expected = {
        ".".join(("frontviewer", *file.relative_to(package).with_suffix("").parts))
        for file in package.rglob("*.py")
        if file.stem not in {"__init__", "__main__"}
    }
    imported: list[str] = []
    monkeypatch.setattr(self_test_steps, "import_module", imported.append)

    self_test_steps.import_modules()

    assert expected <= set(imported)


def test_module_that_cannot_be_imported_is_named(monkeypatch: pytest.MonkeyPatch):
    def fail_to_import(name: str) -> None:
        if name == "frontviewer.core.geometry.geodesy":
            raise ImportError("DLL load failed")

    monkeypatch.setattr(self_test_steps, "import_module", fail_to_import)

    _, errors = self_test_steps.import_modules()

    assert errors == [
        "frontviewer.core.geometry.geodesy cannot be imported: ImportError: DLL load failed"
    ]


def test_proj_without_its_database_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pyproj.datadir, "get_data_dir", lambda: str(tmp_path))

    _, errors = self_test_steps.check_proj()

    assert errors == [f"Missing file: {tmp_path / 'proj.db'}"]


def test_proj_with_network_access_fails(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pyproj.network, "is_network_enabled", lambda: True)

    facts, errors = self_test_steps.check_proj()

    assert facts["network_enabled"] is True
    assert errors == ["PROJ is allowed to use the network."]


def test_network_request_fails():
    assert self_test_steps.check_network(lambda: 2) == (
        {"requests": 2},
        ["2 network requests were made."],
    )


def test_unknown_qt_platform_fails(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("QT_QPA_PLATFORM", "nonsense")

    (error,) = window_errors()
    assert "“nonsense”" in error


def test_file_that_cannot_be_opened_fails(qtbot: QtBot, tmp_path: Path):
    (error,) = window_errors(tmp_path / "gone.geojson")
    assert "gone.geojson: error: There is no such file" in error


def paint_sea(painter: QPainter, *_args: Any) -> None:
    painter.fillRect(0, 0, 5000, 5000, QColor("lightblue"))


def paint_nothing(*_args: Any) -> None:
    pass


def load_empty_icon(*_args: Any) -> QIcon:
    empty = QPixmap(32, 32)
    empty.fill(QColor(0, 0, 0, 0))
    return QIcon(empty)


def make_empty_widget(*_args: Any) -> QWidget:
    return QWidget()


def fail(*_args: Any) -> NoReturn:
    raise KeyError("x")


@pytest.mark.parametrize(
    ("target", "replacement", "expected"),
    [
        ("frontviewer.mapview.map_view.paint_frame", paint_sea, "The center of the map is blank"),
        ("frontviewer.ui.widgets.text_label.TextLabel.paintEvent", paint_nothing, "is blank"),
        ("frontviewer.ui.main_window.load_icon", load_empty_icon, "The icon of"),
        (
            "frontviewer.ui.panels.evidence_panel.EvidencePanel._make_card",
            make_empty_widget,
            "does not show: “",
        ),
        (
            "frontviewer.ui.panels.evidence_panel.EvidencePanel._make_card",
            fail,
            "Unhandled error: KeyError: 'x'",
        ),
    ],
    ids=["map", "label", "icons", "claims", "slot"],
)
def test_missing_drawing_fails(
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    target: str,
    replacement: Callable[..., object],
    expected: str,
):
    monkeypatch.setattr(target, replacement)

    assert expected in window_errors()[0]


def test_fatal_qt_message_aborts_with_a_report(qtbot: QtBot):
    reasons: list[str] = []
    handle = self_test_steps._handle_qt_message
    handle([], reasons.append, QtMsgType.QtWarningMsg, None, "odd")  # type: ignore[arg-type]
    assert reasons == []

    handle(["odd"], reasons.append, QtMsgType.QtFatalMsg, None, "no plugin\n")  # type: ignore[arg-type]
    assert reasons == ["Qt aborted: odd no plugin"]
