"""Problems panel: the problems found in the open files, as a table with severity filters."""

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, Qt
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
from frontviewer.core.text.formatting import format_number
from frontviewer.core.text.translation import mark, tr
from frontviewer.theme.stylesheet import remove_frame
from frontviewer.theme.theme import Theme
from frontviewer.ui.panels.problem_model import SEVERITIES, ProblemModel
from frontviewer.ui.widgets.text_label import MUTED, PLAIN, TextLabel

_COLUMN_WIDTHS = (6, 14)  # of severity and location, in line heights
_STRETCHED_COLUMNS = (2, 3)  # message and remedy share the remaining width
_COUNT_LABELS: dict[Severity, str] = {
    "error": mark("Errors: {count}"),
    "warning": mark("Warnings: {count}"),
    "note": mark("Notes: {count}"),
}


class ProblemsPanel(QWidget):
    """Lists problems in a table; the current one is written out in full below it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = ProblemModel(theme)
        self.model.setParent(self)
        self.table = _ProblemTable(self.model)
        self.table.setAccessibleName(tr("Problems"))
        self.table.selectionModel().currentRowChanged.connect(self._on_current_row_changed)
        self.severity_buttons: dict[Severity, QPushButton] = {
            severity: self._make_severity_button() for severity in SEVERITIES
        }
        self._full_text = TextLabel()
        self.model.modelReset.connect(self._full_text.show_spans)
        self._empty_page = TextLabel((tr("No problems found."), MUTED))
        unit = self.fontMetrics().height() // 2
        button_row = QHBoxLayout()
        button_row.setSpacing(unit)
        for button in self.severity_buttons.values():
            button_row.addWidget(button)
        button_row.addStretch()
        table_page = QWidget()
        column = QVBoxLayout(table_page)
        column.setContentsMargins(unit, unit, unit, unit)
        column.setSpacing(unit)
        column.addLayout(button_row)
        column.addWidget(self.table, 1)
        column.addWidget(self._full_text)
        self._empty_page.setContentsMargins(2 * unit, 2 * unit, 2 * unit, 2 * unit)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._empty_page)
        self._pages.addWidget(table_page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._pages)
        self.show_problems(())

    def show_theme(self, theme: Theme) -> None:
        """Redraw the severity icons in the colors of a theme."""
        self.model.show_theme(theme)

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Replace the problems and update the count on each severity button."""
        self.model.show_problems(problems)
        counts = Counter(problem.severity for problem in problems)
        for severity, button in self.severity_buttons.items():
            count = counts[severity]
            button.setText(tr(_COUNT_LABELS[severity]).format(count=format_number(count)))
            button.setEnabled(bool(count))
        self._pages.setCurrentIndex(1 if problems else 0)

    def _make_severity_button(self) -> QPushButton:
        button = QPushButton()
        button.setCheckable(True)
        button.setChecked(True)
        button.toggled.connect(self._on_severity_toggled)
        return button

    def _on_severity_toggled(self) -> None:
        checked = (
            severity for severity, button in self.severity_buttons.items() if button.isChecked()
        )
        self.model.set_severities(frozenset(checked))

    def _on_current_row_changed(self, current: QModelIndex) -> None:
        if current.isValid():
            problem = self.model.problem_at(current.row())
            self._full_text.show_spans((str(problem), PLAIN))


class _ProblemTable(QTableView):
    """Table view with rows of one line; the standard copy shortcut copies the selected rows."""

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
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        for column in _STRETCHED_COLUMNS:
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        self._resize_sections()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Adapt row height and column widths to a new font, which another theme can bring."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._resize_sections()

    def _resize_sections(self) -> None:
        line = self.fontMetrics().height()
        self.verticalHeader().setDefaultSectionSize(line * 3 // 2)
        for column, width in enumerate(_COLUMN_WIDTHS):
            self.horizontalHeader().resizeSection(column, width * line)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.matches(QKeySequence.StandardKey.Copy):
            model = self.model()
            rows = sorted(index.row() for index in self.selectionModel().selectedRows())
            if isinstance(model, ProblemModel) and rows:
                text = "\n".join(str(model.problem_at(row)) for row in rows)
                QGuiApplication.clipboard().setText(text)
        else:
            super().keyPressEvent(event)
