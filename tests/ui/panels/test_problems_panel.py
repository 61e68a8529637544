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


def problems(count: int) -> tuple[Problem, ...]:
    severities = ("error", "warning", "note")
    return tuple(
        Problem(
            severity=severities[number % 3],
            file="corridor.geojson",
            line=number + 1,
            message="Longitude and latitude look swapped: <b>48.2</b> stands first.",
            remedy="Write longitude first.",
        )
        for number in range(count)
    )


def visible(panel: ProblemsPanel) -> list[str]:
    return [text.text() for text in panel.findChildren(TextLabel) if text.isVisible()]


def test_none_is_said_in_words(panel: ProblemsPanel):
    assert visible(panel) == ["No problems found."]

    panel.show_problems(problems(3))
    assert "No problems found." not in visible(panel)


def test_a_severity_can_be_left_out(qtbot, panel: ProblemsPanel):
    panel.show_problems(problems(7))
    assert panel.filters["error"].text() == "Errors: 3"

    qtbot.mouseClick(panel.filters["error"], Qt.MouseButton.LeftButton)

    assert panel.model.rowCount() == 4
    assert {panel.model.problem_at(row).severity for row in range(4)} == {"warning", "note"}


def test_rows_are_copied_as_compilers_write_them(qtbot, panel: ProblemsPanel):
    shown = problems(3)
    panel.show_problems(shown)
    panel.table.setFocus()

    qtbot.keyClick(panel.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(panel.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    assert QGuiApplication.clipboard().text() == "\n".join(str(problem) for problem in shown)


def test_the_current_row_is_written_out_whole(panel: ProblemsPanel):
    panel.show_problems(problems(3))

    panel.table.selectRow(1)

    assert str(problems(3)[1]) in visible(panel)


def test_10_000_problems_are_listed_at_once(panel: ProblemsPanel):
    many = problems(10_000)

    start = perf_counter()
    panel.show_problems(many)
    panel.grab()
    spent = perf_counter() - start

    assert panel.model.rowCount() == 10_000
    assert spent < 0.5  # about 0.02 s
