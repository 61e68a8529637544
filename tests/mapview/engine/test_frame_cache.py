"""What was on the screen when a dossier was last open is there again at once, if it is the same."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot
from shapely import box

from frontviewer.core.io.cache.layer_cache import LayerCache
from frontviewer.core.model.dossier import Dossier, LayerState
from frontviewer.core.model.layer import Layer
from frontviewer.mapview.engine import frame
from frontviewer.mapview.map_view import MapView
from frontviewer.mapview.painters.basemap import Basemap
from frontviewer.theme.theme import Theme, load_theme

TOWN = box(36.98, 47.99, 37.02, 48.01)
NAMED = {"name": "Покровськ", "geom_basis": "official"}


@pytest.fixture
def cache(tmp_path: Path) -> LayerCache:
    return LayerCache(tmp_path / "cache", least_bytes=1)


@pytest.fixture
def layer(make_layer) -> Layer:
    return replace(make_layer("a", a=(TOWN, NAMED)), digest="1-aa")


@pytest.fixture
def painted(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """One entry for every picture that was painted."""
    pictures: list[object] = []
    paint = frame.render_scene

    def counting(*wanted):
        pictures.append(wanted)
        return paint(*wanted)

    monkeypatch.setattr(frame, "render_scene", counting)
    return pictures


@pytest.fixture
def opened(qtbot: QtBot, cache: LayerCache):
    """Open a layer in a new window and return what is on its map in the end."""

    def opened(layer: Layer, theme: Theme, width: int = 600, opacity: float = 1.0) -> QImage:
        view = MapView(theme, Basemap(), cache=cache)
        qtbot.addWidget(view)
        view.resize(width, 400)
        view.show()
        view.wait_for_dossier()
        view.show_dossier(
            Dossier(layers=(layer,), layer_states=(LayerState("a", "a", opacity=opacity),))
        )
        view.show_bounds((36.9, 47.9, 37.1, 48.1))
        view.finish()
        return view.grab().toImage()

    return opened


def test_the_second_time_nothing_is_painted_and_all_is_there(opened, layer, day, painted):
    first = opened(layer, day)
    assert len(painted) == 1

    assert opened(layer, day) == first
    assert len(painted) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"theme": "night"},
        {"width": 500},
        {"opacity": 0.5},
        {"digest": "1-bb"},
        {"style": {"stroke": "#ff0000"}},
    ],
    ids=str,
)
def test_what_looks_different_is_painted(opened, layer, day, painted, other):
    opened(layer, day)
    theme = load_theme(other.get("theme", "day"))
    seen = {name: value for name, value in other.items() if name in ("width", "opacity")}
    content = {name: value for name, value in other.items() if name in ("digest", "style")}

    opened(replace(layer, **content), theme, **seen)

    assert len(painted) == 2


def test_a_damaged_picture_is_painted_anew_and_kept_again(opened, layer, day, painted, cache):
    first = opened(layer, day)
    (kept,) = cache.folder.glob("*.picture")
    data = bytearray(kept.read_bytes())
    data[len(data) // 2] ^= 1
    kept.write_bytes(data)

    assert opened(layer, day) == first
    assert opened(layer, day) == first
    assert len(painted) == 2


def test_of_one_dossier_one_picture_is_kept(opened, layer, day, cache):
    for width in (500, 600, 700):
        opened(layer, day, width)

    assert len(list(cache.folder.glob("*.picture"))) == 1
    assert cache.clear() > 0
    assert not list(cache.folder.iterdir())


def test_what_was_kept_can_be_pushed_clicked_and_named_again(qtbot, opened, layer, day, cache):
    opened(layer, day)
    view = MapView(day, Basemap(), cache=cache)
    qtbot.addWidget(view)
    view.resize(600, 400)
    view.show()
    view.show_dossier(Dossier(layers=(layer,), layer_states=(LayerState("a", "a"),)))
    view.show_bounds((36.9, 47.9, 37.1, 48.1))
    view.finish()
    view.show_bounds((36.95, 47.95, 37.05, 48.05))
    view.finish()

    assert [label.name.text for label in view._render_thread.frame.labels] == ["Покровськ"]
    assert view._features_at(view.rect().center().toPointF())
