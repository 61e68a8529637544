"""One sitting: programs measured in turn on one machine, and what came of it as a table.

The window is timed from outside by guibench.py, which stands beside the project in
../shared/bench. See README.md for what has to be installed.
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
"""What one program said of itself once, as it came."""

Figure = Callable[[Run], float | None]
"""Finds a figure in a run."""

_REPOSITORY = Path(__file__).resolve().parents[2]
_SHARED = _REPOSITORY.parent / "shared" / "bench"
_LONGEST_S = 900
_MEDDLING = ("XDG_", "QT_", "PYTHONDONTWRITEBYTECODE")
"""Variables that would give a program other settings, another look, or a slower start."""


@dataclass(frozen=True, slots=True)
class Row:
    """One measure beside a peer's, both in one unit; less is better. None: not measured."""

    name: str
    unit: str
    ours: float | None
    theirs: float | None
    promise: str = ""
    third: float | None = None
    """Another peer's, where it is known."""


def arguments(about: str, names: Sequence[str]) -> argparse.ArgumentParser:
    """Return a parser of what the comparisons have in common; `names` are layers."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument(
        "names", nargs="*", default=names, metavar="NAME", help="layers, see layers.py"
    )
    parser.add_argument("--reps", type=int, default=3, help="runs of each program, in turn")
    parser.add_argument("--folder", type=Path, help="where the layers are, or are written")
    parser.add_argument("--shared", type=Path, default=_SHARED, help="the folder with guibench.py")
    parser.add_argument("--python", default="/usr/bin/python3", help="the system's own Python")
    parser.add_argument("--display", type=int, default=91, help="number of a free X display")
    parser.add_argument(
        "--quiet", type=int, default=60, help="longest wait for a quiet machine, in s"
    )
    parser.add_argument("--no-window", action="store_true", help="leave out what needs Xvfb")
    parser.add_argument("--out", type=_file, help="where every run is added as a line of JSON")
    parser.set_defaults(folder=Path(tempfile.gettempdir()) / "frontviewer-layers")
    return parser


def _file(name: str) -> Path:
    """Refuse at once what could not be written once all is measured."""
    path = Path(name)
    if path.is_dir() or not path.parent.is_dir():
        raise argparse.ArgumentTypeError(f"{name} is no file in a folder that is there")
    return path


def need(path: Path, remedy: str) -> Path:
    """Return a path that is there, or leave with what to do about it."""
    if not path.exists():
        sys.exit(f"{path} is not there. {remedy}")
    return path


def own_figures(file: Path) -> Run:
    """Return what `frontviewer bench` says of a file."""
    return _json([sys.executable, "-m", "frontviewer", "bench", str(file), "--json"])


def window_runs(asked: argparse.Namespace, app: str, file: Path, reps: int = 1) -> list[Run]:
    """Time a program's window from outside, from its start; its own settings are new.

    A second run finds what the first has left in its cache.
    """
    script = need(asked.shared / "guibench.py", "Name the folder that holds it with --shared.")
    program = Path(sys.executable).with_name("frontviewer")
    told = _run(
        [asked.python, str(script), "--app", app, "--file", str(file), "--reps", str(reps),
         "--display", str(asked.display), "--quiet-limit", str(asked.quiet)],
        FRONTVIEWER=str(program),
    )  # fmt: skip
    return [json.loads(line) for line in told.splitlines() if line.startswith("{")]


def program_run(command: Sequence[str], **environment: str) -> Run:
    """Run a peer's own measuring and return the last line of JSON that it prints."""
    return _json(command, **environment)


def median(runs: Iterable[Run], of: Figure) -> float | None:
    """Return the median of a figure over runs; runs that lack it do not count."""
    values = [value for value in map(of, runs) if value is not None]
    return statistics.median(values) if values else None


def of_gestures(run: Run, gesture: str, figure: str) -> float | None:
    """Return the median of a figure over the gestures that guibench.py made in a run."""
    return median(run.get(gesture, ()), lambda one: one.get(figure))


def longest(run: Run, gesture: str, figure: str) -> float | None:
    """Return the largest of them: QGIS at times redraws after one of two drags only."""
    values = [one[figure] for one in run.get(gesture, ()) if one.get(figure) is not None]
    return max(values, default=None)


def keep(out: Path | None, program: str, runs: Iterable[Run]) -> None:
    """Add runs to a file, a line each."""
    if out:
        with out.open("a", encoding="utf-8") as stream:
            stream.writelines(json.dumps({"program": program, **run}) + "\n" for run in runs)


def say(*words: object) -> None:
    """Tell how far it is, beside the figures."""
    print(*words, file=sys.stderr, flush=True)


def table(title: str, peer: str, rows: Sequence[Row], third: str = "") -> str:
    """Return a table in plain text: ours, theirs and how they stand to each other."""
    heads = ["", "frontviewer", peer, *([third] if third else []), "ours : theirs", "promised"]
    lines = [
        [
            row.name,
            _figure(row.ours, row.unit),
            _figure(row.theirs, row.unit),
            *([_figure(row.third, row.unit)] if third else []),
            _ratio(row.ours, row.theirs),
            row.promise,
        ]
        for row in rows
    ]
    widths = [max(map(len, column)) for column in zip(heads, *lines, strict=True)]
    text = [
        "  ".join(
            cell.ljust(width) if place in {0, len(heads) - 1} else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in [heads, *lines]
    ]
    return "\n".join([title, *text, ""])


def _figure(value: float | None, unit: str) -> str:
    if value is None:
        return "-"
    digits = 0 if value >= 100 else 1 if value >= 10 else 2 if value >= 0.1 else 3
    return f"{value:.{digits}f} {unit}"


def _ratio(ours: float | None, theirs: float | None) -> str:
    if not ours or not theirs:
        return "-"
    return f"1 : {theirs / ours:.1f}" if theirs >= ours else f"{ours / theirs:.1f} : 1"


def others(runs: Iterable[Run]) -> str:
    """Say how much of the machine somebody else used meanwhile, where a run knows."""
    shares = [run["foreign_cpu"] for run in runs if "foreign_cpu" in run]
    flat = [share for one in shares for share in (one if isinstance(one, list) else [one])]
    return (
        f"others used up to {max(flat):.0%} of the machine"
        if flat
        else "nobody looked who else ran"
    )


def _json(command: Sequence[str], **environment: str) -> Run:
    told = _run(command, **environment)
    try:
        return dict(json.loads(told))
    except ValueError:
        return dict(json.loads(told.splitlines()[-1]))


def _run(command: Sequence[str], **environment: str) -> str:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_MEDDLING)}
    done = subprocess.run(
        command,
        env=kept | environment,
        capture_output=True,
        text=True,
        timeout=_LONGEST_S,
        check=False,
    )
    if done.returncode or not done.stdout.strip():
        sys.exit(f"{' '.join(command)}\nended with {done.returncode}:\n{done.stderr[-2000:]}")
    return done.stdout
