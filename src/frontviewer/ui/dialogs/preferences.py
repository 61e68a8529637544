"""The preferences dialog: the theme, and the data that the program stores on this computer."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
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
from frontviewer.core.system.storage_usage import FolderStatus, StorageUsage
from frontviewer.core.text.translation import mark, tr
from frontviewer.theme.plain_text import escape_tooltip, plain_label
from frontviewer.theme.stylesheet import inherit_theme
from frontviewer.theme.theme import Theme
from frontviewer.ui import messages

_MIN_PATH_WIDTH_EM = 22
"""Minimum width of a path field, in heights of a line of text."""
_MAX_PATH_WIDTH = 0.5
"""Maximum width of a path field, as a fraction of the width of the screen."""
_THEME_LABELS: Mapping[ThemeChoice, str] = MappingProxyType(
    {
        "system": mark("&Match system"),
        "day": mark("Li&ght"),
        "night": mark("&Dark"),
        "projector": mark("&Projector (large text)"),
    }
)


class PreferencesDialog(QDialog):
    """Modeless dialog. A changed preference takes effect at once.

    Signals
    -------
    theme_requested : ThemeChoice
        The theme choice that was clicked.
    folder_requested : Path
        Folder to open in the file manager.
    clear_requested
        The cache is to be cleared.
    activated
        The dialog became the active window; the storage usage may have changed since.
    """

    theme_requested = Signal(str)
    folder_requested = Signal(object)
    clear_requested = Signal()
    activated = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.setWindowTitle(tr("Preferences"))
        self._theme_buttons: dict[ThemeChoice, QRadioButton] = {
            choice: QRadioButton(tr(label)) for choice, label in _THEME_LABELS.items()
        }
        self._settings_row = _FolderRow(tr("Settings"))
        self._cache_row = _FolderRow(tr("Cache"))
        self._reports_row = _FolderRow(tr("Crash reports"))
        self._cache_size = plain_label()
        self._clear_button = QPushButton(tr("&Clear cache"))
        self._portable = plain_label(tr(messages.PORTABLE))
        self._layout_widgets()
        for choice, button in self._theme_buttons.items():
            button.clicked.connect(partial(self.theme_requested.emit, choice))
        for row in (self._settings_row, self._cache_row, self._reports_row):
            row.open_requested.connect(self.folder_requested)
        self._clear_button.clicked.connect(self.clear_requested)

    def _layout_widgets(self) -> None:
        theme_box = QGroupBox(tr("Theme"))
        theme_grid = QGridLayout(theme_box)
        for index, button in enumerate(self._theme_buttons.values()):
            theme_grid.addWidget(button, index % 2, index // 2)
        data_box = QGroupBox(tr("Data on this computer"))
        data_grid = QGridLayout(data_box)
        for row in (self._settings_row, self._reports_row, self._cache_row):
            row.add_to(data_grid)
        last_row = data_grid.rowCount()
        data_grid.addWidget(self._cache_size, last_row, 1)
        data_grid.addWidget(self._clear_button, last_row, 2)
        data_grid.addWidget(self._portable, last_row + 1, 0, 1, 3)
        close_button = QPushButton(tr("C&lose"))
        close_button.setDefault(True)
        close_button.clicked.connect(self.reject)
        column = QVBoxLayout(self)
        # The dialog follows the size of its content when the theme or a path changes.
        column.setSizeConstraint(QLayout.SizeConstraint.SetFixedSize)
        column.addWidget(theme_box)
        column.addWidget(data_box)
        column.addWidget(close_button, alignment=Qt.AlignmentFlag.AlignRight)

    def show_theme(self, theme: Theme) -> None:
        """Apply a theme that has already been applied to the main window."""
        inherit_theme(self, theme, self._window.font())

    def show_theme_choice(self, choice: ThemeChoice) -> None:
        """Check the button of the chosen theme; focus it if the dialog is not visible yet."""
        self._theme_buttons[choice].setChecked(True)
        if not self.isVisible():
            self._theme_buttons[choice].setFocus()

    def show_storage_usage(self, usage: StorageUsage) -> None:
        """Show the folders of stored data and the size of the cache."""
        self._settings_row.show_folder(usage.settings)
        self._cache_row.show_folder(usage.cache)
        self._reports_row.show_folder(usage.reports)
        self._cache_size.setText(messages.format_cache_size(usage.cache_bytes))
        self._portable.setVisible(usage.portable)

    def event(self, event: QEvent) -> bool:
        """Emit `activated` when the dialog becomes the active window."""
        if event.type() == QEvent.Type.WindowActivate:
            self.activated.emit()
        return super().event(event)


class _FolderRow(QObject):
    """A grid row for one folder: its name, its path to select and copy, and a button to open it.

    Signals
    -------
    open_requested : Path
        Folder to open in the file manager.
    """

    open_requested = Signal(object)

    def __init__(self, name: str) -> None:
        super().__init__()
        self._folder = Path()
        self._name = plain_label(name)
        self._path = _PathField()
        self._path.setAccessibleName(tr("{name}: folder").format(name=name))
        self._button = QPushButton(tr("Show folder"))
        self._button.setAccessibleName(tr("{name}: show folder").format(name=name))
        self._button.clicked.connect(lambda: self.open_requested.emit(self._folder))

    def add_to(self, grid: QGridLayout) -> None:
        """Add the widgets to the next row of a grid."""
        row = grid.rowCount()
        for column, widget in enumerate((self._name, self._path, self._button)):
            grid.addWidget(widget, row, column)

    def show_folder(self, folder: FolderStatus) -> None:
        """Show the path of the folder; disable the button if it does not exist yet."""
        self._folder = folder.path
        self._path.show_path(folder.path)
        self._button.setEnabled(folder.exists)


class _PathField(QLineEdit):
    """Read-only field as wide as its path, within limits."""

    def __init__(self) -> None:
        super().__init__()
        self.setReadOnly(True)

    def show_path(self, path: Path) -> None:
        """Show a path from its start. An unchanged path keeps its selection."""
        if str(path) != self.text():
            self.setText(str(path))
            self.setCursorPosition(0)
            self.setToolTip(escape_tooltip(str(path)))
            self.updateGeometry()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        default = super().sizeHint()
        required = self.fontMetrics().horizontalAdvance(self.text()) + 2 * default.height()
        minimum = self.fontMetrics().height() * _MIN_PATH_WIDTH_EM
        maximum = round(self.screen().availableSize().width() * _MAX_PATH_WIDTH)
        return QSize(min(max(required, minimum), maximum), default.height())
