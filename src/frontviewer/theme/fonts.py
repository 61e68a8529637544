"""Loads the bundled fonts, which cover Latin and Cyrillic, so that every system uses the same."""

from PySide6.QtGui import QFontDatabase

from frontviewer.core.system.data_files import data_folder

READING_FAMILY = "IBM Plex Serif"
"""Serif family for quotations, to distinguish them from the sans-serif interface."""


def load_fonts() -> str:
    """Register the bundled fonts and return the family of the interface.

    Requires a QGuiApplication. Repeated calls are harmless.

    Raises
    ------
    RuntimeError
        If a font file is missing or damaged, that is, the installation is incomplete.
    """
    for path in sorted((data_folder("resources") / "fonts").glob("*.ttf")):
        if QFontDatabase.addApplicationFont(str(path)) < 0:
            raise RuntimeError(f"{path} is not a usable font")
    family = "IBM Plex Sans"
    if not {family, READING_FAMILY} <= set(QFontDatabase.families()):
        raise RuntimeError("the bundled fonts are missing")
    return family
