import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QPushButton

from frontviewer.core.pages.page import Card
from frontviewer.ui.widgets.claim_card import ClaimCard
from frontviewer.ui.widgets.text_label import TextLabel, TextLink


@pytest.fixture
def widget(qtbot, card: Card) -> ClaimCard:
    widget = ClaimCard(card, 8, QIcon())
    qtbot.addWidget(widget)
    widget.resize(400, widget.heightForWidth(400))
    widget.show()
    return widget


def label_texts(widget: ClaimCard) -> list[str]:
    return [label.text() for label in widget.findChildren(TextLabel)]


def test_claim_text_comes_first_in_its_own_label(widget: ClaimCard, card: Card):
    text, normalized_text, note, speaker = label_texts(widget)[:4]

    assert text == card.text
    assert normalized_text == "Probably meant: " + card.normalized_text
    assert note == card.note
    assert speaker.startswith(card.speaker)


def test_card_shows_every_field(widget: ClaimCard, card: Card):
    text = "\n".join(label_texts(widget))

    for part in (card.role, card.date, *card.badges, *card.figures):
        assert part in text
    assert "Q03 · Reliability B · Found in source" in text
    assert "contradicts General <i>Gerasimov</i>: 31 Ukrainian battalions" in text
    assert "Analyst's judgment" in text


def test_presentation_card_has_no_buttons_links_ids_or_grades(qtbot, card: Card):
    widget = ClaimCard(card, 8)
    qtbot.addWidget(widget)

    text = "\n".join(label_texts(widget))
    assert "contradicts General <i>Gerasimov</i>: 31 Ukrainian battalions" in text
    assert "Q03" not in text
    assert card.grade not in text
    assert widget.findChild(QPushButton) is None
    assert widget.findChild(TextLink) is None


def test_copy_button_copies_citation(qtbot, widget: ClaimCard, card: Card):
    qtbot.mouseClick(widget.findChild(QPushButton), Qt.MouseButton.LeftButton)

    assert QGuiApplication.clipboard().text() == card.citation


def test_activated_relation_emits_id_of_other_claim(qtbot, widget: ClaimCard):
    link = widget.findChild(TextLink)

    with qtbot.waitSignal(widget.claim_chosen) as clicked:
        qtbot.mouseClick(link, Qt.MouseButton.LeftButton, pos=QPoint(10, 5))
    with qtbot.waitSignal(widget.claim_chosen) as entered:
        qtbot.keyClick(link, Qt.Key.Key_Return)

    assert clicked.args == entered.args == ["C14"]
