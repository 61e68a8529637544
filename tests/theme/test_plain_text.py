import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument

from frontviewer.theme.plain_text import escape_tooltip, plain_label


@pytest.mark.parametrize(
    "name", ['<img src="\\\\host\\x">', "a  <b>b</b> &amp; c", "two\nlines", "Покровськ"]
)
def test_tooltip_shows_a_name_literally(qapp, name: str):
    document = QTextDocument()
    document.setHtml(escape_tooltip(name))

    assert document.toPlainText().replace("\u2028", "\n") == name


def test_empty_text_shows_no_tooltip():
    assert not escape_tooltip("")


def test_long_tooltip_is_shortened():
    assert len(escape_tooltip("x" * 200_000)) < 2000


def test_label_shows_its_text_literally(qtbot):
    label = plain_label("<b>bold</b>")
    qtbot.addWidget(label)

    assert label.textFormat() == Qt.TextFormat.PlainText
