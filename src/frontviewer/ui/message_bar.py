"""A strip above the map that says what happened, and never stands in the way."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QToolButton, QWidget

from frontviewer.theme.icons import icon
from frontviewer.theme.plain_text import plain_label
from frontviewer.theme.theme import Theme

_PATIENCE_MS = 300  # what opens sooner needs no bar that comes and goes


class MessageBar(QFrame):
    """Shows one message, or the progress of opening.

    Signals
    -------
    details_requested, cancel_requested
        The person asked for the list of problems, or to stop opening.
    """

    details_requested = Signal()
    cancel_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self._text = plain_label()
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setWordWrap(True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setMaximumWidth(240)
        self._cancel = _button(self.tr("Cancel"))
        self._cancel.clicked.connect(self.cancel_requested)
        self._details = _button(self.tr("Details"))
        self._details.clicked.connect(self.details_requested)
        self._close = _button("")
        self._close.setAccessibleName(self.tr("Close this message"))
        self._close.clicked.connect(self.clear)
        self._progress = ""
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._patience.timeout.connect(lambda: self._show(self._progress, opening=True))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 6, 6)
        row.addWidget(self._text, 1)
        for part in (self._bar, self._cancel, self._details, self._close):
            row.addWidget(part)
        self.show_theme(theme)
        self.clear()

    def show_message(self, text: str, *, details: bool = False) -> None:
        """Say one thing until it is closed or replaced."""
        self.clear()
        self._show(text, opening=False)
        self._details.setVisible(details)

    def show_progress(self, share: float, text: str) -> None:
        """Say how far opening has come, from 0 to 1, and offer to stop; once it takes a while."""
        self._bar.setValue(round(share * 100))
        self._progress = text
        if self._cancel.isVisibleTo(self) and self.isVisible():
            self._text.setText(text)
        elif not self._patience.isActive():
            self._patience.start()

    def clear(self) -> None:
        """Say nothing."""
        self._patience.stop()
        self.hide()

    def _show(self, text: str, *, opening: bool) -> None:
        self._text.setText(text)
        self._bar.setVisible(opening)
        self._cancel.setVisible(opening)
        self._details.hide()
        self._close.setVisible(not opening)
        self.show()

    def show_theme(self, theme: Theme) -> None:
        """Wear another theme."""
        self._close.setIcon(icon("x", theme.text))

    @property
    def text(self) -> str:
        """What it says, or "" while it says nothing."""
        return "" if self.isHidden() else self._text.text()


def _button(text: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setAutoRaise(True)
    return button
