"""Compare the start times of the frozen program and of the development environment.

    PYTHONPATH=packaging xvfb-run -a python -m linux.start_times dist/linux [--rounds 15]

Prints medians and their ratio. The figures depend on the machine, so there is no limit to pass.
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
    """Measure both in alternation, so that other load on the machine affects them equally."""
    packed = next(built.glob(f"{product.NAME}-{product.version()}-linux-*.tar.xz"))
    with tempfile.TemporaryDirectory(prefix="frontviewer-start-") as scratch:
        archive.unpack(packed, Path(scratch, "frozen"))
        programs = {
            "frozen": Path(scratch, "frozen", product.NAME),
            "unfrozen": Path(sys.executable).with_name(product.NAME),
        }
        times: dict[str, list[float]] = {name: [] for name in programs}
        for round_number in range(rounds + 1):
            for name, program in programs.items():
                seconds = _measure_self_test(program, Path(scratch, name + "-home"))
                if round_number:  # the first round only warms up the caches
                    times[name].append(seconds)
    medians = {name: statistics.median(values) for name, values in times.items()}
    for name, values in times.items():
        print(f"{name:9} {medians[name]:.2f} s ({min(values):.2f} to {max(values):.2f})")
    print(f"frozen : unfrozen = {medians['frozen'] / medians['unfrozen']:.2f}")


def _measure_self_test(program: Path, home: Path) -> float:
    """Return the seconds from start to exit of the self-test, which paints the window once."""
    platform = "xcb" if os.environ.get("DISPLAY") else "offscreen"
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "QT_"))
    }
    started = time.perf_counter()
    subprocess.run(
        [program, "--self-test", "--platform", platform],
        env=inherited | {"HOME": str(home)},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return time.perf_counter() - started


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("built", type=Path)
    parser.add_argument("--rounds", type=int, default=15)
    args = parser.parse_args()
    main(args.built, args.rounds)
