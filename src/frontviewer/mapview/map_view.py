"""The map widget: paints the rendered frame and turns gestures into views, clicks and hovers."""

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
    project_bounds,
    unproject_point,
    wrap_x,
)
from frontviewer.mapview.engine.frame import MapContent, RenderRequest
from frontviewer.mapview.engine.frame_painter import paint_frame
from frontviewer.mapview.engine.render_thread import RenderThread
from frontviewer.mapview.extent import compute_feature_extent, compute_layers_extent
from frontviewer.mapview.gestures import MapGestures
from frontviewer.mapview.hit_testing import hit_test
from frontviewer.mapview.navigation import MapViewState, ViewHistory
from frontviewer.mapview.overlays.map_controls import layout_controls, paint_busy, paint_controls
from frontviewer.mapview.painters.basemap import Basemap
from frontviewer.mapview.painters.highlight import paint_box
from frontviewer.theme.theme import Theme

_HIT_TOLERANCE_PX = 6.0
_COMMIT_DELAY_MS = 150
"""Time without movement after which a panned or zoomed view enters the history."""
_DEFAULT_VIEW: Bounds = (22.0, 44.0, 41.0, 53.0)
_MIN_EXTENT_M = 6_000.0
"""Smallest width or height that zooming to a layer or feature shows, in map meters."""
_KEY_ZOOM_FACTOR = 1.6
_BUSY_DELAY_MS = 300
"""Rendering time after which the busy indicator appears."""
_DOSSIER_TIMEOUT_MS = 1000
"""Time after which an announced dossier that has not arrived no longer suspends rendering."""
_GESTURE_GAP_MS = 25
"""Longest time between two movements of one gesture.

A frame that arrives in between is painted with the next movement instead of repainting twice.
"""


class MapView(QWidget):
    """Interactive map of a dossier's layers over a basemap.

    The UI thread never waits for rendering, except in `finish`: a `RenderThread` renders
    the exact image, and until it is ready the last image is painted moved and scaled.

    Positions in signals and parameters are longitude and latitude in degrees, WGS 84. The first
    image of each set of layers is stored in `cache`, if one is given.

    Signals
    -------
    clicked(tuple[FeatureKey, ...])
        All features under the pointer, topmost first.
    hovered(FeatureKey | None)
        The topmost feature under the pointer, when it changes.
    cursor_moved((longitude, latitude) | None)
        None when the pointer leaves the map or is above or below the edge of the world.
    view_changed(ViewExtent)
        The camera has changed.
    history_changed(can_go_back, can_go_forward)
    render_finished()
        The image is exact and complete, until something changes.
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
        self._hovered: FeatureKey | None = None
        self._box: QRectF | None = None
        view_state = MapViewState(Camera(0, 0, 1, self.width(), self.height()))
        self._view_state = view_state.fit_bounds(project_bounds(_DEFAULT_VIEW), padded=True)
        self._initial_view: Bounds | None = None
        self._is_rendering = False
        self._busy_timer = QTimer(self, singleShot=True, interval=_BUSY_DELAY_MS)
        self._busy_timer.timeout.connect(self.update)
        self._dossier_timer = QTimer(self, singleShot=True, interval=_DOSSIER_TIMEOUT_MS)
        self._dossier_timer.timeout.connect(self.update)
        self._gesture_timer = QTimer(self, singleShot=True, interval=_GESTURE_GAP_MS)
        self._gesture_timer.timeout.connect(self._show_frame)
        self._has_new_frame = False
        self._render_thread = RenderThread(cache)
        self._render_thread.frame_ready.connect(self._on_frame_ready)
        self.destroyed.connect(self._render_thread.stop)
        self._commit_timer = QTimer(self, singleShot=True, interval=_COMMIT_DELAY_MS)
        self._commit_timer.timeout.connect(self._commit_view)
        self._gestures = MapGestures(self)
        self._connect_gestures()

    # Content ------------------------------------------------------------------------------------

    def wait_for_dossier(self) -> None:
        """Suspend rendering until layers are shown, for at most one second.

        Rendering the basemap alone, only to replace it at once, would delay both images.
        """
        self._dossier_timer.start()

    def show_dossier(self, dossier: Dossier) -> None:
        """Replace the layers; the view stays."""
        self._dossier_timer.stop()
        self._initial_view = dossier.view
        layer_credits = (str(layer.members.get("attribution") or "") for layer in dossier.layers)
        attributions = dict.fromkeys((*layer_credits, *self._content.basemap.attribution))
        date = edtf.format_as_of(dossier.as_of)
        self._selected = self._hovered = None
        self._show_content(
            replace(
                self._content,
                layers=dossier.layers,
                layer_states=dossier.layer_states,
                credit=tuple(filter(None, (date, *attributions))),
            )
        )

    def show_initial_view(self) -> None:
        """Show the dossier's initial view, or all layers, and clear the view history."""
        self._set_view_state(replace(self._view_state, history=ViewHistory()))
        if self._initial_view:
            self.show_bounds(self._initial_view)
        else:
            self.zoom_all()

    def show_coordinates(self, shown: bool) -> None:
        """Show or hide the graticule and its labels."""
        self._show_content(replace(self._content, graticule=shown))

    def show_layer_states(self, layer_states: tuple[LayerState, ...]) -> None:
        """Apply order (topmost first), visibility and opacity of layers; nothing is rebuilt."""
        if layer_states != self._content.layer_states:
            self._show_content(replace(self._content, layer_states=layer_states))

    def show_selection(self, key: FeatureKey | None) -> None:
        """Highlight one feature; None removes the highlight."""
        self._selected = key
        self.update()

    def show_theme(self, theme: Theme) -> None:
        """Apply the colors and sizes of a theme."""
        self._show_content(replace(self._content, theme=theme))

    def _show_content(self, content: MapContent) -> None:
        self._content = content
        self.update()

    # Commands -----------------------------------------------------------------------------------

    def show_bounds(self, bounds: Bounds, *, remember: bool = True) -> None:
        """Fit the view to bounds in degrees; `remember` adds it to the view history."""
        view = self._view_state.fit_bounds(project_bounds(bounds), padded=False)
        self._go_to(view.committed() if remember else view)

    def zoom_in(self) -> None:
        """Zoom in about the center."""
        self._zoom(_KEY_ZOOM_FACTOR, QPointF(self.width() / 2, self.height() / 2))

    def zoom_out(self) -> None:
        """Zoom out about the center."""
        self._zoom(1 / _KEY_ZOOM_FACTOR, QPointF(self.width() / 2, self.height() / 2))

    def zoom_all(self) -> None:
        """Zoom to the extent of all visible layers."""
        self._go_to_extent(
            compute_layers_extent(layer for layer, _ in self._content.visible_layers)
        )

    def zoom_to_layer(self, name: str) -> None:
        """Zoom to the extent of one layer, visible or not."""
        self._go_to_extent(compute_layers_extent(self._find_layers(name)))

    def zoom_to_feature(self, key: FeatureKey) -> None:
        """Zoom to the extent of one feature; without a geometry the view stays."""
        for layer in self._find_layers(key.layer):
            self._go_to_extent(compute_feature_extent(layer, key.id))

    def _find_layers(self, name: str) -> list[Layer]:
        return [layer for layer in self._content.layers if layer.name == name]

    def back(self) -> None:
        """Go to the previous view in the history."""
        self._go_to(self._view_state.back())

    def forward(self) -> None:
        """Go to the next view in the history."""
        self._go_to(self._view_state.forward())

    def set_box_zoom(self, on: bool) -> None:
        """Switch box zoom: a plain drag then draws the rectangle to zoom to, instead of panning."""
        self._gestures.box_mode = on
        self.setCursor(Qt.CursorShape.CrossCursor if on else Qt.CursorShape.ArrowCursor)

    # State --------------------------------------------------------------------------------------

    @property
    def _camera(self) -> Camera:
        """The camera that is painted: that of the view state, snapped to the pixel grid."""
        return self._view_state.camera.snapped_to_pixels(self.devicePixelRatioF())

    @property
    def bounds(self) -> Bounds:
        """West, south, east, north of the visible area, in degrees."""
        return describe_view(self._view_state.camera).bounds

    @property
    def is_up_to_date(self) -> bool:
        """Whether the image is exact and complete."""
        return self._render_thread.frame.satisfies(self._request)

    def finish(self) -> None:
        """Block until the image is exact and complete; for images written to files and tests."""
        self._request_render()
        self._render_thread.finish()
        self._gesture_timer.stop()
        self._on_frame_ready()

    @property
    def can_go_back(self) -> bool:
        """Whether the history has a previous view."""
        return bool(self._view_state.history.past)

    @property
    def can_go_forward(self) -> bool:
        """Whether the history has a next view."""
        return bool(self._view_state.history.future)

    # Gestures -----------------------------------------------------------------------------------

    def _connect_gestures(self) -> None:
        self._gestures.dragged.connect(self._on_dragged)
        self._gestures.zoomed.connect(self._zoom)
        self._gestures.clicked.connect(self._on_clicked)
        self._gestures.hovered.connect(self._on_hovered)
        self._gestures.box_changed.connect(self._on_box_changed)
        self._gestures.box_finished.connect(self._on_box_finished)

    def _on_dragged(self, dx: float, dy: float) -> None:
        self._move_to(self._view_state.panned(dx, dy))

    def _zoom(self, factor: float, anchor: QPointF) -> None:
        self._move_to(self._view_state.zoomed(factor, anchor))

    def _move_to(self, view: MapViewState) -> None:
        """Show a view within a gesture; it is committed to the history after a pause."""
        self._gesture_timer.start()
        self._set_view_state(view)
        self._commit_timer.start()

    def _on_clicked(self, position: QPointF) -> None:
        self.clicked.emit(self._hit_test(position))

    def _on_hovered(self, position: QPointF | None) -> None:
        point = None if position is None else unproject_point(self._camera, position)
        self.cursor_moved.emit(point)
        topmost = None if position is None else next(iter(self._hit_test(position)), None)
        if topmost != self._hovered:
            self._hovered = topmost
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

    def _hit_test(self, position: QPointF) -> tuple[FeatureKey, ...]:
        """Return the features of all visible layers at a position, topmost first."""
        x, y = self._camera.from_screen(position)
        tolerance = _HIT_TOLERANCE_PX * self._camera.resolution
        render_layers = self._render_thread.frame.visible_render_layers(self._content)
        return tuple(
            key for layer in render_layers for key in hit_test(layer, wrap_x(x), y, tolerance)
        )

    # View ---------------------------------------------------------------------------------------

    def _go_to_extent(self, extent: MapBounds | None) -> None:
        """Fit the view to an extent, at least `_MIN_EXTENT_M` wide or high, and commit it."""
        if extent is None:
            return
        west, south, east, north = extent
        margin = max(0.0, _MIN_EXTENT_M - max(east - west, north - south)) / 2
        bounds = (west - margin, south - margin, east + margin, north + margin)
        self._go_to(self._view_state.fit_bounds(bounds, padded=True).committed())

    def _go_to(self, view: MapViewState) -> None:
        if view is not self._view_state:
            self._commit_timer.stop()
            self._set_view_state(view)

    def _set_view_state(self, view: MapViewState) -> None:
        """Replace the view state and emit what changed: the camera, the history, or both."""
        before, self._view_state = self._view_state, view
        if view.camera != before.camera:
            self._render_thread.pause()
            self.view_changed.emit(describe_view(view.camera))
            self.update()
        if view.history != before.history:
            self.history_changed.emit(self.can_go_back, self.can_go_forward)

    def _commit_view(self) -> None:
        """Add the view to the history after a gesture has ended."""
        self._set_view_state(self._view_state.committed())

    # Painting -----------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102, N802 - Qt's name
        super().resizeEvent(event)
        self._set_view_state(self._view_state.resized(self.width(), self.height()))

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
            if self._is_rendering and not (self.is_up_to_date or self._busy_timer.isActive()):
                paint_busy(painter, content.theme, camera)
        if not self._dossier_timer.isActive():
            self._request_render()
        self._render_thread.resume()  # last, so that rendering cannot delay this repaint

    @property
    def _request(self) -> RenderRequest:
        """The request for the exact image of the current state."""
        return RenderRequest(
            self._content,
            self._camera,
            self.devicePixelRatioF(),
            self.font(),
            self._selected,
            self._hovered,
        )

    def _request_render(self) -> None:
        if self._render_thread.request(self._request) and not self._is_rendering:
            self._is_rendering = True
            self._busy_timer.start()

    def _on_frame_ready(self) -> None:
        self._has_new_frame = True
        if not self._gesture_timer.isActive():
            self._show_frame()

    def _show_frame(self) -> None:
        """Repaint if a new frame has arrived, and report when it is the final one."""
        if not self._has_new_frame:
            return
        self._has_new_frame = False
        self.update()
        if self._is_rendering and self.is_up_to_date:
            self._is_rendering = False
            self._busy_timer.stop()
            self.render_finished.emit()
