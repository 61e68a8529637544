"""Detection of Qt platform plugins that are missing or cannot be loaded."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from frontviewer.ui.qt_platforms import find_platform_error


@pytest.mark.parametrize("platforms", ["offscreen", "offscreen:size=800x600", "nonsense;offscreen"])
def test_available_platform_has_no_error(qtbot: QtBot, platforms: str):
    assert find_platform_error(platforms) == ""


@pytest.mark.parametrize("platforms", ["nonsense", ""])
def test_unknown_platform_is_reported_with_the_available_ones(qtbot: QtBot, platforms: str):
    error = find_platform_error(platforms)

    assert f"“{platforms}”" in error
    assert "offscreen" in error


def test_plugin_that_cannot_be_loaded_is_reported(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(
        "frontviewer.ui.qt_platforms._find_plugins", lambda: {"offscreen": tmp_path / "broken.so"}
    )

    assert "cannot be loaded" in find_platform_error("offscreen")
