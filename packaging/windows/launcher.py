"""Builds the two small programs that start Python."""

# ruff: noqa: S603 - it runs the cross compiler
import re
import shutil
import subprocess
from pathlib import Path

import icon
import product
from windows import python_runtime

_SOURCES = Path(__file__).with_name("launcher")
_TOOLS = "x86_64-w64-mingw32-"
_FLAGS = ("-O2", "-s", "-Wall", "-Wextra", "-Werror", "-municode", "-static")
_SAME_EACH_TIME = "-Wl,--no-insert-timestamp"


def build(work: Path) -> list[Path]:
    """Return `frontviewer.exe` for the desktop and `frontviewer.com` for the Command Prompt."""
    shutil.copytree(_SOURCES, work)
    (work / "frontviewer.ico").write_bytes(icon.ico())
    (work / "product.h").write_text(header(), encoding="utf-8")
    _run(work, "windres", "--codepage=65001", "launcher.rc", "-O", "coff", "-o", "resources.o")
    parts = {"LIBRARY": python_runtime.LIBRARY, "MODULES": python_runtime.MODULES}
    named = [f'-DPYTHON_{part}=L"{name}"' for part, name in parts.items()]
    made = []
    for name, how in {"exe": ["-mwindows"], "com": ["-mconsole", "-DFOR_CONSOLE"]}.items():
        program = work / f"{product.NAME}.{name}"
        what = [*_FLAGS, _SAME_EACH_TIME, *how, *named, "-o", program.name]
        _run(work, "gcc-win32", *what, "launcher.c", "resources.o")
        made.append(program)
    return made


def header() -> str:
    """Return what the launcher's resources say of the program."""
    numbers = version_numbers().replace(".", ",")
    return (
        f'#define NAME "{product.NAME}"\n'
        f'#define AUTHORS "{product.AUTHORS}"\n'
        f'#define COPYRIGHT "{product.COPYRIGHT}"\n'
        f'#define VERSION "{product.version()}"\n'
        f"#define VERSION_NUMBERS {numbers}\n"
    )


def version_numbers() -> str:
    """Return the version as Windows wants it, four numbers: 1.2rc1 is 1.2.0.0."""
    release = re.findall(r"^\d+|(?<=\.)\d+", product.version())
    return ".".join([*release, "0", "0", "0", "0"][:4])


def _run(work: Path, tool: str, *arguments: str) -> None:
    subprocess.run([_TOOLS + tool, *arguments], check=True, cwd=work)
