"""Benchmark: simulates mouse input on the real main window and measures its response times.

The window is built as in the program, with its controller, loader and map, and receives real Qt
mouse and wheel events. The map is 1920x1080 pixels, with the panels around it. Times are wall
clock times.
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
from frontviewer.core.text.formatting import format_number, format_size
from frontviewer.core.text.translation import mark, tr, trn
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
_DRAG_MOVES = 50
_DRAG_STEP_PX = QPointF(11, 5)
_WHEEL_NOTCHES = 6
_POINT_COUNT = 3
_STREET_SCALE = 2_500.0
"""Scale denominator to zoom to: at 1:2,500, single houses can be distinguished."""
_CLICKS_PER_ZOOM = 60
_CLICK_ZOOMS = (1, 4, 16, 64, 256)
"""Factors on the scale that shows all layers."""
_PIXEL_MARGIN = 100
_MB = 1e6
_PHASES = {"read": mark("reading"), "shown": mark("showing"), "drawn": mark("rendering")}


@dataclass(frozen=True, slots=True)
class TimingStats:
    """Percentiles and maximum of repeated measurements, in milliseconds."""

    p50: float
    p95: float
    max: float


@dataclass(frozen=True, slots=True)
class BenchmarkResult:
    """Results of one benchmark; 1 MB is a million bytes.

    Attributes
    ----------
    open_s
        From the request to the first complete image, without the layer cache.
    reopen_s
        The same, with the layer cache.
    frame_ms
        From a mouse or wheel movement to the end of the repaint that shows it.
    settle_ms
        From the last movement of a gesture to the exact image.
    pick_ms
        From a click to the result of hit testing.
    rss_mb
        Memory of the process with the file open, at the end.
    above_empty_mb
        The same, minus the memory with the empty window.
    peak_above_empty_mb
        Peak memory, minus the memory with the empty window.
    coordinate_mb
        Size of the coordinates alone, 16 bytes per vertex.
    phases
        Parts of `open_s`, in seconds: `read`, reading the file; `shown`, joining and listing its
        layers and passing them to the map; `drawn`, rendering the complete image.
    """

    file: str
    open_s: float
    reopen_s: float
    frame_ms: TimingStats
    settle_ms: TimingStats
    pick_ms: TimingStats
    rss_mb: float
    above_empty_mb: float
    peak_above_empty_mb: float
    coordinate_mb: float
    features: int
    vertices: int
    phases: dict[str, float]


def run_benchmark(path: Path, requests: Callable[[], int]) -> BenchmarkResult:
    """Open a file, pan, zoom and click in it, and open it again; needs no display.

    `requests` returns the number of network requests so far.

    Raises
    ------
    UnusableFileError
        If the file cannot be opened.
    """
    app = create_application()
    with TemporaryDirectory(prefix="frontviewer-bench-", ignore_cleanup_errors=True) as folder:
        cache = LayerCache(Path(folder))
        with _open_window(cache, requests) as controller:
            simulator = InputSimulator(controller.window.map)
            simulator.idle()
            empty_mb = _memory_mb()
            phases = _open_file(controller, path)
            _pan_and_zoom(simulator, controller.session.state.dossier)
            click_times = _click(simulator, controller.session.state.dossier)
            simulator.idle()
            app.processEvents()
            memory_mb, peak_mb = _memory_mb(), _peak_memory_mb()
            layers = controller.session.state.dossier.layers
            vertices = sum(len(layer.geometry.coords) for layer in layers)
            features = sum(map(len, layers))
            del layers  # the next window must not find them in memory
        with _open_window(cache, requests) as controller:
            reopen_phases = _open_file(controller, path)
    return BenchmarkResult(
        file=path.name,
        open_s=round(sum(phases.values()), 4),
        reopen_s=round(sum(reopen_phases.values()), 4),
        frame_ms=_summarize(simulator.frames),
        settle_ms=_summarize(simulator.settles),
        pick_ms=_summarize(click_times),
        rss_mb=round(memory_mb, 1),
        above_empty_mb=round(memory_mb - empty_mb, 1),
        peak_above_empty_mb=round(max(peak_mb, memory_mb) - empty_mb, 1),
        coordinate_mb=round(vertices * 16 / _MB, 1),
        features=features,
        vertices=vertices,
        phases=phases,
    )


def result_to_json(result: BenchmarkResult) -> str:
    """Return a result as one JSON object."""
    return msgspec.json.format(msgspec.json.encode(result)).decode()


def result_to_text(result: BenchmarkResult) -> str:
    """Return a result as a plain text table."""
    phases = ", ".join(
        f"{tr(_PHASES[name])} {_format_seconds(seconds)}" for name, seconds in result.phases.items()
    )
    memory = tr("{above} above the empty window, peak {peak}; coordinates alone: {coordinates}")
    rows = (
        (
            tr("open"),
            _format_seconds(result.open_s),
            tr("from request to complete image: {phases}").format(phases=phases),
        ),
        (tr("reopen"), _format_seconds(result.reopen_s), tr("the same, with the layer cache")),
        _timing_row(tr("frame"), result.frame_ms, tr("from movement to repaint")),
        _timing_row(tr("settle"), result.settle_ms, tr("from last movement to exact image")),
        _timing_row(tr("pick"), result.pick_ms, tr("from click to result")),
        (
            tr("memory"),
            _format_mb(result.rss_mb),
            memory.format(
                above=_format_mb(result.above_empty_mb),
                peak=_format_mb(result.peak_above_empty_mb),
                coordinates=_format_mb(result.coordinate_mb),
            ),
        ),
    )
    features = trn("{count} feature", "{count} features", result.features)
    vertices = trn("{count} vertex", "{count} vertices", result.vertices)
    heading = tr("{file}: {features}, {vertices}").format(
        file=result.file,
        features=features.format(count=format_number(result.features)),
        vertices=vertices.format(count=format_number(result.vertices)),
    )
    return "\n".join([heading, *(f"{name:<8}{value:>10}  {note}" for name, value, note in rows)])


def _timing_row(name: str, stats: TimingStats, measure: str) -> tuple[str, str, str]:
    """Return the row of repeated measurements: the 95th percentile, then the others."""
    note = tr("{measure} (95th percentile; median {median}, maximum {maximum})").format(
        measure=measure, median=_format_ms(stats.p50), maximum=_format_ms(stats.max)
    )
    return name, _format_ms(stats.p95), note


def _format_seconds(seconds: float) -> str:
    return tr("{value} s").format(value=format_number(round(seconds, 2)))


def _format_ms(milliseconds: float) -> str:
    return tr("{value} ms").format(value=format_number(round(milliseconds, 1)))


def _format_mb(megabytes: float) -> str:
    return format_size(round(megabytes * _MB))


def _summarize(seconds: list[float]) -> TimingStats:
    """Return percentiles of times in seconds, in milliseconds."""
    p50, p95, maximum = np.percentile(np.array(seconds) * 1000, (50, 95, 100)).round(3).tolist()
    return TimingStats(p50, p95, maximum)


# The window ----------------------------------------------------------------------------------


@contextmanager
def _open_window(cache: LayerCache, requests: Callable[[], int]) -> Iterator[MainController]:
    """Yield the controller of an empty, painted window with a map of 1920x1080 pixels."""
    controller = build_main_window(None, requests, cache)
    window = controller.window
    window.showNormal()
    for _ in range(2):  # the first resize may change the width of the panels
        window.resize(window.size() + _MAP_SIZE - window.map.size())
        process_events()
    wait_until(lambda: window.map.is_up_to_date)
    try:
        yield controller
    finally:
        controller.close_and_delete()
        process_events()


def _open_file(controller: MainController, path: Path) -> dict[str, float]:
    """Open a file; return the seconds of each phase until the image is complete."""
    phase_ends: dict[str, float] = {}
    failures: list[tuple[Problem, ...]] = []
    start = time.perf_counter()

    def end_phase(name: str) -> None:
        phase_ends[name] = time.perf_counter() - start

    controller.loader.progressed.connect(lambda *_: end_phase("read"))
    controller.loader.opened.connect(lambda *_: end_phase("shown"))  # connected last, called last
    controller.loader.failed.connect(failures.append)
    controller.loader.open((path,))
    process_until(
        lambda: bool(failures) or ("shown" in phase_ends and controller.window.map.is_up_to_date)
    )
    if failures:
        raise UnusableFileError(*failures[0])
    end_phase("drawn")
    ends = [0.0, *phase_ends.values()]
    return {
        name: round(end - begin, 4)
        for name, begin, end in zip(phase_ends, ends[:-1], ends[1:], strict=True)
    }


def _memory_mb() -> float:
    """Return the resident memory of the process and its children."""
    process = psutil.Process()
    processes = (process, *process.children(recursive=True))
    return float(sum(child.memory_info().rss for child in processes) / _MB)


def _peak_memory_mb() -> float:
    """Return the peak resident memory of the process."""
    if sys.platform == "win32":
        return float(psutil.Process().memory_info().peak_wset / _MB)
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / _MB


# Simulated input -----------------------------------------------------------------------------


def _pan_and_zoom(simulator: InputSimulator, dossier: Dossier) -> None:
    """Drag the view of all layers; then at some points zoom to street scale by stages and back."""
    start = QPointF(_MAP_SIZE.width() * 0.3, _MAP_SIZE.height() * 0.4)
    for point in _sample_vertices(dossier, simulator.map.bounds, _POINT_COUNT):
        simulator.map.zoom_all()
        simulator.rest()
        simulator.drag(start, _DRAG_STEP_PX, _DRAG_MOVES)
        anchor = _to_pixel(simulator.map, point)
        zoomed_notches = 0
        while not zoomed_notches or simulator.scale > _STREET_SCALE:
            simulator.wheel(anchor, _WHEEL_NOTCHES)
            simulator.drag(start, _DRAG_STEP_PX, _DRAG_MOVES)
            zoomed_notches += _WHEEL_NOTCHES
        simulator.wheel(anchor, -zoomed_notches)


def _click(simulator: InputSimulator, dossier: Dossier) -> list[float]:
    """Click at random positions at several scales; return the seconds of each click."""
    rng = np.random.default_rng(1)
    seconds: list[float] = []
    simulator.map.zoom_all()
    simulator.rest()
    full_bounds, size = simulator.map.bounds, (_MAP_SIZE.width(), _MAP_SIZE.height())
    for zoom in _CLICK_ZOOMS:
        for point in _sample_vertices(dossier, full_bounds, _POINT_COUNT):
            simulator.map.show_bounds(_shrink_bounds(full_bounds, point, zoom))
            simulator.rest()
            simulator.map.blockSignals(True)  # to exclude the work of the panels
            positions = rng.uniform((0, 0), size, (_CLICKS_PER_ZOOM // _POINT_COUNT, 2))
            seconds += [simulator.click(QPointF(x, y)) for x, y in positions.tolist()]
            simulator.map.blockSignals(False)
    return seconds


def _sample_vertices(dossier: Dossier, fallback: Bounds, count: int) -> list[Point]:
    """Return random vertices of the layers; the center of `fallback` if there are no vertices."""
    coords = [layer.geometry.coords for layer in dossier.layers if len(layer.geometry.coords)]
    if not coords:
        west, south, east, north = fallback
        return [((west + east) / 2, (south + north) / 2)]
    shares = np.random.default_rng(0).random(count)
    by_layer = [coords[number % len(coords)] for number in range(count)]
    vertices = (
        layer_coords[int(share * len(layer_coords))].tolist()
        for layer_coords, share in zip(by_layer, shares, strict=True)
    )
    return [(x, y) for x, y in vertices]


def _to_pixel(view: MapView, point: Point) -> QPointF:
    """Convert degrees to a position on the map, at least 100 pixels from its edges."""
    size = view.size()
    camera = Camera(0, 0, 1, size.width(), size.height()).fit_exactly(project_bounds(view.bounds))
    x, y, _, _ = project_bounds((*point, *point))
    position = camera.to_screen(x, y)
    return QPointF(
        min(max(position.x(), _PIXEL_MARGIN), size.width() - _PIXEL_MARGIN),
        min(max(position.y(), _PIXEL_MARGIN), size.height() - _PIXEL_MARGIN),
    )


def _shrink_bounds(bounds: Bounds, center: Point, factor: float) -> Bounds:
    """Return bounds of a `factor` smaller size around a center."""
    west, south, east, north = bounds
    half_width, half_height = (east - west) / 2 / factor, (north - south) / 2 / factor
    x, y = center
    return x - half_width, y - half_height, x + half_width, y + half_height
