"""Evidence panel: the scrollable page of claims, media and facts of one feature."""

from collections.abc import Iterator
from math import inf
from time import perf_counter

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QToolButton, QVBoxLayout, QWidget

from frontviewer.core.model.feature import FeatureKey
from frontviewer.core.pages.page import (
    ATTRIBUTES_HEADING,
    MEDIA_HEADING,
    NO_EVIDENCE,
    NO_SOURCE_STATED,
    Card,
    MediaCard,
    Page,
)
from frontviewer.core.text.translation import tr
from frontviewer.theme.icons import load_icon
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
    line_height,
    page_margin,
)

_FIRST_SLICE_S = 0.05
"""Build time of the first slice of a page, in seconds: enough for one screen."""
_SLICE_S = 0.012
"""Build time of each further slice, in seconds, after which pending events are processed."""
_LOOKAHEAD_PX = 30_000
"""Height built below the viewport. Qt measures the whole column again for every added part."""
_FACTS_PER_TABLE = 25
"""Rows of one `FactsTable`, the unit in which facts are built."""


class EvidencePanel(QWidget):
    """Shows a `Page`, or a hint while nothing is selected.

    A page is built from the top in time slices, so that selecting never blocks. Parts more than
    `_LOOKAHEAD_PX` below the viewport are built only when the user scrolls toward them.

    Parameters
    ----------
    presentation
        Whether the panel is shown to an audience: its cards have no buttons, links, ids or grades.

    Signals
    -------
    claim_chosen : str
        Id of the claim that a clicked relation refers to.
    media_file_chosen : str, str
        Media id, and path of the file that the user attached.
    zoom_requested : FeatureKey
        Feature to zoom to.
    """

    claim_chosen = Signal(str)
    media_file_chosen = Signal(str, str)
    zoom_requested = Signal(object)

    def __init__(
        self, theme: Theme, parent: QWidget | None = None, *, presentation: bool = False
    ) -> None:
        super().__init__(parent)
        self._presentation = presentation
        self._page: Page | None = None
        self._cards: dict[str, ClaimCard] = {}  # by claim id
        self._pending_claim = ""  # claim to scroll to once its card is built
        self._pending_scroll = 0  # scroll position to restore once the page is that long, in px
        self._remaining_parts: Iterator[QWidget] = iter(())
        self._complete = True
        self._build_timer = QTimer(self, interval=0)
        self._build_timer.timeout.connect(self._build_slice)
        self._rebuild_timer = QTimer(self, interval=0, singleShot=True)
        self._rebuild_timer.timeout.connect(lambda: self._rebuild(self._scroll_position()))
        self._scroll_area = QScrollArea()
        remove_frame(self._scroll_area)
        self._scroll_area.setWidgetResizable(True)
        self._scroll_area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll_area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._scroll_area.setAccessibleName(tr("Evidence"))
        self._scroll_area.verticalScrollBar().valueChanged.connect(self._resume_building)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._scroll_area)
        self.show_theme(theme)
        self._rebuild(0)

    def show_theme(self, theme: Theme) -> None:
        """Redraw icons and text in the colors of a theme."""
        self._theme = theme
        self._copy_icon = load_icon("copy", theme.muted)
        self._zoom_icon = load_icon("locate", theme.muted)
        self._rebuild_timer.start()

    def show_page(self, page: Page | None) -> None:
        """Show a page; None shows the hint.

        The scroll position is restored if the page is about the same feature as before; every
        other page starts at its top.
        """
        same_feature = bool(page and page.name) and _identity(page) == _identity(self._page)
        self._page = page
        self._pending_claim = ""
        self._rebuild(self._scroll_position() if same_feature else 0)

    def show_card(self, claim_id: str) -> None:
        """Scroll to the card of a claim and highlight it briefly."""
        self._pending_claim = claim_id
        self._resume_building()
        self._apply_pending_scroll()

    def finish(self) -> None:
        """Build the rest of the page synchronously, before a screenshot or test."""
        if self._rebuild_timer.isActive():
            self._rebuild(self._scroll_position())
        if not self._complete:
            self._build_slice(inf)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Schedule a rebuild when the font or the palette changes."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.PaletteChange}:
            self._rebuild_timer.start()

    def _scroll_position(self) -> int:
        """Return the current scroll position, or the one still to be restored, in px."""
        return self._pending_scroll or self._scroll_area.verticalScrollBar().value()

    def _rebuild(self, scroll_position: int) -> None:
        """Replace the content by the first slice of the page.

        The panel scrolls to `scroll_position`, in px, as soon as the content is that long.
        """
        self._rebuild_timer.stop()
        content = QWidget()
        inherit_theme(content, self._theme, self.font())
        unit = line_height(self) // 2
        self._column = QVBoxLayout(content)
        margin = page_margin(unit)
        self._column.setContentsMargins(margin, margin, margin, 2 * margin)
        self._column.setSpacing(unit + unit // 2)
        self._column.addStretch()
        self._cards = {}
        self._remaining_parts = (
            self._make_page_parts(self._page, unit) if self._page else self._make_hint()
        )
        self._complete = False
        self._pending_scroll = scroll_position
        self._scroll_area.setWidget(content)  # Qt deletes the previous content
        self._build_timer.start()
        self._build_slice(_FIRST_SLICE_S)

    def _build_slice(self, duration_s: float = _SLICE_S) -> None:
        """Add parts to the page for `duration_s` seconds, at least one."""
        end = perf_counter() + duration_s
        for part in self._remaining_parts:
            self._column.insertWidget(self._column.count() - 1, part)
            inherit_theme(part, self._theme, self.font())
            part.show()  # otherwise Qt shows it in a later event and the layout ignores it now
            if perf_counter() > end:
                break
        else:
            self._complete = True
        self._resize_content()
        if self._pending_claim or self._pending_scroll:
            self._apply_pending_scroll()
        bar = self._scroll_area.verticalScrollBar()
        more_needed = (
            self._pending_claim
            or self._pending_scroll
            or bar.maximum() - bar.value() < _LOOKAHEAD_PX
        )
        if self._complete or not more_needed:
            self._build_timer.stop()

    def _resume_building(self) -> None:
        """Restart the build timer unless the page is complete."""
        if not self._complete:
            self._build_timer.start()

    def _resize_content(self) -> None:
        """Set the height of the content to that of its parts; Qt would first squeeze new ones."""
        content = self._scroll_area.widget()
        self._column.activate()
        height = self._column.totalHeightForWidth(content.width())
        content.resize(content.width(), max(height, self._scroll_area.viewport().height()))

    def _apply_pending_scroll(self) -> None:
        """Scroll to the pending claim or position if the page is already long enough."""
        card = self._cards.get(self._pending_claim)
        position = card.y() - self._column.spacing() if card else self._pending_scroll
        bar = self._scroll_area.verticalScrollBar()
        if not position or (bar.maximum() < position and not self._complete):
            return
        bar.setValue(position)
        self._pending_scroll = 0
        if card:
            card.highlight()
            self._pending_claim = ""

    def _make_page_parts(self, page: Page, unit: int) -> Iterator[QWidget]:
        """Create the widgets of a page lazily, in reading order."""
        yield from self._make_header_parts(page, unit)
        for group in page.groups:
            if group.title:
                yield _make_heading(group.title, unit)
            for card in group.cards:
                yield self._make_card(card, unit)
        if page.media:
            yield _make_heading(tr(MEDIA_HEADING), unit)
            for media in page.media:
                yield self._make_media_view(media, unit)
        if not (page.groups or page.media):
            yield TextLabel((tr(NO_EVIDENCE), MUTED))

    def _make_header_parts(self, page: Page, unit: int) -> Iterator[QWidget]:
        """Create the widgets above the claims: names, facts, note and attributes."""
        if page.name:
            yield self._make_title_row(page, unit)
        if page.other_names:
            yield TextLabel((" · ".join(page.other_names), MUTED))
        if page.unsourced:
            yield Annotation(unit, (tr(NO_SOURCE_STATED), WARNING))
        if page.facts:
            yield from _make_tables(page.facts, unit)
        if page.note:
            yield TextLabel((page.note, PLAIN))
        if page.properties:
            yield _make_heading(tr(ATTRIBUTES_HEADING), unit)
            yield from _make_tables(page.properties, unit)

    def _make_title_row(self, page: Page, unit: int) -> QWidget:
        """Return the feature name with a zoom button, hidden for a feature without geometry."""
        zoom_button = QToolButton()
        zoom_button.setIcon(self._zoom_icon)
        zoom_button.setIconSize(QSize(2 * unit, 2 * unit))
        zoom_button.setToolTip(tr("Zoom to feature"))
        zoom_button.setAccessibleName(tr("Zoom to feature"))
        zoom_button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        zoom_button.clicked.connect(lambda: self.zoom_requested.emit(page.key))
        zoom_button.setVisible(page.located)
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(unit)
        layout.addWidget(TextLabel((page.name, TITLE)), 1)
        layout.addWidget(zoom_button, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _make_card(self, card: Card, unit: int) -> ClaimCard:
        """Return the widget of a claim and register it under the claim's id."""
        widget = ClaimCard(card, unit, None if self._presentation else self._copy_icon)
        widget.claim_chosen.connect(self.claim_chosen)
        self._cards[card.claim_id] = widget
        return widget

    def _make_media_view(self, media: MediaCard, unit: int) -> MediaView:
        """Return the widget of an image, video or post."""
        view = MediaView(media, unit)
        view.file_chosen.connect(self.media_file_chosen)
        return view

    def _make_hint(self) -> Iterator[QWidget]:
        """Create the content that is shown while nothing is selected."""
        hint = tr(
            "Select a feature on the map or in the list to see the claims about it "
            "and their sources."
        )
        yield TextLabel((hint, MUTED))


def _identity(page: Page | None) -> tuple[FeatureKey, str] | None:
    """Return key and name of a page's feature, by which two pages are recognized as the same."""
    return (page.key, page.name) if page else None


def _make_tables(facts: tuple[tuple[str, str], ...], unit: int) -> Iterator[FactsTable]:
    """Create the facts as tables short enough for one build slice each."""
    for start in range(0, len(facts), _FACTS_PER_TABLE):
        yield FactsTable(facts[start : start + _FACTS_PER_TABLE], unit)


def _make_heading(title: str, unit: int) -> TextLabel:
    """Return a section heading."""
    heading = TextLabel((title, HEADING))
    heading.setContentsMargins(0, unit, 0, 0)
    return heading
