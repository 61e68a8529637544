"""Two-column table of labels and values with wrapped text."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from frontviewer.ui.widgets.text_label import MUTED, PLAIN, TextLabel


class FactsTable(QWidget):
    """Shows (label, value) pairs in two columns, with widths in the ratio 3:5.

    `unit` is half the line height, in device-independent pixels.
    """

    def __init__(self, facts: tuple[tuple[str, str], ...], unit: int) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(unit)
        grid.setVerticalSpacing(unit // 2 - 1)
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(1, 5)
        for row, (label, value) in enumerate(facts):
            grid.addWidget(TextLabel((label, MUTED)), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(TextLabel((value, PLAIN)), row, 1, Qt.AlignmentFlag.AlignTop)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the minimum size; a preferred width is costly to compute and never used."""
        return self.minimumSizeHint()
