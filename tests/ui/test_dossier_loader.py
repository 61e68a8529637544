"""Opening dossiers in a worker thread."""

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
    loader = DossierLoader(cache=LayerCache(tmp_path / "cache", min_bytes=1))
    yield loader
    loader.stop()


def test_cancelled_load_emits_cancelled_and_opens_nothing(
    qtbot: QtBot, loader: DossierLoader, square: Path, monkeypatch: pytest.MonkeyPatch
):
    # Reads until it is cancelled.
    def endless(paths, progress, cache):
        while True:
            progress(0.5, "square.geojson")

    monkeypatch.setattr(dossier_loader, "open_dossier", endless)
    loader.progressed.connect(loader.cancel)

    with qtbot.assertNotEmitted(loader.opened), qtbot.waitSignal(loader.cancelled):
        loader.open((square,))


def test_unexpected_exception_emits_failed_and_not_cancelled(
    qtbot: QtBot, loader: DossierLoader, square: Path, monkeypatch: pytest.MonkeyPatch
):
    def broken(paths, progress, cache):
        raise ZeroDivisionError

    monkeypatch.setattr(dossier_loader, "open_dossier", broken)

    with qtbot.waitSignal(loader.failed) as emitted:
        loader.open((square,))

    assert "ZeroDivisionError" in emitted.args[0][0].message


def test_new_request_replaces_the_running_load(
    qtbot: QtBot, loader: DossierLoader, square: Path, tmp_path: Path
):
    other = tmp_path / "other.geojson"
    other.write_text(square.read_text("utf-8"), encoding="utf-8")

    with qtbot.waitSignal(loader.opened) as emitted:
        loader.open((square,))
        loader.open((other,))

    assert emitted.args[1] == (other,)


def test_missing_file_is_named_in_the_problem(qtbot: QtBot, loader: DossierLoader, tmp_path: Path):
    with qtbot.waitSignal(loader.failed) as emitted:
        loader.open((tmp_path / "gone.geojson",))

    assert "gone.geojson" in emitted.args[0][0].file


def test_layers_are_cached_after_allow_caching(
    qtbot: QtBot,
    loader: DossierLoader,
    square: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    cache = LayerCache(tmp_path / "cache")
    cached = Event()
    store_layer = LayerCache.store_layer
    monkeypatch.setattr(LayerCache, "store_layer", lambda *args: (store_layer(*args), cached.set()))
    loader.allow_caching()  # before the load, as when the empty map has been drawn
    with qtbot.waitSignal(loader.opened):
        loader.open((square,))
        loader.allow_caching()

    assert not cached.wait(0.2)  # rendering may still be running
    loader.allow_caching()

    assert cached.wait(5)
    assert cache.clear() > 0


def test_layers_are_cached_after_the_maximum_delay(
    qtbot: QtBot,
    loader: DossierLoader,
    square: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(dossier_loader, "_MAX_CACHE_DELAY_S", 0.01)

    loader.open((square,))

    qtbot.waitUntil(lambda: any((tmp_path / "cache").glob("*.columns")))


def test_stop_does_not_wait_until_all_layers_are_cached(
    qtbot: QtBot,
    loader: DossierLoader,
    square: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    other = tmp_path / "other.geojson"
    other.write_bytes(square.read_bytes())
    is_caching = Event()
    cached: list[str] = []

    def cache_slowly(_cache, layer):
        cached.append(layer.name)
        is_caching.set()
        (thread,) = loader._running
        for _ in range(500):
            if not thread.isInterruptionRequested():
                QThread.msleep(10)

    monkeypatch.setattr(LayerCache, "store_layer", cache_slowly)
    with qtbot.waitSignal(loader.opened):
        loader.open((square, other))
    loader.allow_caching()
    is_caching.wait(5)
    loader.stop()

    assert len(cached) == 1
