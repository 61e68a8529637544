"""Builds what wine 8 lacks of Windows and our program needs. For tests; never shipped.

Without them: `unimplemented function ucrtbase.dll.crealf` when numpy is imported, and an abort
where Qt makes its application on the platform `windows`.
"""

# ruff: noqa: S603 - it runs the cross compiler
import re
import subprocess
from pathlib import Path

WINE_LIBRARIES = Path("/usr/lib/x86_64-linux-gnu/wine/x86_64-windows")

_SOURCES = Path(__file__).with_name("shims")
_COMPILE = ("x86_64-w64-mingw32-gcc-win32", "-O2", "-shared", "-static", "-Wall", "-Wextra")
_OUR_FUNCTION = re.compile(r"^(?:COMPLEX|REAL)_OF_ONE\((\w+)\)$", re.MULTILINE)


def build_ucrtbase(folder: Path, wines_own: str) -> Path:
    """Return a ucrtbase.dll with complex numbers; all else it passes on.

    Parameters
    ----------
    wines_own
        The name, without its ending, under which wine's own lies beside it.
    """
    source = _SOURCES / "complex.c"
    one_argument = _OUR_FUNCTION.findall(source.read_text(encoding="utf-8"))
    ours = {name + size for name in [*one_argument, "cpow"] for size in ("", "f", "l")}
    definitions = folder / "ucrtbase.def"
    lines = [
        f'"{name}" = "{f"our_{name}" if name in ours else f"{wines_own}.{name}"}"'
        for name in _exported(WINE_LIBRARIES / "ucrtbase.dll")
    ]
    definitions.write_text("\n".join(["LIBRARY ucrtbase", "EXPORTS", *lines, ""]), "utf-8")
    library = folder / "ucrtbase.dll"
    subprocess.run([*_COMPILE, "-o", library, source, definitions], check=True)
    return library


def build_ui_settings(folder: Path) -> Path:
    """Return a library that says what the desktop looks like."""
    library = folder / "ui_settings.dll"
    subprocess.run([*_COMPILE, "-o", library, _SOURCES / "ui_settings.c"], check=True)
    return library


def _exported(library: Path) -> list[str]:
    command = ["x86_64-w64-mingw32-objdump", "--private-headers", library]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    table = said.partition("[Ordinal/Name Pointer] Table")[2]
    return re.findall(r"^\s*\[\s*\d+\]\s(?:\+base\[\s*\d+\]\s+\w+\s)?(\S+)$", table, re.MULTILINE)
