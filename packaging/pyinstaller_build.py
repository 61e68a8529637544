"""Run PyInstaller reproducibly: the same sources give the same bundle."""

# ruff: noqa: S603 - it runs the current Python interpreter
import os
import subprocess
import sys
from pathlib import Path

import product


def freeze(work: Path) -> Path:
    """Return the frozen program: a folder, or an application bundle on macOS."""
    spec = Path(__file__).with_name("frontviewer.spec")
    paths = ["--distpath", work / "dist", "--workpath", work / "build"]
    environment = os.environ | {
        "PYTHONHASHSEED": "0",  # sets are serialized in hash order
        "SOURCE_DATE_EPOCH": str(product.build_time()),
        "PYINSTALLER_CONFIG_DIR": str(work / "cache"),
    }
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level=WARN"]
    subprocess.run([*command, *paths, spec], check=True, env=environment)
    suffix = ".app" if sys.platform == "darwin" else ""
    return work / "dist" / f"{product.NAME}{suffix}"
