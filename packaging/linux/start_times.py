"""Compares how fast the frozen program and that of the environment start, one after the other.

    PYTHONPATH=packaging xvfb-run -a python -m linux.start_times dist/linux [--rounds 15]

Prints medians and their ratio. They belong to a machine and a day, so nothing is promised of them.
"""

# ruff: noqa: S603, T201 - it runs the programs that it measures, and prints
import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import product
from linux import archive


def main(built: Path, rounds: int) -> None:
    """Measure both in turn: what else the machine does meanwhile meets both."""
    packed = next(built.glob(f"{product.NAME}-{product.version()}-linux-*.tar.xz"))
    with tempfile.TemporaryDirectory(prefix="frontviewer-start-") as scratch:
        archive.unpack(packed, Path(scratch, "frozen"))
        programs = {
            "frozen": Path(scratch, "frozen", product.NAME),
            "unfrozen": Path(sys.executable).with_name(product.NAME),
        }
        seconds: dict[str, list[float]] = {name: [] for name in programs}
        for turn in range(rounds + 1):
            for name, program in programs.items():
                take_ranges = _seconds_to_a_painted_window(program, Path(scratch, name + "-home"))
                if turn:  # the first finds nothing in the cache, neither ours nor the system's
                    seconds[name].append(take_ranges)
    medians = {name: statistics.median(take_ranges) for name, take_ranges in seconds.items()}
    for name, take_ranges in seconds.items():
        print(f"{name:9} {medians[name]:.2f} s ({min(take_ranges):.2f} to {max(take_ranges):.2f})")
    print(f"frozen : unfrozen = {medians['frozen'] / medians['unfrozen']:.2f}")


def _seconds_to_a_painted_window(program: Path, home: Path) -> float:
    """Return how long the program takes to open its window, look at the picture of it, and end."""
    where = "xcb" if os.environ.get("DISPLAY") else "offscreen"
    kept = {name: text for name, text in os.environ.items() if not name.startswith(("XDG_", "QT_"))}
    begun = time.perf_counter()
    subprocess.run(
        [program, "--self-test", "--platform", where],
        env=kept | {"HOME": str(home)},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return time.perf_counter() - begun


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("built", type=Path)
    parser.add_argument("--rounds", type=int, default=15)
    asked = parser.parse_args()
    main(asked.built, asked.rounds)
