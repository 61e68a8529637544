from dataclasses import astuple, replace
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QApplication
from shapely import LineString, Point, Polygon, box

from frontviewer.core.geometry.geodesy import destination
from frontviewer.core.geometry.web_mercator import to_map
from frontviewer.core.model.dossier import Dossier
from frontviewer.core.model.feature import FeatureKey
from frontviewer.mapview import map_view
from frontviewer.mapview.camera import WORLD_M
from frontviewer.mapview.map_view import MapView
from frontviewer.mapview.painters.basemap import Basemap
from frontviewer.theme.theme import load_theme

RED = {"fill": "#ff0000", "fill-opacity": 1.0, "stroke-opacity": 0.0}
SEE_THROUGH = {"fill": "#ff0000", "fill-opacity": 0.5, "stroke-opacity": 0.0}


def seen(view) -> QImage:
    view.finish()
    return view.grab().toImage()


def spot(view, lon, lat) -> QPointF:
    x, y = to_map(np.array([[lon, lat]]))[0]
    return view._camera.to_screen(x, y)


def color(view, lon, lat) -> QColor:
    image = seen(view)
    at = spot(view, lon, lat) * image.devicePixelRatio()
    return image.pixelColor(at.toPoint())


def ground(view) -> QColor:
    return QColor(view._content.theme.sea.rgb())


def wheel(view, at: QPointF, turned: int) -> None:
    nothing = QPoint()
    event = QWheelEvent(
        at,
        view.mapToGlobal(at),
        nothing,
        QPoint(0, turned),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view, event)


def click(qtbot, view, lon, lat, **keys) -> None:
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=spot(view, lon, lat).toPoint(), **keys)


def test_land_is_painted_and_the_hole_in_it_is_not(show, make_layer):
    ring = box(36.95, 47.96, 37.05, 48.04) - box(36.98, 47.98, 37.02, 48.02)
    view = show(make_layer("a", ring=(ring, RED)))

    assert color(view, 36.96, 48.01) == QColor("#ff0000")
    assert color(view, 36.995, 48.005) == ground(view)


def test_overlapping_areas_do_not_cut_each_other(show, make_layer):
    west, east = box(36.92, 47.96, 37.02, 48.04), box(36.98, 47.96, 37.08, 48.04)
    view = show(make_layer("a", west=(west, SEE_THROUGH), east=(east, SEE_THROUGH)))

    once, twice = color(view, 36.95, 48.013), color(view, 37.005, 48.013)

    assert ground(view).green() > once.green() > twice.green()


def edge_colors(view, north: float) -> list[str]:
    image = seen(view)
    a, b = spot(view, 36.96, north), spot(view, 37.04, north)
    rows = (-1, 0, 1)
    return [
        min(image.pixelColor(x, round(a.y()) + row).lightness() for row in rows)
        for x in range(round(a.x()), round(b.x()))
    ]


@pytest.mark.parametrize(("schematic", "gaps"), [(True, True), (False, False)])
def test_only_a_schematic_outline_is_interrupted(show, make_layer, schematic, gaps):
    shape = box(36.95, 47.97, 37.05, 48.035)
    drawn = {"class": "reported", "schematic": schematic, "fill-opacity": 0.0}
    view = show(make_layer("a", a=(shape, drawn)))

    lightness = edge_colors(view, 48.035)
    changes = sum(a < 180 <= b for a, b in pairwise(lightness))

    assert (changes > 8) is gaps


def test_what_nobody_vouches_for_is_hatched(show, make_layer):
    areas = {
        "said": (box(36.92, 47.97, 36.99, 48.03), {}),
        "unsaid": (box(37.01, 47.97, 37.08, 48.03), {"geom_basis": ""}),
    }
    view = show(make_layer("a", **areas))
    image = seen(view)

    def shades(lon):
        at = spot(view, lon, 48.013).toPoint()
        return {image.pixelColor(at.x() + step, at.y()).name() for step in range(20)}

    assert len(shades(36.95)) == 1
    assert len(shades(37.04)) > 1


def test_a_click_reports_all_that_lies_there_topmost_first(qtbot, show, make_layer):
    oblast = make_layer("below", oblast=(box(36, 47, 38, 49), {}))
    city = {
        "spot": (Point(37.0, 48.0), {}),
        "city": (box(36.97, 47.98, 37.03, 48.02), {}),
        "road": (LineString([(36.95, 48.0), (37.05, 48.0)]), {}),
    }
    view = show(make_layer("above", **city), oblast)

    with qtbot.waitSignal(view.clicked) as heard:
        click(qtbot, view, 37.0, 48.0)

    assert [key.id for key in heard.args[0]] == ["spot", "road", "city", "oblast"]


def test_a_click_beside_everything_reports_nothing(qtbot, show, make_layer):
    view = show(make_layer("a", a=(box(36.95, 47.98, 36.97, 48.02), {})))

    with qtbot.waitSignal(view.clicked) as heard:
        click(qtbot, view, 37.05, 48.0)

    assert heard.args == [()]


def test_a_hidden_layer_is_neither_drawn_nor_hit(qtbot, show, make_layer):
    view = show(make_layer("a", a=(box(36.95, 47.98, 37.05, 48.02), RED)))
    view.show_layer_states(
        tuple(replace(state, visible=False) for state in view._content.layer_states)
    )

    with qtbot.waitSignal(view.clicked) as heard:
        click(qtbot, view, 37.01, 48.01)

    assert heard.args == [()]
    assert color(view, 37.01, 48.01) == ground(view)


def test_layers_change_places_without_being_built_again(show, make_layer):
    blue = {**RED, "fill": "#0000ff"}
    shape = box(36.95, 47.98, 37.05, 48.02)
    view = show(make_layer("red", a=(shape, RED)), make_layer("blue", a=(shape, blue)))
    built = dict(view._render_thread.frame.render_layers)

    view.show_layer_states(view._content.layer_states[::-1])

    assert color(view, 37.02, 48.01) == QColor("#0000ff")
    assert view._render_thread.frame.render_layers == built


def test_a_layer_can_be_made_fainter(show, make_layer):
    view = show(make_layer("a", a=(box(36.95, 47.98, 37.05, 48.02), RED)))

    view.show_layer_states(
        tuple(replace(state, opacity=0.5) for state in view._content.layer_states)
    )

    assert ground(view).green() > color(view, 37.02, 48.01).green() > 0


@pytest.mark.parametrize("turned", [120, -120, 7])
def test_the_wheel_keeps_what_is_under_the_pointer(show, make_layer, turned):
    view = show(make_layer("a", a=(box(36.95, 47.98, 37.05, 48.02), {})))
    at = QPointF(137, 91)
    before, scale = view._camera.from_screen(at), view._camera.resolution

    wheel(view, at, turned)

    assert view._camera.from_screen(at) == pytest.approx(
        before, abs=max(scale, view._camera.resolution)
    )
    assert (view._camera.resolution < scale) is (turned > 0)


def test_there_and_back_with_the_wheel_one_is_where_one_was(show, make_layer):
    view = show(make_layer("a", a=(box(36.95, 47.98, 37.05, 48.02), {})))
    before = view._camera

    for turned in (120, 120, 7, -7, -120, -120):
        wheel(view, QPointF(137, 91), turned)

    assert astuple(view._camera) == pytest.approx(astuple(before), abs=1e-6)


def ink(image: QImage, at: QPointF, plain: QColor) -> bool:
    return image.pixelColor(at.toPoint()).rgb() != plain.rgb()


@pytest.mark.parametrize("latitude", [0.0, 48.28])
def test_a_place_known_to_some_metres_is_a_soft_disc_of_that_radius(show, make_layer, latitude):
    known = {"class": "reported", "precision_m": 2000}
    layer = make_layer("a", a=(Point(37.0, latitude), known))
    view = show(layer, view=(36.96, latitude - 0.03, 37.04, latitude + 0.03))
    image, plain = seen(view), ground(view)

    def away(meters, azimuth):
        lon, lat = destination((37.0, latitude), azimuth, meters)
        return spot(view, lon, lat)

    for azimuth in (20, 110, 200, 290):
        assert ink(image, away(1900, azimuth), plain)
        assert not ink(image, away(2060, azimuth), plain)


def test_the_soft_edge_of_an_area_is_as_wide_as_its_precision(show, make_layer):
    area = box(36.97, 47.99, 37.03, 48.01)
    view = show(make_layer("a", a=(area, {"class": "claimed", "precision_m": 1500})))
    image, plain = seen(view), ground(view)

    def south(meters):
        lon, lat = destination((37.012, 47.99), 180, meters)
        return spot(view, lon, lat)

    greens = [image.pixelColor(south(m).toPoint()).blue() for m in (150, 600, 1100, 1700)]
    assert greens == sorted(greens)
    assert ink(image, south(1200), plain)
    assert not ink(image, south(1700), plain)


def test_selection_is_marked_and_a_dashed_shape_stays_dashed(show, make_layer, day):
    shape = box(36.95, 47.97, 37.05, 48.035)
    view = show(make_layer("a", a=(shape, {"class": "reported", "schematic": True})))
    view.finish()
    picture = view._render_thread.frame.picture

    view.show_selection(FeatureKey("a", "a"))
    image = seen(view)
    west, east = spot(view, 36.955, 48.035), spot(view, 37.045, 48.035)
    geometry = range(round(west.x()), round(east.x()))
    row = [image.pixelColor(x, round(west.y())).name() for x in geometry]

    assert 0.4 < row.count(day.selection.name()) / len(row) < 0.85
    assert view._render_thread.frame.picture is picture  # the layers were not painted anew


def test_a_theme_changes_colours_and_builds_nothing(show, make_layer):
    view = show(make_layer("a", a=(box(36.95, 47.98, 37.05, 48.02), {})))
    built = dict(view._render_thread.frame.render_layers)

    view.show_theme(load_theme("night"))

    assert color(view, 37.08, 48.013) == QColor(load_theme("night").sea.rgb())
    assert view._render_thread.frame.render_layers == built


def test_back_and_forward_go_through_what_was_seen(qtbot, show, make_layer):
    view = show(make_layer("a", a=(box(36.95, 47.98, 37.05, 48.02), {})))
    first = view.bounds
    view.show_bounds((30, 44, 40, 50))
    second = view.bounds

    with qtbot.waitSignal(view.history_changed) as heard:
        view.back()

    assert view.bounds == pytest.approx(first)
    assert heard.args == [False, True]
    view.forward()
    assert view.bounds == pytest.approx(second)
    assert (view.can_go_back, view.can_go_forward) == (True, False)


def test_a_view_shown_in_passing_is_not_remembered(show, make_layer):
    view = show(make_layer("a", a=(box(36.95, 47.98, 37.05, 48.02), {})))

    view.show_bounds((30, 44, 40, 50), remember=False)

    assert not view.can_go_back


def test_many_turns_of_the_wheel_are_one_step_back(qtbot, show, make_layer):
    view = show(make_layer("a", a=(box(36.95, 47.98, 37.05, 48.02), {})))
    first = view.bounds

    for _ in range(5):
        wheel(view, QPointF(300, 200), 120)
    qtbot.waitUntil(lambda: view.can_go_back)
    view.back()

    assert view.bounds == pytest.approx(first)
    assert not view.can_go_back


def test_a_drag_pushes_the_map_and_is_no_click(qtbot, show, make_layer):
    view = show(make_layer("a", a=(box(36.95, 47.98, 37.05, 48.02), {})))
    under = view._camera.from_screen(QPointF(300, 200))

    with qtbot.assertNotEmitted(view.clicked):
        qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(300, 200))
        qtbot.mouseMove(view, QPoint(360, 170))
        qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(360, 170))

    assert view._camera.from_screen(QPointF(360, 170)) == pytest.approx(under, abs=1e-3)


def test_a_drawn_box_fills_the_map(qtbot, show, make_layer):
    view = show(make_layer("a", a=(box(36.95, 47.98, 37.05, 48.02), {})))
    west, north = view._camera.from_screen(QPointF(150, 100))
    view.set_box_zoom(True)

    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(150, 100))
    qtbot.mouseMove(view, QPoint(300, 150))
    qtbot.mouseMove(view, QPoint(450, 300))
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(450, 300))

    assert view._camera.from_screen(QPointF(0, 0)) == pytest.approx((west, north), abs=1.0)


def test_a_double_click_looks_closer(qtbot, show, make_layer):
    view = show(make_layer("a", a=(box(36.95, 47.98, 37.05, 48.02), {})))
    before = view._camera.resolution

    qtbot.mouseDClick(view, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))

    assert view._camera.resolution == pytest.approx(before / 2)


def test_arrows_are_left_to_the_window_unless_shift_is_held(show, make_layer):
    view = show(make_layer("a", a=(box(36.95, 47.98, 37.05, 48.02), {})))
    before = view._camera

    def press(modifier):
        event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Left, modifier)
        QApplication.sendEvent(view, event)
        return event.isAccepted()

    assert not press(Qt.KeyboardModifier.NoModifier)
    assert view._camera == before
    assert press(Qt.KeyboardModifier.ShiftModifier)
    assert view._camera.x < before.x


def test_hovering_names_what_is_topmost_once(qtbot, show, make_layer):
    view = show(make_layer("a", a=(box(36.95, 47.98, 37.05, 48.02), {})))
    heard = []
    view.hovered.connect(heard.append)

    for lon in (37.0, 37.01, 37.09):
        qtbot.mouseMove(view, spot(view, lon, 48.0).toPoint())

    assert heard == [FeatureKey("a", "a"), None]


def test_the_pointer_says_where_it_is(qtbot, show, make_layer):
    view = show(make_layer("a", a=(Point(37.0, 48.0), {})))

    with qtbot.waitSignal(view.cursor_moved) as heard:
        qtbot.mouseMove(view, spot(view, 37.03, 48.01).toPoint())

    assert heard.args[0] == pytest.approx((37.03, 48.01), abs=5e-4)


def test_beyond_the_poles_edge_the_pointer_is_nowhere(qtbot, show):
    view = show(view=(-180, -85, 180, 85))
    view.resize(400, 600)
    view._look(view._view_state.panned(0, 200))
    edge = spot(view, 0, 85.06)

    with qtbot.waitSignal(view.cursor_moved) as heard:
        qtbot.mouseMove(view, QPoint(round(edge.x()), round(edge.y()) - 20))

    assert heard.args == [None]


def test_across_the_antimeridian_the_world_goes_on(qtbot, show, make_layer):
    islands = {"taveuni": (box(-179.99, -16.95, -179.95, -16.85), RED), "": (Point(0, 0), {})}
    view = show(make_layer("fiji", **islands), view=(179.9, -17.0, -179.9, -16.8))
    at = QPoint(300 + round(0.03 / 360 * WORLD_M / view._camera.resolution), 210)

    with qtbot.waitSignal(view.clicked) as heard:
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=at)
    with qtbot.waitSignal(view.cursor_moved) as pointed:
        qtbot.mouseMove(view, at)

    assert seen(view).pixelColor(at) == QColor("#ff0000")
    assert heard.args == [(FeatureKey("fiji", "taveuni"),)]
    assert pointed.args[0] == pytest.approx((-179.97, -16.9), abs=0.01)


def test_picture_and_name_pushed_across_the_antimeridian_stay_under_the_hand(show, make_layer, day):
    shore = box(179.9, -17, 180, -16.8)
    view = show(make_layer("a", a=(shore, {**RED, "name": "Koro"})), view=(179.8, -17, 180, -16.8))
    view._render_thread.ask = lambda _request: False  # no other picture is painted

    def inked(left, right):
        image, ink = view.grab().toImage(), QColor(day.label.rgb())
        return sum(
            image.pixelColor(x, y) == ink for x in range(left, right) for y in range(60, 380)
        )

    named = inked(400, 500)
    view._look(view._view_state.panned(-120, 0).panned(-120, 0))

    west, _, _, _ = view.bounds
    edge = round((180 - west) % 360 / 360 * WORLD_M / view._camera.resolution)
    image = view.grab().toImage()
    assert image.pixelColor(edge - 20, 210) == QColor("#ff0000")
    assert image.pixelColor(edge + 20, 210) != QColor("#ff0000")
    assert inked(160, 260) == named > 10


def test_what_lies_on_both_sides_of_the_antimeridian_is_shown_close(show, make_layer):
    sides = {"west": (Point(179.5, -17), {}), "east": (Point(-179.5, -17), {})}
    view = show(make_layer("fiji", **sides))

    view.zoom_to_layer("fiji")
    west, _, east, _ = view.bounds

    assert 1 < east - west < 3


def test_a_feature_without_geometry_leaves_the_view_as_it_is(show, make_layer):
    view = show(make_layer("a", here=(Point(37.0, 48.0), {}), nowhere=(None, {})))
    before = view.bounds

    view.zoom_to_feature(FeatureKey("a", "nowhere"))
    view.show_selection(FeatureKey("a", "nowhere"))

    assert view.bounds == before
    assert not view.grab().isNull()


def test_a_point_is_not_looked_at_through_a_microscope(show, make_layer):
    view = show(make_layer("a", a=(Point(37.0, 48.0), {})))

    view.zoom_to_feature(FeatureKey("a", "a"))
    west, _, east, _ = view.bounds

    assert 0.02 < east - west < 0.5


def test_an_empty_dossier_is_an_empty_map(show):
    view = show()
    view.zoom_all()

    assert not view.grab().isNull()


def test_a_bow_tie_is_drawn_and_does_not_break_the_map(show, make_layer):
    tie = Polygon([(36.5, 47.5), (37.5, 48.5), (37.5, 47.5), (36.5, 48.5)])
    view = show(make_layer("a", a=(tie, {"schematic": True, "precision_m": 300})))

    assert color(view, 37.06, 48.0) != ground(view)


@pytest.fixture
def expecting(qtbot, day):
    """A map just shown that is about to be given layers."""
    view = MapView(day, Basemap())
    qtbot.addWidget(view)
    view.wait_for_dossier()
    view.show()
    return view


def test_layers_that_are_about_to_come_are_not_kept_waiting_by_a_picture_without_them(
    qtbot, expecting
):
    with qtbot.assertNotEmitted(expecting.render_finished, wait=100):
        expecting.update()

    with qtbot.waitSignal(expecting.render_finished):
        expecting.show_dossier(Dossier())


def test_layers_that_do_not_come_soon_are_not_waited_for(qtbot, day, monkeypatch):
    monkeypatch.setattr(map_view, "_EXPECTING_MS", 50)
    view = MapView(day, Basemap())
    qtbot.addWidget(view)
    view.wait_for_dossier()

    with qtbot.waitSignal(view.render_finished):
        view.show()
