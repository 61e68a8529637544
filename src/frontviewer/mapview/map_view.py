"""The map: it is handed values, and says what the hand on it wishes."""

import time
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from frontviewer.core import edtf
from frontviewer.core.dossier import Bounds, Dossier, LayerState
from frontviewer.core.layer import FeatureKey
from frontviewer.look.theme import Theme
from frontviewer.mapview.basemap import Basemap
from frontviewer.mapview.camera import Camera, MapBounds, map_bounds, place_at, view_of
from frontviewer.mapview.drawing import LayerDrawing, drawn_layer
from frontviewer.mapview.gestures import Gestures
from frontviewer.mapview.history import History
from frontviewer.mapview.instruments import instruments_of, paint_instruments
from frontviewer.mapview.marks import paint_box, paint_hovered, paint_selected
from frontviewer.mapview.naming import Label, labels_of, paint_labels
from frontviewer.mapview.pacing import SLOW_S, PacedPicture
from frontviewer.mapview.painting import Scene, Sheet
from frontviewer.mapview.picking import hits
from frontviewer.mapview.style import paints_of

_REACH_PX = 6.0
_SETTLE_MS = 150
_FIRST_VIEW: Bounds = (22.0, 44.0, 41.0, 53.0)
_LEAST_EXTENT_M = 6_000.0
_KEY_ZOOM = 1.6


class MapView(QWidget):
    """Shows a dossier's layers over a basemap.

    Places that are said or handed in are longitude and latitude in degrees, WGS 84.

    Signals
    -------
    clicked(tuple[FeatureKey, ...])
        Everything under the pointer, topmost first.
    hovered(FeatureKey | None)
        What has come to lie topmost under the pointer.
    cursor_moved((longitude, latitude) | None)
        None, too, beside the world.
    view_changed(View)
    history_changed(can_go_back, can_go_forward)
    """

    clicked = Signal(object)
    hovered = Signal(object)
    cursor_moved = Signal(object)
    view_changed = Signal(object)
    history_changed = Signal(bool, bool)

    def __init__(self, theme: Theme, basemap: Basemap, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(240, 180)
        self._theme = theme
        self._basemap = basemap
        self._layers: dict[str, LayerDrawing] = {}
        self._states: tuple[LayerState, ...] = ()
        self._credit: tuple[str, ...] = basemap.attribution
        self._selected: FeatureKey | None = None
        self._under_pointer: FeatureKey | None = None
        self._box: QRectF | None = None
        self._camera = Camera(0, 0, 1, self.width(), self.height()).fitted(map_bounds(_FIRST_VIEW))
        self._fit: tuple[MapBounds, bool] | None = (map_bounds(_FIRST_VIEW), True)
        self._history = History()
        self._first_view: Bounds | None = None
        self._scene = Scene(theme, basemap)
        self._picture = PacedPicture()
        self._labels: tuple[Label, ...] | None = None
        self._naming_s = 0.0
        self._settling = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settling.timeout.connect(self._settle)
        self._gestures = Gestures(self)
        self._listen()

    # Facts in.

    def show_dossier(self, dossier: Dossier) -> None:
        """Show other layers, and stay where we are."""
        self._first_view = dossier.view
        self._layers = {layer.name: drawn_layer(layer) for layer in dossier.layers}
        credit = (str(layer.members.get("attribution") or "") for layer in dossier.layers)
        named = dict.fromkeys((*credit, *self._basemap.attribution))
        date = edtf.as_of_words(dossier.as_of)
        self._credit = tuple(filter(None, (date, *named)))
        self._selected = self._under_pointer = None
        self.show_states(dossier.states)

    def show_first_view(self) -> None:
        """Show what the dossier asks for at first; there is nothing to go back to."""
        self._history = History()
        if self._first_view:
            self.show_bounds(self._first_view)
        else:
            self.zoom_all()

    def show_coordinates(self, shown: bool) -> None:
        """Draw and name the graticule, or leave it out."""
        self._scene = replace(self._scene, graticule=shown)
        self._compose()

    def show_states(self, states: tuple[LayerState, ...]) -> None:
        """Show layers in another order (topmost first), hidden, or fainter; nothing is rebuilt."""
        self._states = states
        self._compose()

    def show_selection(self, key: FeatureKey | None) -> None:
        """Mark one feature, or none."""
        self._selected = key
        self._labels = None
        self.update()

    def show_theme(self, theme: Theme) -> None:
        """Change colours and sizes."""
        self._theme = theme
        self._compose()

    def show_bounds(self, bounds: Bounds, *, remember: bool = True) -> None:
        """Show all of some bounds, in degrees; `remember` puts them on the way back."""
        self._go_to(map_bounds(bounds), airy=False, remember=remember)

    def zoom_in(self) -> None:
        """Look closer at the middle."""
        self._zoom(_KEY_ZOOM, QPointF(self.width() / 2, self.height() / 2))

    def zoom_out(self) -> None:
        """Look at more around the middle."""
        self._zoom(1 / _KEY_ZOOM, QPointF(self.width() / 2, self.height() / 2))

    def zoom_all(self) -> None:
        """Show every visible layer whole."""
        self._go_to_features([sheet.drawing.bounds for sheet in self._scene.sheets])

    def zoom_to_layer(self, name: str) -> None:
        """Show one layer whole, visible or not."""
        if name in self._layers:
            self._go_to_features([self._layers[name].bounds])

    def zoom_to_feature(self, key: FeatureKey) -> None:
        """Show one feature whole; one without geometry leaves the view as it is."""
        found = self._find(key)
        if found:
            layer, index = found
            halo = layer.halos[index] * np.array([-1, -1, 1, 1])
            self._go_to_features([layer.bounds[[index]] + halo])

    def back(self) -> None:
        """Return to the view before."""
        self._travel(self._history.visited(self._camera).back())

    def forward(self) -> None:
        """Return to the view from which one came back."""
        self._travel(self._history.forward())

    def set_box_zoom(self, on: bool) -> None:
        """Let a plain drag draw the box to zoom to, instead of pushing the map."""
        self._gestures.box_mode = on
        self.setCursor(Qt.CursorShape.CrossCursor if on else Qt.CursorShape.ArrowCursor)

    # What is so.

    @property
    def bounds(self) -> Bounds:
        """West, south, east, north of what is visible."""
        return view_of(self._camera).bounds

    @property
    def can_go_back(self) -> bool:
        """Whether there is a view before this one."""
        return bool(self._history.past)

    @property
    def can_go_forward(self) -> bool:
        """Whether one came back to this view from another."""
        return bool(self._history.future)

    # From the hand.

    def _listen(self) -> None:
        self._gestures.dragged.connect(self._on_dragged)
        self._gestures.zoomed.connect(self._zoom)
        self._gestures.clicked.connect(self._on_clicked)
        self._gestures.hovered.connect(self._on_hovered)
        self._gestures.boxed.connect(self._on_boxed)
        self._gestures.box_drawn.connect(self._on_box_drawn)

    def _on_dragged(self, across: float, down: float) -> None:
        self._fit = None
        self._look(self._camera.moved(across, down))
        self._settling.start()

    def _zoom(self, factor: float, at: QPointF) -> None:
        self._fit = None
        self._look(self._camera.zoomed(factor, at))
        if self._naming_s < SLOW_S:
            self._labels = None
        self._settling.start()

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
        self._go_to((west, south, east, north), airy=False)

    def _hits(self, at: QPointF) -> tuple[FeatureKey, ...]:
        x, y = self._camera.from_screen(at)
        reach = _REACH_PX * self._camera.resolution
        sheets = reversed(self._scene.sheets)
        return tuple(key for sheet in sheets for key in hits(sheet.drawing, x, y, reach))

    # Where one looks.

    def _go_to_features(self, boxes: list[np.ndarray]) -> None:
        corners = np.concatenate([np.empty((0, 4)), *boxes])
        corners = corners[~np.isnan(corners).any(axis=1)]
        if not len(corners):
            return
        west, south = corners[:, :2].min(axis=0)
        east, north = corners[:, 2:].max(axis=0)
        short = max(0.0, _LEAST_EXTENT_M - max(east - west, north - south)) / 2
        self._go_to((west - short, south - short, east + short, north + short), airy=True)

    def _go_to(self, bounds: MapBounds, *, airy: bool, remember: bool = True) -> None:
        self._fit = (bounds, airy)
        self._look(self._fitted())
        self._settle(remember=remember)

    def _fitted(self) -> Camera:
        if self._fit is None:
            return self._camera
        bounds, airy = self._fit
        return self._camera.fitted(bounds) if airy else self._camera.exactly(bounds)

    def _travel(self, history: History) -> None:
        if history.present is None or history == self._history:
            return
        self._settling.stop()
        self._fit = None
        self._history = history
        self._look(history.present.resized(self.width(), self.height()))
        self._labels = None
        self._tell_history()

    def _look(self, camera: Camera) -> None:
        if camera == self._camera:
            return
        self._camera = camera
        self.view_changed.emit(view_of(camera))
        self.update()

    def _settle(self, *, remember: bool = True) -> None:
        """Do what was put off while the hand moved."""
        self._settling.stop()
        self._labels = None
        if remember:
            self._history = self._history.visited(self._camera)
        self._tell_history()
        self.update()

    def _tell_history(self) -> None:
        self.history_changed.emit(self.can_go_back, self.can_go_forward)

    # Painting.

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102, N802 - Qt's name
        super().resizeEvent(event)
        self._camera = self._camera.resized(self.width(), self.height())
        self._look(self._fitted())
        self._labels = None
        if self._fit and self._history.present:
            self._history = replace(self._history, present=self._camera)
        self.view_changed.emit(view_of(self._camera))

    def changeEvent(self, event: QEvent) -> None:  # noqa: D102, N802 - Qt's name
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._labels = None
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: D102, N802 - Qt's name
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            moving, ratio = self._settling.isActive(), self.devicePixelRatioF()
            self._picture.paint(painter, self._scene, self._camera, ratio, moving=moving)
            self._paint_marks(painter)
            self._paint_words(painter)
            if self._box is not None:
                paint_box(painter, self._theme, self._box)

    def _paint_words(self, painter: QPainter) -> None:
        graticule = self._scene.graticule
        instruments = instruments_of(
            self._camera, self._theme, self.font(), self._credit, graticule=graticule
        )
        if self._labels is None:
            begun = time.perf_counter()
            self._labels = labels_of(
                self._scene, self._camera, self.font(), self._selected, instruments.taken
            )
            self._naming_s = time.perf_counter() - begun
        paint_labels(painter, self._camera, self._labels)
        paint_instruments(painter, instruments)

    def _paint_marks(self, painter: QPainter) -> None:
        hovered = self._find_visible(self._under_pointer)
        selected = self._find_visible(self._selected)
        if hovered and self._under_pointer != self._selected:
            paint_hovered(painter, self._camera, self._theme, *hovered)
        if selected:
            paint_selected(painter, self._camera, self._theme, *selected)

    # What there is.

    def _compose(self) -> None:
        """Put the scene together anew from drawings that stay as they are."""
        layers = [
            (self._layers[state.name], state.opacity)
            for state in reversed(self._states)
            if state.visible and state.name in self._layers
        ]
        sheets = tuple(
            Sheet(layer, paints_of(layer.styles, self._theme, thin=layer.heavy), opacity)
            for layer, opacity in layers
        )
        self._scene = replace(self._scene, theme=self._theme, sheets=sheets)
        self._picture.forget()
        self._labels = None
        self.update()

    def _find(self, key: FeatureKey) -> tuple[LayerDrawing, int] | None:
        layer = self._layers.get(key.layer)
        index = layer.positions.get(key.id) if layer else None
        return (layer, index) if layer and index is not None else None

    def _find_visible(self, key: FeatureKey | None) -> tuple[LayerDrawing, int] | None:
        found = self._find(key) if key else None
        visible = found and any(sheet.drawing is found[0] for sheet in self._scene.sheets)
        return found if visible else None
