"""The dialog that reports a crash and lets the user continue or quit."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from frontviewer.core.text.translation import tr
from frontviewer.theme.plain_text import plain_label
from frontviewer.ui import messages
from frontviewer.ui.crash_handler import Crash
from frontviewer.ui.dialogs.files import show_in_file_manager
from frontviewer.ui.dialogs.sheet import style_heading

_HEADING_SCALE = 1.2  # relative to the text
_WIDTH_EM = 34  # heights of a line of text


class CrashDialog(QDialog):
    """Modeless dialog about one crash. Without a window it reports that start-up failed.

    Signals
    -------
    quit_requested
        The program is to quit. Closing the dialog in any other way means to continue.
    """

    quit_requested = Signal()

    def __init__(self, crash: Crash, window: QWidget | None = None) -> None:
        super().__init__(window)
        self._crash = crash
        self.setWindowTitle("frontviewer")
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        heading = plain_label(tr(messages.FAILED) if window else tr(messages.NOT_STARTED))
        column.addWidget(heading)
        for text in self._paragraphs():
            label = plain_label(text)
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(label)
        column.addLayout(self._create_buttons(can_continue=window is not None))
        if window:  # Qt does not propagate palette and font to another window
            self.setPalette(window.palette())
            self.setFont(window.font())
        style_heading(heading, _HEADING_SCALE)
        width = _WIDTH_EM * self.fontMetrics().height()
        self.setFixedSize(width, column.totalHeightForWidth(width))
        self._default_button.setFocus()

    def _paragraphs(self) -> list[str]:
        """Return the last line of the report, which is the exception, and what to do."""
        crash = self._crash
        paragraphs = [crash.text.rstrip().rpartition("\n")[2]]
        if self.parent():
            paragraphs.append(tr(messages.CAN_CONTINUE))
        location = messages.format_report_location(crash.file)
        return [*paragraphs, f"{location}\n{tr(messages.SEND_REPORT)}"]

    def _create_buttons(self, *, can_continue: bool) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(0, 8, 0, 0)
        if self._crash.file:
            row.addWidget(_create_button(tr("Show &folder"), self._show_folder))
        row.addWidget(_create_button(tr("&Copy report"), self._copy_report))
        row.addStretch()
        self._default_button = _create_button(tr("&Quit"), self._quit)
        row.addWidget(self._default_button)
        if can_continue:
            self._default_button = _create_button(tr("C&ontinue"), self.accept)
            row.addWidget(self._default_button)
        self._default_button.setDefault(True)
        return row

    def _show_folder(self) -> None:
        if self._crash.file:
            show_in_file_manager(self._crash.file.parent)

    def _copy_report(self) -> None:
        QGuiApplication.clipboard().setText(self._crash.text)

    def _quit(self) -> None:
        self.accept()
        self.quit_requested.emit()


def _create_button(text: str, on_clicked: Callable[[], None]) -> QPushButton:
    button = QPushButton(text)
    button.clicked.connect(on_clicked)
    return button
