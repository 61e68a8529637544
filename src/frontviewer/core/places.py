"""Where the program's own data lies."""

from pathlib import Path


def data_folder(name: str) -> Path:
    """Return the folder `layers` or `resources`: in the repository, a wheel or an installer."""
    package = Path(__file__).resolve().parents[1]
    packed = package / "_data" / name
    return packed if packed.is_dir() else package.parents[1] / name
