"""The evidence panel: everything there is to read about one feature."""

from collections.abc import Iterator
from math import inf
from time import perf_counter

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QToolButton, QVBoxLayout, QWidget

from frontviewer.core.model.feature import FeatureKey
from frontviewer.core.pages.page import (
    MEDIA_HEADING,
    NOTHING_SAID,
    PROPERTIES_HEADING,
    UNSOURCED,
    Card,
    MediaCard,
    Page,
)
from frontviewer.theme.icons import icon
from frontviewer.theme.stylesheet import inherit_theme, remove_frame
from frontviewer.theme.theme import Theme
from frontviewer.ui.widgets.claim_card import Annotation, ClaimCard
from frontviewer.ui.widgets.facts_table import FactsTable
from frontviewer.ui.widgets.media_view import MediaView
from frontviewer.ui.widgets.text_label import (
    HEADING,
    MUTED,
    PLAIN,
    TITLE,
    WARNING,
    TextLabel,
    em,
    margin,
)

_FIRST_SLICE_S = 0.05
_SLICE_S = 0.012
"""How long the page is built before the window may breathe, in seconds; at first, a screenful."""
_AHEAD_PX = 30_000
"""How much of a page is built below what is seen; Qt measures all of it anew for every part."""
_ROWS = 25
"""Facts made in one go."""


class EvidencePanel(QWidget):
    """Shows a page, or a hint while nothing is selected.

    A page is built from the top in slices, so that a selection never waits for its end, and the
    far end of a very long one only when somebody scrolls that way. One
    `to_read_aloud`, on the wall, has only what is worth saying: no buttons, links, ids or grades
    on its cards.

    Signals
    -------
    claim_chosen : str
        Id of a claim that a relation leads to.
    media_pointed : str, str
        Id of a medium and the file that holds it.
    zoom_requested : FeatureKey
    """

    claim_chosen = Signal(str)
    media_file_chosen = Signal(str, str)
    zoom_requested = Signal(object)

    def __init__(
        self, theme: Theme, parent: QWidget | None = None, *, to_read_aloud: bool = False
    ) -> None:
        super().__init__(parent)
        self._to_read_aloud = to_read_aloud
        self._page: Page | None = None
        self._cards: dict[str, ClaimCard] = {}
        self._wanted = ""  # the claim to scroll to
        self._return_to = 0  # the place to scroll to, in px
        self._parts: Iterator[QWidget] = iter(())
        self._whole = True
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._build)
        self._stale = QTimer(self, interval=0, singleShot=True)
        self._stale.timeout.connect(lambda: self._start(self._place()))
        self._scroll = QScrollArea()
        remove_frame(self._scroll)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._scroll.setAccessibleName(self.tr("Evidence"))
        self._scroll.verticalScrollBar().valueChanged.connect(self._build_on)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._scroll)
        self.show_theme(theme)
        self._start(0)

    def show_theme(self, theme: Theme) -> None:
        """Draw in another theme."""
        self._theme = theme
        self._copy_icon = icon("copy", theme.muted)
        self._zoom_icon = icon("locate", theme.muted)
        self._stale.start()

    def show_page(self, page: Page | None) -> None:
        """Show another page from its top, or the same one anew; None shows the hint."""
        same = bool(page and page.name) and _title(page) == _title(self._page)
        self._page = page
        self._wanted = ""
        self._start(self._place() if same else 0)

    def show_card(self, claim_id: str) -> None:
        """Scroll to a claim's card and mark it for a moment."""
        self._wanted = claim_id
        self._build_on()
        self._go_on()

    def finish(self) -> None:
        """Build the rest of the page at once, for whoever takes its picture."""
        if self._stale.isActive():
            self._start(self._place())
        if not self._whole:
            self._build(inf)

    def changeEvent(self, event: QEvent) -> None:  # noqa: D102, N802 - Qt's name
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.PaletteChange}:
            self._stale.start()

    def _place(self) -> int:
        return self._return_to or self._scroll.verticalScrollBar().value()

    def _start(self, place: int) -> None:
        """Begin a page anew, to be scrolled to `place`, in px, as soon as it is that long."""
        self._stale.stop()
        sheet = QWidget()
        inherit_theme(sheet, self._theme, self.font())
        unit = em(self) // 2
        self._column = QVBoxLayout(sheet)
        edge = margin(unit)
        self._column.setContentsMargins(edge, edge, edge, 2 * edge)
        self._column.setSpacing(unit + unit // 2)
        self._column.addStretch()
        self._cards = {}
        self._parts = self._page_parts(self._page, unit) if self._page else self._hint()
        self._whole = False
        self._return_to = place
        self._scroll.setWidget(sheet)  # Qt deletes the sheet it replaces
        self._timer.start()
        self._build(_FIRST_SLICE_S)

    def _build(self, slice_s: float = _SLICE_S) -> None:
        end = perf_counter() + slice_s
        for part in self._parts:
            self._column.insertWidget(self._column.count() - 1, part)
            inherit_theme(part, self._theme, self.font())
            part.show()  # now, not when Qt gets round to it, so that it counts in the layout
            if perf_counter() > end:
                break
        else:
            self._whole = True
        self._make_room()
        if self._wanted or self._return_to:
            self._go_on()
        bar = self._scroll.verticalScrollBar()
        going = self._wanted or self._return_to or bar.maximum() - bar.value() < _AHEAD_PX
        if self._whole or not going:
            self._timer.stop()

    def _build_on(self) -> None:
        if not self._whole:
            self._timer.start()

    def _make_room(self) -> None:
        """Make the sheet as long as its parts; Qt would first squeeze the new ones in."""
        sheet = self._scroll.widget()
        self._column.activate()
        needed = self._column.totalHeightForWidth(sheet.width())
        sheet.resize(sheet.width(), max(needed, self._scroll.viewport().height()))

    def _go_on(self) -> None:
        """Scroll to where we are going, once the page is long enough for that."""
        card = self._cards.get(self._wanted)
        place = card.y() - self._column.spacing() if card else self._return_to
        bar = self._scroll.verticalScrollBar()
        if not place or (bar.maximum() < place and not self._whole):
            return
        bar.setValue(place)
        self._return_to = 0
        if card:
            card.mark()
            self._wanted = ""

    def _page_parts(self, page: Page, unit: int) -> Iterator[QWidget]:
        """Yield the parts of a page in reading order, made when they are asked for."""
        yield from self._head_parts(page, unit)
        for group in page.groups:
            if group.title:
                yield _heading(group.title, unit)
            for card in group.cards:
                yield self._card(card, unit)
        if page.media:
            yield _heading(MEDIA_HEADING, unit)
            for media in page.media:
                yield self._media(media, unit)
        if not (page.groups or page.media):
            yield TextLabel((NOTHING_SAID, MUTED))

    def _head_parts(self, page: Page, unit: int) -> Iterator[QWidget]:
        if page.name:
            yield self._title(page, unit)
        if page.other_names:
            yield TextLabel((" · ".join(page.other_names), MUTED))
        if page.unsourced:
            yield Annotation(unit, (UNSOURCED, WARNING))
        if page.facts:
            yield from _tables(page.facts, unit)
        if page.note:
            yield TextLabel((page.note, PLAIN))
        if page.properties:
            yield _heading(PROPERTIES_HEADING, unit)
            yield from _tables(page.properties, unit)

    def _title(self, page: Page, unit: int) -> QWidget:
        zoom = QToolButton()
        zoom.setIcon(self._zoom_icon)
        zoom.setIconSize(QSize(2 * unit, 2 * unit))
        zoom.setToolTip(self.tr("Zoom to this on the map"))
        zoom.setAccessibleName(self.tr("Zoom to this on the map"))
        zoom.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        zoom.clicked.connect(lambda: self.zoom_requested.emit(page.key))
        zoom.setVisible(page.located)
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(unit)
        layout.addWidget(TextLabel((page.name, TITLE)), 1)
        layout.addWidget(zoom, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _card(self, card: Card, unit: int) -> ClaimCard:
        made = ClaimCard(card, unit, None if self._to_read_aloud else self._copy_icon)
        made.claim_chosen.connect(self.claim_chosen)
        self._cards[card.claim_id] = made
        return made

    def _media(self, media: MediaCard, unit: int) -> MediaView:
        made = MediaView(media, unit)
        made.pointed.connect(self.media_file_chosen)
        return made

    def _hint(self) -> Iterator[QWidget]:
        words = self.tr(
            "Click a place on the map, or choose one in the list, "
            "to read what is claimed about it and on whose word."
        )
        yield TextLabel((words, MUTED))


def _title(page: Page | None) -> tuple[FeatureKey, str] | None:
    return (page.key, page.name) if page else None


def _tables(facts: tuple[tuple[str, str], ...], unit: int) -> Iterator[FactsTable]:
    """Yield the facts in tables short enough to be made between two breaths."""
    for first in range(0, len(facts), _ROWS):
        yield FactsTable(facts[first : first + _ROWS], unit)


def _heading(title: str, unit: int) -> TextLabel:
    made = TextLabel((title, HEADING))
    made.setContentsMargins(0, unit, 0, 0)
    return made
