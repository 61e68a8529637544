"""Where the program's own data lies, and the three folders into which it writes by itself."""

import os
import sys
from pathlib import Path

from platformdirs import user_cache_path, user_config_path, user_log_path

_NAME = "frontviewer"
_PACKAGE = Path(__file__).resolve().parents[2]
_HOME = "FRONTVIEWER_HOME"
"""The variable by which a launcher says where it lies, if Python is elsewhere."""
_PORTABLE_MARK, _PORTABLE_DATA = "portable.txt", "portable-data"


def data_folder(name: str) -> Path:
    """Return the folder `layers` or `resources`: in the repository, a wheel or an installer."""
    packed = _PACKAGE / "_data" / name
    return packed if packed.is_dir() else _PACKAGE.parents[1] / name


def settings_folder() -> Path:
    """Return the folder of what the person prefers."""
    portable = _portable_folder()
    return portable / "settings" if portable else user_config_path(_NAME, appauthor=False)


def cache_folder() -> Path:
    """Return the folder of what makes the next time quicker; it may be emptied at any time."""
    portable = _portable_folder()
    return portable / "cache" if portable else user_cache_path(_NAME, appauthor=False)


def log_folder() -> Path:
    """Return the folder of the reports of what went wrong."""
    portable = _portable_folder()
    return portable / "log" if portable else user_log_path(_NAME, appauthor=False)


def is_portable() -> bool:
    """Tell whether the three lie beside the packaged program and not where the system has them."""
    return _portable_folder() is not None


def _portable_folder() -> Path | None:
    """Return the folder of everything, where `portable.txt` lies beside the packaged program."""
    program = _program_folder()
    portable = program is not None and (program / _PORTABLE_MARK).is_file()
    return program / _PORTABLE_DATA if program and portable else None


def _program_folder() -> Path | None:
    """Return the folder that holds the packaged program; None where Python was installed before.

    That is where its executable lies; of an application of macOS, where the application does.
    """
    if home := os.environ.get(_HOME):
        return Path(home)
    if not getattr(sys, "frozen", False):
        return None
    executable = Path(sys.executable)
    bundles = (folder for folder in executable.parents if folder.suffix == ".app")
    return next(bundles, executable).parent
