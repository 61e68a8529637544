"""List model of the features, with text filter, and the delegate that draws its two-line rows."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, QStringListModel, Qt
from PySide6.QtGui import QFont, QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from frontviewer.core.model.feature import FeatureKey
from frontviewer.core.pages.page_builder import NO_LOCATION
from frontviewer.core.text.formatting import format_number
from frontviewer.core.text.translation import mark, tr, trn
from frontviewer.theme.plain_text import escape_tooltip
from frontviewer.ui.panels.feature_rows import FeatureRow, FeatureRows, normalize_for_search

_Role = QPalette.ColorRole
_Index = QModelIndex | QPersistentModelIndex
SECOND_LINE_ROLE = Qt.ItemDataRole.UserRole + 1
"""Item data role of the text in the second line of a row."""
_SELECTION_BAR_PX = 3
_SECOND_LINE_SCALE = 0.92
_MAX_LINE_LENGTH = 400
"""Characters that fill the widest list; longer text, up to 200,000, is cut before Qt elides it."""
_KIND_LABELS = {
    "settlement": mark("settlement"),
    "corridor": mark("corridor"),
    "defence_line": mark("defense line"),
    "area": mark("area"),
    "route": mark("route"),
    "point": mark("point"),
    "vertical": mark("airspace"),
    "not_located": "",  # the row is labeled "not mapped" already
}


class FeatureModel(QStringListModel):
    """One row per feature, reduced to those that match the filter text.

    Names are read from the layers only when a filter text is set, in batches: see `search_batch`.

    The model derives from `QStringListModel` so that Qt counts rows in C++: a view calls
    `rowCount` for every row, which took a third of a second for 100,000 rows in Python. The
    strings that Qt stores are empty; `data` returns the texts.
    """

    def __init__(self) -> None:
        super().__init__()
        self._rows = FeatureRows((), {})
        self._matching: list[int] = []
        self._filter_text = ""
        self._search_texts: list[str] = []
        self._unread_batches: Iterator[list[str]] = iter(())

    def show_rows(self, rows: FeatureRows) -> None:
        """Replace all rows; the filter text stays set and is applied by `search_batch`."""
        self._rows, self._search_texts = rows, []
        self._unread_batches = rows.search_text_batches()
        self._matching = []
        self.setStringList([""] * len(self._visible_rows))

    def set_filter_text(self, text: str) -> None:
        """Reduce the model to rows with a name or id that contains a text; "" shows all rows."""
        filter_text = normalize_for_search(text.strip())
        # Appending characters can only remove matches; any other edit searches all rows again.
        narrowed = self._filter_text and self._filter_text in filter_text
        candidates = self._matching if narrowed else range(len(self._search_texts))
        self._filter_text = filter_text
        self._matching = [row for row in candidates if filter_text in self._search_texts[row]]
        self.setStringList([""] * len(self._visible_rows))

    def search_batch(self) -> bool:
        """Read the next batch of names and add its matches; return False when none are left."""
        if not self._filter_text:
            return False
        texts = next(self._unread_batches, None)
        if texts is None:
            return False
        start = len(self._search_texts)
        self._search_texts += texts
        matching = [row for row, text in enumerate(texts, start) if self._filter_text in text]
        if matching:
            self._matching += matching
            self.insertRows(self.rowCount(), len(matching))
        return True

    @property
    def _visible_rows(self) -> Sequence[int]:
        """Positions in `_rows` of the rows that pass the filter, ascending."""
        return self._matching if self._filter_text else range(len(self._rows))

    def feature_key(self, index: _Index) -> FeatureKey:
        """Return the key of the feature at an index."""
        return self._row(index).key

    def find_index(self, key: FeatureKey) -> QModelIndex:
        """Return the index of a feature; invalid if the filter hides it or it does not exist."""
        row = self._rows.find_row(key)
        position = (
            bisect_left(self._visible_rows, row) if row is not None else len(self._visible_rows)
        )
        found = position < len(self._visible_rows) and self._visible_rows[position] == row
        return self.index(position) if found else QModelIndex()

    def _row(self, index: _Index) -> FeatureRow:
        return self._rows.row(self._visible_rows[index.row()])

    def flags(self, index: _Index) -> Qt.ItemFlag:  # noqa: ARG002
        """Return the flags of a selectable, read-only item without children."""
        flag = Qt.ItemFlag
        return flag.ItemIsSelectable | flag.ItemIsEnabled | flag.ItemNeverHasChildren

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        """Return name, tooltip, accessible text or second line of a row."""
        row = self._row(index)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row.name
            case Qt.ItemDataRole.ToolTipRole:
                return escape_tooltip(row.name)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{row.name}: {format_second_line(row)}"
            case _:
                return format_second_line(row) if role == SECOND_LINE_ROLE else None


def format_second_line(row: FeatureRow) -> str:
    """Return number of claims, "not mapped", kind and layer: "1 claim · settlement · Towns"."""
    claims = trn("{count} claim", "{count} claims", row.claims) if row.claims else ""
    not_mapped = "" if row.located or row.key == NO_LOCATION else tr("not mapped")
    parts = (
        claims.format(count=format_number(row.claims)),
        not_mapped,
        _format_kind(row.kind),
        row.layer_title,
    )
    return " · ".join(filter(None, parts))


def _format_kind(kind: str) -> str:
    """Return the label of a feature kind; for an unknown kind, its name without underscores."""
    label = _KIND_LABELS.get(kind)
    if label is None:
        return kind.replace("_", " ")
    return tr(label) if label else ""


class TwoLineDelegate(QStyledItemDelegate):
    """Draws an item as two elided lines: its display text, and below it its second line."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:  # noqa: ARG002, N802
        """Return a height of two and a half text lines, the same for all rows."""
        style_option: Any = option  # PySide's stubs omit its attributes
        line = style_option.fontMetrics.height()
        return QSize(10 * line, 2 * line + line // 2 + 2)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw background, selection bar and both lines of a row."""
        style_option: Any = option
        painter.save()
        selected = bool(style_option.state & QStyle.StateFlag.State_Selected)
        colors = style_option.palette
        if selected:
            painter.fillRect(style_option.rect, colors.color(_Role.Highlight))
            bar_size = QSize(_SELECTION_BAR_PX, style_option.rect.height())
            painter.fillRect(QRect(style_option.rect.topLeft(), bar_size), colors.color(_Role.Link))
        elif style_option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(style_option.rect, colors.color(_Role.AlternateBase))
        line = style_option.fontMetrics.height()
        area = style_option.rect.adjusted(line // 2, line // 4, -line // 2, 0)
        painter.setPen(colors.color(_Role.HighlightedText if selected else _Role.Text))
        _draw_line(painter, style_option.font, area, str(index.data()))
        small = QFont(style_option.font)
        small.setPointSizeF(small.pointSizeF() * _SECOND_LINE_SCALE)
        painter.setPen(colors.color(_Role.HighlightedText if selected else _Role.PlaceholderText))
        _draw_line(painter, small, area.translated(0, line), str(index.data(SECOND_LINE_ROLE)))
        painter.restore()


def _draw_line(painter: QPainter, font: QFont, area: QRect, text: str) -> None:
    """Draw text in one line at the top of an area, elided on the right."""
    painter.setFont(font)
    elided = painter.fontMetrics().elidedText(
        text[:_MAX_LINE_LENGTH], Qt.TextElideMode.ElideRight, area.width()
    )
    line = QRect(area.topLeft(), QSize(area.width(), painter.fontMetrics().height()))
    painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine, elided)
