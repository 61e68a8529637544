"""What of Python, of the wheels and of Qt is shipped: one list for all systems.

The Windows payload asks it about every file of a wheel, the PyInstaller spec about every file it
has found. Paths are those in a wheel, with `/`: `PySide6/plugins/platforms/qwindows.dll` on
Windows, `PySide6/Qt/plugins/platforms/libqxcb.so` elsewhere.
"""

import re
from pathlib import Path

FORBIDDEN = (
    r"_ssl|libssl|libcrypto|Qt6?Network|/tls(/|$)"
    r"|/tests(/|$)|/test/support|ucrtbase|icuuc\.dll|ui_settings"
)
"""What no build has, whatever was asked of each file: what could reach the network, and what only
tests need. `windows/test_setup.ps1` says the same, since it runs where none of this is."""

QT_MODULES = frozenset({"QtCore", "QtGui", "QtWidgets", "QtSvg"})
"""What we import of PySide6."""

QT_LIBRARIES = QT_MODULES | {"QtDBus", "QtXcbQpa", "QtWaylandClient"}
"""Qt's own libraries: behind our modules, and what off Windows those or a plugin below want."""

QT_PLUGINS = frozenset(
    {
        "platforms/qwindows",
        "platforms/qcocoa",
        "platforms/qxcb",
        "platforms/qwayland-generic",  # paints by processor, as we do; its sister wants OpenGL
        "platforms/qoffscreen",  # for `snapshot` and the program's own test
        "styles/qmodernwindowsstyle",
        "styles/qmacstyle",
        "imageformats/qgif",  # pictures of a dossier; PNG is in QtGui
        "imageformats/qjpeg",
        "imageformats/qsvg",
        "imageformats/qwebp",
        "platforminputcontexts/composeplatforminputcontextplugin",  # typing é or ї by two keys
        "platforminputcontexts/ibusplatforminputcontextplugin",
        "platformthemes/qxdgdesktopportal",  # the desktop's own file dialogs
        "wayland-shell-integration/xdg-shell",
        "wayland-decoration-client/adwaita",
        "wayland-decoration-client/bradient",
    }
)
"""Plugins as folder/name, without what each system puts round a library's name."""

UNUSED_MODULES = (
    "_hashlib",  # with it goes OpenSSL; hashlib has its own SHA-256
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
"""Modules that a packager would find in somebody's import and that the program never reaches."""

_UNUSED_PYTHON = (
    *("_asyncio", "_hashlib", "_msi", "_multiprocessing", "_overlapped", "_sqlite3", "_ssl"),
    *("libcrypto", "libssl", "sqlite3", "winsound"),
    *("python.", "pythonw.", "python311._pth"),  # our launcher and our own list of folders instead
)
"""How names begin in Python's embeddable build that are left out."""

_QT_COMPANIONS = frozenset(
    {
        *("pyside6", "shiboken6", "icudata", "icui18n", "icuuc"),
        *("msvcp140", "msvcp140_1", "msvcp140_2", "vcruntime140", "vcruntime140_1"),
    }
)
"""Libraries beside Qt's own without which those do not load."""

_FOR_BUILDING = (
    *(".a", ".c", ".cpp", ".exe", ".h", ".hpp", ".lib", ".pxd", ".pxi", ".pyi", ".pyx"),
    "py.typed",
)
"""How files end that serve whoever compiles or checks against a library."""

_UNUSED_FOLDERS = (
    *("numpy/_pyinstaller", "numpy/distutils", "numpy/doc", "numpy/f2py", "numpy/testing"),
    "frontviewer/_data/layers/make",
)
_PROJ_DATA = "pyproj/proj_dir/share/proj"
_PROJ_USED = {"proj.db", "proj.ini"}
_BASEMAP = "frontviewer/_data/resources/basemap"
_BASEMAP_USED = {"README.md", "ground.npz"}
_RIGHTS = ("METADATA", "LICENSE", "LICENCE", "COPYING", "NOTICE", "AUTHORS")


def ships(path: str) -> bool:
    """Tell whether a file of a wheel is shipped."""
    folder, _, name = path.rpartition("/")
    top, *inner = path.split("/")
    if top.endswith(".dist-info"):  # versions, for About, and licences
        return name.startswith(_RIGHTS) or inner[0] in {"licenses", "sboms"}
    if top == "PySide6":
        return _ships_of_pyside(path)
    if folder == _PROJ_DATA:
        return name in _PROJ_USED
    if folder == _BASEMAP:
        return name in _BASEMAP_USED
    if top == "shiboken6" and name.endswith(".dll"):
        return _bare(name) in _QT_COMPANIONS
    unused = folder.startswith(_UNUSED_FOLDERS) or "tests" in inner or name == "conftest.py"
    return not unused and not name.endswith(_FOR_BUILDING) and ".data/" not in path


def forbidden_in(folder: Path) -> list[str]:
    """Return the files and folders of a build that must not be shipped."""
    names = (path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")))
    return [name for name in names if re.search(FORBIDDEN, f"/{name}")]


def ships_of_python(name: str) -> bool:
    """Tell whether a file of Python's embeddable build for Windows is shipped."""
    return not name.startswith(_UNUSED_PYTHON)


def _ships_of_pyside(path: str) -> bool:
    match path.removeprefix("PySide6/").removeprefix("Qt/").split("/"):
        case ["plugins", kind, file]:
            shipped = f"{kind}/{_bare(file)}" in QT_PLUGINS
        case ["lib", framework, *_] if framework.endswith(".framework"):  # macOS
            shipped = _bare(framework) in QT_LIBRARIES
        case [file] | ["support", file] if file.endswith(".py"):
            shipped = True
        case [file] if file.endswith((".pyd", ".abi3.so")) and file.startswith("Qt"):
            shipped = _bare(file) in QT_MODULES
        case [file] if file.endswith(".dll"):
            shipped = _bare(file).replace("Qt6", "Qt") in QT_MODULES | _QT_COMPANIONS
        case [file] | ["lib", file] if ".so" in file or ".dylib" in file:
            shipped = _bare(file).replace("Qt6", "Qt") in QT_LIBRARIES | _QT_COMPANIONS
        case _:
            shipped = False
    return shipped


def _bare(file: str) -> str:
    """Return a library's name without what each system puts round it: `libqxcb.so` is `qxcb`."""
    return file.removeprefix("lib").partition(".")[0]
