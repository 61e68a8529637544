"""The About page: versions, licenses and credits of the program, its libraries and its data."""

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from frontviewer import __version__
from frontviewer.core.system.data_files import data_folder
from frontviewer.core.text.translation import mark, tr
from frontviewer.theme.plain_text import plain_label

_LIBRARIES = (  # distribution, purpose, license
    ("PySide6-Essentials", mark("Qt for Python"), "LGPL-3.0"),
    ("shapely", mark("geometry, with GEOS (LGPL-2.1)"), "BSD-3-Clause"),
    ("pyproj", mark("projections, with PROJ (MIT)"), "MIT"),
    ("numpy", mark("numeric arrays"), "BSD-3-Clause"),
    ("msgspec", mark("JSON"), "BSD-3-Clause"),
    ("pysimdjson", mark("coordinates, with simdjson (Apache-2.0)"), "MIT"),
    ("psutil", mark("available memory"), "BSD-3-Clause"),
    ("platformdirs", mark("standard folders"), "MIT"),
)


def build_about_page(width: int) -> QWidget:
    """Return the content of the About sheet, with lines of at least `width` px."""
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(14)
    program = tr(
        "Version {version}. An offline map that shows who claims what, where, when and on whose "
        "word.\n"
        "MIT license. frontviewer makes no network requests; the status bar shows the count.\n"
        "The LGPL libraries are separate files that you can replace with your own builds. In an "
        "installed program, the folder “licences” contains all licenses and the location of the "
        "source code."
    ).format(version=__version__)
    versions = find_library_versions()
    heading = tr("Libraries")
    libraries = "\n".join(
        f"{name} {versions[name]} – {tr(purpose)} – {licence}"
        for name, purpose, licence in _LIBRARIES
    )
    for text in (program, f"{heading}\n{libraries}", *_read_notices()):
        label = plain_label(text)
        label.setWordWrap(True)
        label.setMinimumWidth(width)
        column.addWidget(label)
    return page


def find_library_versions() -> Mapping[str, str]:
    """Return the version of each library by distribution name; "" if its metadata is missing."""
    return {name: _find_version(name) for name, _, _ in _LIBRARIES}


def _read_notices() -> list[str]:
    """Return the texts of the NOTICE files, which credit the sources of the bundled data."""
    files: list[Path] = [data_folder("layers") / "NOTICE", data_folder("resources") / "NOTICE"]
    return [file.read_text("utf-8").strip() for file in files if file.is_file()]


def _find_version(distribution: str) -> str:
    from importlib import metadata  # noqa: PLC0415 - takes 15 ms, which start-up does not need

    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return ""
