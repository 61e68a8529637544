"""Loads Qt's own translation: standard buttons, context menus, file dialogs, key names."""

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QTranslator


def install_qt_translation(app: QCoreApplication, language: str) -> bool:
    """Load Qt's catalog of a language, such as "uk"; return whether there is one.

    Without one, Qt's strings stay English. "" (English) loads nothing.
    """
    if not language:
        return False
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    translator = QTranslator(app)
    return translator.load(f"qtbase_{language}", folder) and app.installTranslator(translator)
