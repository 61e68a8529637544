"""Renders the frames of a map view in a background thread, with debouncing and cancellation."""

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
from frontviewer.mapview.painters.visibility import prepare_detail_levels
from frontviewer.mapview.raster.canvas import canvas_for_camera

_IDLE_S = 0.02
"""The user is idle after so long without a new request."""
_SETTLED_S = 0.05
"""The map has settled after so long: longer than a pause between two notches of a mouse wheel."""
_MAX_IMAGE_AGE_S = 0.75
"""Age of the image on the screen above which even an obsolete image is rendered to the end."""
_MAX_SETTLED_IMAGE_AGE_S = 1.5
"""The same after a pause longer than `_SETTLED_S`, as in a slow interaction."""
_MAX_UI_WAIT_S = 0.02
"""Maximum time that rendering waits for the UI thread to paint a frame."""
_GIL_SWITCH_INTERVAL_S = 0.0005
"""How long a thread may keep the GIL while another one waits for it.

Python's default of five milliseconds, several times per frame, would make dragging jerky.
"""


class RenderThread(QObject):
    """Renders the latest request in a background thread, and cancels requests that are obsolete.

    The constructor also sets the GIL switch interval of the process. With a `cache`, the first
    frame of a set of layers is loaded from it, or stored in it.

    Signals
    -------
    frame_ready
        `frame` is better than before.
    """

    frame_ready = Signal()

    def __init__(self, cache: LayerCache | None = None) -> None:
        super().__init__()
        self._cache = cache
        self._layers: tuple[Layer, ...] = ()
        self._store_pending = False
        sys.setswitchinterval(_GIL_SWITCH_INTERVAL_S)
        self._frame = Frame()
        self._latest: RenderRequest | None = None
        self._current: RenderRequest | None = None
        self._stopped = False
        self._requested_at = self._rendered_at = 0.0
        self._abandoned: RenderRequest | None = None
        self._error: Exception | None = None
        self._lock = Condition()
        self._ui_idle = Event()
        self._ui_idle.set()
        self._render_pool = low_priority_pool(1)
        self._render_job: Future[None] | None = None
        self._prefetch_pool = low_priority_pool(1)
        self._prefetch_job: Future[None] | None = None

    @property
    def frame(self) -> Frame:
        """The best frame so far.

        Raises
        ------
        Exception
            An error raised in the thread, so that no bug goes unnoticed.
        """
        error, self._error = self._error, None
        if error:
            raise error
        return self._frame

    def request(self, request: RenderRequest) -> bool:
        """Request a frame; return whether the request differs from the latest one."""
        with self._lock:
            if request == self._latest or self._stopped:
                return False
            self._latest, self._requested_at = request, time.perf_counter()
            self._lock.notify()
            if self._render_job is None:
                self._render_job = self._render_pool.submit(self._run)
            return True

    def pause(self) -> None:
        """Make rendering yield the GIL to the UI thread until it has painted its frame."""
        self._ui_idle.clear()

    def resume(self) -> None:
        """Let rendering compete for the GIL again."""
        self._ui_idle.set()

    def finish(self) -> None:
        """Block until the latest request is rendered."""
        self.resume()
        job = self._render_job
        if job:
            wait([job])

    def stop(self) -> None:
        """Cancel all work for good, and block until the threads have ended."""
        with self._lock:
            self._stopped = True
            self._lock.notify()
        self.resume()
        self._render_pool.shutdown(cancel_futures=True)
        self._prefetch_pool.shutdown(cancel_futures=True)

    def _run(self) -> None:
        """Render requests until there is no newer one."""
        while request := self._take_request():
            cancel = partial(self._is_obsolete, request)
            cancel_labels = partial(self._labels_obsolete, request)
            try:
                self._load_cached(request)
                labels_first = self._remaining_debounce_s() > 0
                for frame in render_frames(
                    request, self._frame, cancel, cancel_labels, labels_first
                ):
                    self._publish(frame, request)
                    self._debounce(request)
                self._store_in_cache(request)
                self._prefetch(request)
            except Cancelled:
                continue
            except Exception as error:  # noqa: BLE001 - raised again by `frame`
                self._error = error
            self.frame_ready.emit()

    def _load_cached(self, request: RenderRequest) -> None:
        """Publish the cached frame if the layers have changed."""
        if self._cache and request.content.layers != self._layers:
            self._layers = request.content.layers
            cached = load_frame_image(self._cache, request)
            self._store_pending = not cached
            if cached:
                self._publish(cached, request)

    def _store_in_cache(self, request: RenderRequest) -> None:
        """Store the frame if none was cached for these layers."""
        if self._cache and self._store_pending:
            self._store_pending = False
            store_frame_image(self._cache, request, self._frame)

    def _prefetch(self, request: RenderRequest) -> None:
        """Build in a second thread the levels of detail for the next image at this resolution."""
        if self._prefetch_job:
            if not self._prefetch_job.done():
                return
            self._prefetch_job.result()  # raises errors of the previous job
        layers = self._frame.visible_render_layers(request.content)
        canvas = canvas_for_camera(request.camera, request.ratio)
        self._prefetch_job = self._prefetch_pool.submit(prepare_detail_levels, layers, canvas)

    def _take_request(self) -> RenderRequest | None:
        """Return the latest request if it is not the current one; else None, which ends the job."""
        with self._lock:
            if self._stopped or self._latest is self._current:
                self._render_job = None
                return None
            self._current = self._latest
            return self._current

    def _debounce(self, request: RenderRequest) -> None:
        """Wait until zooming pauses, or for a newer request."""
        with self._lock:
            while self._latest is request and (remaining_s := self._remaining_debounce_s()) > 0:
                self._lock.wait(remaining_s)

    def _remaining_debounce_s(self) -> float:
        """Return how long to wait before rendering, in seconds; 0 unless the user is zooming.

        An image of a resolution that the user only passes through is useless, and rendering it
        would slow down the interface.
        """
        latest, last = self._latest, self._frame.picture
        zoomed = latest and last and latest.camera.resolution != last.camera.resolution
        if self._stopped or not zoomed:
            return 0.0
        now = time.perf_counter()
        return min(self._requested_at + _IDLE_S, self._rendered_at + _MAX_IMAGE_AGE_S) - now

    def _publish(self, frame: Frame, request: RenderRequest) -> None:
        """Make a frame the current one, and announce it if it differs visibly."""
        last, self._frame = self._frame, frame
        if frame.picture is not last.picture:
            self._rendered_at = time.perf_counter()
        # Labels rendered before their picture are announced together with it.
        labeled = frame.sprites is not last.sprites and frame.picture_key == request.picture_key
        if labeled or (frame.picture, frame.highlight) != (last.picture, last.highlight):
            self.frame_ready.emit()

    def _is_obsolete(self, request: RenderRequest) -> bool:
        """Return whether to cancel rendering of the picture for a request."""
        self._yield_to_ui()
        if self._abandoned is not request and self._is_picture_obsolete(request):
            self._abandoned = request  # cancels it in all threads that paint it
        return self._abandoned is request

    def _is_picture_obsolete(self, request: RenderRequest) -> bool:
        """Return whether the picture for a request is no longer worth finishing.

        While the user pans, an image from a moment ago is useful. Once the user is idle, or at
        another resolution, only the exact one is, unless the image on the screen is too old.
        """
        latest = self._latest or request
        if self._stopped or (latest.content, latest.ratio) != (request.content, request.ratio):
            return True
        if latest.camera == request.camera:
            return False
        now = time.perf_counter()
        idle_s, age_s = now - self._requested_at, now - self._rendered_at
        zoomed = latest.camera.resolution != request.camera.resolution
        max_age_s = _MAX_SETTLED_IMAGE_AGE_S if idle_s > _SETTLED_S else _MAX_IMAGE_AGE_S
        return (zoomed or idle_s > _IDLE_S) and age_s < max_age_s

    def _labels_obsolete(self, request: RenderRequest) -> bool:
        """Return whether to cancel labels: the previous ones serve until the exact ones come."""
        self._yield_to_ui()
        return self._stopped or (self._latest or request).label_key != request.label_key

    def _yield_to_ui(self) -> None:
        """Wait while the UI thread paints a frame."""
        if not self._ui_idle.wait(_MAX_UI_WAIT_S):
            self._ui_idle.set()  # no frame is painted: the window is hidden
