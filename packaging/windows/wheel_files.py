"""Brings the wheels for Windows: those of the lock, and our own, built from the checkout."""

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
    """Return the wheels that are shipped, each with a hash of the lock."""
    folder.mkdir(parents=True)
    wanted = folder / "wanted.txt"
    lines = [
        " ".join([f"{wheel.name}=={wheel.version}", *(f"--hash=sha256:{h}" for h in wheel.hashes)])
        for wheel in lock.shipped_wheels(**lock.WINDOWS).values()
    ]
    wanted.write_text("\n".join(lines), encoding="utf-8")
    how = ["--require-hashes", "--no-deps", *_FOR_WINDOWS]
    where = ["--dest", str(folder), "--requirement", str(wanted)]
    subprocess.run([*_PIP, "download", *how, *where], check=True)
    return sorted(folder.glob("*.whl"))


def build_own(folder: Path) -> Path:
    """Return the program's own wheel, the same bytes for the same sources."""
    how = ["--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(product.ROOT)]
    dated = os.environ | {"SOURCE_DATE_EPOCH": str(product.build_time())}
    subprocess.run([*_PIP, "wheel", *how], check=True, env=dated)
    return next(folder.glob(f"{product.NAME}-*.whl"))
