"""Checks whether a Qt platform plugin can be loaded, before Qt tries to.

If Qt cannot load the requested plugin, it aborts the process, on Windows after a message box.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QPluginLoader

from frontviewer.core.text.translation import tr


def find_platform_error(platforms: str) -> str:
    """Return the reason why Qt cannot use a platform such as "xcb", or "" if it can.

    Parameters
    ----------
    platforms
        In the syntax of Qt's variable QT_QPA_PLATFORM: names separated by semicolons, which Qt
        tries in turn, each with optional parameters after a colon.
    """
    plugins = _find_plugins()
    names = [name.partition(":")[0] for name in platforms.split(";")]
    available = [name for name in names if name in plugins]
    if not available:
        return tr("There is no Qt platform “{platform}”. Available platforms: {available}.").format(
            platform=platforms, available=", ".join(sorted(plugins)) or "–"
        )
    errors = [_find_load_error(plugins[name]) for name in available]
    return "" if "" in errors else errors[0]


def _find_plugins() -> dict[str, Path]:
    """Return the plugin file of each platform, by platform name."""
    plugins: dict[str, Path] = {}
    for file in _iterate_plugin_files():
        metadata = QPluginLoader(str(file)).metaData().get("MetaData")
        if isinstance(metadata, dict):
            for name in metadata.get("Keys", ()):
                plugins.setdefault(str(name), file)
    return plugins


def _iterate_plugin_files() -> Iterator[Path]:
    """Yield the files in the folders in which Qt looks for platform plugins, in its order."""
    override = os.environ.get("QT_QPA_PLATFORM_PLUGIN_PATH")
    folders = [Path(override)] if override else []
    default = [QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)]
    folders += [Path(path) / "platforms" for path in QCoreApplication.libraryPaths() or default]
    for folder in folders:
        if folder.is_dir():
            yield from sorted(file for file in folder.iterdir() if file.is_file())


def _find_load_error(file: Path) -> str:
    """Return why a plugin cannot be loaded, usually a missing system library; "" if it can."""
    loader = QPluginLoader(str(file))
    if loader.load():
        return ""
    return tr("Qt's platform plugin cannot be loaded: {error}").format(error=loader.errorString())
