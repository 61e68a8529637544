from frontviewer.core.text.shorten import shortened


def test_text_is_cut_between_words_where_it_has_any():
    assert shortened("The road is cut.", 16) == "The road is cut."
    assert shortened("The road is cut.", 15) == "The road is…"
    assert shortened("x" * 100, 10) == "x" * 9 + "…"
    assert shortened("a " + "x" * 100, 10) == "a " + "x" * 7 + "…"
