"""Runs PyInstaller so that the same sources make the same program."""

# ruff: noqa: S603 - it runs the interpreter that runs it
import os
import subprocess
import sys
from pathlib import Path

import product


def freeze(work: Path) -> Path:
    """Return the frozen program as a folder, or as an application where that is macOS."""
    spec = Path(__file__).with_name("frontviewer.spec")
    places = ["--distpath", work / "dist", "--workpath", work / "build"]
    environment = os.environ | {
        "PYTHONHASHSEED": "0",  # or sets are stored in another order each time
        "SOURCE_DATE_EPOCH": str(product.build_time()),
        "PYINSTALLER_CONFIG_DIR": str(work / "cache"),
    }
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level=WARN"]
    subprocess.run([*command, *places, spec], check=True, env=environment)
    suffix = ".app" if sys.platform == "darwin" else ""
    return work / "dist" / f"{product.NAME}{suffix}"
