"""What the map shows, without waiting, while the render thread works on the exact image."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot
from shapely import Point, box

from frontviewer.core.model.dossier import Dossier, LayerState
from frontviewer.core.model.feature import FeatureKey
from frontviewer.core.system.cancellation import CancelCheck, Cancelled
from frontviewer.mapview.camera import Camera
from frontviewer.mapview.engine import frame
from frontviewer.mapview.engine.scene_painter import render_scene
from frontviewer.mapview.map_view import MapView
from frontviewer.mapview.painters.basemap import Basemap
from frontviewer.mapview.painters.scene import Scene
from frontviewer.mapview.raster.rendered_image import RenderedImage
from frontviewer.theme.theme import Theme, load_theme

RED = {"name": "Field", "fill": "#ff0000", "fill-opacity": 1.0, "stroke-opacity": 0.0}
SQUARE = box(36.98, 47.99, 37.02, 48.01)
CENTER = QPoint(300, 200)


class SlowRenderer:
    """Renders like `render_scene`, but only after some seconds.

    Attributes
    ----------
    started, finished, cancelled
        Cameras of the renderings.
    """

    def __init__(self) -> None:
        self.started: list[Camera] = []
        self.finished: list[Camera] = []
        self.cancelled: list[Camera] = []
        self.seconds = 60.0

    def __call__(
        self,
        scene: Scene,
        camera: Camera,
        ratio: float,
        cancel: CancelCheck,
        _reusable: Sequence[RenderedImage],
    ) -> RenderedImage:
        self.started.append(camera)
        started_at = time.monotonic()
        while time.monotonic() - started_at < self.seconds:
            if cancel():
                self.cancelled.append(camera)
                raise Cancelled
            time.sleep(0.001)
        self.finished.append(camera)
        return render_scene(scene, camera, ratio)


@pytest.fixture
def slow_renderer(monkeypatch: pytest.MonkeyPatch) -> Callable[[], SlowRenderer]:
    """Return a function that makes every rendering from now on take a minute, or `seconds`."""

    def make() -> SlowRenderer:
        renderer = SlowRenderer()
        monkeypatch.setattr(frame, "render_scene", renderer)
        return renderer

    return make


@pytest.fixture
def view(show, make_layer) -> MapView:
    """A fully rendered map with a red field in its center."""
    return show(make_layer("a", a=(SQUARE, RED)))


def grab(view: MapView) -> QImage:
    """Return what is on the screen now."""
    return view.grab().toImage()


def is_red(image: QImage, position: QPoint) -> bool:
    return image.pixelColor(position) == QColor("#ff0000")


def drag(qtbot: QtBot, view: MapView, *path: QPoint) -> None:
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=path[0])
    for position in path[1:]:
        qtbot.mouseMove(view, position)
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=path[-1])


def test_dragging_moves_the_last_image_while_rendering(qtbot, view, slow_renderer):
    renderer = slow_renderer()
    outside = CENTER + QPoint(70, 40)
    assert is_red(grab(view), outside + QPoint(0, -20)) is False

    drag(qtbot, view, CENTER, CENTER + QPoint(35, 20), CENTER + QPoint(110, 60))
    moved = grab(view)

    assert not view.is_up_to_date
    assert is_red(moved, CENTER + QPoint(110, 60 + 15))
    assert not is_red(moved, CENTER + QPoint(-30, 15))
    renderer.seconds = 0.0
    qtbot.waitUntil(lambda: view.is_up_to_date)
    assert is_red(grab(view), CENTER + QPoint(110, 60 + 15))


def test_labels_move_with_the_map_while_dragging(qtbot, view, slow_renderer, day):
    (label,) = view._render_thread.frame.labels
    slow_renderer()
    left, top, right, bottom = (round(edge) for edge in label.box)

    def count_label_pixels(image: QImage, shift: QPoint) -> int:
        pixels = [QPoint(x, y) + shift for x in range(left, right) for y in range(top, bottom)]
        return sum(image.pixelColor(pixel) == QColor(day.label.rgb()) for pixel in pixels)

    before = count_label_pixels(grab(view), QPoint(0, 0))
    drag(qtbot, view, CENTER, CENTER + QPoint(35, 20), CENTER + QPoint(110, 60))

    assert before > 10
    assert count_label_pixels(grab(view), QPoint(110, 60)) == before


def test_zooming_in_scales_the_last_image_at_once(view, slow_renderer):
    slow_renderer()
    edge = CENTER + QPoint(60, 12)  # beside the field
    assert not is_red(grab(view), edge)

    view.zoom_in()

    assert is_red(grab(view), edge)
    assert not view.is_up_to_date


def test_zooming_out_shows_the_backdrop_at_once(show, make_layer, slow_renderer):
    west, east = box(36.92, 47.99, 36.94, 48.01), box(37.06, 47.99, 37.08, 48.01)
    view = show(make_layer("a", west=(west, RED), east=(east, RED)))
    pixels = [CENTER + QPoint(dx, 12) for dx in (-156, 156)]
    assert all(is_red(grab(view), pixel) for pixel in pixels)
    for _ in range(3):
        view.zoom_in()
        view.finish()
    slow_renderer()

    for _ in range(3):
        view.zoom_out()

    assert all(is_red(grab(view), pixel) for pixel in pixels)


def test_only_the_latest_request_is_finished_when_idle(qtbot, view, slow_renderer):
    renderer = slow_renderer()

    drag(qtbot, view, CENTER, *(CENTER + QPoint(5 * step, 0) for step in range(3, 20)))
    grab(view)
    qtbot.waitUntil(lambda: bool(renderer.started))
    drag(qtbot, view, CENTER, *(CENTER + QPoint(5 * step, 0) for step in range(3, 20)))
    grab(view)
    qtbot.waitUntil(lambda: renderer.started[-1:] == [view._camera])
    renderer.seconds = 0.0
    qtbot.waitUntil(lambda: view.is_up_to_date)

    assert renderer.finished == [view._camera]
    assert renderer.cancelled  # the first one


def test_rendering_of_a_left_zoom_level_is_cancelled(qtbot, view, slow_renderer):
    renderer = slow_renderer()

    qtbot.wait(700)  # nearly the maximum age of an image during interaction
    view.zoom_in()
    grab(view)
    qtbot.waitUntil(lambda: bool(renderer.started))
    view.zoom_in()
    grab(view)
    qtbot.waitUntil(lambda: renderer.started[-1:] == [view._camera])

    assert len(renderer.cancelled) == 1


def test_intermediate_zoom_levels_are_not_rendered(view, slow_renderer):
    renderer = slow_renderer()
    renderer.seconds = 0.0
    for _ in range(8):
        view.zoom_in()
        view._request_render()
    view.finish()

    assert len(renderer.started) <= 2  # at most the first one, if the last image was old
    assert renderer.finished[-1] == view._camera


def test_frame_ready_during_a_gesture_is_painted_with_the_next_movement(qtbot, view):
    view._gesture_timer.setInterval(60_000)
    view.zoom_in()
    view.finish()
    view._gesture_timer.start()
    QCoreApplication.processEvents()
    repaints = []
    view.paintEvent = lambda event: (repaints.append(1), MapView.paintEvent(view, event))

    view._render_thread.frame_ready.emit()
    QCoreApplication.processEvents()
    assert not repaints

    view.zoom_in()
    qtbot.waitUntil(lambda: bool(repaints))


def test_continuous_panning_shows_intermediate_images(qtbot, view, slow_renderer):
    renderer = slow_renderer()
    renderer.seconds = 0.05

    def pan() -> bool:
        view._set_view_state(view._view_state.panned(1, 0))
        grab(view)
        return len(renderer.finished) > 3

    qtbot.waitUntil(pan)
    assert len(renderer.cancelled) <= len(renderer.finished)


def test_repeated_zooming_still_shows_images(qtbot, view, slow_renderer):
    renderer = slow_renderer()
    renderer.seconds = 0.15

    def zoom_in_and_out() -> bool:
        view.zoom_in()
        grab(view)
        qtbot.wait(60)
        view.zoom_out()
        grab(view)
        qtbot.wait(60)
        return bool(renderer.finished)

    qtbot.waitUntil(zoom_in_and_out)


@pytest.mark.parametrize("change", ["theme", "opacity", "dossier"])
def test_old_image_stays_until_the_new_one_is_rendered(
    qtbot, view, slow_renderer, make_layer, change
):
    renderer = slow_renderer()
    before = grab(view)
    layer_states = view._content.layer_states
    other = make_layer("b", b=(SQUARE, {**RED, "fill": "#0000ff"}))
    changes = {
        "theme": lambda: view.show_theme(load_theme("night")),
        "opacity": lambda: view.show_layer_states(
            tuple(replace(state, opacity=0.5) for state in layer_states)
        ),
        "dossier": lambda: view.show_dossier(
            Dossier(layers=(other,), layer_states=(LayerState("b", "b"),))
        ),
    }

    changes[change]()
    qtbot.waitUntil(lambda: grab(view) and bool(renderer.started))

    pixel = CENTER + QPoint(30, 15)
    assert grab(view).pixelColor(pixel) == before.pixelColor(pixel)
    renderer.seconds = 0.0
    qtbot.waitUntil(lambda: view.is_up_to_date)
    assert (grab(view).pixelColor(pixel) == before.pixelColor(pixel)) is (change == "theme")


def test_theme_change_cancels_rendering_in_the_old_theme(qtbot, view, slow_renderer):
    renderer = slow_renderer()
    view.zoom_in()
    qtbot.waitUntil(lambda: grab(view) and bool(renderer.started))

    view.show_theme(load_theme("night"))
    grab(view)

    qtbot.waitUntil(lambda: len(renderer.cancelled) == 1 and len(renderer.started) == 2)


def test_selection_does_not_render_the_picture_again(qtbot, view, slow_renderer):
    renderer = slow_renderer()

    with qtbot.waitSignal(view.render_finished):
        view.show_selection(FeatureKey("a", "a"))

    assert not renderer.started


def test_layer_being_built_can_be_zoomed_to_but_not_hit(qtbot, show, make_layer, monkeypatch):
    view = show()
    build_allowed = threading.Event()
    build = frame.build_render_layer
    monkeypatch.setattr(
        frame, "build_render_layer", lambda layer: build_allowed.wait(60) and build(layer)
    )
    layer = make_layer("a", a=(Point(10.0, 50.0), {"precision_m": 20_000}))

    view.show_dossier(Dossier(layers=(layer,), layer_states=(LayerState("a", "a"),)))
    view.zoom_to_feature(FeatureKey("a", "a"))
    west, _, east, _ = view.bounds
    with qtbot.waitSignal(view.clicked) as clicked:
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=CENTER)
    build_allowed.set()
    view.finish()
    with qtbot.waitSignal(view.clicked) as clicked_later:
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=CENTER)

    assert 0.5 < east - west < 2.0  # the halo has a radius of 20 km
    assert clicked.args == [()]
    assert clicked_later.args == [(FeatureKey("a", "a"),)]


def test_hidden_layer_is_built_only_when_shown(show, make_layer, qtbot, day):
    view = MapView(day, Basemap())
    qtbot.addWidget(view)
    hidden = (LayerState("a", "a", visible=False),)
    view.show_dossier(Dossier(layers=(make_layer("a", a=(SQUARE, RED)),), layer_states=hidden))
    view.finish()
    assert not view._render_thread.frame.render_layers

    view.show_layer_states((LayerState("a", "a"),))
    view.finish()

    assert view._render_thread.frame.render_layers


def test_busy_indicator_appears_only_during_long_rendering(qtbot, view, slow_renderer, day):
    renderer = slow_renderer()
    accent = QColor(day.accent.rgb())

    view.zoom_in()
    assert grab(view).pixelColor(5, 0) != accent
    qtbot.waitUntil(lambda: grab(view).pixelColor(5, 0) == accent)
    renderer.seconds = 0.0
    qtbot.waitUntil(lambda: view.is_up_to_date)

    assert grab(view).pixelColor(5, 0) != accent


def test_image_is_rendered_at_the_device_pixel_ratio(view, monkeypatch):
    monkeypatch.setattr(MapView, "devicePixelRatioF", lambda _self: 2.0)
    view.finish()

    assert view._render_thread.frame.picture.image.width() == 1200


@pytest.mark.parametrize("deferred", [False, True])
def test_closing_a_view_while_rendering_ends_its_threads(
    qtbot, day: Theme, slow_renderer, deferred
):
    threads_before = set(threading.enumerate())
    renderer = slow_renderer()
    views = [MapView(day, Basemap()) for _ in range(2)]
    for view in views:
        view.resize(600, 400)
        view.show()
        view.show_bounds((30, 44, 40, 50))
    qtbot.waitUntil(lambda: len(renderer.started) == 2)
    assert set(threading.enumerate()) - threads_before

    for view in views:
        view.close()
        if deferred:
            view.deleteLater()
        else:
            shiboken6.delete(view)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    assert not set(threading.enumerate()) - threads_before
    assert not renderer.finished


def test_error_in_the_render_thread_is_raised_in_the_interface_thread(qtbot, view, monkeypatch):
    def fail(*_: object) -> RenderedImage:
        raise ZeroDivisionError

    monkeypatch.setattr(frame, "render_scene", fail)
    with qtbot.capture_exceptions() as exceptions:
        view.zoom_in()
        grab(view)
        qtbot.waitUntil(lambda: bool(exceptions))

    assert exceptions[0][0] is ZeroDivisionError
