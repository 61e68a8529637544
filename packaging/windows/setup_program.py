"""Builds the setup program out of a payload, with NSIS."""

# ruff: noqa: S603, S607 - it runs makensis
import os
import shutil
import subprocess
import sys
from pathlib import Path

import dates
import icon
import product
from windows import file_list, launcher, python_runtime, side_picture, signing

_SOURCES = Path(__file__).with_name("setup")


def build(payload: Path, program: Path, work: Path, *, quickly: bool = False) -> None:
    """Write the setup program, the same bytes for the same payload.

    Parameters
    ----------
    program
        The file to write.
    work
        An empty folder to work in.
    quickly
        Pack loosely, for tests.
    """
    shutil.copytree(_SOURCES, work, dirs_exist_ok=True)
    (work / "frontviewer.ico").write_bytes(icon.ico())
    (work / "side.bmp").write_bytes(side_picture.bmp())
    (work / "licence.txt").write_text(
        (product.ROOT / "LICENSE").read_text(encoding="utf-8"), encoding="utf-8-sig"
    )
    (work / "product.nsh").write_text(definitions(payload, program), encoding="utf-8-sig")
    for name, script in {
        "install.nsh": file_list.install_script(payload),
        "uninstall.nsh": file_list.uninstall_script(payload),
    }.items():
        (work / name).write_text(script, encoding="utf-8-sig")
    dates.stamp(work)
    how = ["-DQUICKLY"] if quickly else []
    if signing.has_command():
        how.append(f'-DSIGN="{sys.executable}" "{signing.__file__}"')
    subprocess.run(
        ["makensis", "-V2", "-WX", "-INPUTCHARSET", "UTF8", *how, "setup.nsi"],
        check=True,
        cwd=work,
        env=os.environ | {"SOURCE_DATE_EPOCH": str(product.build_time())},
    )


def definitions(payload: Path, program: Path) -> str:
    """Return what the script asks to know of the program."""
    ours = next(kind for kind in product.KINDS if kind.ours)
    offered = next(kind for kind in product.KINDS if not kind.ours)
    size = sum(path.stat().st_size for path in payload.rglob("*") if path.is_file())
    values = {
        "NAME": product.NAME,
        "VERSION": product.version(),
        "VERSION_NUMBERS": launcher.version_numbers(),
        "AUTHORS": product.AUTHORS,
        "COPYRIGHT": product.COPYRIGHT,
        "SETUP": str(program.resolve()),
        "PYTHON": f"runtime\\{python_runtime.LIBRARY}",
        "KILOBYTES": str(size // 1024),
        "OUR_EXTENSION": ours.extension,
        "OUR_TITLE": ours.title,
        "OUR_MIME": ours.mime,
        "OFFERED_EXTENSION": offered.extension,
        "OFFERED_TITLE": offered.title,
    }
    return "".join(f'!define {name} "{value}"\n' for name, value in values.items())
