"""The model and the drawing of the list of features: two quiet lines each."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QFont, QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from frontviewer.core.layer import FeatureKey
from frontviewer.core.reading import NO_PLACE
from frontviewer.look.plain import plain_tip
from frontviewer.panels.feature_rows import FeatureRow, fold

_Role = QPalette.ColorRole
_Index = QModelIndex | QPersistentModelIndex
UNDER = Qt.ItemDataRole.UserRole + 1
"""Role of the second line."""
_MARK_PX = 3
_ENOUGH = 400
"""Characters that fill the widest list; a name may have 200,000."""


class FeatureModel(QAbstractListModel):
    """Rows of features, those that match what is looked for."""

    def __init__(self) -> None:
        super().__init__()
        self._all: list[FeatureRow] = []
        self._shown: list[FeatureRow] = []
        self._wanted = ""

    def clear(self) -> None:
        """Forget every row."""
        self.beginResetModel()
        self._all, self._shown = [], []
        self.endResetModel()

    def add(self, rows: Sequence[FeatureRow]) -> None:
        """Add rows at the end; those that do not match stay out of sight."""
        self._all.extend(rows)
        matching = [row for row in rows if self._wanted in row.folded]
        if matching:
            first = len(self._shown)
            self.beginInsertRows(QModelIndex(), first, first + len(matching) - 1)
            self._shown.extend(matching)
            self.endInsertRows()

    def filter(self, words: str) -> None:
        """Show only the rows of which a name or the id contains these words."""
        wanted = fold(words.strip())
        self.beginResetModel()
        # What is typed on narrows what is shown; anything else starts from all.
        among = self._shown if self._wanted and self._wanted in wanted else self._all
        self._shown = [row for row in among if wanted in row.folded]
        self._wanted = wanted
        self.endResetModel()

    def key_at(self, index: _Index) -> FeatureKey:
        """Return the feature of a row."""
        return self._shown[index.row()].key

    def index_of(self, key: FeatureKey) -> QModelIndex:
        """Return the row of a feature; invalid where it is not shown."""
        for number, row in enumerate(self._shown):
            if row.key == key:
                return self.index(number)
        return QModelIndex()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, D102, N802
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:  # noqa: D102
        row = self._shown[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row.name
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(row.name)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{row.name}: {_under(row)}"
            case _:
                return _under(row) if role == UNDER else None


def _under(row: FeatureRow) -> str:
    translate = QCoreApplication.translate
    claims = ""
    if row.claims == 1:
        claims = translate("FeatureModel", "1 claim")
    elif row.claims:
        claims = translate("FeatureModel", "{number} claims").format(number=f"{row.claims:,}")
    place = ""
    if not row.located and row.key != NO_PLACE:
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
        colours = given.palette
        if chosen:
            painter.fillRect(given.rect, colours.color(_Role.Highlight))
            mark = QRect(given.rect.topLeft(), QSize(_MARK_PX, given.rect.height()))
            painter.fillRect(mark, colours.color(_Role.Link))
        elif given.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(given.rect, colours.color(_Role.AlternateBase))
        line = given.fontMetrics.height()
        area = given.rect.adjusted(line // 2, line // 4, -line // 2, 0)
        painter.setPen(colours.color(_Role.HighlightedText if chosen else _Role.Text))
        _draw_line(painter, given.font, area, str(index.data()))
        small = QFont(given.font)
        small.setPointSizeF(small.pointSizeF() * 0.92)
        painter.setPen(colours.color(_Role.HighlightedText if chosen else _Role.PlaceholderText))
        _draw_line(painter, small, area.translated(0, line), str(index.data(UNDER)))
        painter.restore()


def _draw_line(painter: QPainter, font: QFont, area: QRect, words: str) -> None:
    painter.setFont(font)
    cut = painter.fontMetrics().elidedText(
        words[:_ENOUGH], Qt.TextElideMode.ElideRight, area.width()
    )
    line = QRect(area.topLeft(), QSize(area.width(), painter.fontMetrics().height()))
    painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine, cut)
