"""Build the Windows downloads: a setup program, and a portable archive.

    PYTHONPATH=packaging python -m windows.build dist/windows

Runs on Linux with Python 3.11 and the packages that `system-packages.sh` installs.
"""

# ruff: noqa: T201 - it prints the results
import hashlib
import sys
import tempfile
from pathlib import Path

import licences
import product
from acceptance_report import megabytes
from timestamps import set_timestamps
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
    product.download_name("windows", "x86_64", ending) for ending in ("-setup.exe", "-portable.zip")
)


def main(target: Path) -> None:
    """Build setup and archive into `target`; print their sizes and digests."""
    target.mkdir(parents=True, exist_ok=True)
    setup, archive = target / SETUP, target / PORTABLE
    with tempfile.TemporaryDirectory(prefix="frontviewer-windows-") as scratch:
        work = Path(scratch)
        program = build_payload(work)
        portable.pack(program, archive)
        (work / "setup").mkdir()
        setup_program.build(program, setup, work / "setup")
        print(f"installed: {megabytes(program):.1f} MB")
        signing.sign(setup)
    if not signing.is_configured():
        print(f"Unsigned: {signing.COMMAND} is not set. Windows will warn users before it starts.")
    for file in (setup, archive):
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        print(f"{file}: {megabytes(file):.1f} MB, SHA-256 {digest}")


def build_payload(work: Path) -> Path:
    """Build the folder of all files to install; return it."""
    folder = work / product.NAME
    python_runtime.fetch(work / "python")
    launchers = launcher.build(work / "launcher")
    for program in launchers:
        signing.sign(program)
    wheels = [*wheel_files.download(work / "wheels"), wheel_files.build_own(work / "own")]
    payload.assemble(
        folder,
        python=work / "python",
        wheels=wheels,
        launchers=launchers,
    )
    licences.main(folder, folder / "licences")
    imports.check(folder)
    set_timestamps(folder)
    return folder


if __name__ == "__main__":
    main(Path(sys.argv[1]))
