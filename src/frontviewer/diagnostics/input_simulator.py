"""A hand at the map, for measuring: it drags, turns and clicks, and keeps how long it waited."""

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

from frontviewer.mapview.camera import View
from frontviewer.mapview.map_view import MapView

_AT_EASE_S = 4.0
_MOVE_S, _NOTCH_S = 1 / 60, 1 / 30
"""How fast it drags and turns: seconds between two events."""
_NOTCH = 120
_NAP_S = 0.0005
_NOTHING_MS = 50
_LONGEST_S = 300.0
_LATE = f"The window was not ready within {_LONGEST_S:.0f} s."


class InputSimulator(QObject):
    """Sends a map Qt's own events of mouse and wheel; places are in its pixels.

    A movement is due at its time whether or not the map is ready for it: what holds it up
    counts, as it does for a person, whose hand does not wait.

    Attributes
    ----------
    map
        What the hand lies on.
    scale
        The 25,000 of 1:25,000 where it last moved to.
    frames
        Seconds from each movement to the end of the repaint that shows it.
    settles
        Seconds from the last movement of a gesture to the exact picture.
    """

    def __init__(self, view: MapView) -> None:
        super().__init__()
        self.map = view
        self.scale = 0.0
        self.frames: list[float] = []
        self.settles: list[float] = []
        self._due = 0.0
        self._views = self._paints = 0
        view.view_changed.connect(self._on_view_changed)
        view.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Count the paints of the map."""
        self._paints += event.type() == QEvent.Type.Paint
        return False

    def _on_view_changed(self, view: View) -> None:
        self._views += 1
        self.scale = view.scale_denominator

    def drag(self, start: QPointF, step: QPointF, moves: int) -> None:
        """Push the map there and back, and let it settle."""
        at = start
        self._send(_mouse(QEvent.Type.MouseButtonPress, at))
        for number in range(moves):
            at = at + step if number < moves // 2 else at - step
            self._feel(_mouse(QEvent.Type.MouseMove, at), _MOVE_S)
        self._send(_mouse(QEvent.Type.MouseButtonRelease, at))
        self._settle()

    def wheel(self, at: QPointF, notches: int) -> None:
        """Zoom in by so many notches of the wheel, or out where negative, and let it settle."""
        for _ in range(abs(notches)):
            self._feel(_wheel(at, _NOTCH if notches > 0 else -_NOTCH), _NOTCH_S)
        self._settle()

    def click(self, at: QPointF) -> float:
        """Click, and return the seconds until all that hear of it had done."""
        begun = time.perf_counter()
        self._send(_mouse(QEvent.Type.MouseButtonPress, at))
        self._send(_mouse(QEvent.Type.MouseButtonRelease, at))
        return time.perf_counter() - begun

    def rest(self) -> None:
        """Wait until the map is exact; not counted."""
        process_events()
        process_until(lambda: self.map.is_up_to_date)
        process_events()

    def idle(self) -> None:
        """Do nothing for as long as the program takes to put itself in order."""
        self.rest()
        end = time.perf_counter() + _AT_EASE_S
        wait_until(lambda: time.perf_counter() > end)

    def _feel(self, event: QEvent, pause_s: float) -> None:
        """Send a movement at its time, and wait for the repaint that shows it."""
        now = time.perf_counter()
        self._due = max(self._due + pause_s, now)
        wait_until(lambda: time.perf_counter() >= self._due)
        views, paints = self._views, self._paints
        self._send(event)
        if self._views > views:  # else the map is at its limit, and there is nothing to show
            wait_until(lambda: self._paints > paints)
            self.frames.append(time.perf_counter() - self._due)

    def _settle(self) -> None:
        self.rest()
        self.settles.append(time.perf_counter() - self._due)

    def _send(self, event: QEvent) -> None:
        QCoreApplication.sendEvent(self.map, event)


def process_events() -> None:
    """Let the program do what is due now."""
    QCoreApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def process_until(done: Callable[[], bool]) -> None:
    """Let the program go on until something is so, as it does with nobody measuring.

    It is asked for whenever something happened; in between, nobody holds up other threads.

    Raises
    ------
    TimeoutError
        If it never is.
    """
    clock = QTimer(interval=_NOTHING_MS)
    clock.start()
    end = time.perf_counter() + _LONGEST_S
    while not done():
        if time.perf_counter() > end:
            raise TimeoutError(_LATE)
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def wait_until(done: Callable[[], bool]) -> None:
    """Let the program go on until something is so.

    It is asked for very often: for what is due at a time, and not when something happens.

    Raises
    ------
    TimeoutError
        If it never is.
    """
    end = time.perf_counter() + _LONGEST_S
    while True:
        process_events()
        if done():
            return
        if time.perf_counter() > end:
            raise TimeoutError(_LATE)
        time.sleep(_NAP_S)


def _mouse(kind: QEvent.Type, at: QPointF) -> QMouseEvent:
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    button = none if kind == QEvent.Type.MouseMove else left
    held = none if kind == QEvent.Type.MouseButtonRelease else left
    return QMouseEvent(kind, at, at, button, held, Qt.KeyboardModifier.NoModifier)


def _wheel(at: QPointF, angle: int) -> QWheelEvent:
    buttons, keys = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    phase = Qt.ScrollPhase.NoScrollPhase
    return QWheelEvent(at, at, QPoint(0, 0), QPoint(0, angle), buttons, keys, phase, False)
