"""A minute of dragging and wheel zooming in the real window, its frames timed by itself.

The window runs on an X display (its own Xvfb unless one is named), its hand is another program
(xdotool), so that whatever holds the window up cannot hold up the hand.
"""

# ruff: noqa: S603, S607, T201 - it runs programs that must be on the path, and prints
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
from layers import LAYERS, made
from PySide6.QtCore import QEvent, QObject, QPoint, QTimer
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from frontviewer.app import MainController, build_main_window, create_application
from frontviewer.core.io.cache.layer_cache import LayerCache
from frontviewer.core.system.network_monitor import count_network_requests

_ONE_GESTURE_MS = 70
"""Movements that follow each other faster belong to one gesture."""
_FRAMES_MS = (8.0, 16.7, 33.3, 100.0)
_SERVER_CLOCK_MS = 1 << 32
_NAMES = {
    "shown": "from a movement of the mouse to the end of the repaint that shows it",
    "gaps": "between two repaints of one gesture",
    "paints": "the repaints alone",
}


class Recorder(QObject):
    """Times the repaints of a widget while mouse and wheel move it.

    Movements carry the X server's clock, which is the machine's monotonic one.

    Attributes
    ----------
    times
        Milliseconds, by the names above.
    """

    def __init__(self) -> None:
        super().__init__()
        self.times: dict[str, list[float]] = {name: [] for name in _NAMES}
        self._waiting: int | None = None
        self._event_at = self._last_move = 0
        self._same_gesture = False
        self._last_paint = 0.0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() == QEvent.Type.Paint:
            self._paint(watched, event)
            return True
        if isinstance(event, QMouseEvent | QWheelEvent):
            self._event_at = event.timestamp()
        return False

    def note_move(self) -> None:
        """Note that the event at hand has moved the map."""
        if self._waiting is None:
            self._waiting = self._event_at
            self._same_gesture = self._event_at - self._last_move < _ONE_GESTURE_MS
        self._last_move = self._event_at

    def _paint(self, watched: QObject, event: QEvent) -> None:
        begun = time.monotonic() * 1000
        watched.event(event)
        ended = time.monotonic() * 1000
        if self._waiting is not None:
            self.times["paints"].append(ended - begun)
            self.times["shown"].append((ended - self._waiting) % _SERVER_CLOCK_MS)
            if self._same_gesture:
                self.times["gaps"].append(ended - self._last_paint)
            self._waiting = None
        self._last_paint = ended


# The window: a program of its own --------------------------------------------------------------


def show(file: Path, seconds: float) -> None:
    """Open a file in a window, say where its map is, and after some seconds what was timed."""
    app = create_application()
    with tempfile.TemporaryDirectory() as folder:
        controller = build_main_window(None, count_network_requests(), LayerCache(Path(folder)))
        recorder = Recorder()
        controller.start((file,))
        controller.window.showNormal()
        controller.window.move(0, 0)
        controller.window.resize(1920, 1080)
        controller.loader.failed.connect(lambda problems: sys.exit(str(problems[0])))
        controller.loader.opened.connect(lambda *_: _begin(app, controller, recorder, seconds))
        app.exec()
        controller.close_and_delete()
    print(json.dumps(recorder.times), flush=True)


def _begin(
    app: QApplication, controller: MainController, recorder: Recorder, seconds: float
) -> None:
    """Once the map is exact, say where it is and let the time run."""
    ready = QTimer(controller.window, interval=50)

    def look() -> None:
        if controller.window.map.is_up_to_date:
            ready.stop()
            controller.window.map.installEventFilter(recorder)
            controller.window.map.view_changed.connect(lambda _: recorder.note_move())
            at, size = controller.window.map.mapToGlobal(QPoint(0, 0)), controller.window.map.size()
            print(json.dumps([at.x(), at.y(), size.width(), size.height()]), flush=True)
            QTimer.singleShot(int(seconds * 1000), app.quit)

    ready.timeout.connect(look)
    ready.start()


# The hand: another program ----------------------------------------------------------------------


def drive(display: str, place: tuple[int, int, int, int], seconds: float) -> None:
    """Drag and turn for some seconds: down by stages to the street, back up, elsewhere again."""
    rng = np.random.default_rng(7)
    left, top, width, height = place
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        x, y = (rng.uniform(0.3, 0.7, 2) * (width, height) + (left, top)).astype(int).tolist()
        stages = int(rng.integers(1, 4))
        gestures = [_drag(x, y, rng)]
        for _ in range(stages):
            gestures += [_turn(x, y, 5), _drag(x, y, rng)]
        gestures.append(_turn(x, y, -5 * stages))
        for gesture in gestures:
            if time.monotonic() > end:
                return
            subprocess.run(["xdotool", *gesture], env=os.environ | {"DISPLAY": display}, check=True)
            time.sleep(float(rng.choice([0.0, 0.05, 0.4])))


def _drag(x: int, y: int, rng: np.random.Generator) -> list[str]:
    """Return what makes a curved drag of a second and leaves the map nearly where it was."""
    angle = np.linspace(0, 2 * np.pi, 60) + rng.uniform(0, 2 * np.pi)
    circle = np.c_[np.cos(angle), np.sin(angle)] * rng.uniform(60, 200)
    command = ["mousemove", f"{x}", f"{y}", "mousedown", "1"]
    for across, down in (circle - circle[0]).astype(int).tolist():
        command += ["mousemove", f"{x + across}", f"{y + down}", "sleep", "0.016"]
    return [*command, "mouseup", "1"]


def _turn(x: int, y: int, notches: int) -> list[str]:
    """Return what turns the wheel, some twenty notches a second."""
    button = "4" if notches > 0 else "5"
    return ["mousemove", f"{x}", f"{y}", *["click", button, "sleep", "0.045"] * abs(notches)]


@contextmanager
def display_of(named: str) -> Iterator[str]:
    """Yield the display that was named, else a new one of 1920x1080 without a screen."""
    if named:
        yield named
        return
    ready, told = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(told), "-screen", "0", "1920x1080x24", "-nolisten", "tcp"],
        pass_fds=(told,),
        stderr=subprocess.DEVNULL,
    )
    os.close(told)
    try:
        with os.fdopen(ready) as stream:
            yield f":{stream.readline().strip()}"
    finally:
        server.terminate()
        server.wait()


# What came of it --------------------------------------------------------------------------------


def words(times: dict[str, list[float]]) -> str:
    """Return the times as percentiles and as how many took how long."""
    return "\n\n".join(_told(name, times[key]) for key, name in _NAMES.items())


def _told(name: str, milliseconds: list[float]) -> str:
    if not milliseconds:
        return f"{name}: nothing was seen"
    values = np.array(milliseconds)
    p50, p95, p99 = np.percentile(values, (50, 95, 99)).tolist()
    head = f"{name}, in ms: p50 {p50:.1f}, p95 {p95:.1f}, p99 {p99:.1f}, max {values.max():.1f}"
    lines, counted = [head], 0
    for limit in (*_FRAMES_MS, np.inf):
        within = int((values <= limit).sum())
        share = (within - counted) / len(values)
        said = f"longer than {_FRAMES_MS[-1]:g} ms" if limit == np.inf else f"up to {limit:g} ms"
        bar = "#" * round(share * 50)
        lines.append(f"  {said:<20}{within - counted:>6} of {len(values)}  {share:>6.1%}  {bar}")
        counted = within
    return "\n".join(lines)


def main() -> None:
    """Run window and hand, and print what the window felt."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("file", help="a file, or the name of a layer as in layers.py")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--display", default="", help="as :55; none: an Xvfb of its own")
    parser.add_argument("--folder", type=Path, help="where the named layers are, or are written")
    parser.add_argument("--json", type=Path, help="where every single time goes, too")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    parser.set_defaults(folder=Path(tempfile.gettempdir()) / "frontviewer-layers")
    asked = parser.parse_args()
    if asked.inside:
        show(Path(asked.file), asked.seconds)
        return
    for program in ("xdotool", *([] if asked.display else ["Xvfb"])):
        shutil.which(program) or sys.exit(f"{program} is missing; tests/bench/README.md tells how.")
    file = made(asked.folder, asked.file) if asked.file in LAYERS else Path(asked.file)
    with display_of(asked.display) as display:
        times = _both(display, file, asked.seconds)
    if asked.json:
        asked.json.write_text(json.dumps(times), encoding="utf-8")
    print(f"{file.name}, {asked.seconds:.0f} s of dragging and turning\n\n{words(times)}")


def _both(display: str, file: Path, seconds: float) -> dict[str, list[float]]:
    window = subprocess.Popen(
        [sys.executable, __file__, str(file), "--inside", "--seconds", str(seconds + 1)],
        env=os.environ | {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert window.stdout is not None
        place = window.stdout.readline() or sys.exit("The window did not open.")
        drive(display, json.loads(place), seconds)
        times: dict[str, list[float]] = json.loads(window.stdout.readline())
    finally:
        window.terminate()
        window.wait()
    return times


if __name__ == "__main__":
    main()
