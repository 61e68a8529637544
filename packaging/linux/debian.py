"""The Debian package: the bundle in /usr/lib, and what makes it a part of the desktop."""

# ruff: noqa: S603 - it runs dpkg-deb
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import dates
import product
from linux import system

PACKAGE = product.NAME
"""In Debian's list of packages."""
ARCHITECTURE = "amd64"
_MAINTAINER = f"{product.AUTHORS} <authors@{product.NAME}.invalid>"
"""Debian wants an address. The authors have none; this is of those that can belong to nobody."""
_ALWAYS_THERE = ("libexpat1", "libgcc-s1", "libstdc++6", "zlib1g")
"""Packages that every Debian with a desktop has; named all the same, because we load them."""
_DESCRIPTION = """\
 Open GeoJSON layers, select anything, and read beside the map what is said
 about it: every quotation word for word, with its speaker, its outlet, the
 way it took to us, and its date. No network request is made.
"""


def build(program: Path, share: Path, licences: Path, target: Path) -> None:
    """Write the package.

    Parameters
    ----------
    program
        The frozen program, as a folder.
    share
        What goes to /usr/share: menu entry, icons, kinds of files.
    licences
        The licences of all parts, as a folder.
    target
        A name that ends in `.deb`.
    """
    with tempfile.TemporaryDirectory(prefix="frontviewer-deb-") as scratch:
        root = Path(scratch)
        _lay_out(root, program, share, licences)
        for path in [root, *root.rglob("*")]:
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        dates.stamp(root)  # dpkg-deb only changes dates that are later
        command = ["dpkg-deb", "--build", "--root-owner-group", "-Zxz", "-z3", root, target]
        environment = os.environ | {"SOURCE_DATE_EPOCH": str(product.build_time())}
        subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)


def _lay_out(root: Path, program: Path, share: Path, licences: Path) -> None:
    """Put everything where it is to lie on a system, and beside it what Debian's tools are told."""
    shutil.copytree(program, root / "usr" / "lib" / product.NAME, symlinks=True)
    shutil.copytree(share, root / "usr" / "share")
    command = root / "usr" / "bin" / product.NAME
    command.parent.mkdir()
    command.symlink_to(f"../lib/{product.NAME}/{product.NAME}")
    papers = root / "usr" / "share" / "doc" / PACKAGE
    shutil.copytree(licences, papers / "licences")
    (papers / "copyright").write_text(copyright_file(), encoding="utf-8")
    kilobytes = sum(path.lstat().st_size for path in root.rglob("*")) // 1024
    control = root / "DEBIAN" / "control"
    control.parent.mkdir()
    control.write_text(control_file(kilobytes, system.glibc(program)), encoding="utf-8")


def version() -> str:
    """Return the version as Debian sorts it: 1.0rc1 is 1.0~rc1, which comes before 1.0."""
    version = re.sub(r"(?<=\d)(?=(?:a|b|rc)\d)", "~", product.version())
    return version.replace(".dev", "~~dev")  # and that before 1.0~a1


def control_file(kilobytes: int, glibc: str) -> str:
    """Return what Debian's tools are told of the package."""
    needs = ", ".join([f"libc6 (>= {glibc})", *_ALWAYS_THERE, *system.packages()])
    return f"""\
Package: {PACKAGE}
Version: {version()}
Architecture: {ARCHITECTURE}
Maintainer: {_MAINTAINER}
Section: science
Priority: optional
Installed-Size: {kilobytes}
Depends: {needs}
Description: {product.SUMMARY[0].lower()}{product.SUMMARY[1:]}
{_DESCRIPTION}"""


def copyright_file() -> str:
    """Return the licences in Debian's form; the parts of others point to their own texts."""
    licence = (product.ROOT / "LICENSE").read_text(encoding="utf-8").partition("\n\n")[2]
    rights, _, text = licence.partition("\n\n")
    lines = [f" {line}" if line else " ." for line in text.strip().splitlines()]
    return f"""\
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: {product.NAME}
Comment:
 Python, Qt, PySide6 and the other libraries in /usr/lib/{product.NAME} have
 licences of their own. They lie beside this file, in the folder licences.

Files: *
Copyright: {rights.removeprefix("Copyright (c) ")}
License: Expat
{chr(10).join(lines)}
"""
