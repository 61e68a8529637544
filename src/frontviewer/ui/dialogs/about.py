"""Who made what: the program, its libraries, and the data it ships."""

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from frontviewer import __version__
from frontviewer.core.system.app_paths import data_folder
from frontviewer.theme.plain_text import plain_label

_LIBRARIES = (
    ("PySide6-Essentials", "Qt for Python", "LGPL-3.0"),
    ("shapely", "geometry, with GEOS (LGPL-2.1)", "BSD-3-Clause"),
    ("pyproj", "projections, with PROJ (MIT)", "MIT"),
    ("numpy", "numbers", "BSD-3-Clause"),
    ("msgspec", "JSON", "BSD-3-Clause"),
    ("pysimdjson", "coordinates, with simdjson (Apache-2.0)", "MIT"),
    ("psutil", "free memory", "BSD-3-Clause"),
    ("platformdirs", "folders", "MIT"),
)


def about_page() -> QWidget:
    """Return the words of the About sheet."""
    translate = QCoreApplication.translate
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(14)
    program = translate(
        "About",
        "Version {0}. An offline map that shows who claims what, where, when and on whose word.\n"
        "MIT licence. It makes no network request; the status bar counts them.\n"
        "Libraries under the LGPL lie in files of their own and may be replaced by other builds; "
        "the folder licences of an installed program has all licences and where the sources are.",
    ).format(__version__)
    versions = library_versions()
    libraries = "\n".join(
        f"{name} {versions[name]} – {purpose} – {licence}" for name, purpose, licence in _LIBRARIES
    )
    for text in (program, translate("About", "Made with") + "\n" + libraries, *_notices()):
        label = plain_label(text)
        label.setWordWrap(True)
        label.setMinimumWidth(520)
        column.addWidget(label)
    return page


def library_versions() -> Mapping[str, str]:
    """Return the version of each library we are made with; "" where it was shipped without."""
    return {name: _version(name) for name, _, _ in _LIBRARIES}


def _notices() -> list[str]:
    files: list[Path] = [data_folder("layers") / "NOTICE", data_folder("resources") / "NOTICE"]
    return [file.read_text("utf-8").strip() for file in files if file.is_file()]


def _version(name: str) -> str:
    from importlib import metadata  # noqa: PLC0415 - 15 ms of e-mail parsing that no start needs

    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""
