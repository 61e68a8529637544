"""START of the measuring: a hand at the real window, and how long the window lets it wait.

Everything goes the way of the window: the same desk, loader and map, and Qt's own events of mouse
and wheel. The map alone is 1920x1080, with the panels around it. Times are by the wall clock.
"""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import numpy as np
import psutil
from PySide6.QtCore import QPointF, QSize

from frontviewer.app import MainController, build_main_window, create_application
from frontviewer.core.geometry.geodesy import Point
from frontviewer.core.io.cache.layer_cache import LayerCache
from frontviewer.core.model.dossier import Bounds, Dossier
from frontviewer.core.problems import Problem, UnusableFileError
from frontviewer.diagnostics.input_simulator import (
    InputSimulator,
    process_events,
    process_until,
    wait_until,
)
from frontviewer.mapview.camera import Camera, project_bounds
from frontviewer.mapview.map_view import MapView

if sys.platform != "win32":
    import resource

_MAP_SIZE = QSize(1920, 1080)
_MOVES = 50
_STEP_PX = QPointF(11, 5)
_NOTCHES = 6
_PLACES = 3
_STREET = 2_500.0
"""1:2,500, where single houses are told apart."""
_PICKS_A_SCALE = 60
_PICK_SCALES = (1, 4, 16, 64, 256)
_MB = 1e6


@dataclass(frozen=True, slots=True)
class Spread:
    """How long something took, many times over, in milliseconds."""

    p50: float
    p95: float
    max: float


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured, in seconds, milliseconds and megabytes of a million bytes.

    Attributes
    ----------
    open_s
        From the wish to the first complete picture, without the cache.
    reopen_s
        The same, from the cache.
    frame_ms
        From when the hand moved to the end of the repaint that shows it.
    settle_ms
        From the last movement to the exact picture.
    pick_ms
        From a click to what was hit.
    rss_mb
        Memory of the program with the file open, after all that.
    above_empty_mb
        How much more that is than with the empty window.
    peak_above_empty_mb
        The same at the worst moment.
    coordinate_mb
        What the bare coordinates take, 16 bytes a vertex.
    phases
        Parts of `open_s`: the file is read; joined, listed and shown; drawn completely.
    """

    file: str
    open_s: float
    reopen_s: float
    frame_ms: Spread
    settle_ms: Spread
    pick_ms: Spread
    rss_mb: float
    above_empty_mb: float
    peak_above_empty_mb: float
    coordinate_mb: float
    features: int
    vertices: int
    phases: dict[str, float]


def measure(path: Path, requests: Callable[[], int]) -> Figures:
    """Open a file, move about in it, click into it, and open it again. Needs no display.

    Raises
    ------
    UnusableFileError
        If it cannot be opened.
    """
    app = create_application()
    with TemporaryDirectory(prefix="frontviewer-bench-", ignore_cleanup_errors=True) as folder:
        cache = LayerCache(Path(folder))
        with _controller(cache, requests) as controller:
            hand = InputSimulator(controller.window.map)
            hand.idle()
            empty_mb = _memory_mb()
            phases = _open(controller, path)
            _travel(hand, controller.session.state.dossier)
            picks = _pick(hand, controller.session.state.dossier)
            hand.idle()
            app.processEvents()
            memory_mb, peak_mb = _memory_mb(), _peak_mb()
            vertices = sum(
                len(layer.geometry.coords) for layer in controller.session.state.dossier.layers
            )
            features = sum(map(len, controller.session.state.dossier.layers))
        with _controller(cache, requests) as controller:
            again = _open(controller, path)
    return Figures(
        file=path.name,
        open_s=round(sum(phases.values()), 4),
        reopen_s=round(sum(again.values()), 4),
        frame_ms=_spread(hand.frames),
        settle_ms=_spread(hand.settles),
        pick_ms=_spread(picks),
        rss_mb=round(memory_mb, 1),
        above_empty_mb=round(memory_mb - empty_mb, 1),
        peak_above_empty_mb=round(max(peak_mb, memory_mb) - empty_mb, 1),
        coordinate_mb=round(vertices * 16 / _MB, 1),
        features=features,
        vertices=vertices,
        phases=phases,
    )


def figures_json(figures: Figures) -> str:
    """Return figures as one JSON object."""
    return msgspec.json.format(msgspec.json.encode(figures)).decode()


def figures_text(figures: Figures) -> str:
    """Return figures as a table for people."""
    parts = ", ".join(f"{name} {seconds:.2f}" for name, seconds in figures.phases.items())
    above = f"{figures.above_empty_mb:.0f} above the empty window"
    worst = f"{figures.peak_above_empty_mb:.0f} at the worst moment"
    bare = f"the coordinates alone {figures.coordinate_mb:.0f}"
    rows = (
        ("open", f"{figures.open_s:.2f} s", f"until all is drawn: {parts}"),
        ("reopen", f"{figures.reopen_s:.2f} s", "the same from the cache"),
        ("frame", *_spread_words(figures.frame_ms, "a movement until it is shown")),
        ("settle", *_spread_words(figures.settle_ms, "the last movement until all is exact")),
        ("pick", *_spread_words(figures.pick_ms, "a click until it is known what was hit")),
        ("memory", f"{figures.rss_mb:.0f} MB", f"{above}, {worst}; {bare}"),
    )
    head = f"{figures.file}: {figures.features:,} features, {figures.vertices:,} vertices"
    return "\n".join([head, *(f"{name:<8}{value:>10}  {said}" for name, value, said in rows)])


def _spread_words(spread: Spread, meaning: str) -> tuple[str, str]:
    most = f"p50 {spread.p50:.1f}, at most {spread.max:.1f}"
    return f"{spread.p95:.1f} ms", f"95 of 100 times; {most}; {meaning}"


def _spread(seconds: list[float]) -> Spread:
    p50, p95, most = np.percentile(np.array(seconds) * 1000, (50, 95, 100)).round(3).tolist()
    return Spread(p50, p95, most)


# The window ----------------------------------------------------------------------------------


@contextmanager
def _controller(cache: LayerCache, requests: Callable[[], int]) -> Iterator[MainController]:
    """Yield an empty window with a map of 1920x1080, everything about it painted."""
    controller = build_main_window(None, requests, cache)
    window = controller.window
    window.showNormal()
    for _ in range(2):  # the panels may take their share of what is new
        window.resize(window.size() + _MAP_SIZE - window.map.size())
        process_events()
    wait_until(lambda: window.map.is_up_to_date)
    try:
        yield controller
    finally:
        controller.close_and_delete()
        process_events()


def _open(controller: MainController, path: Path) -> dict[str, float]:
    """Open a file and return, in seconds, what its parts took until the picture was complete."""
    moments: dict[str, float] = {}
    refused: list[tuple[Problem, ...]] = []
    begun = time.perf_counter()

    def note(name: str) -> None:
        moments[name] = time.perf_counter() - begun

    controller.loader.progressed.connect(lambda *_: note("read"))
    controller.loader.opened.connect(lambda *_: note("shown"))  # the last to hear it
    controller.loader.failed.connect(refused.append)
    controller.loader.open((path,))
    process_until(
        lambda: bool(refused) or ("shown" in moments and controller.window.map.is_up_to_date)
    )
    if refused:
        raise UnusableFileError(*refused[0])
    note("drawn")
    ends = [0.0, *moments.values()]
    return {
        name: round(end - start, 4)
        for name, start, end in zip(moments, ends[:-1], ends[1:], strict=True)
    }


def _memory_mb() -> float:
    """Return what the program and its helpers hold in memory."""
    me = psutil.Process()
    return float(sum(one.memory_info().rss for one in (me, *me.children(recursive=True))) / _MB)


def _peak_mb() -> float:
    if sys.platform == "win32":
        return float(psutil.Process().memory_info().peak_wset / _MB)
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / _MB


# Where it goes -------------------------------------------------------------------------------


def _travel(hand: InputSimulator, dossier: Dossier) -> None:
    """Drag the whole view; then at some places go down to the street by stages, and back up."""
    start = QPointF(_MAP_SIZE.width() * 0.3, _MAP_SIZE.height() * 0.4)
    for place in _places(dossier, hand.map.bounds, _PLACES):
        hand.map.zoom_all()
        hand.rest()
        hand.drag(start, _STEP_PX, _MOVES)
        at = _pixel(hand.map, place)
        down = 0
        while not down or hand.scale > _STREET:
            hand.wheel(at, _NOTCHES)
            hand.drag(start, _STEP_PX, _MOVES)
            down += _NOTCHES
        hand.wheel(at, -down)


def _pick(hand: InputSimulator, dossier: Dossier) -> list[float]:
    """Click at random points of the layers, at several scales; return seconds."""
    rng = np.random.default_rng(1)
    seconds: list[float] = []
    hand.map.zoom_all()
    hand.rest()
    whole, corner = hand.map.bounds, (_MAP_SIZE.width(), _MAP_SIZE.height())
    for times in _PICK_SCALES:
        for place in _places(dossier, whole, _PLACES):
            hand.map.show_bounds(_part(whole, place, times))
            hand.rest()
            hand.map.blockSignals(True)  # what the panels make of a click is not the map's cost
            spots = rng.uniform((0, 0), corner, (_PICKS_A_SCALE // _PLACES, 2))
            seconds += [hand.click(QPointF(x, y)) for x, y in spots.tolist()]
            hand.map.blockSignals(False)
    return seconds


def _places(dossier: Dossier, otherwise: Bounds, count: int) -> list[Point]:
    """Return vertices here and there in the layers; the middle of some bounds if there are none."""
    coords = [layer.geometry.coords for layer in dossier.layers if len(layer.geometry.coords)]
    if not coords:
        west, south, east, north = otherwise
        return [((west + east) / 2, (south + north) / 2)]
    at = np.random.default_rng(0).random(count)
    chosen = [coords[number % len(coords)] for number in range(count)]
    spots = (own[int(share * len(own))].tolist() for own, share in zip(chosen, at, strict=True))
    return [(x, y) for x, y in spots]


def _pixel(view: MapView, place: Point) -> QPointF:
    """Return where a place is on the map, if not too near its edge."""
    size = view.size()
    camera = Camera(0, 0, 1, size.width(), size.height()).fit_exactly(project_bounds(view.bounds))
    x, y, _, _ = project_bounds((*place, *place))
    at = camera.to_screen(x, y)
    return QPointF(
        min(max(at.x(), 100), size.width() - 100), min(max(at.y(), 100), size.height() - 100)
    )


def _part(whole: Bounds, place: Point, times: float) -> Bounds:
    """Return bounds so many times narrower about a place."""
    west, south, east, north = whole
    across, up = (east - west) / 2 / times, (north - south) / 2 / times
    x, y = place
    return x - across, y - up, x + across, y + up
