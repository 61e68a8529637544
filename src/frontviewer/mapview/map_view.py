"""The map: it is handed values, and says what the hand on it wishes."""

from dataclasses import replace

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from frontviewer.core.io.cache.layer_cache import LayerCache
from frontviewer.core.model import edtf
from frontviewer.core.model.dossier import Bounds, Dossier, LayerState
from frontviewer.core.model.feature import FeatureKey
from frontviewer.core.model.layer import Layer
from frontviewer.mapview.camera import (
    Camera,
    MapBounds,
    describe_view,
    lon_lat_at,
    project_bounds,
    within_world,
)
from frontviewer.mapview.engine.frame import MapContent, RenderRequest, paint_frame
from frontviewer.mapview.engine.render_thread import RenderThread
from frontviewer.mapview.extent import feature_extent, layers_extent
from frontviewer.mapview.gestures import MapGestures
from frontviewer.mapview.hit_testing import features_at
from frontviewer.mapview.navigation import MapViewState, ViewHistory
from frontviewer.mapview.overlays.map_controls import layout_controls, paint_busy, paint_controls
from frontviewer.mapview.painters.basemap import Basemap
from frontviewer.mapview.painters.highlight import paint_box
from frontviewer.theme.theme import Theme

_REACH_PX = 6.0
_REST_MS = 150
_DEFAULT_VIEW: Bounds = (22.0, 44.0, 41.0, 53.0)
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
    render_finished = Signal()

    def __init__(
        self,
        theme: Theme,
        basemap: Basemap,
        parent: QWidget | None = None,
        *,
        cache: LayerCache | None = None,
    ) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(240, 180)
        self._content = MapContent(theme, basemap, credit=basemap.attribution)
        self._selected: FeatureKey | None = None
        self._under_pointer: FeatureKey | None = None
        self._box: QRectF | None = None
        nowhere = MapViewState(Camera(0, 0, 1, self.width(), self.height()))
        self._view_state = nowhere.fit_bounds(project_bounds(_DEFAULT_VIEW), padded=True)
        self._initial_view: Bounds | None = None
        self._waiting = False  # for an exact picture
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._patience.timeout.connect(self.update)
        self._expecting = QTimer(self, singleShot=True, interval=_EXPECTING_MS)
        self._expecting.timeout.connect(self.update)
        self._moving = QTimer(self, singleShot=True, interval=_FRAME_MS)
        self._moving.timeout.connect(self._show_frame)
        self._frame_waiting = False
        self._render_thread = RenderThread(cache)
        self._render_thread.frame_ready.connect(self._on_frame_ready)
        self.destroyed.connect(self._render_thread.stop)
        self._view_timer = QTimer(self, singleShot=True, interval=_REST_MS)
        self._view_timer.timeout.connect(self._remember_view)
        self._gestures = MapGestures(self)
        self._listen()

    # Facts in.

    def wait_for_dossier(self) -> None:
        """Draw nothing until layers are shown, or do not come soon.

        A picture of the ground alone, in place of which there is another at once, would make both
        come later.
        """
        self._expecting.start()

    def show_dossier(self, dossier: Dossier) -> None:
        """Show other layers, and stay where we are."""
        self._expecting.stop()
        self._initial_view = dossier.view
        credit = (str(layer.members.get("attribution") or "") for layer in dossier.layers)
        named = dict.fromkeys((*credit, *self._content.basemap.attribution))
        date = edtf.format_as_of(dossier.as_of)
        self._selected = self._under_pointer = None
        self._show(
            replace(
                self._content,
                layers=dossier.layers,
                layer_states=dossier.layer_states,
                credit=tuple(filter(None, (date, *named))),
            )
        )

    def show_initial_view(self) -> None:
        """Show what the dossier asks for at first; there is nothing to go back to."""
        self._look(replace(self._view_state, history=ViewHistory()))
        if self._initial_view:
            self.show_bounds(self._initial_view)
        else:
            self.zoom_all()

    def show_coordinates(self, shown: bool) -> None:
        """Draw and name the graticule, or leave it out."""
        self._show(replace(self._content, graticule=shown))

    def show_layer_states(self, layer_states: tuple[LayerState, ...]) -> None:
        """Show layers in another order (topmost first), hidden, or fainter; nothing is rebuilt."""
        if layer_states != self._content.layer_states:
            self._show(replace(self._content, layer_states=layer_states))

    def show_selection(self, key: FeatureKey | None) -> None:
        """Mark one feature, or none."""
        self._selected = key
        self.update()

    def show_theme(self, theme: Theme) -> None:
        """Change colours and sizes."""
        self._show(replace(self._content, theme=theme))

    def _show(self, content: MapContent) -> None:
        self._content = content
        self.update()

    def show_bounds(self, bounds: Bounds, *, remember: bool = True) -> None:
        """Show all of some bounds, in degrees; `remember` puts them on the way back."""
        there = self._view_state.fit_bounds(project_bounds(bounds), padded=False)
        self._go_to(there.committed() if remember else there)

    def zoom_in(self) -> None:
        """Look closer at the middle."""
        self._zoom(_KEY_ZOOM, QPointF(self.width() / 2, self.height() / 2))

    def zoom_out(self) -> None:
        """Look at more around the middle."""
        self._zoom(1 / _KEY_ZOOM, QPointF(self.width() / 2, self.height() / 2))

    def zoom_all(self) -> None:
        """Show every visible layer whole."""
        self._go_to_extent(layers_extent(layer for layer, _ in self._content.visible))

    def zoom_to_layer(self, name: str) -> None:
        """Show one layer whole, visible or not."""
        self._go_to_extent(layers_extent(self._named(name)))

    def zoom_to_feature(self, key: FeatureKey) -> None:
        """Show one feature whole; one without geometry leaves the view as it is."""
        for layer in self._named(key.layer):
            self._go_to_extent(feature_extent(layer, key.id))

    def _named(self, name: str) -> list[Layer]:
        return [layer for layer in self._content.layers if layer.name == name]

    def back(self) -> None:
        """Return to the view before."""
        self._go_to(self._view_state.back())

    def forward(self) -> None:
        """Return to the view from which one came back."""
        self._go_to(self._view_state.forward())

    def set_box_zoom(self, on: bool) -> None:
        """Let a plain drag draw the box to zoom to, instead of pushing the map."""
        self._gestures.box_mode = on
        self.setCursor(Qt.CursorShape.CrossCursor if on else Qt.CursorShape.ArrowCursor)

    # What is so.

    @property
    def _camera(self) -> Camera:
        """What is seen is seen from here: between pixels."""
        return self._view_state.camera.snapped_to_pixels(self.devicePixelRatioF())

    @property
    def bounds(self) -> Bounds:
        """West, south, east, north of what is visible."""
        return describe_view(self._view_state.camera).bounds

    @property
    def is_up_to_date(self) -> bool:
        """Whether the picture is exact and complete."""
        return self._render_thread.frame.satisfies(self._request)

    def finish(self) -> None:
        """Return when the picture is exact and complete, for one that is not to be looked at."""
        self._request_render()
        self._render_thread.finish()
        self._moving.stop()
        self._on_frame_ready()

    @property
    def can_go_back(self) -> bool:
        """Whether there is a view before this one."""
        return bool(self._view_state.history.past)

    @property
    def can_go_forward(self) -> bool:
        """Whether one came back to this view from another."""
        return bool(self._view_state.history.future)

    # From the hand.

    def _listen(self) -> None:
        self._gestures.dragged.connect(self._on_dragged)
        self._gestures.zoomed.connect(self._zoom)
        self._gestures.clicked.connect(self._on_clicked)
        self._gestures.hovered.connect(self._on_hovered)
        self._gestures.box_changed.connect(self._on_box_changed)
        self._gestures.box_finished.connect(self._on_box_finished)

    def _on_dragged(self, across: float, down: float) -> None:
        self._move_to(self._view_state.panned(across, down))

    def _zoom(self, factor: float, at: QPointF) -> None:
        self._move_to(self._view_state.zoomed(factor, at))

    def _move_to(self, view: MapViewState) -> None:
        self._moving.start()
        self._look(view)
        self._view_timer.start()

    def _on_clicked(self, at: QPointF) -> None:
        self.clicked.emit(self._features_at(at))

    def _on_hovered(self, at: QPointF | None) -> None:
        self.cursor_moved.emit(lon_lat_at(self._camera, at) if at is not None else None)
        topmost = next(iter(self._features_at(at)), None) if at is not None else None
        if topmost != self._under_pointer:
            self._under_pointer = topmost
            self.hovered.emit(topmost)
            self.update()

    def _on_box_changed(self, box: QRectF | None) -> None:
        self._box = box
        self.update()

    def _on_box_finished(self, box: QRectF) -> None:
        west, north = self._camera.from_screen(box.topLeft())
        east, south = self._camera.from_screen(box.bottomRight())
        self._go_to(
            self._view_state.fit_bounds((west, south, east, north), padded=False).committed()
        )

    def _features_at(self, at: QPointF) -> tuple[FeatureKey, ...]:
        x, y = self._camera.from_screen(at)
        reach = _REACH_PX * self._camera.resolution
        render_layers = self._render_thread.frame.visible(self._content)
        return tuple(
            key for layer in render_layers for key in features_at(layer, within_world(x), y, reach)
        )

    # Where one looks.

    def _go_to_extent(self, extent: MapBounds | None) -> None:
        if extent is None:
            return
        west, south, east, north = extent
        short = max(0.0, _LEAST_EXTENT_M - max(east - west, north - south)) / 2
        bounds = (west - short, south - short, east + short, north + short)
        self._go_to(self._view_state.fit_bounds(bounds, padded=True).committed())

    def _go_to(self, view: MapViewState) -> None:
        if view is not self._view_state:
            self._view_timer.stop()
            self._look(view)

    def _look(self, view: MapViewState) -> None:
        """Look from elsewhere, if it is elsewhere."""
        before, self._view_state = self._view_state, view
        if view.camera != before.camera:
            self._render_thread.pause()
            self.view_changed.emit(describe_view(view.camera))
            self.update()
        if view.history != before.history:
            self.history_changed.emit(self.can_go_back, self.can_go_forward)

    def _remember_view(self) -> None:
        """Remember where the hand has come to rest."""
        self._look(self._view_state.committed())

    # Painting.

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102, N802 - Qt's name
        super().resizeEvent(event)
        self._look(self._view_state.resized(self.width(), self.height()))

    def changeEvent(self, event: QEvent) -> None:  # noqa: D102, N802 - Qt's name
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: D102, N802 - Qt's name
        self._render_thread.pause()
        content, camera = self._content, self._camera
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            ratio, sea = self.devicePixelRatioF(), content.theme.sea
            paint_frame(painter, self._render_thread.frame, camera, ratio, sea)
            controls = layout_controls(
                camera, content.theme, self.font(), content.credit, graticule=content.graticule
            )
            paint_controls(painter, controls)
            if self._box is not None:
                paint_box(painter, content.theme, self._box)
            if self._waiting and not (self.is_up_to_date or self._patience.isActive()):
                paint_busy(painter, content.theme, camera)
        if not self._expecting.isActive():
            self._request_render()
        self._render_thread.resume()  # last, for then nothing gets in the way of this frame

    @property
    def _request(self) -> RenderRequest:
        """What should be on the screen."""
        return RenderRequest(
            self._content,
            self._camera,
            self.devicePixelRatioF(),
            self.font(),
            self._selected,
            self._under_pointer,
        )

    def _request_render(self) -> None:
        if self._render_thread.request(self._request) and not self._waiting:
            self._waiting = True
            self._patience.start()

    def _on_frame_ready(self) -> None:
        self._frame_waiting = True
        if not self._moving.isActive():
            self._show_frame()

    def _show_frame(self) -> None:
        if not self._frame_waiting:
            return
        self._frame_waiting = False
        self.update()
        if self._waiting and self.is_up_to_date:
            self._waiting = False
            self._patience.stop()
            self.render_finished.emit()
