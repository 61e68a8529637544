from dataclasses import replace
from itertools import pairwise
from time import perf_counter

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QPushButton,
    QScrollArea,
    QScrollBar,
    QToolButton,
)

from frontviewer.core.model.feature import FeatureKey
from frontviewer.core.pages.page import Card, Group, Page
from frontviewer.core.pages.page_builder import NO_LOCATION
from frontviewer.theme.stylesheet import apply_theme
from frontviewer.theme.theme import Theme, load_theme
from frontviewer.ui.panels.evidence_panel import EvidencePanel
from frontviewer.ui.widgets.claim_card import ClaimCard
from frontviewer.ui.widgets.text_label import TextLabel, TextLink


@pytest.fixture
def panel(qtbot, theme: Theme, family: str) -> EvidencePanel:
    panel = EvidencePanel(theme)
    qtbot.addWidget(panel)
    apply_theme(panel, theme, family)
    panel.resize(420, 700)
    panel.show()
    return panel


def wait_for_cards(qtbot, panel: EvidencePanel, count: int) -> None:
    """Process events until the page has `count` cards."""
    qtbot.waitUntil(lambda: len(panel.findChildren(ClaimCard)) == count)
    QApplication.processEvents()


def label_texts(panel: EvidencePanel) -> list[str]:
    return [label.text() for label in panel.findChildren(QLabel)]


def scroll_bar(panel: EvidencePanel) -> QScrollBar:
    return panel.findChild(QScrollArea).verticalScrollBar()


def make_page(card: Card, count: int) -> Page:
    """Return a page with `count` copies of a card, C0, C1 ..."""
    cards = tuple(replace(card, claim_id=f"C{number}") for number in range(count))
    group = Group("Reported speech", cards)
    return Page(FeatureKey("a", "b"), "Pokrovsk", (), (), "", False, (group,), (), ())


def test_empty_panel_shows_hint(panel: EvidencePanel):
    assert any("Select a feature on the map" in text for text in label_texts(panel))


def test_page_parts_are_in_reading_order(qtbot, panel, page: Page):
    panel.show_page(page)
    wait_for_cards(qtbot, panel, 2)

    texts = label_texts(panel)
    expected = (
        page.name,
        "Покровськ · Krasnoarmiisk (former)",
        "No source stated for this geometry.",
        "Settlement",
        page.note,
        "OBJECTID",
        "Direct quotations",
        page.cards[0].text,
        "Reported speech",
        page.cards[1].text,
        page.media[0].caption,
    )
    positions = [texts.index(text) for text in expected]
    assert positions == sorted(positions)


def test_new_page_replaces_previous_one(qtbot, panel, page: Page, card: Card):
    panel.show_page(page)
    panel.show_page(make_page(card, 1))
    wait_for_cards(qtbot, panel, 1)

    assert page.name not in label_texts(panel)
    panel.show_page(None)
    QApplication.processEvents()
    assert any("Select a feature on the map" in text for text in label_texts(panel))


def test_text_is_not_parsed_as_html(qtbot, panel, page: Page):
    panel.show_page(page)
    wait_for_cards(qtbot, panel, 2)

    formats = {label.textFormat() for label in panel.findChildren(QLabel)}
    assert formats == {Qt.TextFormat.PlainText}
    assert any("<b>жодного</b>" in text for text in label_texts(panel))


@pytest.mark.parametrize("width", [320, 420, 640])
@pytest.mark.parametrize("scale", [1, 2])
def test_text_and_buttons_are_not_clipped(qtbot, panel, page: Page, width: int, scale: int):
    panel.resize(width, 700)
    font = panel.font()
    font.setPointSizeF(font.pointSizeF() * scale)
    panel.setFont(font)
    panel.show_page(page)
    QApplication.processEvents()
    wait_for_cards(qtbot, panel, 2)

    content = panel.findChild(QScrollArea).widget()
    assert content.width() <= panel.width()
    for label in panel.findChildren(TextLabel):
        assert label.height() >= label.heightForWidth(label.width()), label.text()
        left = label.mapTo(content, QPoint(0, 0)).x()
        assert left >= 0, label.text()
        assert left + label.width() <= content.width(), label.text()
    for button in panel.findChildren(QAbstractButton):
        assert button.mapTo(content, QPoint(0, 0)).x() + button.width() <= content.width()


def test_card_parts_do_not_overlap(qtbot, panel, page: Page):
    panel.show_page(page)
    wait_for_cards(qtbot, panel, 2)

    for card in panel.findChildren(ClaimCard):
        column = card.layout()
        rects = [column.itemAt(index).geometry() for index in range(column.count())]
        assert all(upper.bottom() < lower.top() for upper, lower in pairwise(rects))
        assert rects[-1].bottom() < card.height()


def test_clicked_relation_emits_id_of_other_claim(qtbot, panel, page: Page):
    panel.show_page(page)
    wait_for_cards(qtbot, panel, 2)

    with qtbot.waitSignal(panel.claim_chosen) as signal:
        link = panel.findChild(TextLink)
        qtbot.mouseClick(link, Qt.MouseButton.LeftButton, pos=QPoint(10, 5))

    assert signal.args == ["C14"]


def test_show_card_scrolls_to_card_and_highlights_it_briefly(qtbot, panel, card: Card):
    panel.show_page(make_page(card, 60))

    panel.show_card("C55")  # not built yet

    qtbot.waitUntil(lambda: any(shown.highlighted for shown in panel.findChildren(ClaimCard)))
    target = next(shown for shown in panel.findChildren(ClaimCard) if shown.claim_id == "C55")
    assert target.highlighted
    assert 0 <= target.mapTo(panel, QPoint(0, 0)).y() < 100
    qtbot.waitUntil(lambda: not target.highlighted, timeout=4000)


def test_show_card_ignores_unknown_claim(qtbot, panel, page: Page):
    panel.show_page(page)
    panel.show_card("nothing")
    wait_for_cards(qtbot, panel, 2)

    assert scroll_bar(panel).value() == 0


def test_same_feature_restores_scroll_position(qtbot, panel, card: Card):
    panel.show_page(make_page(card, 30))
    wait_for_cards(qtbot, panel, 30)
    scroll_bar(panel).setValue(2000)

    panel.show_page(make_page(card, 30))

    qtbot.waitUntil(lambda: scroll_bar(panel).value() == 2000)


def test_page_without_name_starts_at_top(qtbot, panel, card: Card):
    """The pages of two steps of a briefing have the same key and no name."""
    step_page = replace(make_page(card, 30), key=NO_LOCATION, name="")
    panel.show_page(step_page)
    wait_for_cards(qtbot, panel, 30)
    scroll_bar(panel).setValue(2000)

    panel.show_page(replace(step_page))
    wait_for_cards(qtbot, panel, 30)

    assert scroll_bar(panel).value() == 0


def test_long_note_and_5000_properties_do_not_block_selection(
    qtbot, panel, card: Card, monkeypatch
):
    layout_lengths: list[int] = []
    lay_out = TextLabel._lay_out
    monkeypatch.setattr(
        TextLabel,
        "_lay_out",
        lambda self, width: layout_lengths.append(len(self.text())) or lay_out(self, width),
    )
    properties = tuple((f"name {number}", "value") for number in range(5000))
    note = "It is held. " * 17_000
    page = replace(make_page(card, 0), groups=(), note=note, properties=properties)

    panel.show_page(page)

    assert len(panel.findChildren(TextLabel)) < 1000
    for _ in range(20):
        QApplication.processEvents()
    assert layout_lengths.count(len(note)) < 12  # once for each width that Qt asks for
    panel.grab()
    assert layout_lengths.count(len(note)) < 12


def test_end_of_long_page_is_built_after_scrolling_there(qtbot, panel, card: Card):
    properties = tuple((f"name {number}", "value") for number in range(3000))
    panel.show_page(replace(make_page(card, 0), groups=(), properties=properties))
    qtbot.waitUntil(lambda: not panel._build_timer.isActive(), timeout=60_000)
    count_before = len(panel.findChildren(TextLabel))
    assert count_before < 6000

    scroll_bar(panel).setValue(scroll_bar(panel).maximum())

    qtbot.waitUntil(lambda: len(panel.findChildren(TextLabel)) > count_before, timeout=60_000)


def test_finish_builds_whole_page(panel, card: Card):
    panel.show_page(make_page(card, 60))

    panel.finish()

    assert len(panel.findChildren(ClaimCard)) == 60


def test_presentation_panel_has_no_buttons_and_links(qtbot, theme: Theme, card: Card):
    panel = EvidencePanel(theme, presentation=True)
    qtbot.addWidget(panel)

    panel.show_page(make_page(card, 2))
    panel.finish()

    assert len(panel.findChildren(ClaimCard)) == 2
    assert panel.findChild(QPushButton) is None
    assert panel.findChild(TextLink) is None


def test_long_page_does_not_block_selection(qtbot, panel, card: Card):
    start = perf_counter()
    panel.show_page(make_page(card, 150))
    duration = perf_counter() - start

    assert duration < 0.25  # about 0.06 s on two slow cores; a whole page takes far longer
    count = len(panel.findChildren(ClaimCard))
    assert 0 < count < 150
    qtbot.waitUntil(lambda: len(panel.findChildren(ClaimCard)) > count)


def test_zoom_button_emits_feature_key(qtbot, panel, page: Page):
    panel.show_page(page)

    with qtbot.waitSignal(panel.zoom_requested) as signal:
        qtbot.mouseClick(panel.findChild(QToolButton), Qt.MouseButton.LeftButton)

    assert signal.args == [page.key]


def test_tab_reaches_links_and_buttons(qtbot, panel, page: Page):
    panel.show_page(page)
    wait_for_cards(qtbot, panel, 2)
    panel.activateWindow()
    panel.findChild(QScrollArea).setFocus()

    focused = []
    for _ in range(8):
        qtbot.keyClick(panel.focusWidget(), Qt.Key.Key_Tab)
        focused.append(type(panel.focusWidget()))

    assert focused[:6] == [QToolButton, TextLink, QPushButton, TextLink, QPushButton, QPushButton]


def test_theme_recolors_existing_page(qtbot, panel, page: Page, family: str):
    panel.show_page(page)
    wait_for_cards(qtbot, panel, 2)
    night = load_theme("night")

    apply_theme(panel, night, family)
    panel.show_theme(night)
    QApplication.processEvents()
    wait_for_cards(qtbot, panel, 2)

    labels = panel.findChildren(TextLabel)
    assert {label.palette().windowText().color().name() for label in labels} == {night.text.name()}
