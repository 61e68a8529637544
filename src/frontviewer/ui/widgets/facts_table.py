"""Facts as a quiet list in two columns: what, and how much."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from frontviewer.ui.widgets.text_label import MUTED, PLAIN, TextLabel


class FactsTable(QWidget):
    """(label, words) pairs. `unit` is half the height of a line, in px."""

    def __init__(self, facts: tuple[tuple[str, str], ...], unit: int) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(unit)
        grid.setVerticalSpacing(unit // 2 - 1)
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(1, 5)
        for row, (label, words) in enumerate(facts):
            grid.addWidget(TextLabel((label, MUTED)), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(TextLabel((words, PLAIN)), row, 1, Qt.AlignmentFlag.AlignTop)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the least: a table takes the width it is given, and the natural one costs time."""
        return self.minimumSizeHint()
