"""How time and memory grow with size: layers from ten thousand to ten million vertices.

Opening should grow no faster than the size, frames and picks not at all. Printed as a table and
as bars; --plot draws the same as an SVG picture.
"""

# ruff: noqa: T201 - it prints
import argparse
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from layers import made
from plot import plot
from sitting import Run, keep, median, own_figures, say

_POLYGON = 100
_SIZES = (10_000, 30_000, 100_000, 300_000, 1_000_000, 3_000_000, 10_000_000)
_SURE = 300_000
"""Below so many vertices, what every opening costs hides how it grows."""

Measure = tuple[str, str, Callable[[Run], float]]
_MEASURES: tuple[Measure, ...] = (
    ("open", "s", lambda run: run["open_s"]),
    ("reopen", "s", lambda run: run["reopen_s"]),
    ("memory above the empty window", "MB", lambda run: run["above_empty_mb"]),
    ("frame p95", "ms", lambda run: run["frame_ms"]["p95"]),
    ("exact picture p95", "ms", lambda run: run["settle_ms"]["p95"]),
    ("pick p95", "ms", lambda run: run["pick_ms"]["p95"]),
)
_GROWING = 3
"""So many of these may grow with the size."""


def main() -> None:
    """Measure every size, the small ones first, and print what became of it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--most", type=int, default=_SIZES[-1], help="vertices of the largest")
    parser.add_argument("--reps", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="where the layers are, or are written")
    parser.add_argument("--plot", type=Path, metavar="OUT.svg")
    parser.add_argument("--out", type=Path, help="where every run is added as a line of JSON")
    parser.set_defaults(folder=Path(tempfile.gettempdir()) / "frontviewer-layers")
    asked = parser.parse_args()
    sizes = [size for size in _SIZES if size <= asked.most]
    columns: dict[str, list[float]] = {name: [] for name, _, _ in _MEASURES}
    for size in sizes:
        file = made(asked.folder, f"{size // _POLYGON}x{_POLYGON}")
        say(f"{size:,} vertices, {file.stat().st_size / 1e6:.1f} MB")
        runs = [own_figures(file) for _ in range(asked.reps)]
        keep(asked.out, "bench", runs)
        for name, _, of in _MEASURES:
            columns[name].append(median(runs, of) or 0.0)
    print(table(sizes, columns))
    print(*(bars(name, unit, sizes, columns[name]) for name, unit, _ in _MEASURES), sep="\n\n")
    print("\n" + verdict(sizes, columns))
    if asked.plot:
        seconds = {
            name: [value / 1000 if unit == "ms" else value for value in columns[name]]
            for name, unit, _ in _MEASURES
            if unit != "MB"
        }
        asked.plot.write_text(plot(sizes, seconds), encoding="utf-8")


def table(sizes: Sequence[int], columns: dict[str, list[float]]) -> str:
    """Return a line for each size, with the seconds of opening for a million vertices."""
    heads = ["vertices", "open, s", "s a million", "reopen, s", "above empty, MB", "frame, ms",
             "exact, ms", "pick, ms"]  # fmt: skip
    lines = []
    for size, opened, *rest in zip(sizes, *columns.values(), strict=True):
        numbers = [opened, opened / size * 1e6, *rest]
        lines.append([f"{size:,}", *(f"{number:.3g}" for number in numbers)])
    widths = [max(map(len, column)) for column in zip(heads, *lines, strict=True)]
    rows = ("  ".join(map(str.rjust, line, widths)) for line in (heads, *lines))
    return "\n".join(rows) + "\n"


def bars(name: str, unit: str, sizes: Sequence[int], values: Sequence[float]) -> str:
    """Return a measure as bars: linear growth shows as one more step for each size."""
    steps = np.log(np.maximum(values, 1e-6) / max(min(values), 1e-6))
    lengths = (2 + 36 * steps / np.log(sizes[-1] / sizes[0])).round().astype(int).tolist()
    lines = (
        f"{size:>12,} {'#' * length} {value:.3g} {unit}"
        for size, length, value in zip(sizes, lengths, values, strict=True)
    )
    return "\n".join([f"{name} (bars are logarithms)", *lines])


def verdict(sizes: Sequence[int], columns: dict[str, list[float]]) -> str:
    """Return how each measure grows: the power of the size that fits best, 1 being linear."""
    sure = np.array(sizes) >= min(_SURE, sizes[-1] // 10)
    x = np.log(np.array(sizes)[sure])
    lines = []
    for number, (name, _, _) in enumerate(_MEASURES):
        values = np.array(columns[name])[sure]
        power = float(np.polyfit(x, np.log(np.maximum(values, 1e-6)), 1)[0])
        ends = f"{values[-1] / max(values[0], 1e-6):.1f} times as much"
        promise = "at most 1" if number < _GROWING else "about 0"
        lines.append(f"{name} grows as size to the power {power:.2f} (promised: {promise}), {ends}")
    times = sizes[-1] / np.array(sizes)[sure][0]
    return "\n".join(
        [f"From {np.array(sizes)[sure][0]:,} vertices to {times:.0f} times as many:", *lines]
    )


if __name__ == "__main__":
    main()
