"""Builds what people on Linux install: an archive that needs no root, and a Debian package.

    PYTHONPATH=packaging python -m linux.build dist/linux

The environment that runs this is the one that is frozen. What it needs besides PyInstaller,
`build-packages.sh` installs.
"""

# ruff: noqa: S603, S607, T201 - it runs the tools that it names, and prints
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import freezing
import icon
import licences
import product
from linux import archive, debian, system
from promises import megabytes

_HERE = Path(__file__).parent
_SCRIPTS = ("install.sh", "uninstall.sh", "register.sh")


def main(target: Path) -> None:
    """Build everything and say how large it is."""
    target.mkdir(parents=True, exist_ok=True)
    name = product.download("linux", platform.machine(), "")
    deb = f"{debian.PACKAGE}_{product.version()}_{debian.ARCHITECTURE}.deb"
    with tempfile.TemporaryDirectory(prefix="frontviewer-build-") as scratch:
        work = Path(scratch)
        program = freezing.freeze(work)
        strip(program)
        share = work / "share"
        write_share(share)
        rights = work / "licences"
        licences.write_licences(program, rights)
        debian.build(program, share, rights, target / deb)
        unpacked = program.rename(work / name)
        share.rename(unpacked / "share")
        rights.rename(unpacked / "licences")
        write_papers(unpacked)
        print(f"{name}: {megabytes(unpacked):.0f} MB")
        archive.pack(unpacked, target / f"{name}.tar.xz", product.build_time())
    for made in (f"{name}.tar.xz", deb):
        print(f"{target / made}: {megabytes(target / made):.1f} MB")


def strip(program: Path) -> None:
    """Take symbols for debuggers out of Python itself.

    Not out of the wheels' libraries: those were changed after they were linked, and strip
    breaks them.
    """
    inside = program / "_internal"
    parts = [*inside.glob("libpython*.so*"), *inside.rglob("lib-dynload/*.so")]
    subprocess.run(["strip", "--strip-unneeded", *parts], check=True)


def write_share(share: Path) -> None:
    """Write what makes a program a part of the desktop, as it lies in /usr/share."""
    places = {
        "frontviewer.desktop": "applications",
        "frontviewer.xml": "mime/packages",
        f"{product.IDENTIFIER}.metainfo.xml": "metainfo",
    }
    for name, place in places.items():
        (share / place).mkdir(parents=True)
        shutil.copy(_HERE / name, share / place)
    icon.write_hicolor(share / "icons" / "hicolor")


def write_papers(program: Path) -> None:
    """Add the scripts that install it for one user, and what to read first."""
    for script in _SCRIPTS:
        shutil.copy(_HERE / script, program)
    text = (_HERE / "README.txt").read_text(encoding="utf-8")
    text = text.replace("@GLIBC@", system.glibc(program))
    text = text.replace("@PACKAGES@", " ".join(system.packages()))
    (program / "README.txt").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
