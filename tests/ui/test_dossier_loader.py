"""Opening off the interface thread."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from frontviewer.core.io.cache.layer_cache import LayerCache
from frontviewer.ui import dossier_loader
from frontviewer.ui.dossier_loader import DossierLoader


@pytest.fixture
def loader(qtbot: QtBot, tmp_path: Path) -> Iterator[DossierLoader]:
    loader = DossierLoader(cache=LayerCache(tmp_path / "cache", least_bytes=1))
    yield loader
    loader.stop()


def test_a_cancelled_opening_says_so_and_opens_nothing(
    qtbot: QtBot, loader: DossierLoader, square: Path, monkeypatch: pytest.MonkeyPatch
):
    # A file that is never done reading until it is asked to stop.
    def endless(paths, progress, cache):
        while True:
            progress(0.5, "square.geojson")

    monkeypatch.setattr(dossier_loader, "open_dossier", endless)
    loader.progressed.connect(loader.cancel)

    with qtbot.assertNotEmitted(loader.opened), qtbot.waitSignal(loader.cancelled):
        loader.open((square,))


def test_a_bug_is_said_and_does_not_look_like_a_cancel(
    qtbot: QtBot, loader: DossierLoader, square: Path, monkeypatch: pytest.MonkeyPatch
):
    def broken(paths, progress, cache):
        raise ZeroDivisionError

    monkeypatch.setattr(dossier_loader, "open_dossier", broken)

    with qtbot.waitSignal(loader.failed) as heard:
        loader.open((square,))

    assert "ZeroDivisionError" in heard.args[0][0].message


def test_a_new_wish_goes_before_the_one_under_way(
    qtbot: QtBot, loader: DossierLoader, square: Path, tmp_path: Path
):
    other = tmp_path / "other.geojson"
    other.write_text(square.read_text("utf-8"), encoding="utf-8")

    with qtbot.waitSignal(loader.opened) as heard:
        loader.open((square,))
        loader.open((other,))

    assert heard.args[1] == (other,)


def test_what_is_missing_is_said_with_its_name(qtbot: QtBot, loader: DossierLoader, tmp_path: Path):
    with qtbot.waitSignal(loader.failed) as heard:
        loader.open((tmp_path / "gone.geojson",))

    assert "gone.geojson" in heard.args[0][0].file


def test_what_was_opened_is_kept_for_reopening_when_there_is_time(
    qtbot: QtBot,
    loader: DossierLoader,
    square: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    cache = LayerCache(tmp_path / "cache")
    kept = Event()
    keep = LayerCache.keep
    monkeypatch.setattr(LayerCache, "keep", lambda *what: (keep(*what), kept.set()))
    loader.keep()  # of something else, as when the empty map has been drawn
    with qtbot.waitSignal(loader.opened):
        loader.open((square,))
        loader.keep()

    assert not kept.wait(0.2)  # the picture, say, is not complete yet
    loader.keep()

    assert kept.wait(5)
    assert cache.clear() > 0


def test_what_nobody_looks_at_is_kept_in_the_end(
    qtbot: QtBot,
    loader: DossierLoader,
    square: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(dossier_loader, "_PATIENCE_S", 0.01)

    loader.open((square,))

    qtbot.waitUntil(lambda: any((tmp_path / "cache").glob("*.columns")))


def test_a_window_that_closes_does_not_wait_until_everything_is_kept(
    qtbot: QtBot,
    loader: DossierLoader,
    square: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    other = tmp_path / "other.geojson"
    other.write_bytes(square.read_bytes())
    keeping = Event()
    kept: list[str] = []

    def slow(_cache, layer):
        kept.append(layer.name)
        keeping.set()
        (work,) = loader._running
        for _ in range(500):
            if not work.isInterruptionRequested():
                QThread.msleep(10)

    monkeypatch.setattr(LayerCache, "keep", slow)
    with qtbot.waitSignal(loader.opened):
        loader.open((square, other))
    loader.keep()
    keeping.wait(5)
    loader.stop()

    assert len(kept) == 1
