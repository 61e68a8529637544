"""Where Qt can draw: its platforms, one plugin each.

Qt ends the program at once, on Windows after a dialog, where it cannot load the one it is told to.
So we look before it does.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QPluginLoader


def platform_fault(asked: str) -> str:
    """Return why Qt cannot draw on a platform, such as "xcb", in a sentence; "" where it can.

    `asked` is as in Qt's own variable QT_QPA_PLATFORM: platforms to be tried one after another,
    each perhaps with parameters.
    """
    plugins = _plugins()
    names = [name.partition(":")[0] for name in asked.split(";")]
    found = [name for name in names if name in plugins]
    if not found:
        there = ", ".join(sorted(plugins)) or "none"
        return f"Qt has no platform “{asked}” here; there are: {there}."
    faults = [_load_fault(plugins[name]) for name in found]
    return "" if "" in faults else faults[0]


def _plugins() -> dict[str, Path]:
    """Return the plugin of every platform by its name."""
    plugins: dict[str, Path] = {}
    for file in _plugin_files():
        described = QPluginLoader(str(file)).metaData().get("MetaData")
        if isinstance(described, dict):
            for name in described.get("Keys", ()):
                plugins.setdefault(str(name), file)
    return plugins


def _plugin_files() -> Iterator[Path]:
    own = os.environ.get("QT_QPA_PLATFORM_PLUGIN_PATH")
    folders = [Path(own)] if own else []
    told = [QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)]
    folders += [Path(path) / "platforms" for path in QCoreApplication.libraryPaths() or told]
    for folder in folders:
        if folder.is_dir():
            yield from sorted(file for file in folder.iterdir() if file.is_file())


def _load_fault(file: Path) -> str:
    """Return what keeps a plugin from being loaded: mostly a library that the system lacks."""
    loader = QPluginLoader(str(file))
    if loader.load():
        return ""
    return f"Qt's platform plugin cannot be loaded: {loader.errorString()}"
