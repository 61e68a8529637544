"""Build the two launchers that start Python."""

# ruff: noqa: S603 - it runs the cross compiler
import re
import shutil
import subprocess
from pathlib import Path

import icon
import product
from windows import python_runtime

_SOURCES = Path(__file__).with_name("launcher")
_TOOL_PREFIX = "x86_64-w64-mingw32-"
_FLAGS = ("-O2", "-s", "-Wall", "-Wextra", "-Werror", "-municode", "-static")
_REPRODUCIBLE = "-Wl,--no-insert-timestamp"


def build(work: Path) -> list[Path]:
    """Build `frontviewer.exe` for the desktop and `frontviewer.com` for the Command Prompt."""
    shutil.copytree(_SOURCES, work)
    (work / "frontviewer.ico").write_bytes(icon.build_ico())
    (work / "product.h").write_text(header(), encoding="utf-8")
    _run(work, "windres", "--codepage=65001", "launcher.rc", "-O", "coff", "-o", "resources.o")
    macros = {"LIBRARY": python_runtime.LIBRARY, "MODULES": python_runtime.MODULES}
    defines = [f'-DPYTHON_{name}=L"{value}"' for name, value in macros.items()]
    programs = []
    for suffix, options in {"exe": ["-mwindows"], "com": ["-mconsole", "-DFOR_CONSOLE"]}.items():
        program = work / f"{product.NAME}.{suffix}"
        arguments = [*_FLAGS, _REPRODUCIBLE, *options, *defines, "-o", program.name]
        _run(work, "gcc-win32", *arguments, "launcher.c", "resources.o")
        programs.append(program)
    return programs


def header() -> str:
    """Return product.h, which defines the values of the launchers' version resource."""
    numbers = version_numbers().replace(".", ",")
    return (
        f'#define NAME "{product.NAME}"\n'
        f'#define AUTHORS "{product.AUTHORS}"\n'
        f'#define COPYRIGHT "{product.COPYRIGHT}"\n'
        f'#define VERSION "{product.version()}"\n'
        f"#define VERSION_NUMBERS {numbers}\n"
    )


def version_numbers() -> str:
    """Return the version as four numbers, which Windows requires: 1.2rc1 becomes 1.2.0.0."""
    release = re.findall(r"^\d+|(?<=\.)\d+", product.version())
    return ".".join([*release, "0", "0", "0", "0"][:4])


def _run(work: Path, tool: str, *arguments: str) -> None:
    subprocess.run([_TOOL_PREFIX + tool, *arguments], check=True, cwd=work)
