"""Widgets set like words: side by side, and onto further lines."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget


class FlowWidget(QWidget):
    """Sets its widgets in lines; one wider than the line is narrowed to it.

    `across` and `down` are the gaps in device-independent pixels. Not a QLayout: one written in
    Python is asked for its items while Qt is already deleting them, and crashes.
    """

    def __init__(self, across: int, down: int, widgets: Sequence[QWidget]) -> None:
        super().__init__()
        self._across = across
        self._down = down
        self._widgets = tuple(widgets)
        self._known: dict[int, list[QRect]] = {}  # places by width
        for widget in self._widgets:
            widget.setParent(self)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:  # noqa: D102, N802 - Qt's name
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: D102, N802 - Qt's name
        return max((place.bottom() + 1 for place in self._places(width)), default=0)

    def sizeHint(self) -> QSize:  # noqa: D102, N802 - Qt's name
        widths = [widget.sizeHint().width() for widget in self._widgets]
        width = sum(widths) + self._across * max(len(widths) - 1, 0)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:  # noqa: D102, N802 - Qt's name
        least = QSize(0, 0)
        for widget in self._widgets:
            least = least.expandedTo(widget.minimumSizeHint())
        return least

    def event(self, event: QEvent) -> bool:  # noqa: D102 - Qt's name
        if event.type() == QEvent.Type.LayoutRequest:  # one of the widgets changed its size
            self._known.clear()
            self.updateGeometry()
            self._arrange()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: ARG002, D102, N802 - Qt's name
        self._arrange()

    def _arrange(self) -> None:
        for widget, place in zip(self._widgets, self._places(self.width()), strict=True):
            widget.setGeometry(place)

    def _places(self, width: int) -> list[QRect]:
        """Return where each widget goes when the lines are `width` px long."""
        if width not in self._known:
            self._known[width] = self._set(width)
        return self._known[width]

    def _set(self, width: int) -> list[QRect]:
        places: list[QRect] = []
        x = y = line_height = 0
        for widget in self._widgets:
            own = min(widget.sizeHint().width(), width)
            if x and x + own > width:
                x, y, line_height = 0, y + line_height + self._down, 0
            places.append(QRect(x, y, own, widget.heightForWidth(own)))
            x += own + self._across
            line_height = max(line_height, places[-1].height())
        return places
