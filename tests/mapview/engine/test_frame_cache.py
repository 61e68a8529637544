"""The last frame of a dossier is shown again without rendering, unless its inputs changed."""

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
    return LayerCache(tmp_path / "cache", min_bytes=1)


@pytest.fixture
def layer(make_layer) -> Layer:
    return replace(make_layer("a", a=(TOWN, NAMED)), digest="1-aa")


@pytest.fixture
def render_calls(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """One entry for every rendered picture."""
    calls: list[object] = []
    paint = frame.render_scene

    def count_and_render(*args):
        calls.append(args)
        return paint(*args)

    monkeypatch.setattr(frame, "render_scene", count_and_render)
    return calls


@pytest.fixture
def open_layer(qtbot: QtBot, cache: LayerCache):
    """Open a layer in a new window and return the final image of its map."""

    def open_layer(layer: Layer, theme: Theme, width: int = 600, opacity: float = 1.0) -> QImage:
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

    return open_layer


def test_reopening_shows_the_cached_frame_without_rendering(open_layer, layer, day, render_calls):
    image = open_layer(layer, day)
    assert len(render_calls) == 1

    assert open_layer(layer, day) == image
    assert len(render_calls) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"theme": "night"},
        {"width": 500},
        {"opacity": 0.5},
        {"digest": "1-bb"},
        {"style": {"stroke": "#ff0000"}},
    ],
    ids=str,
)
def test_any_visible_change_invalidates_the_cached_frame(
    open_layer, layer, day, render_calls, changes
):
    open_layer(layer, day)
    theme = load_theme(changes.get("theme", "day"))
    view_changes = {name: value for name, value in changes.items() if name in ("width", "opacity")}
    layer_changes = {name: value for name, value in changes.items() if name in ("digest", "style")}

    open_layer(replace(layer, **layer_changes), theme, **view_changes)

    assert len(render_calls) == 2


def test_corrupt_cache_file_is_rendered_and_stored_again(
    open_layer, layer, day, render_calls, cache
):
    image = open_layer(layer, day)
    (picture_file,) = cache.folder.glob("*.picture")
    data = bytearray(picture_file.read_bytes())
    data[len(data) // 2] ^= 1
    picture_file.write_bytes(data)

    assert open_layer(layer, day) == image
    assert open_layer(layer, day) == image
    assert len(render_calls) == 2


def test_only_the_last_frame_of_a_dossier_is_cached(open_layer, layer, day, cache):
    for width in (500, 600, 700):
        open_layer(layer, day, width)

    assert len(list(cache.folder.glob("*.picture"))) == 1
    assert cache.clear() > 0
    assert not list(cache.folder.iterdir())


def test_map_works_normally_after_showing_a_cached_frame(qtbot, open_layer, layer, day, cache):
    open_layer(layer, day)
    view = MapView(day, Basemap(), cache=cache)
    qtbot.addWidget(view)
    view.resize(600, 400)
    view.show()
    view.show_dossier(Dossier(layers=(layer,), layer_states=(LayerState("a", "a"),)))
    view.show_bounds((36.9, 47.9, 37.1, 48.1))
    view.finish()
    view.show_bounds((36.95, 47.95, 37.05, 48.05))
    view.finish()

    assert [label.candidate.text for label in view._render_thread.frame.labels] == ["Покровськ"]
    assert view._hit_test(view.rect().center().toPointF())
