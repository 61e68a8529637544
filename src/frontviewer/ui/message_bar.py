"""A strip above the map that shows one message, or the progress of opening files."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QToolButton, QWidget

from frontviewer.core.text.translation import tr
from frontviewer.theme.icons import load_icon
from frontviewer.theme.plain_text import plain_label
from frontviewer.theme.theme import Theme

_PROGRESS_DELAY_MS = 300  # a shorter load shows no progress, since the bar would only flicker


class MessageBar(QFrame):
    """Shows one message until it is closed or replaced, or a progress bar. It is never modal.

    Signals
    -------
    details_requested
        The list of problems is to be shown.
    cancel_requested
        Opening is to be cancelled.
    """

    details_requested = Signal()
    cancel_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self._label = plain_label()
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._label.setWordWrap(True)
        self._progress_bar = QProgressBar()
        self._progress_bar.setTextVisible(False)
        self._progress_bar.setMaximumWidth(240)
        self._cancel_button = _create_button(tr("Cancel"))
        self._cancel_button.clicked.connect(self.cancel_requested)
        self._details_button = _create_button(tr("Details"))
        self._details_button.clicked.connect(self.details_requested)
        self._close_button = _create_button("")
        self._close_button.setAccessibleName(tr("Close this message"))
        self._close_button.clicked.connect(self.clear)
        self._progress_text = ""
        self._progress_delay = QTimer(self, singleShot=True, interval=_PROGRESS_DELAY_MS)
        self._progress_delay.timeout.connect(lambda: self._show(self._progress_text, busy=True))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 6, 6)
        row.addWidget(self._label, 1)
        for widget in (
            self._progress_bar,
            self._cancel_button,
            self._details_button,
            self._close_button,
        ):
            row.addWidget(widget)
        self.show_theme(theme)
        self.clear()

    def show_message(self, text: str, *, details: bool = False) -> None:
        """Show a message until it is closed or replaced; `details` adds the Details button."""
        self.clear()
        self._show(text, busy=False)
        self._details_button.setVisible(details)

    def show_progress(self, fraction: float, text: str) -> None:
        """Show progress from 0 to 1 and a Cancel button, if the work takes more than 300 ms."""
        self._progress_bar.setValue(round(fraction * 100))
        self._progress_text = text
        if self._cancel_button.isVisibleTo(self) and self.isVisible():
            self._label.setText(text)
        elif not self._progress_delay.isActive():
            self._progress_delay.start()

    def clear(self) -> None:
        """Hide the bar."""
        self._progress_delay.stop()
        self.hide()

    def _show(self, text: str, *, busy: bool) -> None:
        self._label.setText(text)
        self._progress_bar.setVisible(busy)
        self._cancel_button.setVisible(busy)
        self._details_button.hide()
        self._close_button.setVisible(not busy)
        self.show()

    def show_theme(self, theme: Theme) -> None:
        """Draw the icon in the colors of a theme."""
        self._close_button.setIcon(load_icon("x", theme.text))

    @property
    def text(self) -> str:
        """The visible text, or "" while the bar is hidden."""
        return "" if self.isHidden() else self._label.text()


def _create_button(text: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setAutoRaise(True)
    return button
