"""Determine what the program requires from a Linux system: shared libraries and glibc."""

import re
from pathlib import Path

_LIBRARY_ROW = re.compile(r"^(lib\S+\.so\.\d+)\s+(\S+)$", re.MULTILINE)
_WINDOW_SYSTEM = re.compile("xcb|x11")


def required_libraries() -> dict[str, str]:
    """Return the shared libraries expected from the system, with the Debian package of each."""
    script = Path(__file__).with_name("system-packages.sh").read_text(encoding="utf-8")
    return dict(_LIBRARY_ROW.findall(script))


def required_packages() -> list[str]:
    """Return the Debian packages required to open a window."""
    return list(required_libraries().values())


def headless_packages() -> list[str]:
    """Return the Debian packages required to render without a display."""
    return [package for package in required_packages() if not _WINDOW_SYSTEM.search(package)]


def min_glibc_version(folder: Path) -> str:
    """Return the highest glibc version that any ELF file in a folder requires, such as "2.36"."""
    versions = {(2, 0)}
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            data = path.read_bytes()
            if data.startswith(b"\x7fELF"):
                versions |= {(2, int(minor)) for minor in re.findall(rb"\0GLIBC_2\.(\d+)", data)}
    return ".".join(map(str, max(versions)))
