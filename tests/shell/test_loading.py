"""Opening off the interface thread."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from frontviewer.shell import loading
from frontviewer.shell.loading import Loader


@pytest.fixture
def loader(qtbot: QtBot) -> Loader:
    return Loader()


def test_a_cancelled_opening_says_so_and_opens_nothing(
    qtbot: QtBot, loader: Loader, square: Path, monkeypatch: pytest.MonkeyPatch
):
    # A file that is never done reading until it is asked to stop.
    def endless(paths, progress):
        while True:
            progress(0.5, "square.geojson")

    monkeypatch.setattr(loading, "open_dossier", endless)
    loader.progressed.connect(loader.cancel)

    with qtbot.assertNotEmitted(loader.opened), qtbot.waitSignal(loader.cancelled):
        loader.open((square,))


def test_a_bug_is_said_and_does_not_look_like_a_cancel(
    qtbot: QtBot, loader: Loader, square: Path, monkeypatch: pytest.MonkeyPatch
):
    def broken(paths, progress):
        raise ZeroDivisionError

    monkeypatch.setattr(loading, "open_dossier", broken)

    with qtbot.waitSignal(loader.failed) as heard:
        loader.open((square,))

    assert "ZeroDivisionError" in heard.args[0][0].message


def test_a_new_wish_goes_before_the_one_under_way(
    qtbot: QtBot, loader: Loader, square: Path, tmp_path: Path
):
    other = tmp_path / "other.geojson"
    other.write_text(square.read_text("utf-8"), encoding="utf-8")

    with qtbot.waitSignal(loader.opened) as heard:
        loader.open((square,))
        loader.open((other,))

    assert heard.args[1] == (other,)


def test_what_is_missing_is_said_with_its_name(qtbot: QtBot, loader: Loader, tmp_path: Path):
    with qtbot.waitSignal(loader.failed) as heard:
        loader.open((tmp_path / "gone.geojson",))

    assert "gone.geojson" in heard.args[0][0].file
