"""Assembles what is installed on Windows.

frontviewer.exe, frontviewer.com   start it: from the desktop, from the Command Prompt
runtime/                           Python, as python.org built and signed it
packages/                          the wheels and the program, what of them is shipped
licences/
"""

# ruff: noqa: S603 - it runs the interpreter that runs it
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import shipped
from windows import python_runtime

_SEARCHED = f"{python_runtime.MODULES}\n.\n..\\packages\n"
"""Where Python looks for modules, from runtime/; with this list it looks nowhere else."""
_CPP_RUNTIME = "msvcp140.dll"
"""Microsoft's, which PySide6 brings for itself and pysimdjson expects of the machine."""


def assemble(folder: Path, *, python: Path, wheels: list[Path], programs: list[Path]) -> None:
    """Write the payload into an empty folder, the same bytes each time."""
    runtime, packages = folder / "runtime", folder / "packages"
    runtime.mkdir(parents=True)
    for file in sorted(python.iterdir()):
        if shipped.ships_of_python(file.name):
            shutil.copyfile(file, runtime / file.name)
    (runtime / "python311._pth").write_text(_SEARCHED, encoding="utf-8")
    for wheel in wheels:
        unpack(wheel, packages)
    shutil.copyfile(packages / "PySide6" / _CPP_RUNTIME, runtime / _CPP_RUNTIME)
    compile_modules(packages)
    for program in programs:
        shutil.copyfile(program, folder / program.name)


def unpack(wheel: Path, packages: Path) -> None:
    """Write what of a wheel is shipped."""
    with zipfile.ZipFile(wheel) as archive:
        for member in archive.infolist():
            if not member.is_dir() and shipped.ships(member.filename):
                file = packages / member.filename
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(archive.read(member))


def compile_modules(packages: Path) -> None:
    """Compile every module beforehand: the program's folder may be read-only.

    The compiled files are trusted unseen: the dates of their sources do not survive every way of
    copying, and a stale one cannot be, since both are replaced together.
    """
    if sys.version_info[:2] != (3, 11):
        raise SystemExit("Python 3.11 must build this: no other compiles for the one we ship.")
    how = ["-q", "-f", "--invalidation-mode=unchecked-hash", "-s", str(packages)]
    subprocess.run(
        [sys.executable, "-m", "compileall", *how, str(packages)],
        check=True,
        env=os.environ | {"PYTHONHASHSEED": "0"},  # or sets are stored in another order each time
    )
