"""Table model of the problems found in the open files, with a severity filter."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QIcon

from frontviewer.core.problems import Problem, Severity
from frontviewer.core.text.translation import mark, tr
from frontviewer.theme.icons import load_icon
from frontviewer.theme.plain_text import escape_tooltip
from frontviewer.theme.theme import Theme

_Index = QModelIndex | QPersistentModelIndex
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")
"""All severities, gravest first."""
_SEVERITY_LABELS: dict[Severity, str] = {
    "error": mark("Error"),
    "warning": mark("Warning"),
    "note": mark("Note"),
}
_COLUMN_LABELS = (mark("Severity"), mark("File and line"), mark("Problem"), mark("Remedy"))


class ProblemModel(QAbstractTableModel):
    """One problem per row, with the columns severity, file and line, problem, remedy."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._problems: tuple[Problem, ...] = ()
        self._visible: list[Problem] = []
        self._severities = frozenset(SEVERITIES)
        self._icons: dict[str, QIcon] = {}
        self.show_theme(theme)

    def show_theme(self, theme: Theme) -> None:
        """Load the severity icons in the colors of a theme."""
        self._icons = {
            "error": load_icon("octagon-x", theme.warning),
            "warning": load_icon("triangle-alert", theme.warning),
            "note": load_icon("info", theme.muted),
        }

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Replace all rows."""
        self._problems = tuple(problems)
        self._apply_filter()

    def set_severities(self, severities: frozenset[Severity]) -> None:
        """Reduce the rows to problems of these severities."""
        self._severities = severities
        self._apply_filter()

    def problem_at(self, row: int) -> Problem:
        """Return the problem in a row."""
        return self._visible[row]

    def _apply_filter(self) -> None:
        self.beginResetModel()
        self._visible = [
            problem for problem in self._problems if problem.severity in self._severities
        ]
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's name
        """Return the number of problems that pass the filter."""
        return 0 if parent.isValid() else len(self._visible)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802
        """Return the number of columns, 4."""
        return 0 if parent.isValid() else len(_COLUMN_LABELS)

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | None:
        """Return the label of a column."""
        horizontal = orientation == Qt.Orientation.Horizontal
        if horizontal and role == Qt.ItemDataRole.DisplayRole:
            return tr(_COLUMN_LABELS[section])
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return text, tooltip (full path in column 1) or icon (column 0) of a cell."""
        problem = self._visible[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return _format_cells(problem)[index.column()]
            case Qt.ItemDataRole.ToolTipRole if index.column() == 1:
                return escape_tooltip(problem.file)
            case Qt.ItemDataRole.DecorationRole if index.column() == 0:
                return self._icons[problem.severity]
            case _:
                return None


def _format_cells(problem: Problem) -> tuple[str, ...]:
    """Return the texts of a row."""
    file_name = Path(problem.file).name
    location = f"{file_name}:{problem.line}" if problem.line else file_name
    return tr(_SEVERITY_LABELS[problem.severity]), location, problem.message, problem.remedy
