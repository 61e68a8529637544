"""Holds the user's settings, saves them and reports changes."""

from collections.abc import Mapping
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication

from frontviewer.core.problems import UnusableFileError
from frontviewer.core.system.settings import Settings, ThemeChoice, load_settings, save_settings
from frontviewer.theme.theme import ThemeName


class SettingsStore(QObject):
    """Holds the current Settings and saves them after each change.

    Without a file, settings last until the program ends. If the file cannot be read, the default
    settings are used.

    Signals
    -------
    theme_choice_changed : ThemeChoice
        The theme that the user chose, which can be "system".
    theme_changed : ThemeName
        The theme to apply, after a choice of the user or a change of the system's color scheme.
    recent_changed : tuple of tuples of str
        Groups of paths that were opened together, newest first.
    failed : str
        Message that settings could not be read or saved.
    """

    theme_choice_changed = Signal(str)
    theme_changed = Signal(str)
    recent_changed = Signal(object)
    failed = Signal(str)

    def __init__(self, file: Path | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._file = file
        self._settings, self._load_error = _load(file)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_color_scheme_changed)

    @property
    def settings(self) -> Settings:
        """The current settings."""
        return self._settings

    @property
    def theme(self) -> ThemeName:
        """The theme to apply; the choice "system" follows the system's color scheme."""
        choice = self._settings.theme
        if choice != "system":
            return choice
        dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return "night" if dark else "day"

    def emit_current_settings(self) -> None:
        """Emit the current values, for receivers that have just been connected.

        `theme_changed` is not emitted: widgets are created in the current theme.
        """
        self.theme_choice_changed.emit(self._settings.theme)
        self.recent_changed.emit(self._settings.recent)
        if self._load_error:
            self.failed.emit(self._load_error)

    def choose_theme(self, choice: ThemeChoice) -> None:
        """Save a theme choice and request its theme."""
        self._update(theme=choice)
        self.theme_choice_changed.emit(choice)
        self.theme_changed.emit(self.theme)

    def remember_opened(self, paths: tuple[Path, ...]) -> None:
        """Save paths that were opened together as the newest recent entry."""
        resolved = tuple(path.absolute() for path in paths)
        self._update(recent=self._settings.with_recent(resolved).recent)
        self.recent_changed.emit(self._settings.recent)

    def remember_window(self, layout: str) -> None:
        """Save the geometry and dock layout of the main window."""
        self._update(window=layout)

    def remember_media(self, files: Mapping[str, str]) -> None:
        """Save the image files that the user chose for media that the dossier does not include."""
        self._update(media_files=dict(files))

    def _update(self, **changes: object) -> None:
        self._settings = msgspec.structs.replace(self._settings, **changes)
        if self._file is None:
            return
        try:
            save_settings(self._settings, self._file)
        except UnusableFileError as error:
            self.failed.emit(_format_error(error))

    def _on_color_scheme_changed(self) -> None:
        if self._settings.theme == "system":
            self.theme_changed.emit(self.theme)


def _load(file: Path | None) -> tuple[Settings, str]:
    """Return the settings in a file and "", or the defaults and an error message."""
    try:
        return (load_settings(file) if file else Settings()), ""
    except UnusableFileError as error:
        return Settings(), _format_error(error)


def _format_error(error: UnusableFileError) -> str:
    """Return file, message and remedy of each problem, without line and severity."""
    return " ".join(f"{p.file}: {p.message} {p.remedy}".rstrip() for p in error.problems)
