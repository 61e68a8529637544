"""The map never waits: what the hand sees while exact pictures are being made elsewhere."""

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
MIDDLE = QPoint(300, 200)


class SlowPainter:
    """Paints as the map does, but only when it is let, or after some time.

    Attributes
    ----------
    begun, done, given_up
        The cameras from which pictures were.
    """

    def __init__(self) -> None:
        self.begun: list[Camera] = []
        self.done: list[Camera] = []
        self.given_up: list[Camera] = []
        self.seconds = 60.0

    def __call__(
        self,
        scene: Scene,
        camera: Camera,
        ratio: float,
        stop: CancelCheck,
        _older: Sequence[RenderedImage],
    ) -> RenderedImage:
        self.begun.append(camera)
        begun = time.monotonic()
        while time.monotonic() - begun < self.seconds:
            if stop():
                self.given_up.append(camera)
                raise Cancelled
            time.sleep(0.001)
        self.done.append(camera)
        return render_scene(scene, camera, ratio)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Callable[[], SlowPainter]:
    """From when it is called on, a picture takes a minute, or what one sets."""

    def make() -> SlowPainter:
        painter = SlowPainter()
        monkeypatch.setattr(frame, "render_scene", painter)
        return painter

    return make


@pytest.fixture
def field(show, make_layer) -> MapView:
    """A finished map with a red field in its middle."""
    return show(make_layer("a", a=(SQUARE, RED)))


def now_on(view: MapView) -> QImage:
    """What is on the screen at this moment."""
    return view.grab().toImage()


def is_red(image: QImage, at: QPoint) -> bool:
    return image.pixelColor(at) == QColor("#ff0000")


def drag(qtbot: QtBot, view: MapView, *way: QPoint) -> None:
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=way[0])
    for at in way[1:]:
        qtbot.mouseMove(view, at)
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=way[-1])


def test_the_hand_is_never_held_up(qtbot, field, slow):
    painter = slow()
    aside = MIDDLE + QPoint(70, 40)
    assert is_red(now_on(field), aside + QPoint(0, -20)) is False

    drag(qtbot, field, MIDDLE, MIDDLE + QPoint(35, 20), MIDDLE + QPoint(110, 60))
    moved = now_on(field)

    assert not field.is_up_to_date
    assert is_red(moved, MIDDLE + QPoint(110, 60 + 15))
    assert not is_red(moved, MIDDLE + QPoint(-30, 15))
    painter.seconds = 0.0
    qtbot.waitUntil(lambda: field.is_up_to_date)
    assert is_red(now_on(field), MIDDLE + QPoint(110, 60 + 15))


def test_names_go_with_their_places_while_the_hand_moves(qtbot, field, slow, day):
    (label,) = field._render_thread.frame.labels
    slow()
    left, top, right, bottom = (round(edge) for edge in label.box)

    def inked(image: QImage, shift: QPoint) -> int:
        spots = [QPoint(x, y) + shift for x in range(left, right) for y in range(top, bottom)]
        return sum(image.pixelColor(spot) == QColor(day.label.rgb()) for spot in spots)

    before = inked(now_on(field), QPoint(0, 0))
    drag(qtbot, field, MIDDLE, MIDDLE + QPoint(35, 20), MIDDLE + QPoint(110, 60))

    assert before > 10
    assert inked(now_on(field), QPoint(110, 60)) == before


def test_zooming_shows_the_last_picture_larger_at_once(field, slow):
    slow()
    edge = MIDDLE + QPoint(60, 12)  # beside the field
    assert not is_red(now_on(field), edge)

    field.zoom_in()

    assert is_red(now_on(field), edge)
    assert not field.is_up_to_date


def test_zooming_out_shows_what_was_there_before_one_came_close(show, make_layer, slow):
    west, east = box(36.92, 47.99, 36.94, 48.01), box(37.06, 47.99, 37.08, 48.01)
    view = show(make_layer("a", west=(west, RED), east=(east, RED)))
    spots = [MIDDLE + QPoint(across, 12) for across in (-156, 156)]
    assert all(is_red(now_on(view), spot) for spot in spots)
    for _ in range(3):
        view.zoom_in()
        view.finish()
    slow()

    for _ in range(3):
        view.zoom_out()

    assert all(is_red(now_on(view), spot) for spot in spots)


def test_when_the_hand_rests_only_the_last_camera_is_painted_to_the_end(qtbot, field, slow):
    painter = slow()

    drag(qtbot, field, MIDDLE, *(MIDDLE + QPoint(5 * step, 0) for step in range(3, 20)))
    now_on(field)
    qtbot.waitUntil(lambda: bool(painter.begun))
    drag(qtbot, field, MIDDLE, *(MIDDLE + QPoint(5 * step, 0) for step in range(3, 20)))
    now_on(field)
    qtbot.waitUntil(lambda: painter.begun[-1:] == [field._camera])
    painter.seconds = 0.0
    qtbot.waitUntil(lambda: field.is_up_to_date)

    assert painter.done == [field._camera]
    assert painter.given_up  # the first one


def test_a_scale_one_has_left_is_not_painted_to_the_end(qtbot, field, slow):
    painter = slow()

    qtbot.wait(700)  # longer than a restless hand goes without a new picture
    field.zoom_in()
    now_on(field)
    qtbot.waitUntil(lambda: bool(painter.begun))
    field.zoom_in()
    now_on(field)
    qtbot.waitUntil(lambda: painter.begun[-1:] == [field._camera])

    assert len(painter.given_up) == 1


def test_no_picture_is_begun_of_a_scale_one_passes_through(field, slow):
    painter = slow()
    painter.seconds = 0.0
    for _ in range(8):
        field.zoom_in()
        field._request_render()
    field.finish()

    assert len(painter.begun) <= 2  # at most the first, had it been long since the last picture
    assert painter.done[-1] == field._camera


def test_what_comes_while_the_hand_moves_is_shown_with_its_next_movement(qtbot, field):
    field._moving.setInterval(60_000)
    field.zoom_in()
    field.finish()
    field._moving.start()
    QCoreApplication.processEvents()
    repaints = []
    field.paintEvent = lambda event: (repaints.append(1), MapView.paintEvent(field, event))

    field._render_thread.frame_ready.emit()
    QCoreApplication.processEvents()
    assert not repaints

    field.zoom_in()
    qtbot.waitUntil(lambda: bool(repaints))


def test_a_steady_hand_sees_picture_after_picture(qtbot, field, slow):
    painter = slow()
    painter.seconds = 0.05

    def move_on() -> bool:
        field._look(field._view_state.panned(1, 0))
        now_on(field)
        return len(painter.done) > 3

    qtbot.waitUntil(move_on)
    assert len(painter.given_up) <= len(painter.done)


def test_a_hand_that_moves_again_and_again_sees_pictures_too(qtbot, field, slow):
    painter = slow()
    painter.seconds = 0.15

    def move_on() -> bool:
        field.zoom_in()
        now_on(field)
        qtbot.wait(60)
        field.zoom_out()
        now_on(field)
        qtbot.wait(60)
        return bool(painter.done)

    qtbot.waitUntil(move_on)


@pytest.mark.parametrize("change", ["theme", "opacity", "dossier"])
def test_what_is_open_stays_on_screen_until_the_new_picture_is_there(
    qtbot, field, slow, make_layer, change
):
    painter = slow()
    before = now_on(field)
    layer_states = field._content.layer_states
    other = make_layer("b", b=(SQUARE, {**RED, "fill": "#0000ff"}))
    changes = {
        "theme": lambda: field.show_theme(load_theme("night")),
        "opacity": lambda: field.show_layer_states(
            tuple(replace(s, opacity=0.5) for s in layer_states)
        ),
        "dossier": lambda: field.show_dossier(
            Dossier(layers=(other,), layer_states=(LayerState("b", "b"),))
        ),
    }

    changes[change]()
    qtbot.waitUntil(lambda: now_on(field) and bool(painter.begun))

    spot = MIDDLE + QPoint(30, 15)
    assert now_on(field).pixelColor(spot) == before.pixelColor(spot)
    painter.seconds = 0.0
    qtbot.waitUntil(lambda: field.is_up_to_date)
    assert (now_on(field).pixelColor(spot) == before.pixelColor(spot)) is (change == "theme")


def test_a_new_theme_does_not_wait_for_the_old_ones_picture(qtbot, field, slow):
    painter = slow()
    field.zoom_in()
    qtbot.waitUntil(lambda: now_on(field) and bool(painter.begun))

    field.show_theme(load_theme("night"))
    now_on(field)

    qtbot.waitUntil(lambda: len(painter.given_up) == 1 and len(painter.begun) == 2)


def test_selecting_does_not_paint_the_layers_again(qtbot, field, slow):
    painter = slow()

    with qtbot.waitSignal(field.render_finished):
        field.show_selection(FeatureKey("a", "a"))

    assert not painter.begun


def test_what_is_not_drawn_yet_can_be_gone_to_and_is_not_hit(qtbot, show, make_layer, monkeypatch):
    view = show()
    gate = threading.Event()
    draw = frame.build_render_layer
    monkeypatch.setattr(frame, "build_render_layer", lambda layer: gate.wait(60) and draw(layer))
    layer = make_layer("a", a=(Point(10.0, 50.0), {"precision_m": 20_000}))

    view.show_dossier(Dossier(layers=(layer,), layer_states=(LayerState("a", "a"),)))
    view.zoom_to_feature(FeatureKey("a", "a"))
    west, _, east, _ = view.bounds
    with qtbot.waitSignal(view.clicked) as heard:
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=MIDDLE)
    gate.set()
    view.finish()
    with qtbot.waitSignal(view.clicked) as heard_then:
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=MIDDLE)

    assert 0.5 < east - west < 2.0  # the halo is twenty kilometres wide, twice
    assert heard.args == [()]
    assert heard_then.args == [(FeatureKey("a", "a"),)]


def test_a_hidden_layer_is_not_drawn_before_it_is_shown(show, make_layer, qtbot, day):
    view = MapView(day, Basemap())
    qtbot.addWidget(view)
    hidden = (LayerState("a", "a", visible=False),)
    view.show_dossier(Dossier(layers=(make_layer("a", a=(SQUARE, RED)),), layer_states=hidden))
    view.finish()
    assert not view._render_thread.frame.render_layers

    view.show_layer_states((LayerState("a", "a"),))
    view.finish()

    assert view._render_thread.frame.render_layers


def test_a_picture_that_takes_long_says_so_and_then_no_more(qtbot, field, slow, day):
    painter = slow()
    accent = QColor(day.accent.rgb())

    field.zoom_in()
    assert now_on(field).pixelColor(5, 0) != accent
    qtbot.waitUntil(lambda: now_on(field).pixelColor(5, 0) == accent)
    painter.seconds = 0.0
    qtbot.waitUntil(lambda: field.is_up_to_date)

    assert now_on(field).pixelColor(5, 0) != accent


def test_a_denser_screen_gets_a_picture_of_its_own(field, monkeypatch):
    monkeypatch.setattr(MapView, "devicePixelRatioF", lambda _self: 2.0)
    field.finish()

    assert field._render_thread.frame.picture.image.width() == 1200


@pytest.mark.parametrize("later", [False, True])
def test_closing_while_a_picture_is_painted_is_safe(qtbot, day: Theme, slow, later):
    others = set(threading.enumerate())
    painter = slow()
    views = [MapView(day, Basemap()) for _ in range(2)]
    for view in views:
        view.resize(600, 400)
        view.show()
        view.show_bounds((30, 44, 40, 50))
    qtbot.waitUntil(lambda: len(painter.begun) == 2)
    assert set(threading.enumerate()) - others

    for view in views:
        view.close()
        if later:
            view.deleteLater()
        else:
            shiboken6.delete(view)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    assert not set(threading.enumerate()) - others
    assert not painter.done


def test_a_fault_in_the_thread_is_told_where_it_is_seen(qtbot, field, monkeypatch):
    def faulty(*_: object) -> RenderedImage:
        raise ZeroDivisionError

    monkeypatch.setattr(frame, "render_scene", faulty)
    with qtbot.capture_exceptions() as exceptions:
        field.zoom_in()
        now_on(field)
        qtbot.waitUntil(lambda: bool(exceptions))

    assert exceptions[0][0] is ZeroDivisionError
