"""frontviewer beside Leaflet (canvas, headless Chromium), in turn, in one sitting.

Leaflet's page is counted from its opening; the browser's own start comes on top and is told.
"""

# ruff: noqa: T201 - it prints
import os
import sys
from pathlib import Path

from layers import made
from sitting import (
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

_INSTALL = "Install Leaflet as tests/bench/README.md says, and name its node_modules in PEERS_NM."


def main() -> None:
    """Measure layer by layer and print a table for each."""
    names = ("p1m", "p2m", "big1m", "fronts", "points")
    asked = arguments(__doc__ or "", names).parse_args()
    script = need(
        asked.shared / "leaflet" / "leaflet_baseline.mjs", "Name the folder with --shared."
    )
    modules = os.environ.get("PEERS_NM") or sys.exit(_INSTALL)
    need(Path(modules) / "leaflet", _INSTALL)
    for name in asked.names:
        file = made(asked.folder, name)
        ours, windows, pages = [], [], []
        for turn in range(asked.reps):
            say(f"{name}, turn {turn + 1} of {asked.reps}: frontviewer bench, Leaflet, the window")
            ours.append(own_figures(file))
            command = ["node", str(script), "--lib", "leaflet", "--reps", "1"]
            quiet = ["--quiet-limit", str(asked.quiet)]
            pages.append(program_run([*command, *quiet, str(file)], PEERS_NM=modules))
            if not asked.no_window:
                windows += window_runs(asked, "frontviewer", file)
        for program, runs in (("bench", ours), ("frontviewer", windows), ("leaflet", pages)):
            keep(asked.out, program, runs)
        title = f"{name}: {file.stat().st_size / 1e6:.0f} MB; {others([*pages, *windows])}"
        print(table(title, "Leaflet", rows(ours, windows, pages)), flush=True)


def rows(ours: list[Run], windows: list[Run], pages: list[Run]) -> list[Row]:
    """Return what can be compared: Leaflet tells milliseconds."""
    start = median(pages, lambda run: run.get("launch_ms", 0) / 1000)
    drawn = median(pages, lambda run: _seconds(run.get("drawn")))
    zoomed = median(pages, lambda run: _seconds(_middle(run.get("redraw_zoom"))))
    dragged = median(pages, lambda run: _seconds(_middle(run.get("pan_settle_ms"))))
    identify = median(pages, lambda run: _middle(run.get("identify", {}).get("ms")))
    return [
        Row("start to the still picture; page to drawn", "s",
            median(windows, lambda run: run.get("t_stable")), drawn, "less, aim 1 : 2"),
        Row("the browser's start, on top", "s", None, start),
        Row("open and first picture; page to drawn", "s",
            median(ours, lambda run: run["open_s"]), drawn),
        Row("complete after one zoom click", "s",
            median(windows, lambda run: of_gestures(run, "zoom", "last")), zoomed),
        Row("complete after a drag", "s",
            median(windows, lambda run: longest(run, "drag", "settle")), dragged),
        Row("frame, p95", "ms", median(ours, lambda run: run["frame_ms"]["p95"]),
            median(pages, lambda run: run.get("pan_p95"))),
        Row("pick, p95; click", "ms", median(ours, lambda run: run["pick_ms"]["p95"]), identify),
        Row("peak memory", "MB", median(windows, lambda run: run.get("peak_rss_mb")),
            median(pages, lambda run: run.get("rss_peak_mb"))),
    ]  # fmt: skip


def _seconds(milliseconds: float | None) -> float | None:
    return None if milliseconds is None else milliseconds / 1000


def _middle(values: list[float] | None) -> float | None:
    return sorted(values)[len(values) // 2] if values else None


if __name__ == "__main__":
    main()
