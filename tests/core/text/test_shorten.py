from frontviewer.core.text.shorten import shorten


def test_text_is_cut_at_a_word_break_if_possible():
    assert shorten("The road is cut.", 16) == "The road is cut."
    assert shorten("The road is cut.", 15) == "The road is…"
    assert shorten("x" * 100, 10) == "x" * 9 + "…"
    assert shorten("a " + "x" * 100, 10) == "a " + "x" * 7 + "…"
