"""Finds the files that the program ships with. Imports only the standard library."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[2]


def data_folder(name: str) -> Path:
    """Return the folder `layers` or `resources` in the repository, a wheel or an installation."""
    packed = _PACKAGE / "_data" / name
    return packed if packed.is_dir() else _PACKAGE.parents[1] / name
