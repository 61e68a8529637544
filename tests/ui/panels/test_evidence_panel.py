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


def built(qtbot, panel: EvidencePanel, cards: int) -> None:
    """Wait until the page is whole."""
    qtbot.waitUntil(lambda: len(panel.findChildren(ClaimCard)) == cards)
    QApplication.processEvents()


def words(panel: EvidencePanel) -> list[str]:
    return [label.text() for label in panel.findChildren(QLabel)]


def bar(panel: EvidencePanel):
    return panel.findChild(QScrollArea).verticalScrollBar()


def many(card: Card, count: int) -> Page:
    cards = tuple(replace(card, claim_id=f"C{number}") for number in range(count))
    group = Group("Reported speech", cards)
    return Page(FeatureKey("a", "b"), "Pokrovsk", (), (), "", False, (group,), (), ())


def test_at_first_it_says_what_to_do(panel: EvidencePanel):
    assert any("Click a place on the map" in line for line in words(panel))


def test_everything_on_the_page_is_there_in_reading_order(qtbot, panel, page: Page):
    panel.show_page(page)
    built(qtbot, panel, 2)

    said = words(panel)
    order = (
        page.name,
        "Покровськ · Krasnoarmiisk (former)",
        "There is no source for this shape.",
        "Settlement",
        page.note,
        "OBJECTID",
        "Direct quotations",
        page.cards[0].words,
        "Reported speech",
        page.cards[1].words,
        page.media[0].caption,
    )
    places = [said.index(line) for line in order]
    assert places == sorted(places)


def test_the_next_page_replaces_the_last(qtbot, panel, page: Page, card: Card):
    panel.show_page(page)
    panel.show_page(many(card, 1))
    built(qtbot, panel, 1)

    assert page.name not in words(panel)
    panel.show_page(None)
    QApplication.processEvents()
    assert any("Click a place on the map" in line for line in words(panel))


def test_no_words_are_read_as_html(qtbot, panel, page: Page):
    panel.show_page(page)
    built(qtbot, panel, 2)

    formats = {label.textFormat() for label in panel.findChildren(QLabel)}
    assert formats == {Qt.TextFormat.PlainText}
    assert any("<b>жодного</b>" in line for line in words(panel))


@pytest.mark.parametrize("width", [320, 420, 640])
@pytest.mark.parametrize("scale", [1, 2])
def test_nothing_is_clipped(qtbot, panel, page: Page, width: int, scale: int):
    panel.resize(width, 700)
    font = panel.font()
    font.setPointSizeF(font.pointSizeF() * scale)
    panel.setFont(font)
    panel.show_page(page)
    QApplication.processEvents()
    built(qtbot, panel, 2)

    sheet = panel.findChild(QScrollArea).widget()
    assert sheet.width() <= panel.width()
    for text in panel.findChildren(TextLabel):
        assert text.height() >= text.heightForWidth(text.width()), text.text()
        corner = text.mapTo(sheet, QPoint(0, 0))
        assert corner.x() >= 0, text.text()
        assert corner.x() + text.width() <= sheet.width(), text.text()
    for button in panel.findChildren(QAbstractButton):
        assert button.mapTo(sheet, QPoint(0, 0)).x() + button.width() <= sheet.width()


def test_what_stands_on_a_card_does_not_overlap(qtbot, panel, page: Page):
    panel.show_page(page)
    built(qtbot, panel, 2)

    for card in panel.findChildren(ClaimCard):
        column = card.layout()
        places = [column.itemAt(place).geometry() for place in range(column.count())]
        assert all(above.bottom() < below.top() for above, below in pairwise(places))
        assert places[-1].bottom() < card.height()


def test_a_relation_names_the_claim_it_leads_to(qtbot, panel, page: Page):
    panel.show_page(page)
    built(qtbot, panel, 2)

    with qtbot.waitSignal(panel.claim_chosen) as heard:
        link = panel.findChild(TextLink)
        qtbot.mouseClick(link, Qt.MouseButton.LeftButton, pos=QPoint(10, 5))

    assert heard.args == ["C14"]


def test_a_card_is_brought_into_sight_and_marked_for_a_moment(qtbot, panel, card: Card):
    panel.show_page(many(card, 60))

    panel.show_card("C55")  # long before it is built

    qtbot.waitUntil(lambda: any(shown.marked for shown in panel.findChildren(ClaimCard)))
    wanted = next(shown for shown in panel.findChildren(ClaimCard) if shown.claim_id == "C55")
    assert wanted.marked
    assert 0 <= wanted.mapTo(panel, QPoint(0, 0)).y() < 100
    qtbot.waitUntil(lambda: not wanted.marked, timeout=4000)


def test_a_card_that_is_not_on_the_page_is_no_matter(qtbot, panel, page: Page):
    panel.show_page(page)
    panel.show_card("nothing")
    built(qtbot, panel, 2)

    assert bar(panel).value() == 0


def test_showing_the_same_feature_again_keeps_the_place(qtbot, panel, card: Card):
    panel.show_page(many(card, 30))
    built(qtbot, panel, 30)
    bar(panel).setValue(2000)

    panel.show_page(many(card, 30))

    qtbot.waitUntil(lambda: bar(panel).value() == 2000)


def test_another_step_of_a_briefing_starts_at_its_top(qtbot, panel, card: Card):
    step = replace(many(card, 30), key=NO_LOCATION, name="")
    panel.show_page(step)
    built(qtbot, panel, 30)
    bar(panel).setValue(2000)

    panel.show_page(replace(step))
    built(qtbot, panel, 30)

    assert bar(panel).value() == 0


def test_a_long_note_and_5000_properties_do_not_make_the_selection_wait(
    qtbot, panel, card: Card, monkeypatch
):
    laid_out: list[int] = []
    lay_out = TextLabel._lay_out
    monkeypatch.setattr(
        TextLabel,
        "_lay_out",
        lambda self, width: laid_out.append(len(self.text())) or lay_out(self, width),
    )
    properties = tuple((f"name {number}", "value") for number in range(5000))
    long = replace(many(card, 0), groups=(), note="It is held. " * 17_000, properties=properties)

    panel.show_page(long)

    assert len(panel.findChildren(TextLabel)) < 1000
    for _ in range(20):
        QApplication.processEvents()
    assert laid_out.count(len(long.note)) < 12  # once for each width that Qt asks for
    panel.grab()
    assert laid_out.count(len(long.note)) < 12


def test_the_far_end_of_a_page_is_built_when_one_scrolls_there(qtbot, panel, card: Card):
    properties = tuple((f"name {number}", "value") for number in range(3000))
    panel.show_page(replace(many(card, 0), groups=(), properties=properties))
    qtbot.waitUntil(lambda: not panel._timer.isActive(), timeout=60_000)
    before = len(panel.findChildren(TextLabel))
    assert before < 6000

    bar(panel).setValue(bar(panel).maximum())

    qtbot.waitUntil(lambda: len(panel.findChildren(TextLabel)) > before, timeout=60_000)


def test_a_page_is_whole_at_once_for_a_picture(panel, card: Card):
    panel.show_page(many(card, 60))

    panel.finish()

    assert len(panel.findChildren(ClaimCard)) == 60


def test_a_panel_to_be_read_aloud_has_no_buttons_on_its_cards(qtbot, theme: Theme, card: Card):
    panel = EvidencePanel(theme, to_read_aloud=True)
    qtbot.addWidget(panel)

    panel.show_page(many(card, 2))
    panel.finish()

    assert len(panel.findChildren(ClaimCard)) == 2
    assert panel.findChild(QPushButton) is None
    assert panel.findChild(TextLink) is None


def test_a_long_page_does_not_make_the_selection_wait(qtbot, panel, card: Card):
    start = perf_counter()
    panel.show_page(many(card, 150))
    waited = perf_counter() - start

    assert waited < 0.25  # about 0.06 s on two slow cores; a whole page takes far longer
    first = len(panel.findChildren(ClaimCard))
    assert 0 < first < 150
    qtbot.waitUntil(lambda: len(panel.findChildren(ClaimCard)) > first)


def test_zoom_names_the_feature(qtbot, panel, page: Page):
    panel.show_page(page)

    with qtbot.waitSignal(panel.zoom_requested) as heard:
        qtbot.mouseClick(panel.findChild(QToolButton), Qt.MouseButton.LeftButton)

    assert heard.args == [page.key]


def test_tab_reaches_links_and_buttons(qtbot, panel, page: Page):
    panel.show_page(page)
    built(qtbot, panel, 2)
    panel.activateWindow()
    panel.findChild(QScrollArea).setFocus()

    reached = []
    for _ in range(8):
        qtbot.keyClick(panel.focusWidget(), Qt.Key.Key_Tab)
        reached.append(type(panel.focusWidget()))

    assert reached[:6] == [QToolButton, TextLink, QPushButton, TextLink, QPushButton, QPushButton]


def test_a_theme_colours_what_is_already_shown(qtbot, panel, page: Page, family: str):
    panel.show_page(page)
    built(qtbot, panel, 2)
    night = load_theme("night")

    apply_theme(panel, night, family)
    panel.show_theme(night)
    QApplication.processEvents()
    built(qtbot, panel, 2)

    colors = {text.palette().windowText().color().name() for text in panel.findChildren(TextLabel)}
    assert colors == {night.text.name()}
