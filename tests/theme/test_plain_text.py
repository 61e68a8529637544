import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument

from frontviewer.theme.plain_text import plain_label, plain_tip


@pytest.mark.parametrize(
    "name", ['<img src="\\\\host\\x">', "a  <b>b</b> &amp; c", "two\nlines", "Покровськ"]
)
def test_a_tip_shows_a_name_as_written(qapp, name: str):
    document = QTextDocument()
    document.setHtml(plain_tip(name))

    assert document.toPlainText().replace("\u2028", "\n") == name


def test_nothing_to_say_shows_no_tip():
    assert not plain_tip("")


def test_a_tip_stays_smaller_than_the_screen():
    assert len(plain_tip("x" * 200_000)) < 2000


def test_a_label_shows_its_text_as_written(qtbot):
    label = plain_label("<b>bold</b>")
    qtbot.addWidget(label)

    assert label.textFormat() == Qt.TextFormat.PlainText
