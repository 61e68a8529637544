"""What must be in the picture: each part is missed when it is not painted."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage
from shapely import LineString, Point, box

from frontviewer.core.geometry.arrays import geometry_from_shapes
from frontviewer.core.geometry.web_mercator import to_map
from frontviewer.core.model.dossier import Dossier, LayerState
from frontviewer.core.model.feature import FeatureKey
from frontviewer.mapview.labels.label_placement import overlap
from frontviewer.mapview.map_view import MapView
from frontviewer.mapview.painters.basemap import Basemap, Towns
from frontviewer.mapview.painters.level_of_detail import LevelOfDetail, project_geometry

VIEW = (36.9, 47.94, 37.1, 48.06)


def ground_of(**shapes) -> Basemap:
    return Basemap(
        {
            stem: LevelOfDetail(project_geometry(geometry_from_shapes([shape])))
            for stem, shape in shapes.items()
        }
    )


def town_at(lon, lat, name="Selydove") -> Basemap:
    return Basemap(towns=Towns(to_map(np.array([[lon, lat]])), (name,), np.array([22_000])))


@pytest.fixture
def shown(qtbot, day):
    """`shown(basemap, *layers)`: a map 600 by 400 pixels large, without graticule."""

    def make(basemap, *layers) -> MapView:
        view = MapView(day, basemap)
        qtbot.addWidget(view)
        view.resize(600, 400)
        view.show()
        view.show_coordinates(False)
        layer_states = tuple(LayerState(layer.name, layer.title) for layer in layers)
        view.show_dossier(Dossier(layers=layers, layer_states=layer_states, view=VIEW))
        view.show_initial_view()
        return view

    return make


def seen(view) -> QImage:
    view.finish()
    return view.grab().toImage()


def spot(view, lon, lat) -> QPointF:
    return view._camera.to_screen(*to_map(np.array([[lon, lat]]))[0])


def colors(view, left, top, right, bottom) -> set[str]:
    image = seen(view)
    geometry, rows = range(round(left), round(right)), range(round(top), round(bottom))
    return {image.pixelColor(x, y).name() for x in geometry for y in rows}


def bears(names, ink: QColor) -> bool:
    """Whether one of the colours is the ink, a little thinned by smooth edges."""
    seen = np.array([QColor(name).getRgb()[:3] for name in names])
    return np.abs(seen - ink.getRgb()[:3]).max(axis=1).min() < 40


def about(view, lon, lat, px=3) -> set[str]:
    at = spot(view, lon, lat)
    return colors(view, at.x() - px, at.y() - px, at.x() + px, at.y() + px)


def opaque(color: QColor) -> str:
    return QColor(color.rgb()).name()


def test_land_lies_in_the_sea(shown, day):
    view = shown(ground_of(land=box(36.0, 47.0, 37.0, 49.0)))

    assert about(view, 36.95, 48.013) == {opaque(day.land)}
    assert about(view, 37.05, 48.013) == {opaque(day.sea)}


@pytest.mark.parametrize(
    ("stem", "ink"), [("rivers", "river"), ("borders", "border"), ("oblast_lines", "border")]
)
def test_rivers_and_borders_are_drawn(shown, day, stem, ink):
    view = shown(ground_of(**{stem: LineString([(36.0, 48.01), (38.0, 48.01)])}))

    assert bears(about(view, 37.02, 48.01, 12), getattr(day, ink))
    assert not bears(about(view, 37.02, 48.03), getattr(day, ink))


def test_a_town_is_a_dot_with_a_name(shown, day):
    view = shown(town_at(37.02, 48.01))
    view.finish()
    (label,) = view._render_thread.frame.labels

    assert bears(about(view, 37.02, 48.01, 2), day.town)
    assert label.name.text == "Selydove"
    assert bears(colors(view, *label.box), day.town)


def test_a_feature_bears_its_name(shown, make_layer, day):
    shape = box(36.93, 47.97, 37.07, 48.035)
    named, unnamed = (
        shown(Basemap(), make_layer("a", a=(shape, {**own, "fill-opacity": 0.0})))
        for own in ({"name": "Pokrovsk"}, {})
    )
    named.finish()
    (label,) = named._render_thread.frame.labels

    assert bears(colors(named, *label.box), day.label)
    assert not bears(colors(unnamed, *label.box), day.label)


def test_the_north_arrow_points_up_in_the_right_corner(shown, day):
    image = seen(shown(Basemap()))
    dark = [
        (x, y)
        for x in range(540, 600)
        for y in range(80)
        if image.pixelColor(x, y).name() == opaque(day.text)
    ]
    rows = [y for _, y in dark]
    widths = {row: len([x for x, y in dark if y == row]) for row in rows}

    assert max(rows) - min(rows) > 20
    assert widths[max(rows) - 4] > widths[max(rows) - 14] > 0  # the tip is above


def test_the_graticule_is_drawn_only_where_it_is_wished(shown, day):
    view = shown(Basemap())
    plain = seen(view)
    view.show_coordinates(True)

    assert seen(view) != plain
    assert about(view, 37.0, 48.02, 4) != {opaque(day.sea)}


def test_names_keep_off_the_outline_of_what_is_selected(shown, make_layer):
    chosen = (box(36.97, 47.97, 37.03, 48.03), {})
    east = spot(shown(town_at(36.965, 48.0)), 36.97, 48.0)

    def covered(selected):
        view = shown(town_at(36.965, 48.0), make_layer("a", a=chosen))
        view.show_selection(selected)
        view.finish()
        (box_,) = (
            label.box for label in view._render_thread.frame.labels if label.name.text == "Selydove"
        )
        return overlap(box_, (east.x() - 2, 0, east.x() + 2, 400))

    assert covered(None)
    assert not covered(FeatureKey("a", "a"))


def test_what_is_selected_is_named_beside_where_it_is_too_narrow(shown, make_layer):
    road = make_layer("a", a=(box(36.998, 47.97, 37.002, 48.03), {"name": "Advance"}))
    view = shown(Basemap(), road)
    view.show_selection(FeatureKey("a", "a"))
    view.finish()

    (label,) = view._render_thread.frame.labels
    assert label.box[0] > spot(view, 37.002, 48.0).x()


def test_what_is_selected_is_named_among_a_thousand(shown, make_layer):
    many = {f"p{i}": (Point(36.91 + i * 1e-4, 48.0), {"name": f"P {i}"}) for i in range(1000)}
    view = shown(Basemap(), make_layer("a", **many))
    view.show_selection(FeatureKey("a", "p999"))
    view.finish()

    assert "P 999" in {label.name.text for label in view._render_thread.frame.labels}
