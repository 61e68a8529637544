"""Measures how time and memory scale with size, from ten thousand to ten million vertices.

Opening should grow no faster than the size; frames and picks should not grow. Results are printed
as a table and as bars; --plot writes the same as an SVG image.
"""

# ruff: noqa: T201 - it prints
import argparse
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from layers import ensure_layer
from plot import plot
from sitting import Run, append_runs, median, print_progress, run_frontviewer_bench

_POLYGON_VERTICES = 100
_SIZES = (10_000, 30_000, 100_000, 300_000, 1_000_000, 3_000_000, 10_000_000)
_FIT_MIN_VERTICES = 300_000
"""Below, the fixed cost of opening hides the growth."""

Measure = tuple[str, str, Callable[[Run], float]]
_MEASURES: tuple[Measure, ...] = (
    ("open", "s", lambda run: run["open_s"]),
    ("reopen", "s", lambda run: run["reopen_s"]),
    ("memory above the empty window", "MB", lambda run: run["above_empty_mb"]),
    ("frame p95", "ms", lambda run: run["frame_ms"]["p95"]),
    ("exact image p95", "ms", lambda run: run["settle_ms"]["p95"]),
    ("pick p95", "ms", lambda run: run["pick_ms"]["p95"]),
)
_GROWING_COUNT = 3
"""The first ones of `_MEASURES` may grow with the size."""


def main() -> None:
    """Measure every size, smallest first, and print the results."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument(
        "--most", type=int, default=_SIZES[-1], help="vertices of the largest layer"
    )
    parser.add_argument("--reps", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="folder in which layers are found or written")
    parser.add_argument("--plot", type=Path, metavar="OUT.svg")
    parser.add_argument(
        "--out", type=Path, help="file to which each run is appended as a line of JSON"
    )
    parser.set_defaults(folder=Path(tempfile.gettempdir()) / "frontviewer-layers")
    args = parser.parse_args()
    sizes = [size for size in _SIZES if size <= args.most]
    columns: dict[str, list[float]] = {name: [] for name, _, _ in _MEASURES}
    for size in sizes:
        file = ensure_layer(args.folder, f"{size // _POLYGON_VERTICES}x{_POLYGON_VERTICES}")
        print_progress(f"{size:,} vertices, {file.stat().st_size / 1e6:.1f} MB")
        runs = [run_frontviewer_bench(file) for _ in range(args.reps)]
        append_runs(args.out, "bench", runs)
        for name, _, figure in _MEASURES:
            columns[name].append(median(runs, figure) or 0.0)
    print(format_table(sizes, columns))
    print(
        *(format_bars(name, unit, sizes, columns[name]) for name, unit, _ in _MEASURES), sep="\n\n"
    )
    print("\n" + describe_growth(sizes, columns))
    if args.plot:
        seconds = {
            name: [value / 1000 if unit == "ms" else value for value in columns[name]]
            for name, unit, _ in _MEASURES
            if unit != "MB"
        }
        args.plot.write_text(plot(sizes, seconds), encoding="utf-8")


def format_table(sizes: Sequence[int], columns: dict[str, list[float]]) -> str:
    """Return one line per size, with the seconds of opening per million vertices."""
    heads = ["vertices", "open, s", "s per million", "reopen, s", "above empty, MB", "frame, ms",
             "exact, ms", "pick, ms"]  # fmt: skip
    lines = []
    for size, opened, *rest in zip(sizes, *columns.values(), strict=True):
        numbers = [opened, opened / size * 1e6, *rest]
        lines.append([f"{size:,}", *(f"{number:.3g}" for number in numbers)])
    widths = [max(map(len, column)) for column in zip(heads, *lines, strict=True)]
    rows = ("  ".join(map(str.rjust, line, widths)) for line in (heads, *lines))
    return "\n".join(rows) + "\n"


def format_bars(name: str, unit: str, sizes: Sequence[int], values: Sequence[float]) -> str:
    """Return a measure as logarithmic bars: linear growth adds one step per size."""
    steps = np.log(np.maximum(values, 1e-6) / max(min(values), 1e-6))
    lengths = (2 + 36 * steps / np.log(sizes[-1] / sizes[0])).round().astype(int).tolist()
    lines = (
        f"{size:>12,} {'#' * length} {value:.3g} {unit}"
        for size, length, value in zip(sizes, lengths, values, strict=True)
    )
    return "\n".join([f"{name} (logarithmic bars)", *lines])


def describe_growth(sizes: Sequence[int], columns: dict[str, list[float]]) -> str:
    """Return the growth of each measure: the exponent of a power law in the size; 1 is linear."""
    is_fitted = np.array(sizes) >= min(_FIT_MIN_VERTICES, sizes[-1] // 10)
    x = np.log(np.array(sizes)[is_fitted])
    lines = []
    for number, (name, _, _) in enumerate(_MEASURES):
        values = np.array(columns[name])[is_fitted]
        exponent = float(np.polyfit(x, np.log(np.maximum(values, 1e-6)), 1)[0])
        ratio = f"{values[-1] / max(values[0], 1e-6):.1f} times as much"
        target = "at most 1" if number < _GROWING_COUNT else "about 0"
        lines.append(
            f"{name} grows as size to the power {exponent:.2f} (target: {target}), {ratio}"
        )
    size_ratio = sizes[-1] / np.array(sizes)[is_fitted][0]
    return "\n".join(
        [
            f"From {np.array(sizes)[is_fitted][0]:,} vertices to {size_ratio:.0f} times as many:",
            *lines,
        ]
    )


if __name__ == "__main__":
    main()
