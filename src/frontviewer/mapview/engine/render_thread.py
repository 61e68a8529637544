"""The thread beside the interface's that makes what the map shows."""

import sys
import time
from concurrent.futures import Future, wait
from functools import partial
from threading import Condition, Event

from PySide6.QtCore import QObject, Signal

from frontviewer.core.io.cache.layer_cache import Cache
from frontviewer.core.model.layer import Layer
from frontviewer.core.system.cancellation import Stopped
from frontviewer.core.system.worker_pool import modest_threads
from frontviewer.mapview.engine.frame import Frame, Wish, frames_for
from frontviewer.mapview.engine.frame_cache import find_frame, keep_frame
from frontviewer.mapview.painters.visibility import prepare
from frontviewer.mapview.raster.canvas import whole

_REST_S = 0.02
"""The hand rests when nothing else was wished for so long."""
_STILL_S = 0.05
"""It has come to rest when it would be long for a pause between two notches of a wheel."""
_LONGEST_S = 0.75
"""So often there is another picture while the hand is restless."""
_LONGEST_STILL_S = 1.5
"""So often there is one however slowly a hand goes on that seemed to have come to rest."""
_FRAME_S = 0.02
"""So long the thread stands aside for a frame at most."""
_TURN_S = 0.0005
"""So long one thread may keep the interpreter while another waits for it.

Python's usual five milliseconds, several times a frame, would be felt by the hand.
"""


class Renderer(QObject):
    """Fulfils the newest wish; one that waits gives way to a newer one.

    What layers look like when they are first seen is kept in the `cache`, if there is one.

    Signals
    -------
    arrived
        `frame` is better than it was.
    """

    arrived = Signal()

    def __init__(self, cache: Cache | None = None) -> None:
        super().__init__()
        self._cache = cache
        self._layers: tuple[Layer, ...] = ()
        self._unkept = False
        sys.setswitchinterval(_TURN_S)
        self._frame = Frame()
        self._newest: Wish | None = None
        self._begun: Wish | None = None
        self._stopped = False
        self._asked_s = self._painted_s = 0.0
        self._given_up: Wish | None = None
        self._error: Exception | None = None
        self._lock = Condition()
        self._free = Event()
        self._free.set()
        self._thread = modest_threads(1)
        self._working: Future[None] | None = None
        self._beside = modest_threads(1)
        self._preparing: Future[None] | None = None

    @property
    def frame(self) -> Frame:
        """The best frame so far.

        Raises
        ------
        Exception
            What went wrong in the thread: a bug must not pass in silence.
        """
        error, self._error = self._error, None
        if error:
            raise error
        return self._frame

    def ask(self, wish: Wish) -> bool:
        """Wish for something; say whether it is something else than before."""
        with self._lock:
            if wish == self._newest or self._stopped:
                return False
            self._newest, self._asked_s = wish, time.perf_counter()
            self._lock.notify()
            if self._working is None:
                self._working = self._thread.submit(self._work)
            return True

    def stand_aside(self) -> None:
        """Leave the interpreter to the interface until its frame is painted.

        Only one thread can have it at a time; the hand comes first.
        """
        self._free.clear()

    def go_on(self) -> None:
        """Share the interpreter with the interface again."""
        self._free.set()

    def finish(self) -> None:
        """Return when there is nothing left to do."""
        self.go_on()
        working = self._working
        if working:
            wait([working])

    def stop(self) -> None:
        """Give everything up, for good, and return when the thread has ended."""
        with self._lock:
            self._stopped = True
            self._lock.notify()
        self.go_on()
        self._thread.shutdown(cancel_futures=True)
        self._beside.shutdown(cancel_futures=True)

    def _work(self) -> None:
        while wish := self._next():
            useless, overtaken = partial(self._useless, wish), partial(self._overtaken, wish)
            try:
                self._look_up(wish)
                names_first = self._pause_s() > 0
                for frame in frames_for(wish, self._frame, useless, overtaken, names_first):
                    self._show(frame, wish)
                    self._rest(wish)
                self._keep(wish)
                self._prepare(wish)
            except Stopped:
                continue
            except Exception as error:  # noqa: BLE001 - raised where somebody sees it
                self._error = error
            self.arrived.emit()

    def _look_up(self, wish: Wish) -> None:
        """Show what was kept of the layers, if they are others than before."""
        if self._cache and wish.subject.layers != self._layers:
            self._layers = wish.subject.layers
            found = find_frame(self._cache, wish)
            self._unkept = not found
            if found:
                self._show(found, wish)

    def _keep(self, wish: Wish) -> None:
        if self._cache and self._unkept:
            self._unkept = False
            keep_frame(self._cache, wish, self._frame)

    def _prepare(self, wish: Wish) -> None:
        """Make ready, beside everything, what makes the next picture at this scale quicker."""
        if self._preparing:
            if not self._preparing.done():
                return
            self._preparing.result()  # a bug must not pass in silence
        layers, canvas = self._frame.visible(wish.subject), whole(wish.camera, wish.ratio)
        self._preparing = self._beside.submit(prepare, layers, canvas)

    def _next(self) -> Wish | None:
        with self._lock:
            if self._stopped or self._newest is self._begun:
                self._working = None
                return None
            self._begun = self._newest
            return self._begun

    def _rest(self, wish: Wish) -> None:
        """Wait for the rest of the hand, unless it wishes for something else."""
        with self._lock:
            while self._newest is wish and (pause_s := self._pause_s()) > 0:
                self._lock.wait(pause_s)

    def _pause_s(self) -> float:
        """Return for how long to begin no picture: one of a scale one passes through is in vain.

        What it would take from the processor, the hand would feel.
        """
        newest, last = self._newest, self._frame.picture
        zoomed = newest and last and newest.camera.resolution != last.camera.resolution
        if self._stopped or not zoomed:
            return 0.0
        now = time.perf_counter()
        return min(self._asked_s + _REST_S, self._painted_s + _LONGEST_S) - now

    def _show(self, frame: Frame, wish: Wish) -> None:
        last, self._frame = self._frame, frame
        if frame.picture is not last.picture:
            self._painted_s = time.perf_counter()
        # Names that come first are shown with their picture: that is the sooner there.
        named = frame.words is not last.words and frame.painted_for == wish.picture_key
        if named or (frame.picture, frame.marks) != (last.picture, last.marks):
            self.arrived.emit()

    def _useless(self, begun: Wish) -> bool:
        """Whether to give up a picture."""
        self._give_way()
        if self._given_up is not begun and self._is_useless(begun):
            self._given_up = begun  # in all threads that paint it
        return self._given_up is begun

    def _is_useless(self, begun: Wish) -> bool:
        """Whether a picture is not worth it any more.

        One from where one was a moment ago is welcome while the hand pushes. Once it rests, or
        of another scale, only the exact one is.
        """
        newest = self._newest or begun
        if self._stopped or (newest.subject, newest.ratio) != (begun.subject, begun.ratio):
            return True
        if newest.camera == begun.camera:
            return False
        now = time.perf_counter()
        rest_s, age_s = now - self._asked_s, now - self._painted_s
        zoomed = newest.camera.resolution != begun.camera.resolution
        longest_s = _LONGEST_STILL_S if rest_s > _STILL_S else _LONGEST_S
        return (zoomed or rest_s > _REST_S) and age_s < longest_s

    def _overtaken(self, begun: Wish) -> bool:
        """Whether to give up labels: there are those of a moment ago, and no others in between."""
        self._give_way()
        return self._stopped or (self._newest or begun).labels_key != begun.labels_key

    def _give_way(self) -> None:
        if not self._free.wait(_FRAME_S):
            self._free.set()  # the frame does not come: there is no window to be seen
