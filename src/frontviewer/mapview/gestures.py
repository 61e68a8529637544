"""Translates mouse, wheel, touchpad and keyboard events into map gestures."""

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QNativeGestureEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

_WHEEL_NOTCH = 120.0
"""`QWheelEvent.angleDelta` of one notch: eighths of a degree."""
_ZOOM_PER_NOTCH = 2**0.5
_KEY_PAN_SHARE = 0.2
_MIN_BOX_PX = 8.0
"""Smallest width and height of a selection box; smaller ones are ignored."""
# Direction in which the map is dragged: right, down.
_ARROW_DIRECTIONS: dict[int, tuple[int, int]] = {
    Qt.Key.Key_Left: (1, 0),
    Qt.Key.Key_Right: (-1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}


class MapGestures(QObject):
    """Event filter that emits gestures; positions are in the widget's device-independent pixels.

    Signals
    -------
    dragged(dx, dy)
        The map was dragged by this many pixels, right and down.
    zoomed(factor, anchor)
        Zoom in by `factor` about a position; below 1, zoom out.
    clicked(position)
        The left button was pressed and released without a drag.
    hovered(position | None)
        None when the pointer leaves the widget; not emitted while a button is pressed.
    box_changed(QRectF | None)
        The selection box while it is drawn; None when drawing ends.
    box_finished(QRectF)
        The finished selection box.

    Attributes
    ----------
    box_mode
        Whether a plain drag draws a selection box; Shift+drag always does.
    """

    dragged = Signal(float, float)
    zoomed = Signal(float, QPointF)
    clicked = Signal(QPointF)
    hovered = Signal(object)
    box_changed = Signal(object)
    box_finished = Signal(QRectF)

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget
        self._press_position: QPointF | None = None
        self._last_position = QPointF()
        self._is_dragging = False
        self._is_drawing_box = False
        self.box_mode = False
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: D102, N802 - Qt's name
        match event:
            case QWheelEvent():
                return self._handle_wheel(event)
            case QNativeGestureEvent():
                return self._handle_pinch(event)
            case QMouseEvent():
                return self._handle_mouse(event)
            case QKeyEvent() if event.type() == QEvent.Type.KeyPress:
                return self._handle_key(event)
        if event.type() == QEvent.Type.Leave:
            self.hovered.emit(None)
        return False

    def _handle_wheel(self, event: QWheelEvent) -> bool:
        # High-resolution wheels and touchpads send fractions of a notch.
        delta = event.angleDelta().y() or event.pixelDelta().y()
        if delta:
            self.zoomed.emit(_ZOOM_PER_NOTCH ** (delta / _WHEEL_NOTCH), event.position())
        event.accept()
        return True

    def _handle_pinch(self, event: QNativeGestureEvent) -> bool:
        if event.gestureType() != Qt.NativeGestureType.ZoomNativeGesture:
            return False
        self.zoomed.emit(max(0.1, 1.0 + event.value()), event.position())
        return True

    def _handle_mouse(self, event: QMouseEvent) -> bool:
        match event.type():
            case QEvent.Type.MouseButtonDblClick if _is_left_button(event):
                self.zoomed.emit(2.0, event.position())
            case QEvent.Type.MouseButtonPress if _is_left_button(event):
                self._handle_press(event)
            case QEvent.Type.MouseMove:
                self._handle_move(event)
            case QEvent.Type.MouseButtonRelease if _is_left_button(event):
                self._handle_release(event)
            case _:
                return False
        return True

    def _handle_press(self, event: QMouseEvent) -> None:
        self._widget.setFocus(Qt.FocusReason.MouseFocusReason)
        self._press_position = self._last_position = event.position()
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self._is_dragging, self._is_drawing_box = False, self.box_mode or shift

    def _handle_move(self, event: QMouseEvent) -> None:
        if self._press_position is None:
            self.hovered.emit(event.position())
            return  # during a drag the feature under the pointer does not change
        offset = event.position() - self._press_position
        drag_distance = QApplication.startDragDistance()
        self._is_dragging = self._is_dragging or offset.manhattanLength() >= drag_distance
        if self._is_dragging and self._is_drawing_box:
            self.box_changed.emit(QRectF(self._press_position, event.position()).normalized())
        elif self._is_dragging:
            step = event.position() - self._last_position
            self.dragged.emit(step.x(), step.y())
            self._last_position = event.position()

    def _handle_release(self, event: QMouseEvent) -> None:
        press_position, self._press_position = self._press_position, None
        if press_position is None:
            return
        if not self._is_dragging:
            self.clicked.emit(event.position())
        elif self._is_drawing_box:
            self.box_changed.emit(None)
            box = QRectF(press_position, event.position()).normalized()
            if min(box.width(), box.height()) >= _MIN_BOX_PX:
                self.box_finished.emit(box)

    def _handle_key(self, event: QKeyEvent) -> bool:
        right, down = _ARROW_DIRECTIONS.get(event.key(), (0, 0))
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if not (shift and (right or down)):
            return False  # the window uses plain arrows and Tab to select features
        distance = self._widget.size() * _KEY_PAN_SHARE
        self.dragged.emit(right * distance.width(), down * distance.height())
        return True


def _is_left_button(event: QMouseEvent) -> bool:
    return event.button() == Qt.MouseButton.LeftButton
