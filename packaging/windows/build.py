"""Builds what people on Windows install: a setup program, and an archive to carry about.

    PYTHONPATH=packaging python -m windows.build dist/windows

Runs on Linux, with Python 3.11 and what `system-packages.sh` installs.
"""

# ruff: noqa: T201 - it says what it made
import hashlib
import sys
import tempfile
from pathlib import Path

import dates
import licences
import product
from promises import megabytes
from windows import (
    imports,
    launcher,
    payload,
    portable,
    python_runtime,
    setup_program,
    signing,
    wheel_files,
)

SETUP, PORTABLE = (
    product.download("windows", "x86_64", ending) for ending in ("-setup.exe", "-portable.zip")
)


def main(target: Path) -> None:
    """Build both and say how large they are."""
    target.mkdir(parents=True, exist_ok=True)
    setup, archive = target / SETUP, target / PORTABLE
    with tempfile.TemporaryDirectory(prefix="frontviewer-windows-") as scratch:
        work = Path(scratch)
        program = make_payload(work)
        portable.pack(program, archive)
        (work / "setup").mkdir()
        setup_program.build(program, setup, work / "setup")
        print(f"installed: {megabytes(program):.1f} MB")
        signing.sign(setup)
    if not signing.has_command():
        print(
            f"Nothing is signed: there is no {signing.COMMAND}. Windows will ask before it starts."
        )
    for made in (setup, archive):
        digest = hashlib.sha256(made.read_bytes()).hexdigest()
        print(f"{made}: {megabytes(made):.1f} MB, SHA-256 {digest}")


def make_payload(work: Path) -> Path:
    """Return the folder of everything that is installed."""
    folder = work / product.NAME
    python_runtime.fetch(work / "python")
    programs = launcher.build(work / "launcher")
    for program in programs:
        signing.sign(program)
    wheels = [*wheel_files.download(work / "wheels"), wheel_files.build_own(work / "own")]
    payload.assemble(
        folder,
        python=work / "python",
        wheels=wheels,
        programs=programs,
    )
    licences.main(folder, folder / "licences")
    imports.check(folder)
    dates.stamp(folder)
    return folder


if __name__ == "__main__":
    main(Path(sys.argv[1]))
