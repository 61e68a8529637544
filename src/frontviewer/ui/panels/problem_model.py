"""The model of the list of problems."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtGui import QIcon

from frontviewer.core.problems import Problem, Severity
from frontviewer.theme.icons import icon
from frontviewer.theme.plain_text import plain_tip
from frontviewer.theme.theme import Theme

_Index = QModelIndex | QPersistentModelIndex
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")


class ProblemModel(QAbstractTableModel):
    """Problems, one a row: severity, place, what is wrong, what to do."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._all: tuple[Problem, ...] = ()
        self._shown: list[Problem] = []
        self._severities = frozenset(SEVERITIES)
        self._icons: dict[str, QIcon] = {}
        self.show_theme(theme)

    def show_theme(self, theme: Theme) -> None:
        """Draw in another theme."""
        self._icons = {
            "error": icon("octagon-x", theme.warning),
            "warning": icon("triangle-alert", theme.warning),
            "note": icon("info", theme.muted),
        }

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Replace every row."""
        self._all = tuple(problems)
        self._refill()

    def filter(self, severities: frozenset[Severity]) -> None:
        """Show only problems of these severities."""
        self._severities = severities
        self._refill()

    def problem_at(self, row: int) -> Problem:
        """Return the problem of a row."""
        return self._shown[row]

    def _refill(self) -> None:
        self.beginResetModel()
        self._shown = [problem for problem in self._all if problem.severity in self._severities]
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, D102, N802
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, D102, N802
        return 0 if parent.isValid() else len(_headings())

    def headerData(  # noqa: D102, N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | None:
        across = orientation == Qt.Orientation.Horizontal
        return _headings()[section] if across and role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: D102
        problem = self._shown[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return _cells(problem)[index.column()]
            case Qt.ItemDataRole.ToolTipRole if index.column() == 1:
                return plain_tip(problem.file)
            case Qt.ItemDataRole.DecorationRole if index.column() == 0:
                return self._icons[problem.severity]
            case _:
                return None


def severity_word(severity: Severity) -> str:
    """Return the severity for people."""
    translate = QCoreApplication.translate
    match severity:
        case "error":
            return translate("ProblemModel", "Error")
        case "warning":
            return translate("ProblemModel", "Warning")
        case "note":
            return translate("ProblemModel", "Note")


def _headings() -> tuple[str, ...]:
    translate = QCoreApplication.translate
    return (
        translate("ProblemModel", "Severity"),
        translate("ProblemModel", "File and line"),
        translate("ProblemModel", "What is wrong"),
        translate("ProblemModel", "What to do"),
    )


def _cells(problem: Problem) -> tuple[str, ...]:
    name = Path(problem.file).name
    place = f"{name}:{problem.line}" if problem.line else name
    return severity_word(problem.severity), place, problem.message, problem.remedy
