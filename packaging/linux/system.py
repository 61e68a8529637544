"""What frontviewer needs of a Linux system that it does not bring along."""

import re
from pathlib import Path

_TABLE = re.compile(r"^(lib\S+\.so\.\d+)\s+(\S+)$", re.MULTILINE)
_WINDOWS = re.compile("xcb|x11")


def libraries() -> dict[str, str]:
    """Return the shared libraries expected of the system, each with its Debian package."""
    script = Path(__file__).with_name("system-packages.sh").read_text(encoding="utf-8")
    return dict(_TABLE.findall(script))


def packages() -> list[str]:
    """Return the Debian packages that a window needs."""
    return list(libraries().values())


def packages_without_display() -> list[str]:
    """Return the Debian packages that are enough to draw without a display."""
    return [package for package in packages() if not _WINDOWS.search(package)]


def glibc(folder: Path) -> str:
    """Return the oldest glibc that every program and library below a folder runs with."""
    found = {(2, 0)}
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            data = path.read_bytes()
            if data.startswith(b"\x7fELF"):
                found |= {(2, int(minor)) for minor in re.findall(rb"\0GLIBC_2\.(\d+)", data)}
    return ".".join(map(str, max(found)))
