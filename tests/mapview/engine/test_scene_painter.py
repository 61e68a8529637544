"""Everything the image must contain: each test fails if one part is not painted."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage
from shapely import LineString, Point, box

from frontviewer.core.geometry.arrays import geometry_from_shapely
from frontviewer.core.geometry.web_mercator import to_map
from frontviewer.core.model.dossier import Dossier, LayerState
from frontviewer.core.model.feature import FeatureKey
from frontviewer.mapview.labels.label_placement import boxes_overlap
from frontviewer.mapview.map_view import MapView
from frontviewer.mapview.painters.basemap import Basemap, Towns
from frontviewer.mapview.painters.level_of_detail import LevelOfDetail, project_geometry

VIEW = (36.9, 47.94, 37.1, 48.06)


def make_basemap(**shapes) -> Basemap:
    return Basemap(
        {
            stem: LevelOfDetail(project_geometry(geometry_from_shapely([shape])))
            for stem, shape in shapes.items()
        }
    )


def make_town_basemap(lon, lat, name="Selydove") -> Basemap:
    return Basemap(towns=Towns(to_map(np.array([[lon, lat]])), (name,), np.array([22_000])))


@pytest.fixture
def show_map(qtbot, day):
    """`show_map(basemap, *layers)`: a map of 600 by 400 pixels without graticule."""

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


def grab(view) -> QImage:
    view.finish()
    return view.grab().toImage()


def to_screen(view, lon, lat) -> QPointF:
    return view._camera.to_screen(*to_map(np.array([[lon, lat]]))[0])


def colors_in(view, left, top, right, bottom) -> set[str]:
    image = grab(view)
    columns, rows = range(round(left), round(right)), range(round(top), round(bottom))
    return {image.pixelColor(x, y).name() for x in columns for y in rows}


def contains_color(names, color: QColor) -> bool:
    """Return whether a color is among others, or one that antialiasing has blended slightly."""
    rgb = np.array([QColor(name).getRgb()[:3] for name in names])
    return np.abs(rgb - color.getRgb()[:3]).max(axis=1).min() < 40


def colors_around(view, lon, lat, px=3) -> set[str]:
    point = to_screen(view, lon, lat)
    x, y = point.x(), point.y()
    return colors_in(view, x - px, y - px, x + px, y + px)


def opaque(color: QColor) -> str:
    return QColor(color.rgb()).name()


def test_land_and_sea_have_their_theme_colors(show_map, day):
    view = show_map(make_basemap(land=box(36.0, 47.0, 37.0, 49.0)))

    assert colors_around(view, 36.95, 48.013) == {opaque(day.land)}
    assert colors_around(view, 37.05, 48.013) == {opaque(day.sea)}


@pytest.mark.parametrize(
    ("stem", "color"), [("rivers", "river"), ("borders", "border"), ("oblast_lines", "border")]
)
def test_rivers_and_borders_are_drawn(show_map, day, stem, color):
    view = show_map(make_basemap(**{stem: LineString([(36.0, 48.01), (38.0, 48.01)])}))

    assert contains_color(colors_around(view, 37.02, 48.01, 12), getattr(day, color))
    assert not contains_color(colors_around(view, 37.02, 48.03), getattr(day, color))


def test_town_is_drawn_as_a_dot_with_a_label(show_map, day):
    view = show_map(make_town_basemap(37.02, 48.01))
    view.finish()
    (label,) = view._render_thread.frame.labels

    assert contains_color(colors_around(view, 37.02, 48.01, 2), day.town)
    assert label.candidate.text == "Selydove"
    assert contains_color(colors_in(view, *label.box), day.town)


def test_named_feature_is_labeled(show_map, make_layer, day):
    shape = box(36.93, 47.97, 37.07, 48.035)
    named, unnamed = (
        show_map(Basemap(), make_layer("a", a=(shape, {**properties, "fill-opacity": 0.0})))
        for properties in ({"name": "Pokrovsk"}, {})
    )
    named.finish()
    (label,) = named._render_thread.frame.labels

    assert contains_color(colors_in(named, *label.box), day.label)
    assert not contains_color(colors_in(unnamed, *label.box), day.label)


def test_north_arrow_points_up_in_the_top_right_corner(show_map, day):
    image = grab(show_map(Basemap()))
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


def test_graticule_is_drawn_only_when_switched_on(show_map, day):
    view = show_map(Basemap())
    plain = grab(view)
    view.show_coordinates(True)

    assert grab(view) != plain
    assert colors_around(view, 37.0, 48.02, 4) != {opaque(day.sea)}


def test_labels_avoid_the_outline_of_the_selected_feature(show_map, make_layer):
    feature = (box(36.97, 47.97, 37.03, 48.03), {})
    east = to_screen(show_map(make_town_basemap(36.965, 48.0)), 36.97, 48.0)

    def is_covered(selected):
        view = show_map(make_town_basemap(36.965, 48.0), make_layer("a", a=feature))
        view.show_selection(selected)
        view.finish()
        (box_,) = (
            label.box
            for label in view._render_thread.frame.labels
            if label.candidate.text == "Selydove"
        )
        return boxes_overlap(box_, (east.x() - 2, 0, east.x() + 2, 400))

    assert is_covered(None)
    assert not is_covered(FeatureKey("a", "a"))


def test_selected_narrow_feature_is_labeled_beside_it(show_map, make_layer):
    road = make_layer("a", a=(box(36.998, 47.97, 37.002, 48.03), {"name": "Advance"}))
    view = show_map(Basemap(), road)
    view.show_selection(FeatureKey("a", "a"))
    view.finish()

    (label,) = view._render_thread.frame.labels
    assert label.box[0] > to_screen(view, 37.002, 48.0).x()


def test_selected_feature_is_labeled_among_a_thousand(show_map, make_layer):
    features = {f"p{i}": (Point(36.91 + i * 1e-4, 48.0), {"name": f"P {i}"}) for i in range(1000)}
    view = show_map(Basemap(), make_layer("a", **features))
    view.show_selection(FeatureKey("a", "p999"))
    view.finish()

    assert "P 999" in {label.candidate.text for label in view._render_thread.frame.labels}
