"""Text that is never read as HTML, never clipped, and can always be selected.

`QLabel` reads a quotation's ``<b>`` as markup unless told not to, breaks lines only between words
(so that a long address is cut off) and has one font. `TextLabel` is a label that lays out its own
lines: plain, broken anywhere where need be, in several fonts that follow the person's own.
"""

from dataclasses import dataclass
from math import ceil
from typing import Any, cast

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, QTextBoundaryFinder, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QFont,
    QFontInfo,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QLabel, QMenu, QSizePolicy, QWidget

from frontviewer.theme.fonts import READING_FAMILY

_Role = QPalette.ColorRole
_WIDEST_EM = 40
_NARROWEST_EM = 3
_WIDEST_MARGIN_PX = 18
_LONG_WORD = 1000
"""Characters. Qt looks for an end of the word from every line of it: 12 s for one of 200 kB."""


@dataclass(frozen=True, slots=True)
class TextStyle:
    """How a run of text is set.

    Attributes
    ----------
    scale
        Factor on the size of the widget's font.
    serif
        Whether it is set in the fount kept for the words of sources.
    leading
        Height of a line, as a factor on the height of its letters.
    """

    role: QPalette.ColorRole = _Role.WindowText
    scale: float = 1.0
    bold: bool = False
    italic: bool = False
    serif: bool = False
    underlined: bool = False
    leading: float = 1.0


PLAIN = TextStyle(leading=1.06)
STRONG = TextStyle(bold=True, leading=1.06)
MUTED = TextStyle(_Role.PlaceholderText, leading=1.06)
SMALL = TextStyle(_Role.PlaceholderText, scale=0.92, leading=1.06)
WARNING = TextStyle(_Role.BrightText, leading=1.06)
LINK = TextStyle(_Role.Link, underlined=True, leading=1.06)
TITLE = TextStyle(scale=1.75, serif=True)
HEADING = TextStyle(_Role.PlaceholderText, scale=0.92, bold=True)
WORDS = TextStyle(scale=1.15, serif=True, leading=1.16)
QUOTATION = TextStyle(scale=1.28, serif=True, leading=1.16)

TextSpan = tuple[str, TextStyle]
"""Some words and how they are set."""


def em(widget: QWidget) -> int:
    """Return the height of a line of the widget's font, in device-independent pixels."""
    return widget.fontMetrics().height()


def margin(unit: int) -> int:
    """Return the space at the edge of a page or card, in px; large type needs it for itself."""
    return min(2 * unit, _WIDEST_MARGIN_PX)


class TextLabel(QLabel):
    """Runs of plain text, selectable with the mouse; Ctrl+C copies."""

    def __init__(self, *spans: TextSpan) -> None:
        super().__init__()
        self._runs: tuple[TextSpan, ...] = ()
        self._layout: QTextLayout | None = None  # the last, and
        self._laid_width = 0  # for which width
        self._heights: dict[int, int] = {}  # by width
        self._widths: dict[int, int] = {}  # of the longest line, by the width it may have
        self._selected = (0, 0)  # where the selection began, and where the pointer is
        self.setTextFormat(Qt.TextFormat.PlainText)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.show_spans(*spans)

    def show_spans(self, *spans: TextSpan) -> None:
        """Replace the words."""
        self._runs = spans
        self.setText("".join(words for words, _ in spans))
        self._selected = (0, 0)
        self._forget()

    def selected_text(self) -> str:
        """Return what is selected, exactly as it was given."""
        start, end = sorted(self._selected)
        return _utf16(self.text())[2 * start : 2 * end].decode("utf-16-le", "ignore")

    # Size ---------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:  # noqa: D102, N802 - Qt's name
        width = self._natural_width(_WIDEST_EM * em(self))
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:  # noqa: D102, N802 - Qt's name
        width = self._natural_width(_NARROWEST_EM * em(self))
        return QSize(width, em(self))

    def hasHeightForWidth(self) -> bool:  # noqa: D102, N802 - Qt's name
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: D102, N802 - Qt's name
        if width not in self._heights:
            margins = self.contentsMargins()
            layout = self._laid_out(width - margins.left() - margins.right())
            height = self._bottom(layout) + margins.top() + margins.bottom()
            self._heights[width] = ceil(height)
        return self._heights[width]

    def _natural_width(self, widest: int) -> int:
        if widest not in self._widths:
            layout = self._laid_out(widest)
            lines = [layout.lineAt(i).naturalTextWidth() for i in range(layout.lineCount())]
            margins = self.contentsMargins()
            self._widths[widest] = ceil(max(lines, default=0)) + margins.left() + margins.right()
        return self._widths[widest]

    def _bottom(self, layout: QTextLayout) -> float:
        if not layout.lineCount():
            return em(self)
        last = layout.lineAt(layout.lineCount() - 1)
        return last.y() + last.height()

    def _laid_out(self, width: int) -> QTextLayout:
        if self._layout is None or width != self._laid_width:
            self._layout = self._lay_out(width)
            self._laid_width = width
        return self._layout

    def _lay_out(self, width: int) -> QTextLayout:
        layout = QTextLayout(self.text().replace("\n", "\u2028"), self.font())
        layout.setCacheEnabled(True)  # else every painting shapes the letters anew
        option = QTextOption()
        option.setWrapMode(_wrap_mode(self.text()))
        layout.setTextOption(option)
        layout.setFormats(self._formats())
        layout.beginLayout()
        top = 0.0
        leading = self._runs[0][1].leading if self._runs else 1.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(width, 1))
            line.setPosition(QPointF(0, top + line.height() * (leading - 1) / 2))
            top += line.height() * leading
        layout.endLayout()
        return layout

    def _formats(self) -> list[QTextLayout.FormatRange]:
        ranges = []
        start = 0
        for words, style in self._runs:
            ranges.append(_range(start, _length(words), self._format(style)))
            start += _length(words)
        return ranges

    def _format(self, style: TextStyle) -> QTextCharFormat:
        made = QTextCharFormat()
        font = QFont(self.font())
        if style.serif:
            font.setFamilies([READING_FAMILY, *font.families()])
        font.setPointSizeF(QFontInfo(self.font()).pointSizeF() * style.scale)
        font.setBold(style.bold)
        font.setItalic(style.italic)
        made.setFont(font)
        made.setForeground(self.palette().color(style.role))
        made.setFontUnderline(style.underlined)
        return made

    def _forget(self) -> None:
        self._layout = None
        self._heights.clear()
        self._widths.clear()
        self.updateGeometry()
        self.update()

    # Events -------------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:  # noqa: D102, N802 - Qt's name
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.PaletteChange}:
            self._forget()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102, N802 - Qt's name
        painter = QPainter(self)
        area = self.contentsRect()
        seen = QRectF(event.rect())
        self._lines().draw(painter, QPointF(area.topLeft()), self._selections(), seen)
        if self.hasFocus() and self.focusPolicy() & Qt.FocusPolicy.TabFocus:
            painter.setPen(QPen(self.palette().color(_Role.Link), 1, Qt.PenStyle.DotLine))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _lines(self) -> QTextLayout:
        """Return the lines at the present width."""
        return self._laid_out(self.contentsRect().width())

    def _selections(self) -> list[QTextLayout.FormatRange]:
        start, end = sorted(self._selected)
        if start == end:
            return []
        shade = QTextCharFormat()
        shade.setBackground(self.palette().color(_Role.Highlight))
        shade.setForeground(self.palette().color(_Role.HighlightedText))
        return [_range(start, end - start, shade)]

    def _position(self, place: QPoint) -> int:
        """Return the number of the character gap nearest to a place in the widget."""
        layout = self._lines()
        spot = place - self.contentsRect().topLeft()
        for number in range(layout.lineCount()):
            line = layout.lineAt(number)
            if spot.y() < line.y() + line.height() or number == layout.lineCount() - 1:
                return int(line.xToCursor(spot.x()))
        return 0

    def _select(self, start: int, end: int) -> None:
        self._selected = (start, end)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: D102, N802 - Qt's name
        if event.button() == Qt.MouseButton.LeftButton:
            place = self._position(event.position().toPoint())
            extending = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self._select(self._selected[0] if extending else place, place)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: D102, N802 - Qt's name
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._select(self._selected[0], self._position(event.position().toPoint()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: D102, N802 - Qt's name
        finder = QTextBoundaryFinder(QTextBoundaryFinder.BoundaryType.Word, self.text())
        finder.setPosition(self._position(event.position().toPoint()))
        start = finder.position() if finder.isAtBoundary() else finder.toPreviousBoundary()
        self._select(start, finder.toNextBoundary())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102, N802 - Qt's name
        if event.matches(QKeySequence.StandardKey.Copy):
            self._copy()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self._select_all()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: D102, N802 - Qt's name
        super().focusOutEvent(event)
        kept = {Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason}
        if event.reason() not in kept:
            self._select(0, 0)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: D102, N802 - Qt's name
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        copy = menu.addAction(self.tr("Copy"), self._copy)
        copy.setEnabled(bool(self.selected_text()))
        menu.addAction(self.tr("Select all"), self._select_all)
        menu.popup(event.globalPos())

    def _select_all(self) -> None:
        self._select(0, _length(self.text()))

    def _copy(self) -> None:
        if chosen := self.selected_text():
            QGuiApplication.clipboard().setText(chosen)


class TextLink(TextLabel):
    """Text that does something: a click, Enter or Space emits `chosen`."""

    chosen = Signal()

    def __init__(self, *spans: TextSpan) -> None:
        super().__init__(*spans)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleDescription(self.tr("Link: Enter follows it"))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: D102, N802 - Qt's name
        left = event.button() == Qt.MouseButton.LeftButton
        if left and not self.selected_text() and self.rect().contains(event.position().toPoint()):
            self.chosen.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102, N802 - Qt's name
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self.chosen.emit()
        else:
            super().keyPressEvent(event)


def _wrap_mode(words: str) -> QTextOption.WrapMode:
    longest = max(map(len, words.split()), default=0)
    if longest > _LONG_WORD:
        return QTextOption.WrapMode.WrapAnywhere
    return QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere


def _range(start: int, length: int, style: QTextCharFormat) -> QTextLayout.FormatRange:
    made: Any = QTextLayout.FormatRange()  # PySide's stubs leave its members out
    made.start, made.length, made.format = start, length, style
    return cast("QTextLayout.FormatRange", made)


def _length(words: str) -> int:
    """Return how many places words take in Qt's texts, which count in UTF-16."""
    return len(_utf16(words)) // 2


def _utf16(words: str) -> bytes:
    return words.encode("utf-16-le", "surrogatepass")
