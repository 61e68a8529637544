"""Builds the application and its disk image, on a Mac and for that Mac's kind of processor.

    PYTHONPATH=packaging python -m macos.build dist/macos

It is signed and notarised in between where a certificate is at hand; sign_notarise.sh tells.
"""

# ruff: noqa: S603, S607 - it runs codesign and the scripts beside it
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import freezing
import licences
import product

_HERE = Path(__file__).parent


def main(target: Path) -> None:
    """Freeze, check, sign and pack."""
    if sys.platform != "darwin":
        sys.exit("An application for macOS can only be built on a Mac.")
    target.mkdir(parents=True, exist_ok=True)
    app = target / f"{product.NAME}.app"
    image = target / product.download("macos", platform.machine(), ".dmg")
    shutil.rmtree(app, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix="frontviewer-build-") as work:
        shutil.move(freezing.freeze(Path(work)), app)
    licences.write_licences(app, app / "Contents" / "Resources" / "licences")
    # With the licences in it, it is no longer what PyInstaller has signed by nobody's name.
    subprocess.run(["codesign", "--force", "--sign", "-", app], check=True)
    for step in (
        ["sign_notarise.sh", "sign", app],
        ["make_dmg.sh", app, image],
        ["sign_notarise.sh", "notarise", image],
    ):
        subprocess.run([_HERE / step[0], *step[1:]], check=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
