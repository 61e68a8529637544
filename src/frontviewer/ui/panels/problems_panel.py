"""What is wrong with the files, in a quiet table instead of dialogs."""

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from frontviewer.core.problems import Problem, Severity
from frontviewer.theme.stylesheet import remove_frame
from frontviewer.theme.theme import Theme
from frontviewer.ui.panels.problem_model import SEVERITIES, ProblemModel
from frontviewer.ui.widgets.text_label import MUTED, PLAIN, TextLabel

_MESSAGE = 2  # the column that has most to say


class ProblemsPanel(QWidget):
    """Lists problems; the row the keyboard stands in is written out whole below."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = ProblemModel(theme)
        self.model.setParent(self)
        self.table = _Table(self.model)
        self.table.setAccessibleName(self.tr("Problems"))
        self.table.selectionModel().currentRowChanged.connect(self._on_current)
        self.filters: dict[Severity, QPushButton] = {
            severity: self._filter() for severity in SEVERITIES
        }
        self._whole = TextLabel()
        self.model.modelReset.connect(self._whole.show_spans)
        self._empty = TextLabel((self.tr("No problems found."), MUTED))
        unit = self.fontMetrics().height() // 2
        row = QHBoxLayout()
        row.setSpacing(unit)
        for button in self.filters.values():
            row.addWidget(button)
        row.addStretch()
        full = QWidget()
        column = QVBoxLayout(full)
        column.setContentsMargins(unit, unit, unit, unit)
        column.setSpacing(unit)
        column.addLayout(row)
        column.addWidget(self.table, 1)
        column.addWidget(self._whole)
        self._empty.setContentsMargins(2 * unit, 2 * unit, 2 * unit, 2 * unit)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._empty)
        self._pages.addWidget(full)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._pages)
        self.show_problems(())

    def show_theme(self, theme: Theme) -> None:
        """Draw in another theme."""
        self.model.show_theme(theme)

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Replace the list."""
        self.model.show_problems(problems)
        counts = Counter(problem.severity for problem in problems)
        words = {
            "error": self.tr("Errors: {number}"),
            "warning": self.tr("Warnings: {number}"),
            "note": self.tr("Notes: {number}"),
        }
        for severity, button in self.filters.items():
            button.setText(words[severity].format(number=f"{counts[severity]:,}"))
            button.setEnabled(bool(counts[severity]))
        self._pages.setCurrentIndex(1 if problems else 0)

    def _filter(self) -> QPushButton:
        button = QPushButton()
        button.setCheckable(True)
        button.setChecked(True)
        button.toggled.connect(self._on_filtered)
        return button

    def _on_filtered(self) -> None:
        wanted = (severity for severity, button in self.filters.items() if button.isChecked())
        self.model.filter(frozenset(wanted))

    def _on_current(self, now: QModelIndex) -> None:
        if now.isValid():
            problem = self.model.problem_at(now.row())
            self._whole.show_spans((str(problem), PLAIN))


class _Table(QTableView):
    def __init__(self, model: ProblemModel) -> None:
        super().__init__()
        remove_frame(self)
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() * 3 // 2)
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        line = self.fontMetrics().height()
        for column, width in enumerate((6, 14, 32, 28)):
            header.resizeSection(column, width * line)
        header.setSectionResizeMode(_MESSAGE, QHeaderView.ResizeMode.Stretch)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.matches(QKeySequence.StandardKey.Copy):
            model = self.model()
            rows = sorted(index.row() for index in self.selectionModel().selectedRows())
            if isinstance(model, ProblemModel) and rows:
                words = "\n".join(str(model.problem_at(row)) for row in rows)
                QGuiApplication.clipboard().setText(words)
        else:
            super().keyPressEvent(event)
