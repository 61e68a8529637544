"""Paths of the three folders that the program writes to: settings, cache, logs."""

import os
import sys
from pathlib import Path

from platformdirs import user_cache_path, user_config_path, user_log_path

_NAME = "frontviewer"
_HOME = "FRONTVIEWER_HOME"
"""Environment variable for the launcher's folder, set by a launcher if Python is elsewhere."""
_PORTABLE_MARKER, _PORTABLE_DATA = "portable.txt", "portable-data"


def settings_folder() -> Path:
    """Return the folder of the user's settings."""
    portable = _portable_folder()
    return portable / "settings" if portable else user_config_path(_NAME, appauthor=False)


def cache_folder() -> Path:
    """Return the folder of cached data; the user may empty it at any time."""
    portable = _portable_folder()
    return portable / "cache" if portable else user_cache_path(_NAME, appauthor=False)


def log_folder() -> Path:
    """Return the folder of log files and crash reports."""
    portable = _portable_folder()
    return portable / "log" if portable else user_log_path(_NAME, appauthor=False)


def is_portable() -> bool:
    """Return whether the three folders are next to the packaged program (portable mode)."""
    return _portable_folder() is not None


def _portable_folder() -> Path | None:
    """Return the folder for all data if `portable.txt` is next to the packaged program."""
    program = _program_folder()
    portable = program is not None and (program / _PORTABLE_MARKER).is_file()
    return program / _PORTABLE_DATA if program and portable else None


def _program_folder() -> Path | None:
    """Return the folder of the packaged program; None if it runs in an installed Python.

    This is the folder of the executable or, on macOS, the folder that holds the `.app`.
    """
    if home := os.environ.get(_HOME):
        return Path(home)
    if not getattr(sys, "frozen", False):
        return None
    executable = Path(sys.executable)
    bundles = (folder for folder in executable.parents if folder.suffix == ".app")
    return next(bundles, executable).parent
