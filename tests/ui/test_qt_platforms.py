from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from frontviewer.ui.qt_platforms import platform_fault


@pytest.mark.parametrize("asked", ["offscreen", "offscreen:size=800x600", "nonsense;offscreen"])
def test_qt_can_draw_where_it_has_a_plugin(qtbot: QtBot, asked: str):
    assert platform_fault(asked) == ""


@pytest.mark.parametrize("asked", ["nonsense", ""])
def test_a_platform_that_is_not_there_is_said_before_qt_ends_the_program(qtbot: QtBot, asked: str):
    fault = platform_fault(asked)

    assert f"“{asked}”" in fault
    assert "offscreen" in fault


def test_a_plugin_that_cannot_be_loaded_is_said(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(
        "frontviewer.ui.qt_platforms._plugins", lambda: {"offscreen": tmp_path / "broken.so"}
    )

    assert "cannot be loaded" in platform_fault("offscreen")
