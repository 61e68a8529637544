"""Download the locked wheels for Windows, and build the program's own wheel."""

# ruff: noqa: S603 - it runs pip
import os
import subprocess
import sys
from pathlib import Path

import lock
import product

_PIP = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check")
_FOR_WINDOWS = ("--platform", "win_amd64", "--python-version", "3.11", "--only-binary=:all:")


def download(folder: Path) -> list[Path]:
    """Download the runtime wheels for Windows; each must match a hash in the lock file."""
    folder.mkdir(parents=True)
    requirements = folder / "wanted.txt"
    lines = [
        " ".join([f"{wheel.name}=={wheel.version}", *(f"--hash=sha256:{h}" for h in wheel.hashes)])
        for wheel in lock.runtime_wheels(**lock.WINDOWS).values()
    ]
    requirements.write_text("\n".join(lines), encoding="utf-8")
    options = ["--require-hashes", "--no-deps", *_FOR_WINDOWS]
    paths = ["--dest", str(folder), "--requirement", str(requirements)]
    subprocess.run([*_PIP, "download", *options, *paths], check=True)
    return sorted(folder.glob("*.whl"))


def build_own(folder: Path) -> Path:
    """Build the program's own wheel reproducibly from the checkout."""
    options = ["--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(product.ROOT)]
    environment = os.environ | {"SOURCE_DATE_EPOCH": str(product.build_time())}
    subprocess.run([*_PIP, "wheel", *options], check=True, env=environment)
    return next(folder.glob(f"{product.NAME}-*.whl"))
