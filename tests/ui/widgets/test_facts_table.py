from frontviewer.ui.widgets.facts_table import FactsTable
from frontviewer.ui.widgets.text_label import TextLabel


def test_labels_and_values_are_aligned_in_two_columns(qtbot):
    table = FactsTable((("Kind", "Settlement"), ("Shape", "drawn " * 20)), 8)
    qtbot.addWidget(table)
    table.resize(300, table.heightForWidth(300))
    table.show()

    cells = table.findChildren(TextLabel)
    assert [cell.text() for cell in cells[:3]] == ["Kind", "Settlement", "Shape"]
    assert {cell.x() for cell in cells[0::2]} == {0}
    assert len({cell.x() for cell in cells[1::2]}) == 1
