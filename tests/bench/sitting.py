"""Shared code of the comparisons: runs programs alternately and formats the results as a table.

Windows are timed from outside by guibench.py, which is next to the project in ../shared/bench.
See README.md for what has to be installed.
"""

# ruff: noqa: S603, T201 - it runs the programs that it measures, and prints
import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Run = dict[str, Any]
"""The unmodified JSON output of one run of one program."""

Figure = Callable[[Run], float | None]
"""Extracts a figure from a run; None if the run has none."""

_REPOSITORY = Path(__file__).resolve().parents[2]
_SHARED = _REPOSITORY.parent / "shared" / "bench"
_TIMEOUT_S = 900
_REMOVED_VARIABLES = ("XDG_", "QT_", "PYTHONDONTWRITEBYTECODE")
"""Prefixes of variables that would change settings or appearance, or slow down the start."""


@dataclass(frozen=True, slots=True)
class Row:
    """One measure of frontviewer and of a peer in the same unit; less is better.

    Attributes
    ----------
    ours, theirs
        None if not measured.
    target
        Ratio or limit to reach, as text.
    third
        Value of another peer, if known.
    """

    name: str
    unit: str
    ours: float | None
    theirs: float | None
    target: str = ""
    third: float | None = None


def build_parser(description: str, names: Sequence[str]) -> argparse.ArgumentParser:
    """Return a parser for the arguments of all comparisons; `names` are the default layers."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument(
        "names", nargs="*", default=names, metavar="NAME", help="layers of layers.py"
    )
    parser.add_argument("--reps", type=int, default=3, help="runs of each program, alternating")
    parser.add_argument("--folder", type=Path, help="folder in which layers are found or written")
    parser.add_argument("--shared", type=Path, default=_SHARED, help="folder of guibench.py")
    parser.add_argument("--python", default="/usr/bin/python3", help="Python of the system")
    parser.add_argument("--display", type=int, default=91, help="number of an unused X display")
    parser.add_argument(
        "--quiet", type=int, default=60, help="maximum wait for an idle machine, in s"
    )
    parser.add_argument("--no-window", action="store_true", help="skip measurements that need Xvfb")
    parser.add_argument(
        "--out", type=_parse_output, help="file to which each run is appended as a line of JSON"
    )
    parser.set_defaults(folder=Path(tempfile.gettempdir()) / "frontviewer-layers")
    return parser


def _parse_output(name: str) -> Path:
    """Return the path of an output file; fail before measuring if it could not be written."""
    path = Path(name)
    if path.is_dir() or not path.parent.is_dir():
        raise argparse.ArgumentTypeError(f"{name} is a folder, or its folder does not exist")
    return path


def require(path: Path, remedy: str) -> Path:
    """Return a path if it exists; otherwise exit with a message and a remedy."""
    if not path.exists():
        sys.exit(f"{path} does not exist. {remedy}")
    return path


def run_frontviewer_bench(file: Path) -> Run:
    """Run `frontviewer bench` on a file and return its JSON output."""
    return _run_json([sys.executable, "-m", "frontviewer", "bench", str(file), "--json"])


def run_window(args: argparse.Namespace, app: str, file: Path, reps: int = 1) -> list[Run]:
    """Time the window of a program from outside, from its start, with fresh settings.

    Repeated runs find the cache of the first.
    """
    script = require(args.shared / "guibench.py", "Give its folder with --shared.")
    program = Path(sys.executable).with_name("frontviewer")
    output = _run(
        [args.python, str(script), "--app", app, "--file", str(file), "--reps", str(reps),
         "--display", str(args.display), "--quiet-limit", str(args.quiet)],
        FRONTVIEWER=str(program),
    )  # fmt: skip
    return [json.loads(line) for line in output.splitlines() if line.startswith("{")]


def run_peer_bench(command: Sequence[str], **environment: str) -> Run:
    """Run the benchmark script of a peer and return the last line of JSON that it prints."""
    return _run_json(command, **environment)


def median(runs: Iterable[Run], figure: Figure) -> float | None:
    """Return the median of a figure over the runs that have it; None if none has."""
    values = [value for value in map(figure, runs) if value is not None]
    return statistics.median(values) if values else None


def gesture_median(run: Run, gesture: str, figure: str) -> float | None:
    """Return the median of a figure over the gestures of one kind that guibench.py made."""
    return median(run.get(gesture, ()), lambda record: record.get(figure))


def gesture_maximum(run: Run, gesture: str, figure: str) -> float | None:
    """Return the maximum instead: QGIS sometimes redraws after only one of two drags."""
    records = run.get(gesture, ())
    values = [record[figure] for record in records if record.get(figure) is not None]
    return max(values, default=None)


def append_runs(out: Path | None, program: str, runs: Iterable[Run]) -> None:
    """Append runs to a file, one line of JSON each; do nothing without a file."""
    if out:
        with out.open("a", encoding="utf-8") as stream:
            stream.writelines(json.dumps({"program": program, **run}) + "\n" for run in runs)


def print_progress(message: str) -> None:
    """Print a progress message to standard error."""
    print(message, file=sys.stderr, flush=True)


def format_table(title: str, peer: str, rows: Sequence[Row], third: str = "") -> str:
    """Return a plain text table of our values, theirs, and their ratio."""
    headings = ["", "frontviewer", peer, *([third] if third else []), "ours : theirs", "target"]
    lines = [
        [
            row.name,
            _format_value(row.ours, row.unit),
            _format_value(row.theirs, row.unit),
            *([_format_value(row.third, row.unit)] if third else []),
            _format_ratio(row.ours, row.theirs),
            row.target,
        ]
        for row in rows
    ]
    widths = [max(map(len, column)) for column in zip(headings, *lines, strict=True)]
    text = [
        "  ".join(
            cell.ljust(width) if index in {0, len(headings) - 1} else cell.rjust(width)
            for index, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in [headings, *lines]
    ]
    return "\n".join([title, *text, ""])


def _format_value(value: float | None, unit: str) -> str:
    if value is None:
        return "-"
    digits = 0 if value >= 100 else 1 if value >= 10 else 2 if value >= 0.1 else 3
    return f"{value:.{digits}f} {unit}"


def _format_ratio(ours: float | None, theirs: float | None) -> str:
    if not ours or not theirs:
        return "-"
    return f"1 : {theirs / ours:.1f}" if theirs >= ours else f"{ours / theirs:.1f} : 1"


def describe_load(runs: Iterable[Run]) -> str:
    """Return the largest CPU share of other processes during the runs, as text."""
    shares = [run["foreign_cpu"] for run in runs if "foreign_cpu" in run]
    flat = [share for item in shares for share in (item if isinstance(item, list) else [item])]
    return f"other processes used up to {max(flat):.0%} CPU" if flat else "CPU load unknown"


def _run_json(command: Sequence[str], **environment: str) -> Run:
    """Run a command and return its output, or the last line of it, parsed as JSON."""
    output = _run(command, **environment)
    try:
        return dict(json.loads(output))
    except ValueError:
        return dict(json.loads(output.splitlines()[-1]))


def _run(command: Sequence[str], **environment: str) -> str:
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith(_REMOVED_VARIABLES)
    }
    done = subprocess.run(
        command,
        env=inherited | environment,
        capture_output=True,
        text=True,
        timeout=_TIMEOUT_S,
        check=False,
    )
    if done.returncode or not done.stdout.strip():
        sys.exit(f"{' '.join(command)}\nexit status {done.returncode}:\n{done.stderr[-2000:]}")
    return done.stdout
