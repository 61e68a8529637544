"""Build the Linux downloads: an archive for installation without root, and a Debian package.

    PYTHONPATH=packaging python -m linux.build dist/linux

Freezes the environment that runs this script. `build-packages.sh` installs the other tools that it
needs besides PyInstaller.
"""

# ruff: noqa: S603, S607, T201 - it runs the tools that it names, and prints
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import icon
import licences
import product
import pyinstaller_build
from acceptance_report import megabytes
from linux import archive, debian, system

_HERE = Path(__file__).parent
_SCRIPTS = ("install.sh", "uninstall.sh", "register.sh")


def main(target: Path) -> None:
    """Build archive and package into `target` and print their sizes."""
    target.mkdir(parents=True, exist_ok=True)
    name = product.download_name("linux", platform.machine(), "")
    deb = f"{debian.PACKAGE}_{product.version()}_{debian.ARCHITECTURE}.deb"
    with tempfile.TemporaryDirectory(prefix="frontviewer-build-") as scratch:
        work = Path(scratch)
        program = pyinstaller_build.freeze(work)
        strip(program)
        share = work / "share"
        write_share(share)
        license_folder = work / "licences"
        licences.write_licences(program, license_folder)
        debian.build(program, share, license_folder, target / deb)
        unpacked = program.rename(work / name)
        share.rename(unpacked / "share")
        license_folder.rename(unpacked / "licences")
        write_install_files(unpacked)
        print(f"{name}: {megabytes(unpacked):.0f} MB")
        archive.pack(unpacked, target / f"{name}.tar.xz", product.build_time())
    for file in (f"{name}.tar.xz", deb):
        print(f"{target / file}: {megabytes(target / file):.1f} MB")


def strip(program: Path) -> None:
    """Strip debug symbols from Python itself.

    Libraries in wheels are excluded: they were patched after linking, and strip breaks them.
    """
    internal = program / "_internal"
    files = [*internal.glob("libpython*.so*"), *internal.rglob("lib-dynload/*.so")]
    subprocess.run(["strip", "--strip-unneeded", *files], check=True)


def write_share(share: Path) -> None:
    """Write the files for desktop integration in the layout of /usr/share."""
    folders = {
        "frontviewer.desktop": "applications",
        "frontviewer.xml": "mime/packages",
        f"{product.IDENTIFIER}.metainfo.xml": "metainfo",
    }
    for name, folder in folders.items():
        (share / folder).mkdir(parents=True)
        shutil.copy(_HERE / name, share / folder)
    icon.write_hicolor_theme(share / "icons" / "hicolor")


def write_install_files(program: Path) -> None:
    """Add the scripts for installation per user, and README.txt."""
    for script in _SCRIPTS:
        shutil.copy(_HERE / script, program)
    text = (_HERE / "README.txt").read_text(encoding="utf-8")
    text = text.replace("@GLIBC@", system.min_glibc_version(program))
    text = text.replace("@PACKAGES@", " ".join(system.required_packages()))
    (program / "README.txt").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
