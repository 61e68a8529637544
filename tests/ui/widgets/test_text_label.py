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
def label(qtbot) -> TextLabel:
    label = TextLabel(("A 😀 <b>word</b>", STRONG), (" & more", PLAIN))
    qtbot.addWidget(label)
    label.resize(400, label.heightForWidth(400))
    label.show()
    label.setFocus()
    return label


def test_markup_is_shown_as_plain_text(label: TextLabel):
    assert label.text() == "A 😀 <b>word</b> & more"
    assert label.textFormat() == Qt.TextFormat.PlainText


def test_select_all_and_copy(qtbot, label: TextLabel):
    qtbot.keyClick(label, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(label, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    assert QGuiApplication.clipboard().text() == "A 😀 <b>word</b> & more"


def test_dragging_selects_text(qtbot, label: TextLabel):
    qtbot.mousePress(label, LEFT, pos=QPoint(0, 5))
    qtbot.mouseMove(label, QPoint(399, 5))
    qtbot.mouseRelease(label, LEFT, pos=QPoint(399, 5))

    assert label.selected_text() == label.text()


def test_double_click_selects_word(qtbot, label: TextLabel):
    label.show_spans(("Pokrovsk holds", PLAIN))

    qtbot.mouseDClick(label, LEFT, pos=QPoint(20, 5))

    assert label.selected_text() == "Pokrovsk"


def test_long_url_is_wrapped_and_not_clipped(qtbot):
    label = TextLabel(("https://example.org/" + "a" * 200, QUOTATION))
    qtbot.addWidget(label)

    assert label.minimumSizeHint().width() < 150
    assert label.heightForWidth(200) > 5 * label.fontMetrics().height()


def test_larger_font_needs_more_height(qtbot):
    label = TextLabel(("Some words that fill more than one line of this width", PLAIN))
    qtbot.addWidget(label)
    height_before = label.heightForWidth(200)
    font = label.font()
    font.setPointSizeF(font.pointSizeF() * 2)

    label.setFont(font)

    assert label.heightForWidth(200) > 2 * height_before


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_key_activates_link(qtbot, key: Qt.Key):
    link = TextLink(("contradicted by", PLAIN))
    qtbot.addWidget(link)

    with qtbot.waitSignal(link.activated):
        qtbot.keyClick(link, key)


def test_selecting_text_of_link_does_not_activate_it(qtbot):
    link = TextLink(("contradicted by", PLAIN))
    qtbot.addWidget(link)
    link.resize(200, 30)
    link.show()

    with qtbot.assertNotEmitted(link.activated):
        qtbot.mousePress(link, LEFT, pos=QPoint(0, 5))
        qtbot.mouseMove(link, QPoint(60, 5))
        qtbot.mouseRelease(link, LEFT, pos=QPoint(60, 5))

    assert link.selected_text()


def test_painting_and_selecting_reuse_cached_layout(qtbot, label: TextLabel, monkeypatch):
    label.grab()
    monkeypatch.setattr(label, "_lay_out", lambda _: pytest.fail("laid out again"))

    label.grab()
    qtbot.mouseDClick(label, LEFT, pos=QPoint(20, 5))


@pytest.mark.parametrize(
    ("text", "anywhere"), [("x" * 200_000, True), ("held for a day " * 5000, False)]
)
def test_very_long_word_is_wrapped_anywhere(text: str, anywhere: bool):
    # At word boundaries Qt needs 11 s for the first of these at 40 px.
    assert (_wrap_mode(text) == QTextOption.WrapMode.WrapAnywhere) == anywhere
