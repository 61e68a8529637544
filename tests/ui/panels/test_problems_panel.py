from time import perf_counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from frontviewer.core.problems import Problem
from frontviewer.ui.panels.problems_panel import ProblemsPanel
from frontviewer.ui.widgets.text_label import TextLabel


@pytest.fixture
def panel(qtbot, theme) -> ProblemsPanel:
    panel = ProblemsPanel(theme)
    qtbot.addWidget(panel)
    panel.resize(900, 300)
    panel.show()
    return panel


def make_problems(count: int) -> tuple[Problem, ...]:
    """Return problems whose severities alternate: error, warning, note."""
    severities = ("error", "warning", "note")
    return tuple(
        Problem(
            severity=severities[number % 3],
            file="corridor.geojson",
            line=number + 1,
            message="Longitude and latitude look swapped: <b>48.2</b> comes first.",
            remedy="Write longitude first.",
        )
        for number in range(count)
    )


def visible_texts(panel: ProblemsPanel) -> list[str]:
    return [label.text() for label in panel.findChildren(TextLabel) if label.isVisible()]


def test_panel_without_problems_shows_message(panel: ProblemsPanel):
    assert visible_texts(panel) == ["No problems found."]

    panel.show_problems(make_problems(3))
    assert "No problems found." not in visible_texts(panel)


def test_unchecked_severity_is_hidden(qtbot, panel: ProblemsPanel):
    panel.show_problems(make_problems(7))
    assert panel.severity_buttons["error"].text() == "Errors: 3"

    qtbot.mouseClick(panel.severity_buttons["error"], Qt.MouseButton.LeftButton)

    assert panel.model.rowCount() == 4
    assert {panel.model.problem_at(row).severity for row in range(4)} == {"warning", "note"}


def test_rows_are_copied_in_compiler_format(qtbot, panel: ProblemsPanel):
    problems = make_problems(3)
    panel.show_problems(problems)
    panel.table.setFocus()

    qtbot.keyClick(panel.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(panel.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    expected = "\n".join(str(problem) for problem in problems)
    assert QGuiApplication.clipboard().text() == expected


def test_current_row_is_shown_in_full(panel: ProblemsPanel):
    panel.show_problems(make_problems(3))

    panel.table.selectRow(1)

    assert str(make_problems(3)[1]) in visible_texts(panel)


def test_10_000_problems_are_shown_without_blocking(panel: ProblemsPanel):
    problems = make_problems(10_000)

    start = perf_counter()
    panel.show_problems(problems)
    panel.grab()
    duration = perf_counter() - start

    assert panel.model.rowCount() == 10_000
    assert duration < 0.5  # about 0.02 s


def test_row_height_and_column_widths_follow_the_font(panel: ProblemsPanel):
    panel.show_problems(make_problems(3))
    font = panel.font()
    font.setPointSizeF(font.pointSizeF() * 2)

    panel.setFont(font)

    metrics = panel.table.fontMetrics()
    assert metrics.height() == panel.fontMetrics().height()
    assert panel.table.rowHeight(0) >= metrics.height()
    assert panel.table.columnWidth(0) > metrics.height() + metrics.horizontalAdvance("Warning")
