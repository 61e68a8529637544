"""A sheet laid over a window: the keys, or who made what."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from frontviewer.theme.plain_text import plain_label

_HEADING = 1.4  # times the text
_SHARE = 0.86  # of the window, at most


class OverlaySheet(QScrollArea):
    """Lies in the middle of its parent until a key is pressed or it is clicked."""

    closed = Signal()

    def __init__(self, title: str, content: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self._ground = parent
        self.setObjectName("sheet")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setWidgetResizable(True)
        page = QWidget()
        page.setObjectName("sheetPage")
        column = QVBoxLayout(page)
        column.setContentsMargins(36, 28, 36, 28)
        column.setSpacing(18)
        heading = plain_label(title)
        column.addWidget(heading)
        column.addWidget(content)
        column.addStretch()
        self.setWidget(page)
        # Qt hands neither down to a widget that joins a window with a style sheet.
        self.setPalette(parent.palette())
        self.setFont(parent.font())
        enlarge(heading, _HEADING)
        parent.installEventFilter(self)
        self._place()
        self.show()
        self.raise_()
        self.setFocus()

    def _place(self) -> None:
        room = self._ground.size()
        page = self.widget().sizeHint()
        self.resize(
            min(page.width() + 24, round(room.width() * _SHARE)),
            min(page.height() + 4, round(room.height() * _SHARE)),
        )
        self.move((room.width() - self.width()) // 2, (room.height() - self.height()) // 2)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: D102, N802 - Qt's name
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        """Take every key before it is a command of the window below."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102, N802 - Qt's name
        scrolls = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
        if event.key() in scrolls:
            super().keyPressEvent(event)
        else:
            self.close_sheet()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: D102, N802 - Qt's name
        self.close_sheet()
        event.accept()

    def close_sheet(self) -> None:
        """Take the sheet away; it is gone for `findChild` at once."""
        self.hide()
        self.setParent(None)
        self.closed.emit()
        self.deleteLater()


def show_sheet(title: str, content: QWidget, parent: QWidget) -> OverlaySheet:
    """Lay a sheet over a window, in place of the one that lies there."""
    for sheet in parent.findChildren(OverlaySheet):
        sheet.close_sheet()
    return OverlaySheet(title, content, parent)


def key_table(keys: Sequence[tuple[str, str]], columns: int = 2) -> QWidget:
    """Return a table of (keys, meaning) pairs, read down its columns."""
    table = QWidget()
    grid = QGridLayout(table)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(24)
    grid.setVerticalSpacing(8)
    rows = -(-len(keys) // columns)
    for place, (key, meaning) in enumerate(keys):
        column, row = divmod(place, rows)
        cap = plain_label(key)
        cap.setObjectName("keyCap")
        grid.addWidget(cap, row, 2 * column, Qt.AlignmentFlag.AlignRight)
        grid.addWidget(plain_label(meaning), row, 2 * column + 1)
    return table


def enlarge(label: QLabel, factor: float) -> None:
    """Set a label in bold type so many times as large as its text would be."""
    font = label.font()
    font.setPointSizeF(font.pointSizeF() * factor)
    font.setBold(True)
    label.setFont(font)


def overlaid(ground: QWidget, strip: QWidget) -> QWidget:
    """Return a widget with a strip over its upper edge, which comes and goes without a jolt."""
    both = QWidget()
    cell = QGridLayout(both)
    cell.setContentsMargins(0, 0, 0, 0)
    cell.addWidget(ground, 0, 0)
    cell.addWidget(strip, 0, 0, Qt.AlignmentFlag.AlignTop)
    return both


def stacked(top: QWidget, below: QWidget) -> QWidget:
    """Return one widget on another, without a gap; the lower one takes the room."""
    both = QWidget()
    column = QVBoxLayout(both)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(top)
    column.addWidget(below, 1)
    return both
