from frontviewer.ui.widgets.facts_table import FactsTable
from frontviewer.ui.widgets.text_label import TextLabel


def test_labels_and_words_stand_on_two_edges(qtbot):
    facts = FactsTable((("Kind", "Settlement"), ("How we know its shape", "drawn " * 20)), 8)
    qtbot.addWidget(facts)
    facts.resize(300, facts.heightForWidth(300))
    facts.show()

    texts = facts.findChildren(TextLabel)
    assert [text.text() for text in texts[:3]] == ["Kind", "Settlement", "How we know its shape"]
    assert {text.x() for text in texts[0::2]} == {0}
    assert len({text.x() for text in texts[1::2]}) == 1
