"""Flow layout: places widgets side by side and wraps them onto further lines."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget


class FlowWidget(QWidget):
    """Places its child widgets in lines; a child wider than a line is narrowed to it.

    Not a `QLayout`: Qt calls a layout written in Python for its items while it is already
    deleting them, which crashes.

    Parameters
    ----------
    horizontal_gap, vertical_gap
        Gaps between widgets and between lines, in device-independent pixels.
    widgets
        Child widgets, in reading order.
    """

    def __init__(self, horizontal_gap: int, vertical_gap: int, widgets: Sequence[QWidget]) -> None:
        super().__init__()
        self._horizontal_gap = horizontal_gap
        self._vertical_gap = vertical_gap
        self._widgets = tuple(widgets)
        self._cached_rects: dict[int, list[QRect]] = {}  # by width
        for widget in self._widgets:
            widget.setParent(self)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        """Return True: the height depends on the line breaks."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """Return the height of all lines at a width, in px."""
        return max((rect.bottom() + 1 for rect in self._rects(width)), default=0)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the size with all widgets in one line."""
        widths = [widget.sizeHint().width() for widget in self._widgets]
        width = sum(widths) + self._horizontal_gap * max(len(widths) - 1, 0)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the smallest size that holds the minimum size of each widget."""
        size = QSize(0, 0)
        for widget in self._widgets:
            size = size.expandedTo(widget.minimumSizeHint())
        return size

    def event(self, event: QEvent) -> bool:
        """Lay out again when a child widget has changed its size hint."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._cached_rects.clear()
            self.updateGeometry()
            self._place_widgets()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        """Place the widgets for the new width."""
        self._place_widgets()

    def _place_widgets(self) -> None:
        for widget, rect in zip(self._widgets, self._rects(self.width()), strict=True):
            widget.setGeometry(rect)

    def _rects(self, width: int) -> list[QRect]:
        """Return the rectangle of each widget for lines of `width` px, from the cache."""
        if width not in self._cached_rects:
            self._cached_rects[width] = self._compute_rects(width)
        return self._cached_rects[width]

    def _compute_rects(self, width: int) -> list[QRect]:
        """Break the widgets into lines of `width` px and return their rectangles."""
        rects: list[QRect] = []
        x = y = line_height = 0
        for widget in self._widgets:
            widget_width = min(widget.sizeHint().width(), width)
            if x and x + widget_width > width:
                x, y, line_height = 0, y + line_height + self._vertical_gap, 0
            rects.append(QRect(x, y, widget_width, widget.heightForWidth(widget_width)))
            x += widget_width + self._horizontal_gap
            line_height = max(line_height, rects[-1].height())
        return rects
