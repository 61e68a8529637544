"""A layout that sets widgets like words: side by side, and onto further lines."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Lays widgets out in lines; one wider than the line is narrowed to it.

    `across` and `down` are the gaps in device-independent pixels.
    """

    def __init__(self, across: int, down: int) -> None:
        super().__init__()
        self._across = across
        self._down = down
        self._placed: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:  # noqa: D102, N802 - Qt's name
        self._placed.append(item)

    def count(self) -> int:  # noqa: D102 - Qt's name
        return len(self._placed)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: D102, N802
        return self._placed[index] if 0 <= index < len(self._placed) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # type: ignore[override]  # noqa: D102, N802
        return self._placed.pop(index) if 0 <= index < len(self._placed) else None

    def expandingDirections(self) -> Qt.Orientation:  # noqa: D102, N802 - Qt's name
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:  # noqa: D102, N802 - Qt's name
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: D102, N802 - Qt's name
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:  # noqa: D102, N802 - Qt's name
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:  # noqa: D102, N802 - Qt's name
        hints = [item.sizeHint() for item in self._placed]
        width = sum(hint.width() for hint in hints) + self._across * max(len(hints) - 1, 0)
        return QSize(width, max((hint.height() for hint in hints), default=0))

    def minimumSize(self) -> QSize:  # noqa: D102, N802 - Qt's name
        least = QSize()
        for item in self._placed:
            least = least.expandedTo(item.minimumSize())
        return least

    def _arrange(self, area: QRect, *, move: bool) -> int:
        """Place the widgets in `area` if asked to; return the height they need."""
        corner = area.topLeft()
        line_height = 0
        for item in self._placed:
            size = _fitted(item, area.width())
            if corner.x() > area.x() and corner.x() + size.width() > area.x() + area.width():
                corner = QPoint(area.x(), corner.y() + line_height + self._down)
                line_height = 0
            if move:
                item.setGeometry(QRect(corner, size))
            corner += QPoint(size.width() + self._across, 0)
            line_height = max(line_height, size.height())
        return corner.y() + line_height - area.y()


def flow(across: int, down: int, *widgets: QWidget) -> FlowLayout:
    """Return a flow layout of these widgets."""
    made = FlowLayout(across, down)
    for widget in widgets:
        made.addWidget(widget)
    return made


def _fitted(item: QLayoutItem, widest: int) -> QSize:
    width = min(item.sizeHint().width(), widest)
    height = item.heightForWidth(width) if item.hasHeightForWidth() else item.sizeHint().height()
    return QSize(width, height)
