import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QPushButton

from frontviewer.core.pages.page import Card
from frontviewer.ui.widgets.claim_card import ClaimCard
from frontviewer.ui.widgets.text_label import TextLabel, TextLink


@pytest.fixture
def shown(qtbot, card: Card) -> ClaimCard:
    shown = ClaimCard(card, 8, QIcon())
    qtbot.addWidget(shown)
    shown.resize(400, shown.heightForWidth(400))
    shown.show()
    return shown


def texts(shown: ClaimCard) -> list[str]:
    return [text.text() for text in shown.findChildren(TextLabel)]


def test_the_words_come_first_and_stand_alone(shown: ClaimCard, card: Card):
    first, reading, remark, speaker = texts(shown)[:4]

    assert first == card.words
    assert reading == "Probably meant: " + card.reading
    assert remark == card.remark
    assert speaker.startswith(card.speaker)


def test_the_card_leaves_nothing_out(shown: ClaimCard, card: Card):
    said = "\n".join(texts(shown))

    for words in (card.role, card.date, *card.badges, *card.numbers):
        assert words in said
    assert "Q03 · not graded · found once" in said
    assert "contradicts General <i>Gerasimov</i>: 31 Ukrainian battalions" in said
    assert "our reading" in said


def test_a_card_to_be_read_aloud_has_nothing_to_press(qtbot, card: Card):
    shown = ClaimCard(card, 8)
    qtbot.addWidget(shown)

    said = "\n".join(texts(shown))
    assert "contradicts General <i>Gerasimov</i>: 31 Ukrainian battalions" in said
    assert "Q03" not in said
    assert "not graded" not in said
    assert shown.findChild(QPushButton) is None
    assert shown.findChild(TextLink) is None


def test_copy_takes_the_words_with_their_source(qtbot, shown: ClaimCard, card: Card):
    qtbot.mouseClick(shown.findChild(QPushButton), Qt.MouseButton.LeftButton)

    assert QGuiApplication.clipboard().text() == card.citation


def test_a_relation_leads_to_the_other_claim(qtbot, shown: ClaimCard):
    link = shown.findChild(TextLink)

    with qtbot.waitSignal(shown.claim_chosen) as clicked:
        qtbot.mouseClick(link, Qt.MouseButton.LeftButton, pos=QPoint(10, 5))
    with qtbot.waitSignal(shown.claim_chosen) as entered:
        qtbot.keyClick(link, Qt.Key.Key_Return)

    assert clicked.args == entered.args == ["C14"]
