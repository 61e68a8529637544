"""What a hand on mouse, touchpad or keys means on a map."""

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QNativeGestureEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

_NOTCH = 120.0
_ZOOM_PER_NOTCH = 2**0.5
_KEY_PAN = 0.2
_TINY_BOX_PX = 8.0
# How the map is pushed, across and down.
_ARROWS: dict[int, tuple[int, int]] = {
    Qt.Key.Key_Left: (1, 0),
    Qt.Key.Key_Right: (-1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}


class MapGestures(QObject):
    """Reads a widget's events; places are in its device-independent pixels.

    Signals
    -------
    dragged(across, down)
        The map was pushed by so many pixels.
    zoomed(factor, at)
        `factor` times closer, about a place.
    clicked(at), hovered(at)
        `hovered` says None when the pointer leaves, and nothing while a button is down.
    boxed(box), box_drawn(box)
        A box is being drawn (None: no longer); it was drawn.
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
        self._pressed: QPointF | None = None
        self._last = QPointF()
        self._moving = False
        self._boxing = False
        self.box_mode = False
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: D102, N802 - Qt's name
        match event:
            case QWheelEvent():
                return self._wheel(event)
            case QNativeGestureEvent():
                return self._pinch(event)
            case QMouseEvent():
                return self._mouse(event)
            case QKeyEvent() if event.type() == QEvent.Type.KeyPress:
                return self._key(event)
        if event.type() == QEvent.Type.Leave:
            self.hovered.emit(None)
        return False

    def _wheel(self, event: QWheelEvent) -> bool:
        # Angles come in eighths of a degree, finely from good wheels and touchpads.
        turned = event.angleDelta().y() or event.pixelDelta().y()
        if turned:
            self.zoomed.emit(_ZOOM_PER_NOTCH ** (turned / _NOTCH), event.position())
        event.accept()
        return True

    def _pinch(self, event: QNativeGestureEvent) -> bool:
        if event.gestureType() != Qt.NativeGestureType.ZoomNativeGesture:
            return False
        self.zoomed.emit(max(0.1, 1.0 + event.value()), event.position())
        return True

    def _mouse(self, event: QMouseEvent) -> bool:
        match event.type():
            case QEvent.Type.MouseButtonDblClick if _left(event):
                self.zoomed.emit(2.0, event.position())
            case QEvent.Type.MouseButtonPress if _left(event):
                self._press(event)
            case QEvent.Type.MouseMove:
                self._move(event)
            case QEvent.Type.MouseButtonRelease if _left(event):
                self._release(event)
            case _:
                return False
        return True

    def _press(self, event: QMouseEvent) -> None:
        self._widget.setFocus(Qt.FocusReason.MouseFocusReason)
        self._pressed = self._last = event.position()
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self._moving, self._boxing = False, self.box_mode or shift

    def _move(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            self.hovered.emit(event.position())
            return  # while the map is pushed, what lies under the pointer stays there
        way = event.position() - self._pressed
        self._moving = self._moving or way.manhattanLength() >= QApplication.startDragDistance()
        if self._moving and self._boxing:
            self.box_changed.emit(QRectF(self._pressed, event.position()).normalized())
        elif self._moving:
            step = event.position() - self._last
            self.dragged.emit(step.x(), step.y())
            self._last = event.position()

    def _release(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, None
        if pressed is None:
            return
        if not self._moving:
            self.clicked.emit(event.position())
        elif self._boxing:
            self.box_changed.emit(None)
            box = QRectF(pressed, event.position()).normalized()
            if min(box.width(), box.height()) >= _TINY_BOX_PX:
                self.box_finished.emit(box)

    def _key(self, event: QKeyEvent) -> bool:
        across, down = _ARROWS.get(event.key(), (0, 0))
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if not (shift and (across or down)):
            return False  # plain arrows and Tab walk through features, elsewhere
        size = self._widget.size() * _KEY_PAN
        self.dragged.emit(across * size.width(), down * size.height())
        return True


def _left(event: QMouseEvent) -> bool:
    return event.button() == Qt.MouseButton.LeftButton
