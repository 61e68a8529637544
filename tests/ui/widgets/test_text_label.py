import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QTextOption

from frontviewer.ui.widgets.text_label import (
    PLAIN,
    QUOTATION,
    STRONG,
    TextLabel,
    TextLink,
    _wrap_mode,
)

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def text(qtbot) -> TextLabel:
    text = TextLabel(("A 😀 <b>word</b>", STRONG), (" & more", PLAIN))
    qtbot.addWidget(text)
    text.resize(400, text.heightForWidth(400))
    text.show()
    text.setFocus()
    return text


def test_words_stand_as_they_were_given(text: TextLabel):
    assert text.text() == "A 😀 <b>word</b> & more"
    assert text.textFormat() == Qt.TextFormat.PlainText


def test_all_of_it_can_be_selected_and_copied(qtbot, text: TextLabel):
    qtbot.keyClick(text, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(text, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    assert QGuiApplication.clipboard().text() == "A 😀 <b>word</b> & more"


def test_dragging_selects(qtbot, text: TextLabel):
    qtbot.mousePress(text, LEFT, pos=QPoint(0, 5))
    qtbot.mouseMove(text, QPoint(399, 5))
    qtbot.mouseRelease(text, LEFT, pos=QPoint(399, 5))

    assert text.selected_text() == text.text()


def test_a_double_click_selects_a_word(qtbot, text: TextLabel):
    text.show_spans(("Pokrovsk holds", PLAIN))

    qtbot.mouseDClick(text, LEFT, pos=QPoint(20, 5))

    assert text.selected_text() == "Pokrovsk"


def test_an_address_without_a_space_is_broken_and_not_cut_off(qtbot):
    text = TextLabel(("https://example.org/" + "a" * 200, QUOTATION))
    qtbot.addWidget(text)

    assert text.minimumSizeHint().width() < 150
    assert text.heightForWidth(200) > 5 * text.fontMetrics().height()


def test_larger_type_needs_more_room(qtbot):
    text = TextLabel(("Some words that fill more than one line of this width", PLAIN))
    qtbot.addWidget(text)
    before = text.heightForWidth(200)
    font = text.font()
    font.setPointSizeF(font.pointSizeF() * 2)

    text.setFont(font)

    assert text.heightForWidth(200) > 2 * before


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_a_link_follows_keys(qtbot, key: Qt.Key):
    link = TextLink(("contradicted by", PLAIN))
    qtbot.addWidget(link)

    with qtbot.waitSignal(link.chosen):
        qtbot.keyClick(link, key)


def test_selecting_in_a_link_does_not_follow_it(qtbot):
    link = TextLink(("contradicted by", PLAIN))
    qtbot.addWidget(link)
    link.resize(200, 30)
    link.show()

    with qtbot.assertNotEmitted(link.chosen):
        qtbot.mousePress(link, LEFT, pos=QPoint(0, 5))
        qtbot.mouseMove(link, QPoint(60, 5))
        qtbot.mouseRelease(link, LEFT, pos=QPoint(60, 5))

    assert link.selected_text()


def test_painting_and_selecting_lay_nothing_out_anew(qtbot, text: TextLabel, monkeypatch):
    text.grab()
    monkeypatch.setattr(text, "_lay_out", lambda _: pytest.fail("laid out anew"))

    text.grab()
    qtbot.mouseDClick(text, LEFT, pos=QPoint(20, 5))


@pytest.mark.parametrize(
    ("words", "anywhere"), [("x" * 200_000, True), ("held for a day " * 5000, False)]
)
def test_one_endless_word_is_broken_anywhere_which_is_fast(words: str, anywhere: bool):
    # At word boundaries Qt needs 11 s for the first of these at 40 px.
    assert (_wrap_mode(words) == QTextOption.WrapMode.WrapAnywhere) == anywhere
