"""Build the Windows functions that wine 8 lacks and the program needs. For tests; never shipped.

Without them numpy's import fails with `unimplemented function ucrtbase.dll.crealf`, and Qt aborts
when it creates its application on the platform `windows`.
"""

# ruff: noqa: S603 - it runs the cross compiler
import re
import subprocess
from pathlib import Path

WINE_LIBRARIES = Path("/usr/lib/x86_64-linux-gnu/wine/x86_64-windows")

_SOURCES = Path(__file__).with_name("shims")
_COMPILE = ("x86_64-w64-mingw32-gcc-win32", "-O2", "-shared", "-static", "-Wall", "-Wextra")
_WRAPPER_MACRO = re.compile(r"^WRAP_(?:COMPLEX|REAL)_RESULT\((\w+)\)$", re.MULTILINE)


def build_ucrtbase(folder: Path, builtin_name: str) -> Path:
    """Build a ucrtbase.dll that adds complex functions and forwards everything else.

    Parameters
    ----------
    builtin_name
        File name, without suffix, of wine's own library in the same folder.
    """
    source = _SOURCES / "complex.c"
    unary = _WRAPPER_MACRO.findall(source.read_text(encoding="utf-8"))
    implemented = {name + size for name in [*unary, "cpow"] for size in ("", "f", "l")}
    definitions = folder / "ucrtbase.def"
    lines = [
        f'"{name}" = "{f"our_{name}" if name in implemented else f"{builtin_name}.{name}"}"'
        for name in _exported_names(WINE_LIBRARIES / "ucrtbase.dll")
    ]
    definitions.write_text("\n".join(["LIBRARY ucrtbase", "EXPORTS", *lines, ""]), "utf-8")
    library = folder / "ucrtbase.dll"
    subprocess.run([*_COMPILE, "-o", library, source, definitions], check=True)
    return library


def build_ui_settings(folder: Path) -> Path:
    """Build the library that implements Windows.UI.ViewManagement.UISettings."""
    library = folder / "ui_settings.dll"
    subprocess.run([*_COMPILE, "-o", library, _SOURCES / "ui_settings.c"], check=True)
    return library


def _exported_names(library: Path) -> list[str]:
    command = ["x86_64-w64-mingw32-objdump", "--private-headers", library]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    table = output.partition("[Ordinal/Name Pointer] Table")[2]
    return re.findall(r"^\s*\[\s*\d+\]\s(?:\+base\[\s*\d+\]\s+\w+\s)?(\S+)$", table, re.MULTILINE)
