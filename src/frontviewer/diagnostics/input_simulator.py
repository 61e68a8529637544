"""Simulates mouse and wheel input on the map, and measures how long the map takes to respond."""

import time
from collections.abc import Callable

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QEventLoop,
    QObject,
    QPoint,
    QPointF,
    Qt,
    QTimer,
)
from PySide6.QtGui import QMouseEvent, QWheelEvent

from frontviewer.core.text.translation import tr
from frontviewer.mapview.camera import ViewExtent
from frontviewer.mapview.map_view import MapView

_IDLE_S = 4.0
"""Longer than the program waits before it runs its idle tasks."""
_DRAG_INTERVAL_S, _WHEEL_INTERVAL_S = 1 / 60, 1 / 30
"""Time between two events of a drag and of wheel zooming."""
_NOTCH_DELTA = 120
"""`QWheelEvent.angleDelta` of one notch."""
_POLL_INTERVAL_S = 0.0005
_WAKE_INTERVAL_MS = 50
_TIMEOUT_S = 300


class InputSimulator(QObject):
    """Sends Qt mouse and wheel events to a map; positions are in its device-independent pixels.

    Movements are due on a fixed schedule, as from a real mouse, whether or not the map has painted
    the one before; a delay therefore counts from the scheduled time.

    Attributes
    ----------
    map
        The map that receives the events.
    scale
        Scale denominator after the last movement.
    frames
        Seconds from each movement to the end of the repaint that shows it.
    settles
        Seconds from the last movement of each gesture to the exact image.
    """

    def __init__(self, view: MapView) -> None:
        super().__init__()
        self.map = view
        self.scale = 0.0
        self.frames: list[float] = []
        self.settles: list[float] = []
        self._due_time = 0.0
        self._view_count = self._paint_count = 0
        view.view_changed.connect(self._on_view_changed)
        view.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Count the paint events of the map."""
        self._paint_count += event.type() == QEvent.Type.Paint
        return False

    def _on_view_changed(self, view: ViewExtent) -> None:
        self._view_count += 1
        self.scale = view.scale_denominator

    def drag(self, start: QPointF, step: QPointF, moves: int) -> None:
        """Drag the map away and back in a number of moves, and wait for the exact image."""
        position = start
        self._send(_mouse_event(QEvent.Type.MouseButtonPress, position))
        for number in range(moves):
            position = position + step if number < moves // 2 else position - step
            self._send_timed(_mouse_event(QEvent.Type.MouseMove, position), _DRAG_INTERVAL_S)
        self._send(_mouse_event(QEvent.Type.MouseButtonRelease, position))
        self._settle()

    def wheel(self, position: QPointF, notches: int) -> None:
        """Zoom in by wheel notches, or out if negative, and wait for the exact image."""
        delta = _NOTCH_DELTA if notches > 0 else -_NOTCH_DELTA
        for _ in range(abs(notches)):
            self._send_timed(_wheel_event(position, delta), _WHEEL_INTERVAL_S)
        self._settle()

    def click(self, position: QPointF) -> float:
        """Click, and return the seconds until all connected slots have returned."""
        start = time.perf_counter()
        self._send(_mouse_event(QEvent.Type.MouseButtonPress, position))
        self._send(_mouse_event(QEvent.Type.MouseButtonRelease, position))
        return time.perf_counter() - start

    def rest(self) -> None:
        """Wait until the image is exact, without measuring."""
        process_events()
        process_until(lambda: self.map.is_up_to_date)
        process_events()

    def idle(self) -> None:
        """Wait long enough for the program to run its idle tasks, such as freeing memory."""
        self.rest()
        end = time.perf_counter() + _IDLE_S
        wait_until(lambda: time.perf_counter() > end)

    def _send_timed(self, event: QEvent, interval_s: float) -> None:
        """Send a movement at its scheduled time, and measure until the repaint that shows it."""
        now = time.perf_counter()
        self._due_time = max(self._due_time + interval_s, now)
        wait_until(lambda: time.perf_counter() >= self._due_time)
        view_count, paint_count = self._view_count, self._paint_count
        self._send(event)
        if self._view_count > view_count:  # otherwise the map is at its zoom limit: no repaint
            wait_until(lambda: self._paint_count > paint_count)
            self.frames.append(time.perf_counter() - self._due_time)

    def _settle(self) -> None:
        """Wait for the exact image after a gesture, and measure it."""
        self.rest()
        self.settles.append(time.perf_counter() - self._due_time)

    def _send(self, event: QEvent) -> None:
        QCoreApplication.sendEvent(self.map, event)


def process_events() -> None:
    """Process all pending events, including deferred deletions."""
    QCoreApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def process_until(done: Callable[[], bool]) -> None:
    """Run the event loop until a condition is true; for conditions that an event makes true.

    The condition is tested after every event. Between events the thread sleeps and releases the
    GIL, as in normal operation, so that other threads run at full speed.

    Raises
    ------
    TimeoutError
        If the condition is still false after 300 s.
    """
    wake_timer = QTimer(interval=_WAKE_INTERVAL_MS)
    wake_timer.start()
    end = time.perf_counter() + _TIMEOUT_S
    while not done():
        if time.perf_counter() > end:
            raise _timeout_error()
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def wait_until(done: Callable[[], bool]) -> None:
    """Run the event loop until a condition is true; for conditions that no event makes true.

    The condition is polled every half millisecond, for exact timing.

    Raises
    ------
    TimeoutError
        If the condition is still false after 300 s.
    """
    end = time.perf_counter() + _TIMEOUT_S
    while True:
        process_events()
        if done():
            return
        if time.perf_counter() > end:
            raise _timeout_error()
        time.sleep(_POLL_INTERVAL_S)


def _timeout_error() -> TimeoutError:
    message = tr("The window was not ready within {seconds} s.").format(seconds=_TIMEOUT_S)
    return TimeoutError(message)


def _mouse_event(kind: QEvent.Type, position: QPointF) -> QMouseEvent:
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    button = none if kind == QEvent.Type.MouseMove else left
    pressed = none if kind == QEvent.Type.MouseButtonRelease else left
    no_modifier = Qt.KeyboardModifier.NoModifier
    return QMouseEvent(kind, position, position, button, pressed, no_modifier)


def _wheel_event(position: QPointF, delta: int) -> QWheelEvent:
    no_button, no_modifier = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    no_phase = Qt.ScrollPhase.NoScrollPhase
    return QWheelEvent(
        position, position, QPoint(0, 0), QPoint(0, delta), no_button, no_modifier, no_phase, False
    )
