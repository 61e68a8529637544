from PySide6.QtCore import Qt

from frontviewer.core.problems import Problem
from frontviewer.theme.plain_text import escape_tooltip
from frontviewer.ui.panels.problem_model import ProblemModel


def test_row_has_icon_severity_location_message_and_remedy(qapp, theme):
    model = ProblemModel(theme)
    model.show_problems(
        [
            Problem(
                severity="warning",
                file="/home/x/layers/corridor.geojson",
                line=12,
                message="The ring is not closed.",
                remedy="It has been closed.",
            )
        ]
    )

    cells = [model.index(0, column).data() for column in range(model.columnCount())]
    assert cells == [
        "Warning",
        "corridor.geojson:12",
        "The ring is not closed.",
        "It has been closed.",
    ]
    assert not model.index(0, 0).data(Qt.ItemDataRole.DecorationRole).isNull()
    tooltip = model.index(0, 1).data(Qt.ItemDataRole.ToolTipRole)
    assert tooltip == escape_tooltip("/home/x/layers/corridor.geojson")
