"""Build the setup program from a payload folder with NSIS."""

# ruff: noqa: S603, S607 - it runs makensis
import os
import shutil
import subprocess
import sys
from pathlib import Path

import icon
import product
from timestamps import set_timestamps
from windows import file_list, launcher, python_runtime, setup_bitmap, signing

_SOURCES = Path(__file__).with_name("setup")


def build(payload: Path, setup: Path, work: Path, *, fast: bool = False) -> None:
    """Write the setup program, reproducibly.

    Parameters
    ----------
    setup
        The file to write.
    work
        An empty folder for intermediate files.
    fast
        Use fast, weak compression, for tests.
    """
    shutil.copytree(_SOURCES, work, dirs_exist_ok=True)
    (work / "frontviewer.ico").write_bytes(icon.build_ico())
    (work / "side.bmp").write_bytes(setup_bitmap.build_bmp())
    (work / "licence.txt").write_text(
        (product.ROOT / "LICENSE").read_text(encoding="utf-8"), encoding="utf-8-sig"
    )
    (work / "product.nsh").write_text(definitions(payload, setup), encoding="utf-8-sig")
    for name, script in {
        "install.nsh": file_list.install_script(payload),
        "uninstall.nsh": file_list.uninstall_script(payload),
    }.items():
        (work / name).write_text(script, encoding="utf-8-sig")
    set_timestamps(work)
    options = ["-DFAST_COMPRESSION"] if fast else []
    if signing.is_configured():
        options.append(f'-DSIGN="{sys.executable}" "{signing.__file__}"')
    subprocess.run(
        ["makensis", "-V2", "-WX", "-INPUTCHARSET", "UTF8", *options, "setup.nsi"],
        check=True,
        cwd=work,
        env=os.environ | {"SOURCE_DATE_EPOCH": str(product.build_time())},
    )


def definitions(payload: Path, setup: Path) -> str:
    """Return product.nsh, which defines the product data for setup.nsi."""
    own = next(file_type for file_type in product.FILE_TYPES if file_type.is_own)
    open_with = next(file_type for file_type in product.FILE_TYPES if not file_type.is_own)
    size = sum(path.stat().st_size for path in payload.rglob("*") if path.is_file())
    values = {
        "NAME": product.NAME,
        "VERSION": product.version(),
        "VERSION_NUMBERS": launcher.version_numbers(),
        "AUTHORS": product.AUTHORS,
        "COPYRIGHT": product.COPYRIGHT,
        "SETUP": str(setup.resolve()),
        "PYTHON": f"runtime\\{python_runtime.LIBRARY}",
        "KILOBYTES": str(size // 1024),
        "OWN_EXTENSION": own.extension,
        "OWN_TITLE": own.title,
        "OWN_MIME": own.mime,
        "OPEN_WITH_EXTENSION": open_with.extension,
        "OPEN_WITH_TITLE": open_with.title,
    }
    return "".join(f'!define {name} "{value}"\n' for name, value in values.items())
