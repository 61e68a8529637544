"""The bundled fonts: Latin and Cyrillic, the same on every system."""

from PySide6.QtGui import QFontDatabase

from frontviewer.core.system.app_paths import data_folder

READING_FAMILY = "IBM Plex Serif"
"""For the words of sources, so that the eye tells them from the program's own."""


def load_fonts() -> str:
    """Register the bundled fonts and return the family of the program's own words.

    Needs a QGuiApplication. Calling it again does no harm.

    Raises
    ------
    RuntimeError
        If a font file is missing or damaged: the program is not installed whole.
    """
    for path in sorted((data_folder("resources") / "fonts").glob("*.ttf")):
        if QFontDatabase.addApplicationFont(str(path)) < 0:
            raise RuntimeError(f"{path} is not a usable font")
    family = "IBM Plex Sans"
    if not {family, READING_FAMILY} <= set(QFontDatabase.families()):
        raise RuntimeError("the bundled fonts are missing")
    return family
