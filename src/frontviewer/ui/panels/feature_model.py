"""The model and the drawing of the list of features: two quiet lines each."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Any

from PySide6.QtCore import (
    QCoreApplication,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    QStringListModel,
    Qt,
)
from PySide6.QtGui import QFont, QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from frontviewer.core.model.feature import FeatureKey
from frontviewer.core.pages.page_builder import NO_LOCATION
from frontviewer.theme.plain_text import plain_tip
from frontviewer.ui.panels.feature_rows import FeatureRow, FeatureRows, fold

_Role = QPalette.ColorRole
_Index = QModelIndex | QPersistentModelIndex
UNDER = Qt.ItemDataRole.UserRole + 1
"""Role of the second line."""
_MARK_PX = 3
_ENOUGH = 400
"""Characters that fill the widest list; a name may have 200,000."""


class FeatureModel(QStringListModel):
    """Rows of features, those that match what is looked for.

    Names are read when something is looked for the first time, bit by bit: see `read_on`. The
    texts that Qt holds are empty: they only count the rows. A view asks for that count at every
    row, and asked in Python it would stand still for a third of a second with 100,000 of them.
    """

    def __init__(self) -> None:
        super().__init__()
        self._rows = FeatureRows((), {})
        self._matching: list[int] = []
        self._wanted = ""
        self._names: list[str] = []
        self._coming: Iterator[list[str]] = iter(())

    def show_rows(self, rows: FeatureRows) -> None:
        """Show other rows; what is looked for stays."""
        self._rows, self._names, self._coming = rows, [], rows.folded()
        self._matching = []
        self.setStringList([""] * len(self._shown))

    def filter(self, words: str) -> None:
        """Show only the rows of which a name or the id contains these words."""
        wanted = fold(words.strip())
        # What is typed on narrows what is shown; anything else starts from all.
        narrows = self._wanted and self._wanted in wanted
        among = self._matching if narrows else range(len(self._names))
        self._wanted = wanted
        self._matching = [number for number in among if wanted in self._names[number]]
        self.setStringList([""] * len(self._shown))

    def read_on(self) -> bool:
        """Look through some more names for what is looked for; tell whether there may be more."""
        if not self._wanted:
            return False
        names = next(self._coming, None)
        if names is None:
            return False
        first, last = len(self._names), len(self._names) + len(names)
        self._names += names
        matching = [number for number in range(first, last) if self._wanted in self._names[number]]
        if matching:
            self._matching += matching
            self.insertRows(self.rowCount(), len(matching))
        return True

    @property
    def _shown(self) -> Sequence[int]:
        return self._matching if self._wanted else range(len(self._rows))

    def key_at(self, index: _Index) -> FeatureKey:
        """Return the feature of a row."""
        return self._row(index).key

    def index_of(self, key: FeatureKey) -> QModelIndex:
        """Return the row of a feature; invalid where it is not shown."""
        number = self._rows.number_of(key)
        at = bisect_left(self._shown, number) if number is not None else len(self._shown)
        there = at < len(self._shown) and self._shown[at] == number
        return self.index(at) if there else QModelIndex()

    def _row(self, index: _Index) -> FeatureRow:
        return self._rows.row(self._shown[index.row()])

    def flags(self, index: _Index) -> Qt.ItemFlag:  # noqa: ARG002, D102
        flag = Qt.ItemFlag
        return flag.ItemIsSelectable | flag.ItemIsEnabled | flag.ItemNeverHasChildren

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:  # noqa: D102
        row = self._row(index)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row.name
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(row.name)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{row.name}: {second_line(row)}"
            case _:
                return second_line(row) if role == UNDER else None


def second_line(row: FeatureRow) -> str:
    """Return what stands under the name: claims, place, kind and layer."""
    translate = QCoreApplication.translate
    claims = ""
    if row.claims == 1:
        claims = translate("FeatureModel", "1 claim")
    elif row.claims:
        claims = translate("FeatureModel", "{number} claims").format(number=f"{row.claims:,}")
    place = ""
    if not row.located and row.key != NO_LOCATION:
        place = translate("FeatureModel", "no place on the map")
    kind = row.kind.replace("_", " ") if row.kind != "not_located" else ""
    return " · ".join(filter(None, (claims, place, kind, row.layer_title)))


class TwoLines(QStyledItemDelegate):
    """Draws a row in two lines, cut with an ellipsis; the tool tip has the whole name."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:  # noqa: ARG002, D102, N802
        given: Any = option  # PySide's stubs leave its members out
        line = given.fontMetrics.height()
        return QSize(10 * line, 2 * line + line // 2 + 2)

    def paint(  # noqa: D102
        self, painter: QPainter, option: QStyleOptionViewItem, index: _Index
    ) -> None:
        given: Any = option
        painter.save()
        chosen = bool(given.state & QStyle.StateFlag.State_Selected)
        colors = given.palette
        if chosen:
            painter.fillRect(given.rect, colors.color(_Role.Highlight))
            mark = QRect(given.rect.topLeft(), QSize(_MARK_PX, given.rect.height()))
            painter.fillRect(mark, colors.color(_Role.Link))
        elif given.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(given.rect, colors.color(_Role.AlternateBase))
        line = given.fontMetrics.height()
        area = given.rect.adjusted(line // 2, line // 4, -line // 2, 0)
        painter.setPen(colors.color(_Role.HighlightedText if chosen else _Role.Text))
        _draw_line(painter, given.font, area, str(index.data()))
        small = QFont(given.font)
        small.setPointSizeF(small.pointSizeF() * 0.92)
        painter.setPen(colors.color(_Role.HighlightedText if chosen else _Role.PlaceholderText))
        _draw_line(painter, small, area.translated(0, line), str(index.data(UNDER)))
        painter.restore()


def _draw_line(painter: QPainter, font: QFont, area: QRect, words: str) -> None:
    painter.setFont(font)
    cut = painter.fontMetrics().elidedText(
        words[:_ENOUGH], Qt.TextElideMode.ElideRight, area.width()
    )
    line = QRect(area.topLeft(), QSize(area.width(), painter.fontMetrics().height()))
    painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine, cut)
