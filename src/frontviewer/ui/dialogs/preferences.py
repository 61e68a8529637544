"""The preferences, and what the program keeps on this computer, to be seen and changed."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QGroupBox,
    QLayout,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from frontviewer.core.system.settings import ThemeChoice
from frontviewer.core.system.storage_usage import Folder, StorageUsage
from frontviewer.theme.plain_text import plain_label, plain_tip
from frontviewer.theme.stylesheet import inherit_theme
from frontviewer.theme.theme import Theme
from frontviewer.ui import messages

_LEAST_PATH_EM = 22
"""Heights of a line that a path has room for at least."""
_SHARE = 0.5
"""Of the screen's width, which a path takes at most."""


class PreferencesDialog(QDialog):
    """Stands beside the window and does not block it; what is chosen in it is so at once.

    Signals
    -------
    theme_requested
        Another ThemeChoice.
    folder_requested
        A folder (Path) is to be shown.
    clear_requested
        The cache is to be emptied.
    looked_at
        It lies in front of other windows again; what is kept may be more by now.
    """

    theme_requested = Signal(str)
    folder_requested = Signal(object)
    clear_requested = Signal()
    activated = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        translate = QCoreApplication.translate
        self.setWindowTitle(translate("Preferences", "Preferences"))
        self._themes = _theme_buttons()
        self._settings = _FolderRow(translate("Preferences", "Settings"))
        self._cache = _FolderRow(translate("Preferences", "Cache"))
        self._reports = _FolderRow(translate("Preferences", "Reports of crashes"))
        self._held = plain_label()
        self._clear = QPushButton(translate("Preferences", "&Clear cache"))
        self._portable = plain_label(messages.PORTABLE)
        self._place_parts()
        for choice, button in self._themes.items():
            button.clicked.connect(partial(self.theme_requested.emit, choice))
        for row in (self._settings, self._cache, self._reports):
            row.open_requested.connect(self.folder_requested)
        self._clear.clicked.connect(self.clear_requested)

    def _place_parts(self) -> None:
        translate = QCoreApplication.translate
        themes = QGroupBox(translate("Preferences", "Theme"))
        choices = QGridLayout(themes)
        for place, button in enumerate(self._themes.values()):
            choices.addWidget(button, place % 2, place // 2)
        kept = QGroupBox(translate("Preferences", "Kept on this computer"))
        rows = QGridLayout(kept)
        for row in (self._settings, self._reports, self._cache):
            row.add_to(rows)
        last = rows.rowCount()
        rows.addWidget(self._held, last, 1)
        rows.addWidget(self._clear, last, 2)
        rows.addWidget(self._portable, last + 1, 0, 1, 3)
        close = QPushButton(translate("Preferences", "C&lose"))
        close.setDefault(True)
        close.clicked.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSizeConstraint(QLayout.SizeConstraint.SetFixedSize)  # whatever is shown
        column.addWidget(themes)
        column.addWidget(kept)
        column.addWidget(close, alignment=Qt.AlignmentFlag.AlignRight)

    def show_theme(self, theme: Theme) -> None:
        """Wear another theme, which the window beside wears already."""
        inherit_theme(self, theme, self._window.font())

    def show_theme_choice(self, choice: ThemeChoice) -> None:
        """Mark the theme that is preferred; the keys start from there."""
        self._themes[choice].setChecked(True)
        if not self.isVisible():
            self._themes[choice].setFocus()

    def show_storage_usage(self, kept: StorageUsage) -> None:
        """Say what lies where, and how large the cache is."""
        self._settings.show_folder(kept.settings)
        self._cache.show_folder(kept.cache)
        self._reports.show_folder(kept.reports)
        self._held.setText(messages.cache_holds(kept.cache_bytes))
        self._portable.setVisible(kept.portable)

    def event(self, event: QEvent) -> bool:
        """Tell when it comes to the front."""
        if event.type() == QEvent.Type.WindowActivate:
            self.activated.emit()
        return super().event(event)


def _theme_buttons() -> dict[ThemeChoice, QRadioButton]:
    translate = QCoreApplication.translate
    return {
        "system": QRadioButton(translate("Preferences", "As the &desktop, day or night")),
        "day": QRadioButton(translate("Preferences", "Da&y, for a desk in daylight")),
        "night": QRadioButton(translate("Preferences", "Ni&ght, for a dim room")),
        "projector": QRadioButton(translate("Preferences", "P&rojector, large, for a lit room")),
    }


class _FolderRow(QObject):
    """A folder: its name, its path to be read and copied, and a button that shows it.

    Signals
    -------
    wished
        The folder (Path) is to be shown.
    """

    open_requested = Signal(object)

    def __init__(self, name: str) -> None:
        super().__init__()
        translate = QCoreApplication.translate
        self._folder = Path()
        self._name = plain_label(name)
        self._path = _PathField()
        self._path.setAccessibleName(translate("Preferences", "{0}: folder").format(name))
        self._button = QPushButton(translate("Preferences", "Show folder"))
        self._button.setAccessibleName(translate("Preferences", "{0}: show folder").format(name))
        self._button.clicked.connect(lambda: self.open_requested.emit(self._folder))

    def add_to(self, rows: QGridLayout) -> None:
        """Take the next row."""
        row = rows.rowCount()
        for column, widget in enumerate((self._name, self._path, self._button)):
            rows.addWidget(widget, row, column)

    def show_folder(self, folder: Folder) -> None:
        """Say which folder it is; one that is not made yet cannot be shown."""
        self._folder = folder.path
        self._path.show_path(folder.path)
        self._button.setEnabled(folder.is_there)


class _PathField(QLineEdit):
    """A path that can be selected and not changed; wide enough for all of it, if there is room."""

    def __init__(self) -> None:
        super().__init__()
        self.setReadOnly(True)

    def show_path(self, path: Path) -> None:
        """Show it from its beginning; what is selected of it stays so."""
        if str(path) != self.text():
            self.setText(str(path))
            self.setCursorPosition(0)
            self.setToolTip(plain_tip(str(path)))
            self.updateGeometry()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        usual = super().sizeHint()
        needed = self.fontMetrics().horizontalAdvance(self.text()) + 2 * usual.height()
        least = self.fontMetrics().height() * _LEAST_PATH_EM
        most = round(self.screen().availableSize().width() * _SHARE)
        return QSize(min(max(needed, least), most), usual.height())
