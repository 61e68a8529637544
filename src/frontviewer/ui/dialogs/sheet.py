"""Sheets laid over a window, such as About and the shortcut list, and small layout helpers."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from frontviewer.theme.plain_text import plain_label

_HEADING_SCALE = 1.4  # relative to the text
_MAX_SIZE = 0.86  # fraction of the window's width and height


class OverlaySheet(QScrollArea):
    """Scrollable sheet in the center of its parent. A key press or a click closes it.

    Signals
    -------
    closed
        The sheet was closed.
    """

    closed = Signal()

    def __init__(self, title: str, content: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
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
        # Qt does not propagate palette and font to a widget added to a window with a style sheet.
        self.setPalette(parent.palette())
        self.setFont(parent.font())
        style_heading(heading, _HEADING_SCALE)
        parent.installEventFilter(self)
        self._center()
        self.show()
        self.raise_()
        self.setFocus()

    def _center(self) -> None:
        """Resize to the content, limited by the window, and move to the center."""
        available = self._window.size()
        content = self.widget().sizeHint()
        self.resize(
            min(content.width() + 24, round(available.width() * _MAX_SIZE)),
            min(content.height() + 4, round(available.height() * _MAX_SIZE)),
        )
        self.move(
            (available.width() - self.width()) // 2, (available.height() - self.height()) // 2
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: D102, N802 - Qt's name
        if event.type() == QEvent.Type.Resize:
            self._center()
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        """Take every key press before it triggers a shortcut of the window."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102, N802 - Qt's name
        scroll_keys = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
        if event.key() in scroll_keys:
            super().keyPressEvent(event)
        else:
            self.close_sheet()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: D102, N802 - Qt's name
        self.close_sheet()
        event.accept()

    def close_sheet(self) -> None:
        """Close and delete the sheet. `findChild` does not find it any more after this call."""
        self.hide()
        self.setParent(None)
        self.closed.emit()
        self.deleteLater()


def show_sheet(title: str, content: QWidget, parent: QWidget) -> OverlaySheet:
    """Show a sheet over a window; close the one that is open."""
    for sheet in parent.findChildren(OverlaySheet):
        sheet.close_sheet()
    return OverlaySheet(title, content, parent)


def build_key_table(keys: Sequence[tuple[str, str]], columns: int = 2) -> QWidget:
    """Return a table of (keys, meaning) pairs, filled column by column."""
    table = QWidget()
    grid = QGridLayout(table)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(24)
    grid.setVerticalSpacing(8)
    rows = -(-len(keys) // columns)
    for index, (key, meaning) in enumerate(keys):
        column, row = divmod(index, rows)
        key_label = plain_label(key)
        key_label.setObjectName("keyCap")
        grid.addWidget(key_label, row, 2 * column, Qt.AlignmentFlag.AlignRight)
        grid.addWidget(plain_label(meaning), row, 2 * column + 1)
    return table


def style_heading(label: QLabel, scale: float) -> None:
    """Make the text of a label bold and multiply its font size by `scale`."""
    font = label.font()
    font.setPointSizeF(font.pointSizeF() * scale)
    font.setBold(True)
    label.setFont(font)


def overlay_widgets(base: QWidget, strip: QWidget) -> QWidget:
    """Return a widget with a strip over the top edge of `base`.

    Showing or hiding the strip does not resize `base`.
    """
    container = QWidget()
    grid = QGridLayout(container)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.addWidget(base, 0, 0)
    grid.addWidget(strip, 0, 0, Qt.AlignmentFlag.AlignTop)
    return container


def stack_widgets(top: QWidget, bottom: QWidget) -> QWidget:
    """Return a widget with `top` above `bottom`, without a gap; `bottom` takes the free height."""
    container = QWidget()
    column = QVBoxLayout(container)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(top)
    column.addWidget(bottom, 1)
    return container
