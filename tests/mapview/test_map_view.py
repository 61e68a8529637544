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
TRANSPARENT_RED = {"fill": "#ff0000", "fill-opacity": 0.5, "stroke-opacity": 0.0}


def finished_image(view) -> QImage:
    """Return the image of a map after rendering has finished."""
    view.finish()
    return view.grab().toImage()


def to_pixel(view, lon, lat) -> QPointF:
    """Convert degrees to a position on the map."""
    x, y = to_map(np.array([[lon, lat]]))[0]
    return view._camera.to_screen(x, y)


def color_at(view, lon, lat) -> QColor:
    image = finished_image(view)
    pixel = to_pixel(view, lon, lat) * image.devicePixelRatio()
    return image.pixelColor(pixel.toPoint())


def sea_color(view) -> QColor:
    return QColor(view._content.theme.sea.rgb())


def wheel(view, position: QPointF, delta: int) -> None:
    event = QWheelEvent(
        position,
        view.mapToGlobal(position),
        QPoint(),
        QPoint(0, delta),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view, event)


def click(qtbot, view, lon, lat, **keys) -> None:
    qtbot.mouseClick(
        view, Qt.MouseButton.LeftButton, pos=to_pixel(view, lon, lat).toPoint(), **keys
    )


def test_area_is_filled_and_its_hole_is_not(show, make_layer):
    ring = box(36.95, 47.96, 37.05, 48.04) - box(36.98, 47.98, 37.02, 48.02)
    view = show(make_layer("a", ring=(ring, RED)))

    assert color_at(view, 36.96, 48.01) == QColor("#ff0000")
    assert color_at(view, 36.995, 48.005) == sea_color(view)


def test_overlapping_areas_are_both_filled(show, make_layer):
    west, east = box(36.92, 47.96, 37.02, 48.04), box(36.98, 47.96, 37.08, 48.04)
    view = show(make_layer("a", west=(west, TRANSPARENT_RED), east=(east, TRANSPARENT_RED)))

    single, double = color_at(view, 36.95, 48.013), color_at(view, 37.005, 48.013)

    assert sea_color(view).green() > single.green() > double.green()


def edge_lightness(view, latitude: float) -> list[int]:
    """Return the lightness of the darkest pixel in each column along a horizontal edge."""
    image = finished_image(view)
    start, end = to_pixel(view, 36.96, latitude), to_pixel(view, 37.04, latitude)
    rows = (-1, 0, 1)
    return [
        min(image.pixelColor(x, round(start.y()) + row).lightness() for row in rows)
        for x in range(round(start.x()), round(end.x()))
    ]


@pytest.mark.parametrize(("schematic", "dashed"), [(True, True), (False, False)])
def test_only_schematic_outlines_are_dashed(show, make_layer, schematic, dashed):
    shape = box(36.95, 47.97, 37.05, 48.035)
    properties = {"class": "reported", "schematic": schematic, "fill-opacity": 0.0}
    view = show(make_layer("a", a=(shape, properties)))

    lightness = edge_lightness(view, 48.035)
    gaps = sum(left < 180 <= right for left, right in pairwise(lightness))

    assert (gaps > 8) is dashed


def test_area_without_source_is_hatched(show, make_layer):
    areas = {
        "sourced": (box(36.92, 47.97, 36.99, 48.03), {}),
        "unsourced": (box(37.01, 47.97, 37.08, 48.03), {"geom_basis": ""}),
    }
    view = show(make_layer("a", **areas))
    image = finished_image(view)

    def colors(lon):
        start = to_pixel(view, lon, 48.013).toPoint()
        return {image.pixelColor(start.x() + step, start.y()).name() for step in range(20)}

    assert len(colors(36.95)) == 1
    assert len(colors(37.04)) > 1


def test_click_emits_all_features_under_it_topmost_first(qtbot, show, make_layer):
    oblast = make_layer("below", oblast=(box(36, 47, 38, 49), {}))
    city = {
        "spot": (Point(37.0, 48.0), {}),
        "city": (box(36.97, 47.98, 37.03, 48.02), {}),
        "road": (LineString([(36.95, 48.0), (37.05, 48.0)]), {}),
    }
    view = show(make_layer("above", **city), oblast)

    with qtbot.waitSignal(view.clicked) as signal:
        click(qtbot, view, 37.0, 48.0)

    assert [key.id for key in signal.args[0]] == ["spot", "road", "city", "oblast"]


def test_click_beside_all_features_emits_no_feature(qtbot, show, make_layer):
    view = show(make_layer("a", a=(box(36.95, 47.98, 36.97, 48.02), {})))

    with qtbot.waitSignal(view.clicked) as signal:
        click(qtbot, view, 37.05, 48.0)

    assert signal.args == [()]


def test_hidden_layer_is_neither_drawn_nor_hit(qtbot, show, make_layer):
    view = show(make_layer("a", a=(box(36.95, 47.98, 37.05, 48.02), RED)))
    view.show_layer_states(
        tuple(replace(state, visible=False) for state in view._content.layer_states)
    )

    with qtbot.waitSignal(view.clicked) as signal:
        click(qtbot, view, 37.01, 48.01)

    assert signal.args == [()]
    assert color_at(view, 37.01, 48.01) == sea_color(view)


def test_reordering_layers_does_not_rebuild_them(show, make_layer):
    blue = {**RED, "fill": "#0000ff"}
    shape = box(36.95, 47.98, 37.05, 48.02)
    view = show(make_layer("red", a=(shape, RED)), make_layer("blue", a=(shape, blue)))
    built = dict(view._render_thread.frame.render_layers)

    view.show_layer_states(view._content.layer_states[::-1])

    assert color_at(view, 37.02, 48.01) == QColor("#0000ff")
    assert view._render_thread.frame.render_layers == built


def test_layer_opacity_is_applied(show, make_layer):
    view = show(make_layer("a", a=(box(36.95, 47.98, 37.05, 48.02), RED)))

    view.show_layer_states(
        tuple(replace(state, opacity=0.5) for state in view._content.layer_states)
    )

    assert sea_color(view).green() > color_at(view, 37.02, 48.01).green() > 0


@pytest.mark.parametrize("delta", [120, -120, 7])
def test_wheel_zooms_about_the_pointer(show, make_layer, delta):
    view = show(make_layer("a", a=(box(36.95, 47.98, 37.05, 48.02), {})))
    position = QPointF(137, 91)
    before, resolution = view._camera.from_screen(position), view._camera.resolution

    wheel(view, position, delta)

    assert view._camera.from_screen(position) == pytest.approx(
        before, abs=max(resolution, view._camera.resolution)
    )
    assert (view._camera.resolution < resolution) is (delta > 0)


def test_zooming_in_and_out_by_wheel_restores_the_view(show, make_layer):
    view = show(make_layer("a", a=(box(36.95, 47.98, 37.05, 48.02), {})))
    before = view._camera

    for delta in (120, 120, 7, -7, -120, -120):
        wheel(view, QPointF(137, 91), delta)

    assert astuple(view._camera) == pytest.approx(astuple(before), abs=1e-6)


def differs(image: QImage, position: QPointF, background: QColor) -> bool:
    """Whether the pixel at a position differs from the background."""
    return image.pixelColor(position.toPoint()).rgb() != background.rgb()


@pytest.mark.parametrize("latitude", [0.0, 48.28])
def test_point_with_precision_is_a_soft_disc_of_that_radius(show, make_layer, latitude):
    properties = {"class": "reported", "precision_m": 2000}
    layer = make_layer("a", a=(Point(37.0, latitude), properties))
    view = show(layer, view=(36.96, latitude - 0.03, 37.04, latitude + 0.03))
    image, background = finished_image(view), sea_color(view)

    def pixel_at(meters, azimuth):
        lon, lat = destination((37.0, latitude), azimuth, meters)
        return to_pixel(view, lon, lat)

    for azimuth in (20, 110, 200, 290):
        assert differs(image, pixel_at(1900, azimuth), background)
        assert not differs(image, pixel_at(2060, azimuth), background)


def test_soft_edge_of_an_area_is_as_wide_as_its_precision(show, make_layer):
    area = box(36.97, 47.99, 37.03, 48.01)
    view = show(make_layer("a", a=(area, {"class": "claimed", "precision_m": 1500})))
    image, background = finished_image(view), sea_color(view)

    def pixel_south(meters):
        lon, lat = destination((37.012, 47.99), 180, meters)
        return to_pixel(view, lon, lat)

    blues = [image.pixelColor(pixel_south(m).toPoint()).blue() for m in (150, 600, 1100, 1700)]
    assert blues == sorted(blues)
    assert differs(image, pixel_south(1200), background)
    assert not differs(image, pixel_south(1700), background)


def test_selection_is_highlighted_and_keeps_the_dash_pattern(show, make_layer, day):
    shape = box(36.95, 47.97, 37.05, 48.035)
    view = show(make_layer("a", a=(shape, {"class": "reported", "schematic": True})))
    view.finish()
    picture = view._render_thread.frame.picture

    view.show_selection(FeatureKey("a", "a"))
    image = finished_image(view)
    west, east = to_pixel(view, 36.955, 48.035), to_pixel(view, 37.045, 48.035)
    columns = range(round(west.x()), round(east.x()))
    row = [image.pixelColor(x, round(west.y())).name() for x in columns]

    assert 0.4 < row.count(day.selection.name()) / len(row) < 0.85
    assert view._render_thread.frame.picture is picture  # the layers were not painted again


def test_theme_changes_colors_without_rebuilding_layers(show, make_layer):
    view = show(make_layer("a", a=(box(36.95, 47.98, 37.05, 48.02), {})))
    built = dict(view._render_thread.frame.render_layers)

    view.show_theme(load_theme("night"))

    assert color_at(view, 37.08, 48.013) == QColor(load_theme("night").sea.rgb())
    assert view._render_thread.frame.render_layers == built


def test_back_and_forward_go_through_the_view_history(qtbot, show, make_layer):
    view = show(make_layer("a", a=(box(36.95, 47.98, 37.05, 48.02), {})))
    first = view.bounds
    view.show_bounds((30, 44, 40, 50))
    second = view.bounds

    with qtbot.waitSignal(view.history_changed) as signal:
        view.back()

    assert view.bounds == pytest.approx(first)
    assert signal.args == [False, True]
    view.forward()
    assert view.bounds == pytest.approx(second)
    assert (view.can_go_back, view.can_go_forward) == (True, False)


def test_view_shown_without_remember_is_not_in_the_history(show, make_layer):
    view = show(make_layer("a", a=(box(36.95, 47.98, 37.05, 48.02), {})))

    view.show_bounds((30, 44, 40, 50), remember=False)

    assert not view.can_go_back


def test_consecutive_wheel_steps_are_one_history_entry(qtbot, show, make_layer):
    view = show(make_layer("a", a=(box(36.95, 47.98, 37.05, 48.02), {})))
    first = view.bounds

    for _ in range(5):
        wheel(view, QPointF(300, 200), 120)
    qtbot.waitUntil(lambda: view.can_go_back)
    view.back()

    assert view.bounds == pytest.approx(first)
    assert not view.can_go_back


def test_drag_pans_the_map_and_is_not_a_click(qtbot, show, make_layer):
    view = show(make_layer("a", a=(box(36.95, 47.98, 37.05, 48.02), {})))
    point = view._camera.from_screen(QPointF(300, 200))

    with qtbot.assertNotEmitted(view.clicked):
        qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(300, 200))
        qtbot.mouseMove(view, QPoint(360, 170))
        qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(360, 170))

    assert view._camera.from_screen(QPointF(360, 170)) == pytest.approx(point, abs=1e-3)


def test_box_zoom_fits_the_box(qtbot, show, make_layer):
    view = show(make_layer("a", a=(box(36.95, 47.98, 37.05, 48.02), {})))
    west, north = view._camera.from_screen(QPointF(150, 100))
    view.set_box_zoom(True)

    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(150, 100))
    qtbot.mouseMove(view, QPoint(300, 150))
    qtbot.mouseMove(view, QPoint(450, 300))
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(450, 300))

    assert view._camera.from_screen(QPointF(0, 0)) == pytest.approx((west, north), abs=1.0)


def test_double_click_zooms_in(qtbot, show, make_layer):
    view = show(make_layer("a", a=(box(36.95, 47.98, 37.05, 48.02), {})))
    before = view._camera.resolution

    qtbot.mouseDClick(view, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))

    assert view._camera.resolution == pytest.approx(before / 2)


def test_arrow_keys_pan_only_with_shift(show, make_layer):
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


def test_hovering_emits_the_topmost_feature_once(qtbot, show, make_layer):
    view = show(make_layer("a", a=(box(36.95, 47.98, 37.05, 48.02), {})))
    hovered = []
    view.hovered.connect(hovered.append)

    for lon in (37.0, 37.01, 37.09):
        qtbot.mouseMove(view, to_pixel(view, lon, 48.0).toPoint())

    assert hovered == [FeatureKey("a", "a"), None]


def test_pointer_position_is_emitted_in_degrees(qtbot, show, make_layer):
    view = show(make_layer("a", a=(Point(37.0, 48.0), {})))

    with qtbot.waitSignal(view.cursor_moved) as signal:
        qtbot.mouseMove(view, to_pixel(view, 37.03, 48.01).toPoint())

    assert signal.args[0] == pytest.approx((37.03, 48.01), abs=5e-4)


def test_pointer_position_beyond_the_poles_is_none(qtbot, show):
    view = show(view=(-180, -85, 180, 85))
    view.resize(400, 600)
    view._set_view_state(view._view_state.panned(0, 200))
    edge = to_pixel(view, 0, 85.06)

    with qtbot.waitSignal(view.cursor_moved) as signal:
        qtbot.mouseMove(view, QPoint(round(edge.x()), round(edge.y()) - 20))

    assert signal.args == [None]


def test_features_beyond_the_antimeridian_are_drawn_and_hit(qtbot, show, make_layer):
    islands = {"taveuni": (box(-179.99, -16.95, -179.95, -16.85), RED), "": (Point(0, 0), {})}
    view = show(make_layer("fiji", **islands), view=(179.9, -17.0, -179.9, -16.8))
    position = QPoint(300 + round(0.03 / 360 * WORLD_M / view._camera.resolution), 210)

    with qtbot.waitSignal(view.clicked) as clicked:
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=position)
    with qtbot.waitSignal(view.cursor_moved) as cursor_moved:
        qtbot.mouseMove(view, position)

    assert finished_image(view).pixelColor(position) == QColor("#ff0000")
    assert clicked.args == [(FeatureKey("fiji", "taveuni"),)]
    assert cursor_moved.args[0] == pytest.approx((-179.97, -16.9), abs=0.01)


def test_image_and_label_panned_across_the_antimeridian_stay_in_place(show, make_layer, day):
    shore = box(179.9, -17, 180, -16.8)
    view = show(make_layer("a", a=(shore, {**RED, "name": "Koro"})), view=(179.8, -17, 180, -16.8))
    view._render_thread.request = lambda _request: False  # no new image is rendered

    def count_label_pixels(left, right):
        image, color = view.grab().toImage(), QColor(day.label.rgb())
        return sum(
            image.pixelColor(x, y) == color for x in range(left, right) for y in range(60, 380)
        )

    before = count_label_pixels(400, 500)
    view._set_view_state(view._view_state.panned(-120, 0).panned(-120, 0))

    west, _, _, _ = view.bounds
    edge = round((180 - west) % 360 / 360 * WORLD_M / view._camera.resolution)
    image = view.grab().toImage()
    assert image.pixelColor(edge - 20, 210) == QColor("#ff0000")
    assert image.pixelColor(edge + 20, 210) != QColor("#ff0000")
    assert count_label_pixels(160, 260) == before > 10


def test_layer_on_both_sides_of_the_antimeridian_is_fitted_across_it(show, make_layer):
    sides = {"west": (Point(179.5, -17), {}), "east": (Point(-179.5, -17), {})}
    view = show(make_layer("fiji", **sides))

    view.zoom_to_layer("fiji")
    west, _, east, _ = view.bounds

    assert 1 < east - west < 3


def test_zoom_to_a_feature_without_geometry_keeps_the_view(show, make_layer):
    view = show(make_layer("a", located=(Point(37.0, 48.0), {}), unlocated=(None, {})))
    before = view.bounds

    view.zoom_to_feature(FeatureKey("a", "unlocated"))
    view.show_selection(FeatureKey("a", "unlocated"))

    assert view.bounds == before
    assert not view.grab().isNull()


def test_zoom_to_a_point_shows_a_minimum_extent(show, make_layer):
    view = show(make_layer("a", a=(Point(37.0, 48.0), {})))

    view.zoom_to_feature(FeatureKey("a", "a"))
    west, _, east, _ = view.bounds

    assert 0.02 < east - west < 0.5


def test_empty_dossier_shows_an_empty_map(show):
    view = show()
    view.zoom_all()

    assert not view.grab().isNull()


def test_self_intersecting_polygon_is_drawn(show, make_layer):
    tie = Polygon([(36.5, 47.5), (37.5, 48.5), (37.5, 47.5), (36.5, 48.5)])
    view = show(make_layer("a", a=(tie, {"schematic": True, "precision_m": 300})))

    assert color_at(view, 37.06, 48.0) != sea_color(view)


@pytest.fixture
def waiting_view(qtbot, day):
    """A new map that waits for its first dossier."""
    view = MapView(day, Basemap())
    qtbot.addWidget(view)
    view.wait_for_dossier()
    view.show()
    return view


def test_rendering_waits_for_an_announced_dossier(qtbot, waiting_view):
    with qtbot.assertNotEmitted(waiting_view.render_finished, wait=100):
        waiting_view.update()

    with qtbot.waitSignal(waiting_view.render_finished):
        waiting_view.show_dossier(Dossier())


def test_rendering_starts_when_an_announced_dossier_is_late(qtbot, day, monkeypatch):
    monkeypatch.setattr(map_view, "_DOSSIER_TIMEOUT_MS", 50)
    view = MapView(day, Basemap())
    qtbot.addWidget(view)
    view.wait_for_dossier()

    with qtbot.waitSignal(view.render_finished):
        view.show()
