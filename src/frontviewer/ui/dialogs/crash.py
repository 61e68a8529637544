"""Says that the program has failed, and leaves it to the person what to do about it."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from frontviewer.theme.plain_text import plain_label
from frontviewer.ui import messages
from frontviewer.ui.crash_handler import Crash
from frontviewer.ui.dialogs.files import open_folder
from frontviewer.ui.dialogs.sheet import enlarge

_HEADING = 1.2  # times the text
_WIDTH_EM = 34  # heights of a line


class CrashDialog(QDialog):
    """Stands beside the window and does not block it; without a window, there is none yet.

    Signals
    -------
    quit_requested
        The program is to end. To close the dialog in any other way means to go on.
    """

    quit_requested = Signal()

    def __init__(self, crash: Crash, window: QWidget | None = None) -> None:
        super().__init__(window)
        self._crash = crash
        self.setWindowTitle("frontviewer")
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        heading = plain_label(messages.FAILED if window else messages.NOT_STARTED)
        column.addWidget(heading)
        for text in self._words():
            label = plain_label(text)
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(label)
        column.addLayout(self._buttons(goes_on=window is not None))
        if window:  # Qt hands neither down to another window
            self.setPalette(window.palette())
            self.setFont(window.font())
        enlarge(heading, _HEADING)
        width = _WIDTH_EM * self.fontMetrics().height()
        self.setFixedSize(width, column.totalHeightForWidth(width))
        self._safest.setFocus()

    def _words(self) -> list[str]:
        crash = self._crash
        words = [crash.text.rstrip().rpartition("\n")[2]]
        if self.parent():
            words.append(messages.GO_ON)
        return [*words, f"{messages.reported(crash.file)} {messages.to_be_sent()}"]

    def _buttons(self, *, goes_on: bool) -> QHBoxLayout:
        translate = QCoreApplication.translate
        row = QHBoxLayout()
        row.setContentsMargins(0, 8, 0, 0)
        if self._crash.file:
            row.addWidget(_button(translate("Crash", "Open &folder"), self._open_folder))
        row.addWidget(_button(translate("Crash", "&Copy report"), self._copy))
        row.addStretch()
        self._safest = _button(translate("Crash", "&Quit"), self._quit)
        row.addWidget(self._safest)
        if goes_on:
            self._safest = _button(translate("Crash", "&Go on"), self.accept)
            row.addWidget(self._safest)
        self._safest.setDefault(True)
        return row

    def _open_folder(self) -> None:
        if self._crash.file:
            open_folder(self._crash.file.parent)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._crash.text)

    def _quit(self) -> None:
        self.accept()
        self.quit_requested.emit()


def _button(text: str, pressed: Callable[[], None]) -> QPushButton:
    button = QPushButton(text)
    button.clicked.connect(pressed)
    return button
