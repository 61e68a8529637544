"""Compares frontviewer with QGIS, with alternating runs: medians and ratios.

GPXSee is not run: its column is the ratio GPXSee : QGIS that issue 3 found on such a machine,
multiplied by the values of QGIS in this comparison.
"""

# ruff: noqa: T201 - it prints
import argparse
from pathlib import Path

from layers import ensure_layer
from sitting import (
    Figure,
    Row,
    Run,
    append_runs,
    build_parser,
    describe_load,
    format_table,
    gesture_maximum,
    gesture_median,
    median,
    print_progress,
    require,
    run_frontviewer_bench,
    run_peer_bench,
    run_window,
)

# GPXSee 16.13 : QGIS 3.22, from the table of issue 3.
_GPXSEE: dict[str, dict[str, float]] = {
    "window": {"p1m": 1.9 / 9.7, "p2m": 6.3 / 23.3, "big1m": 1.7 / 9.1},
    "zoom": {"p1m": 1.3 / 1.45, "p2m": 6.7 / 4.8, "big1m": 1.1 / 1.0},
    "drag": {"p1m": 1.1 / 0.8, "p2m": 9.6 / 5.9, "big1m": 0.9 / 0.4},
    "memory": {"p1m": 268 / 518, "p2m": 959 / 517, "big1m": 237 / 531},
}


def main() -> None:
    """Measure each layer and print a table for it."""
    args = build_parser(__doc__ or "", ("p1m", "p2m", "big1m")).parse_args()
    script = require(args.shared / "qgis_baseline.py", "Give its folder with --shared.")
    for name in args.names:
        ours, library = [], []
        windows: dict[str, list[Run]] = {"frontviewer": [], "again": [], "qgis": []}
        file = ensure_layer(args.folder, name)
        for turn in range(args.reps):
            print_progress(
                f"{name}, round {turn + 1} of {args.reps}: frontviewer bench, QGIS library"
            )
            ours.append(run_frontviewer_bench(file))
            library.append(
                run_peer_bench([args.python, str(script), str(file), "--json", "--reps", "1"])
            )
            if not args.no_window:
                print_progress("  windows of QGIS and frontviewer")
                _time_windows(args, file, windows)
        for program, runs in {"bench": ours, "qgis_library": library, **windows}.items():
            append_runs(args.out, program, runs)
        rows = [*_window_rows(name, windows), *_library_rows(name, ours, library)]
        all_runs = [*library, *(run for runs in windows.values() for run in runs)]
        title = f"{name}: {file.stat().st_size / 1e6:.0f} MB; {describe_load(all_runs)}"
        print(format_table(title, "QGIS", rows, "GPXSee"), flush=True)


def _time_windows(args: argparse.Namespace, file: Path, windows: dict[str, list[Run]]) -> None:
    windows["qgis"] += run_window(args, "qgis", file)
    cold, again = run_window(args, "frontviewer", file, reps=2)
    windows["frontviewer"].append(cold)
    windows["again"].append(again)


def _window_rows(name: str, windows: dict[str, list[Run]]) -> list[Row]:
    """Return the measures of both windows, timed from outside."""
    ours, again, theirs = windows["frontviewer"], windows["again"], windows["qgis"]

    def build_row(title: str, kind: str, figure: Figure, target: str = "", unit: str = "s") -> Row:
        qgis = median(theirs, figure)
        ratio = _GPXSEE.get(kind, {}).get(name)
        gpxsee = qgis * ratio if qgis is not None and ratio else None
        return Row(title, unit, median(ours, figure), qgis, target, gpxsee)

    def time_to_final_image(run: Run) -> float | None:
        return run.get("t_stable")

    return [
        build_row("start to final image", "window", time_to_final_image, "less than the best peer"),
        Row(
            "the same, second start",
            "s",
            median(again, time_to_final_image),
            median(theirs, time_to_final_image),
        ),
        build_row(
            "complete after one zoom click", "zoom", lambda run: gesture_median(run, "zoom", "last")
        ),
        build_row(
            "complete after a drag",
            "drag",
            lambda run: gesture_maximum(run, "drag", "settle"),
            "1 : 10",
        ),
        build_row(
            "between frames of a drag, p95", "", lambda run: gesture_median(run, "drag", "gap_p95")
        ),
        build_row("peak memory", "memory", lambda run: run.get("peak_rss_mb"), "", "MB"),
    ]


def _library_rows(name: str, ours: list[Run], library: list[Run]) -> list[Row]:
    """Return the measures that both programs report themselves, without the start of a window."""
    opened = median(ours, lambda run: run["open_s"])
    drawn = median(library, lambda run: run["open"][0] + run["draw_first"][0])
    redraw = median(library, lambda run: run["draw_full"][0])
    identify = median(library, lambda run: run["identify"][0] if "identify" in run else None)
    goal = {"p1m": ", goal 0.4 s", "p2m": ", goal 1.0 s", "big1m": ", goal 0.4 s"}.get(name, "")
    above = median(ours, lambda run: run["above_empty_mb"])
    coordinates = median(ours, lambda run: run["coordinate_mb"]) or 0
    return [
        Row("open and first image", "s", opened, drawn, f"1 : 6{goal}"),
        Row("reopen; our open", "s", median(ours, lambda run: run["reopen_s"]), opened,
            "1 : 5, goal 1 : 10"),
        Row("exact image, p95", "ms", _p95(ours, "settle_ms"), redraw and redraw * 1000, "1 : 10"),
        Row("frame, p95", "ms", _p95(ours, "frame_ms"), None, "16.7 ms, goal 8"),
        Row("pick, p95", "ms", _p95(ours, "pick_ms"), identify and identify * 1000, "5 ms, goal 1"),
        Row("memory above the empty window", "MB", above, None,
            f"{4 * coordinates + 50:.0f} MB, goal {2 * coordinates:.0f}"),
    ]  # fmt: skip


def _p95(runs: list[Run], figure: str) -> float | None:
    return median(runs, lambda run: run[figure]["p95"])


if __name__ == "__main__":
    main()
