"""Measures frame times while the real window is dragged and zoomed for a minute.

The window runs on an X display (a new Xvfb unless one is named) and times its own frames. The
input comes from another process (xdotool), so that a busy window cannot delay it.
"""

# ruff: noqa: S603, S607, T201 - it runs programs on the path, and prints
import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from layers import LAYERS, ensure_layer
from PySide6.QtCore import QEvent, QObject, QPoint, QTimer
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from frontviewer.app import MainController, build_main_window, create_application
from frontviewer.core.io.cache.layer_cache import LayerCache
from frontviewer.core.system.network_monitor import count_network_requests

_GESTURE_GAP_MS = 70
"""Movements closer in time than this belong to one gesture."""
_BIN_LIMITS_MS = (8.0, 16.7, 33.3, 100.0)
_SERVER_CLOCK_MS = 1 << 32
"""Period after which the clock of the X server wraps around."""
_MEASURES = {
    "shown": "mouse movement to end of repaint",
    "gaps": "between two repaints of one gesture",
    "paints": "repaint alone",
}


class Recorder(QObject):
    """Event filter that times the repaints of a widget caused by mouse and wheel.

    Event timestamps are of the X server's clock, which is the monotonic clock of the machine.

    Attributes
    ----------
    times
        Milliseconds, by the keys of `_MEASURES`.
    """

    def __init__(self) -> None:
        super().__init__()
        self.times: dict[str, list[float]] = {name: [] for name in _MEASURES}
        self._pending_move: int | None = None
        self._event_time = self._last_move_time = 0
        self._is_same_gesture = False
        self._last_paint_time = 0.0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() == QEvent.Type.Paint:
            self._paint(watched, event)
            return True
        if isinstance(event, QMouseEvent | QWheelEvent):
            self._event_time = event.timestamp()
        return False

    def record_move(self) -> None:
        """Record that the current event has moved the map."""
        if self._pending_move is None:
            self._pending_move = self._event_time
            self._is_same_gesture = self._event_time - self._last_move_time < _GESTURE_GAP_MS
        self._last_move_time = self._event_time

    def _paint(self, watched: QObject, event: QEvent) -> None:
        start = time.monotonic() * 1000
        watched.event(event)
        end = time.monotonic() * 1000
        if self._pending_move is not None:
            self.times["paints"].append(end - start)
            self.times["shown"].append((end - self._pending_move) % _SERVER_CLOCK_MS)
            if self._is_same_gesture:
                self.times["gaps"].append(end - self._last_paint_time)
            self._pending_move = None
        self._last_paint_time = end


# The window process --------------------------------------------------------------------------


def run_window(file: Path, seconds: float) -> None:
    """Open a file in a window; print the rectangle of the map, and after some seconds the times."""
    app = create_application()
    with tempfile.TemporaryDirectory() as folder:
        controller = build_main_window(None, count_network_requests(), LayerCache(Path(folder)))
        recorder = Recorder()
        controller.start((file,))
        controller.window.showNormal()
        controller.window.move(0, 0)
        controller.window.resize(1920, 1080)
        controller.loader.failed.connect(lambda problems: sys.exit(str(problems[0])))
        controller.loader.opened.connect(
            lambda *_: _start_recording(app, controller, recorder, seconds)
        )
        app.exec()
        controller.close_and_delete()
    print(json.dumps(recorder.times), flush=True)


def _start_recording(
    app: QApplication, controller: MainController, recorder: Recorder, seconds: float
) -> None:
    """When the map is exact, print its rectangle, start recording, and quit after some seconds."""
    poll_timer = QTimer(controller.window, interval=50)
    map_view = controller.window.map

    def check() -> None:
        if map_view.is_up_to_date:
            poll_timer.stop()
            map_view.installEventFilter(recorder)
            map_view.view_changed.connect(lambda _: recorder.record_move())
            corner, size = map_view.mapToGlobal(QPoint(0, 0)), map_view.size()
            print(json.dumps([corner.x(), corner.y(), size.width(), size.height()]), flush=True)
            QTimer.singleShot(int(seconds * 1000), app.quit)

    poll_timer.timeout.connect(check)
    poll_timer.start()


# The input process ---------------------------------------------------------------------------


def send_input(display: str, map_rect: tuple[int, int, int, int], seconds: float) -> None:
    """Drag and zoom for some seconds: zoom in by stages, zoom out, repeat at another point.

    `map_rect` is left, top, width and height in pixels of the display.
    """
    rng = np.random.default_rng(7)
    left, top, width, height = map_rect
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        x, y = (rng.uniform(0.3, 0.7, 2) * (width, height) + (left, top)).astype(int).tolist()
        stages = int(rng.integers(1, 4))
        gestures = [_drag_arguments(x, y, rng)]
        for _ in range(stages):
            gestures += [_wheel_arguments(x, y, 5), _drag_arguments(x, y, rng)]
        gestures.append(_wheel_arguments(x, y, -5 * stages))
        for gesture in gestures:
            if time.monotonic() > end:
                return
            subprocess.run(["xdotool", *gesture], env=os.environ | {"DISPLAY": display}, check=True)
            time.sleep(float(rng.choice([0.0, 0.05, 0.4])))


def _drag_arguments(x: int, y: int, rng: np.random.Generator) -> list[str]:
    """Return xdotool arguments for a circular drag of one second, back to the start."""
    angle = np.linspace(0, 2 * np.pi, 60) + rng.uniform(0, 2 * np.pi)
    circle = np.c_[np.cos(angle), np.sin(angle)] * rng.uniform(60, 200)
    arguments = ["mousemove", f"{x}", f"{y}", "mousedown", "1"]
    for dx, dy in (circle - circle[0]).astype(int).tolist():
        arguments += ["mousemove", f"{x + dx}", f"{y + dy}", "sleep", "0.016"]
    return [*arguments, "mouseup", "1"]


def _wheel_arguments(x: int, y: int, notches: int) -> list[str]:
    """Return xdotool arguments for turning the wheel, about twenty notches per second."""
    button = "4" if notches > 0 else "5"
    return ["mousemove", f"{x}", f"{y}", *["click", button, "sleep", "0.045"] * abs(notches)]


@contextmanager
def open_display(name: str) -> Iterator[str]:
    """Yield the named X display, or, without a name, that of a new Xvfb of 1920x1080 pixels."""
    if name:
        yield name
        return
    read_end, write_end = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write_end), "-screen", "0", "1920x1080x24", "-nolisten", "tcp"],
        pass_fds=(write_end,),
        stderr=subprocess.DEVNULL,
    )
    os.close(write_end)
    try:
        with os.fdopen(read_end) as stream:
            yield f":{stream.readline().strip()}"
    finally:
        server.terminate()
        server.wait()


# The results ---------------------------------------------------------------------------------


def format_times(times: dict[str, list[float]]) -> str:
    """Return the times as percentiles and histograms."""
    return "\n\n".join(_format_measure(name, times[key]) for key, name in _MEASURES.items())


def _format_measure(name: str, milliseconds: list[float]) -> str:
    if not milliseconds:
        return f"{name}: no data"
    values = np.array(milliseconds)
    p50, p95, p99 = np.percentile(values, (50, 95, 99)).tolist()
    heading = f"{name}, in ms: p50 {p50:.1f}, p95 {p95:.1f}, p99 {p99:.1f}, max {values.max():.1f}"
    lines, counted = [heading], 0
    for limit in (*_BIN_LIMITS_MS, np.inf):
        within = int((values <= limit).sum())
        share = (within - counted) / len(values)
        label = (
            f"longer than {_BIN_LIMITS_MS[-1]:g} ms" if limit == np.inf else f"up to {limit:g} ms"
        )
        bar = "#" * round(share * 50)
        lines.append(f"  {label:<20}{within - counted:>6} of {len(values)}  {share:>6.1%}  {bar}")
        counted = within
    return "\n".join(lines)


def main() -> None:
    """Run the window and the input, and print the measured times."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("file", help="file, or name of a layer of layers.py")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--display", default="", help="X display such as :55; default: a new Xvfb")
    parser.add_argument(
        "--folder", type=Path, help="folder in which named layers are found or written"
    )
    parser.add_argument("--json", type=Path, help="file for all measured times")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    parser.set_defaults(folder=Path(tempfile.gettempdir()) / "frontviewer-layers")
    args = parser.parse_args()
    if args.inside:
        run_window(Path(args.file), args.seconds)
        return
    for program in ("xdotool", *([] if args.display else ["Xvfb"])):
        shutil.which(program) or sys.exit(f"{program} is not installed; see tests/bench/README.md.")
    file = ensure_layer(args.folder, args.file) if args.file in LAYERS else Path(args.file)
    with open_display(args.display) as display:
        times = _run_processes(display, file, args.seconds)
    if args.json:
        args.json.write_text(json.dumps(times), encoding="utf-8")
    print(f"{file.name}, {args.seconds:.0f} s of dragging and zooming\n\n{format_times(times)}")


def _run_processes(display: str, file: Path, seconds: float) -> dict[str, list[float]]:
    window = subprocess.Popen(
        [sys.executable, __file__, str(file), "--inside", "--seconds", str(seconds + 1)],
        env=os.environ | {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert window.stdout is not None
        map_rect = window.stdout.readline() or sys.exit("The window did not open.")
        send_input(display, json.loads(map_rect), seconds)
        times: dict[str, list[float]] = json.loads(window.stdout.readline())
    finally:
        window.terminate()
        window.wait()
    return times


if __name__ == "__main__":
    main()
