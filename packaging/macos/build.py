"""Build the application bundle and its disk image, on a Mac and for its processor architecture.

    PYTHONPATH=packaging python -m macos.build dist/macos

Signs and notarizes if a certificate is configured; see sign_notarise.sh.
"""

# ruff: noqa: S603, S607 - it runs codesign and the scripts beside it
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import licences
import product
import pyinstaller_build

_HERE = Path(__file__).parent


def main(target: Path) -> None:
    """Freeze the program, add licenses, sign, and pack the disk image."""
    if sys.platform != "darwin":
        sys.exit("The macOS application can only be built on a Mac.")
    target.mkdir(parents=True, exist_ok=True)
    app = target / f"{product.NAME}.app"
    image = target / product.download_name("macos", platform.machine(), ".dmg")
    shutil.rmtree(app, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix="frontviewer-build-") as work:
        shutil.move(pyinstaller_build.freeze(Path(work)), app)
    licences.write_licences(app, app / "Contents" / "Resources" / "licences")
    # Adding the licenses invalidates PyInstaller's ad-hoc signature.
    subprocess.run(["codesign", "--force", "--sign", "-", app], check=True)
    for step in (
        ["sign_notarise.sh", "sign", app],
        ["make_dmg.sh", app, image],
        ["sign_notarise.sh", "notarise", image],
    ):
        subprocess.run([_HERE / step[0], *step[1:]], check=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
