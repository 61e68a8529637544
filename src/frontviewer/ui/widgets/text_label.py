"""Plain-text label with styled spans, wrapping at any character, and text selection.

`QLabel` interprets ``<b>`` in a quotation as markup unless set to plain text, wraps only between
words, which clips long URLs, and has a single font. `TextLabel` lays out its own lines with
`QTextLayout`: plain text, wrapped anywhere if necessary, in several fonts derived from the
widget's font.
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

from frontviewer.core.text.translation import tr
from frontviewer.theme.fonts import READING_FAMILY

_Role = QPalette.ColorRole
_MAX_WIDTH_LINES = 40
"""Width at which the preferred size is computed, in line heights."""
_MIN_WIDTH_LINES = 3
"""Width at which the minimum size is computed, in line heights."""
_MAX_MARGIN_PX = 18
_MAX_WORD_LENGTH = 1000
"""Characters. Qt searches for the end of a word from each of its lines: 12 s for one of 200 kB."""


@dataclass(frozen=True, slots=True)
class TextStyle:
    """Font and color of a text span.

    Attributes
    ----------
    role
        Palette role of the text color.
    scale
        Factor on the font size of the widget.
    serif
        Whether to use `READING_FAMILY`, the font of source texts.
    leading
        Line spacing, as a factor on the line height of the font.
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
REPORTED_SPEECH = TextStyle(scale=1.15, serif=True, leading=1.16)
QUOTATION = TextStyle(scale=1.28, serif=True, leading=1.16)

TextSpan = tuple[str, TextStyle]
"""Text and its style."""


def line_height(widget: QWidget) -> int:
    """Return the line height of the widget's font, in device-independent pixels."""
    return widget.fontMetrics().height()


def page_margin(unit: int) -> int:
    """Return the margin of a page or card, in px: two units, capped so that text gets the width."""
    return min(2 * unit, _MAX_MARGIN_PX)


class TextLabel(QLabel):
    """Label of styled plain-text spans, selectable with the mouse and copied with Ctrl+C.

    Lines are broken at word boundaries, or anywhere if a word is wider than the label. The layout
    of the last width and the sizes of all widths are cached until text, font or palette change.
    """

    def __init__(self, *spans: TextSpan) -> None:
        super().__init__()
        self._spans: tuple[TextSpan, ...] = ()
        self._cached_layout: QTextLayout | None = None
        self._layout_width = 0  # of the cached layout
        self._heights: dict[int, int] = {}  # by width
        self._natural_widths: dict[int, int] = {}  # of the longest line, by maximum width
        self._selection = (0, 0)  # anchor and cursor, in UTF-16 code units
        self.setTextFormat(Qt.TextFormat.PlainText)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.show_spans(*spans)

    def show_spans(self, *spans: TextSpan) -> None:
        """Replace the text and clear the selection."""
        self._spans = spans
        self.setText("".join(text for text, _ in spans))
        self._selection = (0, 0)
        self._clear_caches()

    def selected_text(self) -> str:
        """Return the selected text, with the characters of the source text."""
        start, end = sorted(self._selection)
        return _encode_utf16(self.text())[2 * start : 2 * end].decode("utf-16-le", "ignore")

    # Size and layout ----------------------------------------------------------------------

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the size of the text wrapped at 40 line heights."""
        width = self._natural_width(_MAX_WIDTH_LINES * line_height(self))
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the width of the text wrapped at 3 line heights, and the height of one line."""
        width = self._natural_width(_MIN_WIDTH_LINES * line_height(self))
        return QSize(width, line_height(self))

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        """Return True: the text wraps."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """Return the height of the text wrapped at a width, margins included, in px."""
        if width not in self._heights:
            margins = self.contentsMargins()
            layout = self._layout_for_width(width - margins.left() - margins.right())
            height = self._text_height(layout) + margins.top() + margins.bottom()
            self._heights[width] = ceil(height)
        return self._heights[width]

    def _natural_width(self, max_width: int) -> int:
        """Return the width of the longest line of the text wrapped at `max_width`, with margins."""
        if max_width not in self._natural_widths:
            layout = self._layout_for_width(max_width)
            widths = [layout.lineAt(i).naturalTextWidth() for i in range(layout.lineCount())]
            margins = self.contentsMargins()
            width = ceil(max(widths, default=0)) + margins.left() + margins.right()
            self._natural_widths[max_width] = width
        return self._natural_widths[max_width]

    def _text_height(self, layout: QTextLayout) -> float:
        """Return the bottom of the last line; the line height for an empty text."""
        if not layout.lineCount():
            return line_height(self)
        last = layout.lineAt(layout.lineCount() - 1)
        return last.y() + last.height()

    def _layout_for_width(self, width: int) -> QTextLayout:
        """Return the text wrapped at a width, from the cache if it was the last one."""
        if self._cached_layout is None or width != self._layout_width:
            self._cached_layout = self._lay_out(width)
            self._layout_width = width
        return self._cached_layout

    def _lay_out(self, width: int) -> QTextLayout:
        """Wrap the text at a width, in px."""
        layout = QTextLayout(self.text().replace("\n", "\u2028"), self.font())
        layout.setCacheEnabled(True)  # otherwise every paint event shapes the glyphs again
        option = QTextOption()
        option.setWrapMode(_wrap_mode(self.text()))
        layout.setTextOption(option)
        layout.setFormats(self._format_ranges())
        layout.beginLayout()
        top = 0.0
        leading = self._spans[0][1].leading if self._spans else 1.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(width, 1))
            line.setPosition(QPointF(0, top + line.height() * (leading - 1) / 2))
            top += line.height() * leading
        layout.endLayout()
        return layout

    def _format_ranges(self) -> list[QTextLayout.FormatRange]:
        """Return the character formats of the spans."""
        ranges = []
        start = 0
        for text, style in self._spans:
            length = _utf16_length(text)
            ranges.append(_format_range(start, length, self._char_format(style)))
            start += length
        return ranges

    def _char_format(self, style: TextStyle) -> QTextCharFormat:
        """Return a style applied to the widget's font and palette."""
        char_format = QTextCharFormat()
        font = QFont(self.font())
        if style.serif:
            font.setFamilies([READING_FAMILY, *font.families()])
        font.setPointSizeF(QFontInfo(self.font()).pointSizeF() * style.scale)
        font.setBold(style.bold)
        font.setItalic(style.italic)
        char_format.setFont(font)
        char_format.setForeground(self.palette().color(style.role))
        char_format.setFontUnderline(style.underlined)
        return char_format

    def _clear_caches(self) -> None:
        """Discard layout and sizes, and request a new layout and repaint."""
        self._cached_layout = None
        self._heights.clear()
        self._natural_widths.clear()
        self.updateGeometry()
        self.update()

    # Events -------------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Lay out again when the font or the palette changes."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.PaletteChange}:
            self._clear_caches()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the lines in the exposed rectangle, the selection, and a focus rectangle."""
        painter = QPainter(self)
        origin = QPointF(self.contentsRect().topLeft())
        exposed = QRectF(event.rect())
        self._current_layout().draw(painter, origin, self._selection_ranges(), exposed)
        if self.hasFocus() and self.focusPolicy() & Qt.FocusPolicy.TabFocus:
            painter.setPen(QPen(self.palette().color(_Role.Link), 1, Qt.PenStyle.DotLine))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _current_layout(self) -> QTextLayout:
        """Return the layout at the present width."""
        return self._layout_for_width(self.contentsRect().width())

    def _selection_ranges(self) -> list[QTextLayout.FormatRange]:
        """Return the highlight format of the selection; an empty list if nothing is selected."""
        start, end = sorted(self._selection)
        if start == end:
            return []
        highlight = QTextCharFormat()
        highlight.setBackground(self.palette().color(_Role.Highlight))
        highlight.setForeground(self.palette().color(_Role.HighlightedText))
        return [_format_range(start, end - start, highlight)]

    def _cursor_position(self, point: QPoint) -> int:
        """Return the text position nearest to a point in the widget, in UTF-16 code units."""
        layout = self._current_layout()
        offset = point - self.contentsRect().topLeft()
        last = layout.lineCount() - 1
        for number in range(layout.lineCount()):
            line = layout.lineAt(number)
            if offset.y() < line.y() + line.height() or number == last:
                return int(line.xToCursor(offset.x()))
        return 0

    def _select(self, anchor: int, cursor: int) -> None:
        self._selection = (anchor, cursor)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Start a selection, or extend it with Shift."""
        if event.button() == Qt.MouseButton.LeftButton:
            position = self._cursor_position(event.position().toPoint())
            extend = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self._select(self._selection[0] if extend else position, position)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Extend the selection while dragging."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._select(self._selection[0], self._cursor_position(event.position().toPoint()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Select the word under the pointer."""
        finder = QTextBoundaryFinder(QTextBoundaryFinder.BoundaryType.Word, self.text())
        finder.setPosition(self._cursor_position(event.position().toPoint()))
        start = finder.position() if finder.isAtBoundary() else finder.toPreviousBoundary()
        self._select(start, finder.toNextBoundary())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Copy the selection or select all on the standard shortcuts."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self._copy()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self._select_all()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Clear the selection unless a popup or another window takes the focus."""
        super().focusOutEvent(event)
        temporary = {Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason}
        if event.reason() not in temporary:
            self._select(0, 0)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802 - Qt's name
        """Open a menu with Copy and Select all."""
        menu = QMenu(self)
        menu.setFont(self.window().font())  # Qt does not propagate it
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        copy_action = menu.addAction(tr("Copy"), self._copy)
        copy_action.setEnabled(bool(self.selected_text()))
        menu.addAction(tr("Select all"), self._select_all)
        menu.popup(event.globalPos())

    def _select_all(self) -> None:
        self._select(0, _utf16_length(self.text()))

    def _copy(self) -> None:
        if text := self.selected_text():
            QGuiApplication.clipboard().setText(text)


class TextLink(TextLabel):
    """Label that acts as a link.

    Signals
    -------
    activated
        After a click without selecting text, or Enter or Space.
    """

    activated = Signal()

    def __init__(self, *spans: TextSpan) -> None:
        super().__init__(*spans)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleDescription(tr("Link: press Enter to follow"))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Emit `activated` for a left click inside the label that selected no text."""
        left = event.button() == Qt.MouseButton.LeftButton
        if left and not self.selected_text() and self.rect().contains(event.position().toPoint()):
            self.activated.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Emit `activated` on Enter and Space."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self.activated.emit()
        else:
            super().keyPressEvent(event)


def _wrap_mode(text: str) -> QTextOption.WrapMode:
    """Return the mode that breaks words only if necessary; anywhere if a word is very long."""
    longest = max(map(len, text.split()), default=0)
    if longest > _MAX_WORD_LENGTH:
        return QTextOption.WrapMode.WrapAnywhere
    return QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere


def _format_range(start: int, length: int, char_format: QTextCharFormat) -> QTextLayout.FormatRange:
    """Return a character format for a range, in UTF-16 code units."""
    format_range: Any = QTextLayout.FormatRange()  # PySide's stubs omit its attributes
    format_range.start, format_range.length, format_range.format = start, length, char_format
    return cast("QTextLayout.FormatRange", format_range)


def _utf16_length(text: str) -> int:
    """Return the length of a text in UTF-16 code units, in which Qt counts positions."""
    return len(_encode_utf16(text)) // 2


def _encode_utf16(text: str) -> bytes:
    return text.encode("utf-16-le", "surrogatepass")
