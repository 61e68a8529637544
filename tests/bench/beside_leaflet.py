"""Compares frontviewer with Leaflet (canvas, headless Chromium), with alternating runs.

The Leaflet page is timed from its opening; the start of the browser is listed separately.
"""

# ruff: noqa: T201 - it prints
import os
import sys
from pathlib import Path

from layers import ensure_layer
from sitting import (
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

_INSTALL = "Install Leaflet (see tests/bench/README.md) and set PEERS_NM to its node_modules."


def main() -> None:
    """Measure each layer and print a table for it."""
    names = ("p1m", "p2m", "big1m", "fronts", "points")
    args = build_parser(__doc__ or "", names).parse_args()
    script = require(
        args.shared / "leaflet" / "leaflet_baseline.mjs", "Give its folder with --shared."
    )
    modules = os.environ.get("PEERS_NM") or sys.exit(_INSTALL)
    require(Path(modules) / "leaflet", _INSTALL)
    for name in args.names:
        file = ensure_layer(args.folder, name)
        ours, windows, pages = [], [], []
        for turn in range(args.reps):
            print_progress(
                f"{name}, round {turn + 1} of {args.reps}: frontviewer bench, Leaflet, window"
            )
            ours.append(run_frontviewer_bench(file))
            command = ["node", str(script), "--lib", "leaflet", "--reps", "1"]
            quiet = ["--quiet-limit", str(args.quiet)]
            pages.append(run_peer_bench([*command, *quiet, str(file)], PEERS_NM=modules))
            if not args.no_window:
                windows += run_window(args, "frontviewer", file)
        for program, runs in (("bench", ours), ("frontviewer", windows), ("leaflet", pages)):
            append_runs(args.out, program, runs)
        title = f"{name}: {file.stat().st_size / 1e6:.0f} MB; {describe_load([*pages, *windows])}"
        print(format_table(title, "Leaflet", build_rows(ours, windows, pages)), flush=True)


def build_rows(ours: list[Run], windows: list[Run], pages: list[Run]) -> list[Row]:
    """Return the measures that can be compared; Leaflet reports milliseconds."""
    start = median(pages, lambda run: run.get("launch_ms", 0) / 1000)
    drawn = median(pages, lambda run: _to_seconds(run.get("drawn")))
    zoomed = median(pages, lambda run: _to_seconds(_upper_median(run.get("redraw_zoom"))))
    dragged = median(pages, lambda run: _to_seconds(_upper_median(run.get("pan_settle_ms"))))
    identify = median(pages, lambda run: _upper_median(run.get("identify", {}).get("ms")))
    return [
        Row("start to final image; page to drawn", "s",
            median(windows, lambda run: run.get("t_stable")), drawn, "less, goal 1 : 2"),
        Row("start of the browser, in addition", "s", None, start),
        Row("open and first image; page to drawn", "s",
            median(ours, lambda run: run["open_s"]), drawn),
        Row("complete after one zoom click", "s",
            median(windows, lambda run: gesture_median(run, "zoom", "last")), zoomed),
        Row("complete after a drag", "s",
            median(windows, lambda run: gesture_maximum(run, "drag", "settle")), dragged),
        Row("frame, p95", "ms", median(ours, lambda run: run["frame_ms"]["p95"]),
            median(pages, lambda run: run.get("pan_p95"))),
        Row("pick, p95; click", "ms", median(ours, lambda run: run["pick_ms"]["p95"]), identify),
        Row("peak memory", "MB", median(windows, lambda run: run.get("peak_rss_mb")),
            median(pages, lambda run: run.get("rss_peak_mb"))),
    ]  # fmt: skip


def _to_seconds(milliseconds: float | None) -> float | None:
    return None if milliseconds is None else milliseconds / 1000


def _upper_median(values: list[float] | None) -> float | None:
    return sorted(values)[len(values) // 2] if values else None


if __name__ == "__main__":
    main()
