"""The thread beside the interface's that makes what the map shows."""

import sys
import time
from concurrent.futures import Future, wait
from functools import partial
from threading import Condition, Event

from PySide6.QtCore import QObject, Signal

from frontviewer.core.io.cache.layer_cache import LayerCache
from frontviewer.core.model.layer import Layer
from frontviewer.core.system.cancellation import Cancelled
from frontviewer.core.system.worker_pool import low_priority_pool
from frontviewer.mapview.engine.frame import Frame, RenderRequest, render_frames
from frontviewer.mapview.engine.frame_cache import load_frame_image, store_frame_image
from frontviewer.mapview.painters.visibility import prepare
from frontviewer.mapview.raster.canvas import canvas_for_camera

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


class RenderThread(QObject):
    """Fulfils the newest wish; one that waits gives way to a newer one.

    What layers look like when they are first seen is kept in the `cache`, if there is one.

    Signals
    -------
    arrived
        `frame` is better than it was.
    """

    frame_ready = Signal()

    def __init__(self, cache: LayerCache | None = None) -> None:
        super().__init__()
        self._cache = cache
        self._layers: tuple[Layer, ...] = ()
        self._unkept = False
        sys.setswitchinterval(_TURN_S)
        self._frame = Frame()
        self._newest: RenderRequest | None = None
        self._begun: RenderRequest | None = None
        self._stopped = False
        self._asked_s = self._painted_s = 0.0
        self._given_up: RenderRequest | None = None
        self._error: Exception | None = None
        self._lock = Condition()
        self._free = Event()
        self._free.set()
        self._thread = low_priority_pool(1)
        self._working: Future[None] | None = None
        self._beside = low_priority_pool(1)
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

    def request(self, request: RenderRequest) -> bool:
        """Wish for something; say whether it is something else than before."""
        with self._lock:
            if request == self._newest or self._stopped:
                return False
            self._newest, self._asked_s = request, time.perf_counter()
            self._lock.notify()
            if self._working is None:
                self._working = self._thread.submit(self._work)
            return True

    def pause(self) -> None:
        """Leave the interpreter to the interface until its frame is painted.

        Only one thread can have it at a time; the hand comes first.
        """
        self._free.clear()

    def resume(self) -> None:
        """Share the interpreter with the interface again."""
        self._free.set()

    def finish(self) -> None:
        """Return when there is nothing left to do."""
        self.resume()
        working = self._working
        if working:
            wait([working])

    def stop(self) -> None:
        """Give everything up, for good, and return when the thread has ended."""
        with self._lock:
            self._stopped = True
            self._lock.notify()
        self.resume()
        self._thread.shutdown(cancel_futures=True)
        self._beside.shutdown(cancel_futures=True)

    def _work(self) -> None:
        while request := self._next():
            useless, overtaken = (
                partial(self._is_obsolete, request),
                partial(self._labels_obsolete, request),
            )
            try:
                self._look_up(request)
                names_first = self._pause_s() > 0
                for frame in render_frames(request, self._frame, useless, overtaken, names_first):
                    self._show(frame, request)
                    self._debounce(request)
                self._keep(request)
                self._prepare(request)
            except Cancelled:
                continue
            except Exception as error:  # noqa: BLE001 - raised where somebody sees it
                self._error = error
            self.frame_ready.emit()

    def _look_up(self, request: RenderRequest) -> None:
        """Show what was kept of the layers, if they are others than before."""
        if self._cache and request.content.layers != self._layers:
            self._layers = request.content.layers
            found = load_frame_image(self._cache, request)
            self._unkept = not found
            if found:
                self._show(found, request)

    def _keep(self, request: RenderRequest) -> None:
        if self._cache and self._unkept:
            self._unkept = False
            store_frame_image(self._cache, request, self._frame)

    def _prepare(self, request: RenderRequest) -> None:
        """Make ready, beside everything, what makes the next picture at this scale quicker."""
        if self._preparing:
            if not self._preparing.done():
                return
            self._preparing.result()  # a bug must not pass in silence
        layers, canvas = (
            self._frame.visible(request.content),
            canvas_for_camera(request.camera, request.ratio),
        )
        self._preparing = self._beside.submit(prepare, layers, canvas)

    def _next(self) -> RenderRequest | None:
        with self._lock:
            if self._stopped or self._newest is self._begun:
                self._working = None
                return None
            self._begun = self._newest
            return self._begun

    def _debounce(self, request: RenderRequest) -> None:
        """Wait for the rest of the hand, unless it wishes for something else."""
        with self._lock:
            while self._newest is request and (pause_s := self._pause_s()) > 0:
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

    def _show(self, frame: Frame, request: RenderRequest) -> None:
        last, self._frame = self._frame, frame
        if frame.picture is not last.picture:
            self._painted_s = time.perf_counter()
        # Names that come first are shown with their picture: that is the sooner there.
        named = frame.sprites is not last.sprites and frame.picture_key == request.picture_key
        if named or (frame.picture, frame.highlight) != (last.picture, last.highlight):
            self.frame_ready.emit()

    def _is_obsolete(self, begun: RenderRequest) -> bool:
        """Whether to give up a picture."""
        self._yield_to_ui()
        if self._given_up is not begun and self._is_picture_obsolete(begun):
            self._given_up = begun  # in all threads that paint it
        return self._given_up is begun

    def _is_picture_obsolete(self, begun: RenderRequest) -> bool:
        """Whether a picture is not worth it any more.

        One from where one was a moment ago is welcome while the hand pushes. Once it rests, or
        of another scale, only the exact one is.
        """
        newest = self._newest or begun
        if self._stopped or (newest.content, newest.ratio) != (begun.content, begun.ratio):
            return True
        if newest.camera == begun.camera:
            return False
        now = time.perf_counter()
        rest_s, age_s = now - self._asked_s, now - self._painted_s
        zoomed = newest.camera.resolution != begun.camera.resolution
        longest_s = _LONGEST_STILL_S if rest_s > _STILL_S else _LONGEST_S
        return (zoomed or rest_s > _REST_S) and age_s < longest_s

    def _labels_obsolete(self, begun: RenderRequest) -> bool:
        """Whether to give up labels: there are those of a moment ago, and no others in between."""
        self._yield_to_ui()
        return self._stopped or (self._newest or begun).label_key != begun.label_key

    def _yield_to_ui(self) -> None:
        if not self._free.wait(_FRAME_S):
            self._free.set()  # the frame does not come: there is no window to be seen
