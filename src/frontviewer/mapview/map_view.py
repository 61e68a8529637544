"""The map: it is handed values, and says what the hand on it wishes."""

from dataclasses import replace

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from frontviewer.core.io.cache.layer_cache import Cache
from frontviewer.core.model import edtf
from frontviewer.core.model.dossier import Bounds, Dossier, LayerState
from frontviewer.core.model.feature import FeatureKey
from frontviewer.core.model.layer import Layer
from frontviewer.mapview.camera import (
    Camera,
    MapBounds,
    map_bounds,
    place_at,
    view_of,
    within_world,
)
from frontviewer.mapview.engine.frame import Subject, Wish, paint_frame
from frontviewer.mapview.engine.render_thread import Renderer
from frontviewer.mapview.extent import extent_of_feature, extent_of_layers
from frontviewer.mapview.gestures import Gestures
from frontviewer.mapview.hit_testing import hits
from frontviewer.mapview.navigation import History, Outlook
from frontviewer.mapview.overlays.map_controls import instruments_of, paint_busy, paint_instruments
from frontviewer.mapview.painters.basemap import Basemap
from frontviewer.mapview.painters.highlight import paint_box
from frontviewer.theme.theme import Theme

_REACH_PX = 6.0
_REST_MS = 150
_FIRST_VIEW: Bounds = (22.0, 44.0, 41.0, 53.0)
_LEAST_EXTENT_M = 6_000.0
_KEY_ZOOM = 1.6
_PATIENCE_MS = 300
_EXPECTING_MS = 1000
_FRAME_MS = 25
"""A hand that moved is expected to move again within so long, and shows then what has come."""


class MapView(QWidget):
    """Shows a dossier's layers over a basemap.

    It never waits: what is exact is made in another thread, and until it is there the last
    picture, moved and scaled, takes its place.

    Places that are said or handed in are longitude and latitude in degrees, WGS 84. What layers
    look like at first is kept in the `cache`, if there is one.

    Signals
    -------
    clicked(tuple[FeatureKey, ...])
        Everything under the pointer, topmost first.
    hovered(FeatureKey | None)
        What has come to lie topmost under the pointer.
    cursor_moved((longitude, latitude) | None)
        None, too, beyond the edge at the poles.
    view_changed(View)
    history_changed(can_go_back, can_go_forward)
    completed()
        The picture is exact and complete again, until something changes.
    """

    clicked = Signal(object)
    hovered = Signal(object)
    cursor_moved = Signal(object)
    view_changed = Signal(object)
    history_changed = Signal(bool, bool)
    completed = Signal()

    def __init__(
        self,
        theme: Theme,
        basemap: Basemap,
        parent: QWidget | None = None,
        *,
        cache: Cache | None = None,
    ) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(240, 180)
        self._subject = Subject(theme, basemap, credit=basemap.attribution)
        self._selected: FeatureKey | None = None
        self._under_pointer: FeatureKey | None = None
        self._box: QRectF | None = None
        nowhere = Outlook(Camera(0, 0, 1, self.width(), self.height()))
        self._outlook = nowhere.showing(map_bounds(_FIRST_VIEW), airy=True)
        self._first_view: Bounds | None = None
        self._waiting = False  # for an exact picture
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._patience.timeout.connect(self.update)
        self._expecting = QTimer(self, singleShot=True, interval=_EXPECTING_MS)
        self._expecting.timeout.connect(self.update)
        self._moving = QTimer(self, singleShot=True, interval=_FRAME_MS)
        self._moving.timeout.connect(self._show_arrived)
        self._unshown = False
        self._renderer = Renderer(cache)
        self._renderer.arrived.connect(self._on_arrived)
        self.destroyed.connect(self._renderer.stop)
        self._resting = QTimer(self, singleShot=True, interval=_REST_MS)
        self._resting.timeout.connect(self._rest)
        self._gestures = Gestures(self)
        self._listen()

    # Facts in.

    def expect_dossier(self) -> None:
        """Draw nothing until layers are shown, or do not come soon.

        A picture of the ground alone, in place of which there is another at once, would make both
        come later.
        """
        self._expecting.start()

    def show_dossier(self, dossier: Dossier) -> None:
        """Show other layers, and stay where we are."""
        self._expecting.stop()
        self._first_view = dossier.view
        credit = (str(layer.members.get("attribution") or "") for layer in dossier.layers)
        named = dict.fromkeys((*credit, *self._subject.basemap.attribution))
        date = edtf.as_of_words(dossier.as_of)
        self._selected = self._under_pointer = None
        self._show(
            replace(
                self._subject,
                layers=dossier.layers,
                states=dossier.states,
                credit=tuple(filter(None, (date, *named))),
            )
        )

    def show_first_view(self) -> None:
        """Show what the dossier asks for at first; there is nothing to go back to."""
        self._look(replace(self._outlook, history=History()))
        if self._first_view:
            self.show_bounds(self._first_view)
        else:
            self.zoom_all()

    def show_coordinates(self, shown: bool) -> None:
        """Draw and name the graticule, or leave it out."""
        self._show(replace(self._subject, graticule=shown))

    def show_states(self, states: tuple[LayerState, ...]) -> None:
        """Show layers in another order (topmost first), hidden, or fainter; nothing is rebuilt."""
        if states != self._subject.states:
            self._show(replace(self._subject, states=states))

    def show_selection(self, key: FeatureKey | None) -> None:
        """Mark one feature, or none."""
        self._selected = key
        self.update()

    def show_theme(self, theme: Theme) -> None:
        """Change colours and sizes."""
        self._show(replace(self._subject, theme=theme))

    def _show(self, subject: Subject) -> None:
        self._subject = subject
        self.update()

    def show_bounds(self, bounds: Bounds, *, remember: bool = True) -> None:
        """Show all of some bounds, in degrees; `remember` puts them on the way back."""
        there = self._outlook.showing(map_bounds(bounds), airy=False)
        self._go_to(there.rested() if remember else there)

    def zoom_in(self) -> None:
        """Look closer at the middle."""
        self._zoom(_KEY_ZOOM, QPointF(self.width() / 2, self.height() / 2))

    def zoom_out(self) -> None:
        """Look at more around the middle."""
        self._zoom(1 / _KEY_ZOOM, QPointF(self.width() / 2, self.height() / 2))

    def zoom_all(self) -> None:
        """Show every visible layer whole."""
        self._go_to_extent(extent_of_layers(layer for layer, _ in self._subject.visible))

    def zoom_to_layer(self, name: str) -> None:
        """Show one layer whole, visible or not."""
        self._go_to_extent(extent_of_layers(self._named(name)))

    def zoom_to_feature(self, key: FeatureKey) -> None:
        """Show one feature whole; one without geometry leaves the view as it is."""
        for layer in self._named(key.layer):
            self._go_to_extent(extent_of_feature(layer, key.id))

    def _named(self, name: str) -> list[Layer]:
        return [layer for layer in self._subject.layers if layer.name == name]

    def back(self) -> None:
        """Return to the view before."""
        self._go_to(self._outlook.back())

    def forward(self) -> None:
        """Return to the view from which one came back."""
        self._go_to(self._outlook.forward())

    def set_box_zoom(self, on: bool) -> None:
        """Let a plain drag draw the box to zoom to, instead of pushing the map."""
        self._gestures.box_mode = on
        self.setCursor(Qt.CursorShape.CrossCursor if on else Qt.CursorShape.ArrowCursor)

    # What is so.

    @property
    def _camera(self) -> Camera:
        """What is seen is seen from here: between pixels."""
        return self._outlook.camera.on_pixels(self.devicePixelRatioF())

    @property
    def bounds(self) -> Bounds:
        """West, south, east, north of what is visible."""
        return view_of(self._outlook.camera).bounds

    @property
    def settled(self) -> bool:
        """Whether the picture is exact and complete."""
        return self._renderer.frame.fulfils(self._wish)

    def finish(self) -> None:
        """Return when the picture is exact and complete, for one that is not to be looked at."""
        self._ask()
        self._renderer.finish()
        self._moving.stop()
        self._on_arrived()

    @property
    def can_go_back(self) -> bool:
        """Whether there is a view before this one."""
        return bool(self._outlook.history.past)

    @property
    def can_go_forward(self) -> bool:
        """Whether one came back to this view from another."""
        return bool(self._outlook.history.future)

    # From the hand.

    def _listen(self) -> None:
        self._gestures.dragged.connect(self._on_dragged)
        self._gestures.zoomed.connect(self._zoom)
        self._gestures.clicked.connect(self._on_clicked)
        self._gestures.hovered.connect(self._on_hovered)
        self._gestures.boxed.connect(self._on_boxed)
        self._gestures.box_drawn.connect(self._on_box_drawn)

    def _on_dragged(self, across: float, down: float) -> None:
        self._move_to(self._outlook.pushed(across, down))

    def _zoom(self, factor: float, at: QPointF) -> None:
        self._move_to(self._outlook.zoomed(factor, at))

    def _move_to(self, outlook: Outlook) -> None:
        self._moving.start()
        self._look(outlook)
        self._resting.start()

    def _on_clicked(self, at: QPointF) -> None:
        self.clicked.emit(self._hits(at))

    def _on_hovered(self, at: QPointF | None) -> None:
        self.cursor_moved.emit(place_at(self._camera, at) if at is not None else None)
        topmost = next(iter(self._hits(at)), None) if at is not None else None
        if topmost != self._under_pointer:
            self._under_pointer = topmost
            self.hovered.emit(topmost)
            self.update()

    def _on_boxed(self, box: QRectF | None) -> None:
        self._box = box
        self.update()

    def _on_box_drawn(self, box: QRectF) -> None:
        west, north = self._camera.from_screen(box.topLeft())
        east, south = self._camera.from_screen(box.bottomRight())
        self._go_to(self._outlook.showing((west, south, east, north), airy=False).rested())

    def _hits(self, at: QPointF) -> tuple[FeatureKey, ...]:
        x, y = self._camera.from_screen(at)
        reach = _REACH_PX * self._camera.resolution
        drawings = self._renderer.frame.visible(self._subject)
        return tuple(key for layer in drawings for key in hits(layer, within_world(x), y, reach))

    # Where one looks.

    def _go_to_extent(self, extent: MapBounds | None) -> None:
        if extent is None:
            return
        west, south, east, north = extent
        short = max(0.0, _LEAST_EXTENT_M - max(east - west, north - south)) / 2
        bounds = (west - short, south - short, east + short, north + short)
        self._go_to(self._outlook.showing(bounds, airy=True).rested())

    def _go_to(self, outlook: Outlook) -> None:
        if outlook is not self._outlook:
            self._resting.stop()
            self._look(outlook)

    def _look(self, outlook: Outlook) -> None:
        """Look from elsewhere, if it is elsewhere."""
        before, self._outlook = self._outlook, outlook
        if outlook.camera != before.camera:
            self._renderer.stand_aside()
            self.view_changed.emit(view_of(outlook.camera))
            self.update()
        if outlook.history != before.history:
            self.history_changed.emit(self.can_go_back, self.can_go_forward)

    def _rest(self) -> None:
        """Remember where the hand has come to rest."""
        self._look(self._outlook.rested())

    # Painting.

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102, N802 - Qt's name
        super().resizeEvent(event)
        self._look(self._outlook.resized(self.width(), self.height()))

    def changeEvent(self, event: QEvent) -> None:  # noqa: D102, N802 - Qt's name
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: D102, N802 - Qt's name
        self._renderer.stand_aside()
        subject, camera = self._subject, self._camera
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            ratio, sea = self.devicePixelRatioF(), subject.theme.sea
            paint_frame(painter, self._renderer.frame, camera, ratio, sea)
            instruments = instruments_of(
                camera, subject.theme, self.font(), subject.credit, graticule=subject.graticule
            )
            paint_instruments(painter, instruments)
            if self._box is not None:
                paint_box(painter, subject.theme, self._box)
            if self._waiting and not (self.settled or self._patience.isActive()):
                paint_busy(painter, subject.theme, camera)
        if not self._expecting.isActive():
            self._ask()
        self._renderer.go_on()  # last, for then nothing gets in the way of this frame

    @property
    def _wish(self) -> Wish:
        """What should be on the screen."""
        return Wish(
            self._subject,
            self._camera,
            self.devicePixelRatioF(),
            self.font(),
            self._selected,
            self._under_pointer,
        )

    def _ask(self) -> None:
        if self._renderer.ask(self._wish) and not self._waiting:
            self._waiting = True
            self._patience.start()

    def _on_arrived(self) -> None:
        self._unshown = True
        if not self._moving.isActive():
            self._show_arrived()

    def _show_arrived(self) -> None:
        if not self._unshown:
            return
        self._unshown = False
        self.update()
        if self._waiting and self.settled:
            self._waiting = False
            self._patience.stop()
            self.completed.emit()
