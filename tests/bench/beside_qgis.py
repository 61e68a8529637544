"""frontviewer beside QGIS, in turn, in one sitting: medians and ratios.

GPXSee's column is no run of it: it is what issue 3 found on such a machine, GPXSee : QGIS, times
what QGIS takes here.
"""

# ruff: noqa: T201 - it prints
import argparse
from pathlib import Path

from layers import made
from sitting import (
    Figure,
    Row,
    Run,
    arguments,
    keep,
    longest,
    median,
    need,
    of_gestures,
    others,
    own_figures,
    program_run,
    say,
    table,
    window_runs,
)

# GPXSee 16.13 : QGIS 3.22, from the table of issue 3.
_GPXSEE: dict[str, dict[str, float]] = {
    "window": {"p1m": 1.9 / 9.7, "p2m": 6.3 / 23.3, "big1m": 1.7 / 9.1},
    "zoom": {"p1m": 1.3 / 1.45, "p2m": 6.7 / 4.8, "big1m": 1.1 / 1.0},
    "drag": {"p1m": 1.1 / 0.8, "p2m": 9.6 / 5.9, "big1m": 0.9 / 0.4},
    "memory": {"p1m": 268 / 518, "p2m": 959 / 517, "big1m": 237 / 531},
}


def main() -> None:
    """Measure layer by layer and print a table for each."""
    asked = arguments(__doc__ or "", ("p1m", "p2m", "big1m")).parse_args()
    script = need(asked.shared / "qgis_baseline.py", "Name the folder that holds it with --shared.")
    for name in asked.names:
        ours, library = [], []
        windows: dict[str, list[Run]] = {"frontviewer": [], "again": [], "qgis": []}
        file = made(asked.folder, name)
        for turn in range(asked.reps):
            say(f"{name}, turn {turn + 1} of {asked.reps}: frontviewer bench, QGIS's library")
            ours.append(own_figures(file))
            library.append(
                program_run([asked.python, str(script), str(file), "--json", "--reps", "1"])
            )
            if not asked.no_window:
                say("  the windows of QGIS and of frontviewer")
                _time_windows(asked, file, windows)
        for program, runs in {"bench": ours, "qgis_library": library, **windows}.items():
            keep(asked.out, program, runs)
        rows = [*_window_rows(name, windows), *_inner_rows(name, ours, library)]
        every = [*library, *(run for runs in windows.values() for run in runs)]
        title = f"{name}: {file.stat().st_size / 1e6:.0f} MB; {others(every)}"
        print(table(title, "QGIS", rows, "GPXSee"), flush=True)


def _time_windows(asked: argparse.Namespace, file: Path, windows: dict[str, list[Run]]) -> None:
    windows["qgis"] += window_runs(asked, "qgis", file)
    cold, again = window_runs(asked, "frontviewer", file, reps=2)
    windows["frontviewer"].append(cold)
    windows["again"].append(again)


def _window_rows(name: str, windows: dict[str, list[Run]]) -> list[Row]:
    """What a person with a clock sees of both windows."""
    ours, again, theirs = windows["frontviewer"], windows["again"], windows["qgis"]

    def row(title: str, kind: str, of: Figure, promise: str = "", unit: str = "s") -> Row:
        there = median(theirs, of)
        share = _GPXSEE.get(kind, {}).get(name)
        third = there * share if there is not None and share else None
        return Row(title, unit, median(ours, of), there, promise, third)

    def still(run: Run) -> float | None:
        return run.get("t_stable")

    return [
        row("start to the still picture", "window", still, "less than the best peer"),
        Row("the same, seen before", "s", median(again, still), median(theirs, still)),
        row("complete after one zoom click", "zoom", lambda run: of_gestures(run, "zoom", "last")),
        row(
            "complete after a drag",
            "drag",
            lambda run: longest(run, "drag", "settle"),
            "1 : 10",
        ),
        row("between frames of a drag, p95", "", lambda run: of_gestures(run, "drag", "gap_p95")),
        row("peak memory", "memory", lambda run: run.get("peak_rss_mb"), "", "MB"),
    ]


def _inner_rows(name: str, ours: list[Run], library: list[Run]) -> list[Row]:
    """What both say of themselves, without a window's start."""
    opened = median(ours, lambda run: run["open_s"])
    drawn = median(library, lambda run: run["open"][0] + run["draw_first"][0])
    redraw = median(library, lambda run: run["draw_full"][0])
    identify = median(library, lambda run: run["identify"][0] if "identify" in run else None)
    aim = {"p1m": ", aim 0.4 s", "p2m": ", aim 1.0 s", "big1m": ", aim 0.4 s"}.get(name, "")
    above = median(ours, lambda run: run["above_empty_mb"])
    bare = median(ours, lambda run: run["coordinate_mb"]) or 0
    return [
        Row("open and first picture", "s", opened, drawn, f"1 : 6{aim}"),
        Row("reopen; beside our open", "s", median(ours, lambda run: run["reopen_s"]), opened,
            "1 : 5, aim 1 : 10"),
        Row("exact picture, p95", "ms", _ms(ours, "settle_ms"), redraw and redraw * 1000, "1 : 10"),
        Row("frame, p95", "ms", _ms(ours, "frame_ms"), None, "16.7 ms, aim 8"),
        Row("pick, p95", "ms", _ms(ours, "pick_ms"), identify and identify * 1000, "5 ms, aim 1"),
        Row("memory above the empty window", "MB", above, None,
            f"{4 * bare + 50:.0f} MB, aim {2 * bare:.0f}"),
    ]  # fmt: skip


def _ms(runs: list[Run], figure: str) -> float | None:
    return median(runs, lambda run: run[figure]["p95"])


if __name__ == "__main__":
    main()
