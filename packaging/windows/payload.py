"""Assemble the folder of files that are installed on Windows.

frontviewer.exe, frontviewer.com   launchers for the desktop and for the Command Prompt
runtime/                           Python, as built and signed by python.org
packages/                          the wheels and the program, reduced to what is shipped
licences/
"""

# ruff: noqa: S603 - it runs the current Python interpreter
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import bundle_contents
from windows import python_runtime

_PATH_FILE = f"{python_runtime.MODULES}\n.\n..\\packages\n"
"""Contents of python311._pth: the complete module search path, relative to runtime/."""
_CPP_RUNTIME = "msvcp140.dll"
"""Microsoft's C++ runtime; PySide6 ships it for itself, pysimdjson expects it on the system."""


def assemble(folder: Path, *, python: Path, wheels: list[Path], launchers: list[Path]) -> None:
    """Write the payload into a new folder, reproducibly."""
    runtime, packages = folder / "runtime", folder / "packages"
    runtime.mkdir(parents=True)
    for file in sorted(python.iterdir()):
        if bundle_contents.is_shipped_python_file(file.name):
            shutil.copyfile(file, runtime / file.name)
    (runtime / "python311._pth").write_text(_PATH_FILE, encoding="utf-8")
    for wheel in wheels:
        unpack(wheel, packages)
    shutil.copyfile(packages / "PySide6" / _CPP_RUNTIME, runtime / _CPP_RUNTIME)
    compile_modules(packages)
    for program in launchers:
        shutil.copyfile(program, folder / program.name)


def unpack(wheel: Path, packages: Path) -> None:
    """Extract the files of a wheel that are shipped."""
    with zipfile.ZipFile(wheel) as archive:
        for member in archive.infolist():
            if not member.is_dir() and bundle_contents.is_shipped(member.filename):
                file = packages / member.filename
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(archive.read(member))


def compile_modules(packages: Path) -> None:
    """Compile all modules in advance, because the program folder may be read-only.

    Uses unchecked hash-based .pyc files: timestamps of sources do not survive every way of copying,
    and a stale .pyc cannot occur, since sources and .pyc files are always replaced together.
    """
    if sys.version_info[:2] != (3, 11):
        raise SystemExit("Python 3.11 is required: the shipped modules are compiled for it.")
    options = ["-q", "-f", "--invalidation-mode=unchecked-hash", "-s", str(packages)]
    subprocess.run(
        [sys.executable, "-m", "compileall", *options, str(packages)],
        check=True,
        env=os.environ | {"PYTHONHASHSEED": "0"},  # sets are serialized in hash order
    )
