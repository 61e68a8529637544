"""Select the files of Python, the wheels and Qt that are shipped, for all systems.

The Windows build applies it to every file of a wheel, the PyInstaller spec to every collected file.
Paths are those inside a wheel, with `/`: `PySide6/plugins/platforms/qwindows.dll` on Windows,
`PySide6/Qt/plugins/platforms/libqxcb.so` elsewhere.
"""

import re
from pathlib import Path

FORBIDDEN_PATTERN = (
    r"_ssl|libssl|libcrypto|Qt6?Network|/tls(/|$)"
    r"|/tests(/|$)|/test/support|ucrtbase|icuuc\.dll|ui_settings"
)
"""Paths that no build may contain: network and TLS libraries, tests, and the shims for wine.
`windows/test_setup.ps1` repeats the pattern, because it runs without these modules."""

QT_MODULES = frozenset({"QtCore", "QtGui", "QtWidgets", "QtSvg"})
"""PySide6 modules that the program imports."""

QT_LIBRARIES = QT_MODULES | {"QtDBus", "QtXcbQpa", "QtWaylandClient"}
"""Qt libraries: those of the modules, and on Linux and macOS the dependencies of the modules and
plugins."""

QT_PLUGINS = frozenset(
    {
        "platforms/qwindows",
        "platforms/qcocoa",
        "platforms/qxcb",
        "platforms/qwayland-generic",  # raster painting, as we use; qwayland-egl needs OpenGL
        "platforms/qoffscreen",  # for `snapshot` and the self-test
        "styles/qmodernwindowsstyle",
        "styles/qmacstyle",
        "imageformats/qgif",  # media of a dossier; PNG is built into QtGui
        "imageformats/qjpeg",
        "imageformats/qsvg",
        "imageformats/qwebp",
        "platforminputcontexts/composeplatforminputcontextplugin",  # compose key sequences: é, ї
        "platforminputcontexts/ibusplatforminputcontextplugin",
        "platformthemes/qxdgdesktopportal",  # native file dialogs
        "wayland-shell-integration/xdg-shell",
        "wayland-decoration-client/adwaita",
        "wayland-decoration-client/bradient",
    }
)
"""Plugins as folder/name, without the library prefix and suffix of each system."""

EXCLUDED_MODULES = (
    "_hashlib",  # it links OpenSSL; hashlib falls back to its built-in SHA-256
    "_ssl",
    "ssl",
    "asyncio",
    "curses",
    "distutils",
    "ensurepip",
    "idlelib",
    "lib2to3",
    "multiprocessing",
    "numpy.distutils",
    "numpy.f2py",
    "numpy.testing",
    "pip",
    "pkg_resources",
    "pydoc",
    "readline",
    "setuptools",
    "sqlite3",
    "test",
    "tkinter",
    "turtledemo",
    "unittest",
    "venv",
    "wheel",
    *(f"PySide6.Qt{name}" for name in ("DBus", "Network", "OpenGL", "Qml", "Quick", "Sql", "Test")),
)
"""Modules that PyInstaller finds in some import and that the program never uses."""

_UNUSED_PYTHON_PREFIXES = (
    *("_asyncio", "_hashlib", "_msi", "_multiprocessing", "_overlapped", "_sqlite3", "_ssl"),
    *("libcrypto", "libssl", "sqlite3", "winsound"),
    *("python.", "pythonw.", "python311._pth"),  # replaced by the launcher and our own path file
)
"""Name prefixes of files in Python's embeddable build for Windows that are not shipped."""

_QT_DEPENDENCIES = frozenset(
    {
        *("pyside6", "shiboken6", "icudata", "icui18n", "icuuc"),
        *("msvcp140", "msvcp140_1", "msvcp140_2", "vcruntime140", "vcruntime140_1"),
    }
)
"""Non-Qt libraries that the Qt libraries need to load."""

_DEVELOPMENT_SUFFIXES = (
    *(".a", ".c", ".cpp", ".exe", ".h", ".hpp", ".lib", ".pxd", ".pxi", ".pyi", ".pyx"),
    *("py.typed", ".po", ".pot"),
)
"""Suffixes of files that only developers and translators need."""

_UNUSED_FOLDERS = (
    *("numpy/_pyinstaller", "numpy/distutils", "numpy/doc", "numpy/f2py", "numpy/testing"),
    "frontviewer/_data/layers/make",
)
_PROJ_DATA = "pyproj/proj_dir/share/proj"
_PROJ_USED = {"proj.db", "proj.ini"}
_BASEMAP = "frontviewer/_data/resources/basemap"
_BASEMAP_USED = {"README.md", "ground.npz"}
_LEGAL_FILES = ("METADATA", "LICENSE", "LICENCE", "COPYING", "NOTICE", "AUTHORS")


def is_shipped(path: str) -> bool:
    """Return whether a file of a wheel is shipped."""
    folder, _, name = path.rpartition("/")
    top, *inner = path.split("/")
    if top.endswith(".dist-info"):  # versions for the About dialog, and licenses
        return name.startswith(_LEGAL_FILES) or inner[0] in {"licenses", "sboms"}
    if top == "PySide6":
        return _is_shipped_pyside_file(path)
    if folder == _PROJ_DATA:
        return name in _PROJ_USED
    if folder == _BASEMAP:
        return name in _BASEMAP_USED
    if top == "shiboken6" and name.endswith(".dll"):
        return _library_stem(name) in _QT_DEPENDENCIES
    unused = folder.startswith(_UNUSED_FOLDERS) or "tests" in inner or name == "conftest.py"
    return not unused and not name.endswith(_DEVELOPMENT_SUFFIXES) and ".data/" not in path


def find_forbidden(folder: Path) -> list[str]:
    """Return the paths in a build that match `FORBIDDEN_PATTERN`, relative to it."""
    names = (path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")))
    return [name for name in names if re.search(FORBIDDEN_PATTERN, f"/{name}")]


def is_shipped_python_file(name: str) -> bool:
    """Return whether a file of Python's embeddable build for Windows is shipped."""
    return not name.startswith(_UNUSED_PYTHON_PREFIXES)


def _is_shipped_pyside_file(path: str) -> bool:
    match path.removeprefix("PySide6/").removeprefix("Qt/").split("/"):
        case ["plugins", kind, file]:
            shipped = f"{kind}/{_library_stem(file)}" in QT_PLUGINS
        case ["lib", framework, *_] if framework.endswith(".framework"):  # macOS
            shipped = _library_stem(framework) in QT_LIBRARIES
        case [file] | ["support", file] if file.endswith(".py"):
            shipped = True
        case [file] if file.endswith((".pyd", ".abi3.so")) and file.startswith("Qt"):
            shipped = _library_stem(file) in QT_MODULES
        case [file] if file.endswith(".dll"):
            shipped = _library_stem(file).replace("Qt6", "Qt") in QT_MODULES | _QT_DEPENDENCIES
        case [file] | ["lib", file] if ".so" in file or ".dylib" in file:
            shipped = _library_stem(file).replace("Qt6", "Qt") in QT_LIBRARIES | _QT_DEPENDENCIES
        case _:
            shipped = False
    return shipped


def _library_stem(file: str) -> str:
    """Return a library's name without prefix and suffixes: `libqxcb.so` becomes `qxcb`."""
    return file.removeprefix("lib").partition(".")[0]
