"""What the person prefers, remembered from one start to the next."""

from collections.abc import Mapping
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication

from frontviewer.core.problems import UnusableFileError
from frontviewer.core.system.settings import Settings, ThemeChoice, load_settings, save_settings
from frontviewer.theme.theme import ThemeName


class SettingsStore(QObject):
    """Holds the settings, keeps them on disk, and says what changed.

    Without a file to keep them in, they last as long as the program.
    """

    theme_chosen = Signal(str)  # ThemeChoice: what is preferred
    theme_changed = Signal(str)  # ThemeName: what is to be worn
    recent_changed = Signal(object)  # tuple of tuples of paths
    message = Signal(str)

    def __init__(self, file: Path | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._file = file
        self._settings, self._complaint = _load(file)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_desktop_changed)

    @property
    def settings(self) -> Settings:
        """The settings now."""
        return self._settings

    @property
    def theme(self) -> ThemeName:
        """The theme to wear now; the desktop decides between day and night if it may."""
        choice = self._settings.theme
        if choice != "system":
            return choice
        dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return "night" if dark else "day"

    def announce(self) -> None:
        """Say once what those who have just been joined cannot know; all are built in the theme."""
        self.theme_chosen.emit(self._settings.theme)
        self.recent_changed.emit(self._settings.recent)
        if self._complaint:
            self.message.emit(self._complaint)

    def choose_theme(self, choice: ThemeChoice) -> None:
        """Wear another theme."""
        self._keep(theme=choice)
        self.theme_chosen.emit(choice)
        self.theme_changed.emit(self.theme)

    def remember_opened(self, paths: tuple[Path, ...]) -> None:
        """Put what was opened on top of the recent ones."""
        resolved = tuple(path.absolute() for path in paths)
        self._keep(recent=self._settings.opened(resolved).recent)
        self.recent_changed.emit(self._settings.recent)

    def remember_window(self, layout: str) -> None:
        """Keep the size, place and docks of the window."""
        self._keep(window=layout)

    def remember_media(self, files: Mapping[str, str]) -> None:
        """Keep which files the person pointed to for pictures that are not bundled."""
        self._keep(media_files=dict(files))

    def _keep(self, **changes: object) -> None:
        self._settings = msgspec.structs.replace(self._settings, **changes)
        if self._file is None:
            return
        try:
            save_settings(self._settings, self._file)
        except UnusableFileError as error:
            self.message.emit(_words(error))

    def _on_desktop_changed(self) -> None:
        if self._settings.theme == "system":
            self.theme_changed.emit(self.theme)


def _load(file: Path | None) -> tuple[Settings, str]:
    try:
        return (load_settings(file) if file else Settings()), ""
    except UnusableFileError as error:
        return Settings(), _words(error)


def _words(error: UnusableFileError) -> str:
    """Say what is wrong, without the line noise of a compiler's message."""
    return " ".join(f"{p.file}: {p.message} {p.remedy}".rstrip() for p in error.problems)
