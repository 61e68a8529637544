"""Qt's own strings follow the language of the program."""

from PySide6.QtCore import QCoreApplication, QTranslator

from frontviewer.ui.application import Application
from frontviewer.ui.qt_translation import install_qt_translation


def test_qt_buttons_are_translated_where_qt_has_the_language(qapp: Application):
    def cancel() -> str:
        return QCoreApplication.translate("QPlatformTheme", "Cancel")

    assert not install_qt_translation(qapp, "")
    assert not install_qt_translation(qapp, "qps")
    assert cancel() == "Cancel"

    assert install_qt_translation(qapp, "uk")
    assert cancel() == "Скасувати"

    for translator in qapp.findChildren(QTranslator):
        qapp.removeTranslator(translator)
        translator.deleteLater()
