"""Build the Debian package: the frozen program in /usr/lib, and the desktop integration."""

# ruff: noqa: S603 - it runs dpkg-deb
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import product
from linux import system
from timestamps import set_timestamps

PACKAGE = product.NAME
"""Package name."""
ARCHITECTURE = "amd64"
_MAINTAINER = f"{product.AUTHORS} <authors@{product.NAME}.invalid>"
"""Debian requires an address. The authors have none; the reserved domain .invalid never exists."""
_BASE_DEPENDENCIES = ("libexpat1", "libgcc-s1", "libstdc++6", "zlib1g")
"""Packages on every Debian desktop; declared because the program loads their libraries."""
_DESCRIPTION = """\
 Open GeoJSON layers, select a feature, and read beside the map what has been
 claimed about it: verbatim quotations with speaker, outlet, attribution chain
 and date. Makes no network requests.
"""


def build(program: Path, share: Path, licences: Path, target: Path) -> None:
    """Write the package.

    Parameters
    ----------
    program
        Folder of the frozen program.
    share
        Folder to install as /usr/share: menu entry, icons, MIME types.
    licences
        Folder with the licenses of all components.
    target
        File to write; must end in `.deb`.
    """
    with tempfile.TemporaryDirectory(prefix="frontviewer-deb-") as scratch:
        root = Path(scratch)
        _populate_root(root, program, share, licences)
        for path in [root, *root.rglob("*")]:
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        set_timestamps(root)  # dpkg-deb clamps later timestamps but keeps earlier ones
        command = ["dpkg-deb", "--build", "--root-owner-group", "-Zxz", "-z3", root, target]
        environment = os.environ | {"SOURCE_DATE_EPOCH": str(product.build_time())}
        subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)


def _populate_root(root: Path, program: Path, share: Path, licences: Path) -> None:
    """Write the installed file tree and the control file."""
    shutil.copytree(program, root / "usr" / "lib" / product.NAME, symlinks=True)
    shutil.copytree(share, root / "usr" / "share")
    command = root / "usr" / "bin" / product.NAME
    command.parent.mkdir()
    command.symlink_to(f"../lib/{product.NAME}/{product.NAME}")
    doc = root / "usr" / "share" / "doc" / PACKAGE
    shutil.copytree(licences, doc / "licences")
    (doc / "copyright").write_text(copyright_file(), encoding="utf-8")
    kilobytes = sum(path.lstat().st_size for path in root.rglob("*")) // 1024
    control = root / "DEBIAN" / "control"
    control.parent.mkdir()
    glibc = system.min_glibc_version(program)
    control.write_text(control_file(kilobytes, glibc), encoding="utf-8")


def version() -> str:
    """Return the version in Debian's sort order: 1.0rc1 becomes 1.0~rc1, which precedes 1.0."""
    version = re.sub(r"(?<=\d)(?=(?:a|b|rc)\d)", "~", product.version())
    return version.replace(".dev", "~~dev")  # precedes 1.0~a1


def control_file(kilobytes: int, glibc: str) -> str:
    """Return the text of DEBIAN/control, for an installed size and a minimum glibc version."""
    dependencies = [f"libc6 (>= {glibc})", *_BASE_DEPENDENCIES, *system.required_packages()]
    return f"""\
Package: {PACKAGE}
Version: {version()}
Architecture: {ARCHITECTURE}
Maintainer: {_MAINTAINER}
Section: science
Priority: optional
Installed-Size: {kilobytes}
Depends: {", ".join(dependencies)}
Description: {product.SUMMARY[0].lower()}{product.SUMMARY[1:]}
{_DESCRIPTION}"""


def copyright_file() -> str:
    """Return the text of debian/copyright, which refers to the other components' own licenses."""
    licence = (product.ROOT / "LICENSE").read_text(encoding="utf-8").partition("\n\n")[2]
    holders, _, text = licence.partition("\n\n")
    lines = [f" {line}" if line else " ." for line in text.strip().splitlines()]
    return f"""\
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: {product.NAME}
Comment:
 Python, Qt, PySide6 and the other libraries in /usr/lib/{product.NAME} have
 their own licenses, which are in the folder licences beside this file.

Files: *
Copyright: {holders.removeprefix("Copyright (c) ")}
License: Expat
{chr(10).join(lines)}
"""
