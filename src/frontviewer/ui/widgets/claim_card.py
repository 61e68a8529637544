"""Claim card: one claim with its speaker, attribution chain, date, badges and relations."""

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from frontviewer.core.pages.page import PROBABLY_MEANT, Card, RelationText
from frontviewer.core.text.translation import tr
from frontviewer.ui.widgets.attribution_chain import AttributionChain
from frontviewer.ui.widgets.flow_widget import FlowWidget
from frontviewer.ui.widgets.text_label import (
    LINK,
    MUTED,
    PLAIN,
    QUOTATION,
    REPORTED_SPEECH,
    SMALL,
    STRONG,
    TextLabel,
    TextLink,
    TextSpan,
    TextStyle,
    page_margin,
)

_Role = QPalette.ColorRole
_HIGHLIGHT_MS = 1800
_OPENING_QUOTES = ("“", "„", "«", '"')


class ClaimCard(QWidget):
    """Framed card of one claim.

    Parameters
    ----------
    card
        Texts of the claim.
    unit
        Half the line height, in device-independent pixels.
    copy_icon
        Icon of the copy button. None makes a card for presentation, without buttons and links
        and without claim id, reliability grade and verification result.

    Signals
    -------
    claim_chosen : str
        Id of the claim that a clicked relation refers to.
    """

    claim_chosen = Signal(str)

    def __init__(self, card: Card, unit: int, copy_icon: QIcon | None = None) -> None:
        super().__init__()
        self.claim_id = card.claim_id
        self._highlighted = False
        self.setAccessibleName(f"{card.speaker}: {card.text}")
        column = QVBoxLayout(self)
        margin = page_margin(unit)
        column.setContentsMargins(margin, margin - 2, margin, unit)
        column.setSpacing(unit)
        column.addWidget(_make_claim_text(card))
        for spans in _annotation_spans(card):
            column.addWidget(Annotation(unit, *spans))
        if card.speaker or card.role:
            column.addWidget(TextLabel(*_speaker_spans(card)))
        if card.attribution_chain:
            column.addWidget(AttributionChain(card.attribution_chain, unit))
        if card.date:
            column.addWidget(TextLabel((card.date, PLAIN)))
        for figure in card.figures:
            column.addWidget(TextLabel((tr("Figure:"), MUTED), (f" {figure}", PLAIN)))
        if card.badges:
            badges = [Badge(badge, unit) for badge in card.badges]
            column.addWidget(FlowWidget(unit // 2 + 1, unit // 2, badges))
        for relation in card.relations:
            column.addWidget(
                TextLabel(*_relation_spans(relation, STRONG))
                if copy_icon is None
                else self._make_link(relation)
            )
        if copy_icon is not None:
            column.addLayout(_make_footer(card, copy_icon, unit))

    def highlight(self) -> None:
        """Draw the frame in the link color for 1.8 s, to point out the card after a jump."""
        self._set_highlighted(True)
        QTimer.singleShot(_HIGHLIGHT_MS, self, lambda: self._set_highlighted(False))

    @property
    def highlighted(self) -> bool:
        """Whether the frame is highlighted."""
        return self._highlighted

    def _set_highlighted(self, highlighted: bool) -> None:
        self._highlighted = highlighted
        self.update()

    def _make_link(self, relation: RelationText) -> TextLink:
        """Return a link to the other claim of a relation."""
        link = TextLink(*_relation_spans(relation, LINK))
        link.activated.connect(lambda: self.claim_chosen.emit(relation.claim_id))
        return link

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        """Draw background and frame."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        role, width = (_Role.Link, 2.0) if self._highlighted else (_Role.Mid, 1.0)
        painter.setPen(QPen(self.palette().color(role), width))
        painter.setBrush(self.palette().color(_Role.Base))
        inset = width / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), 5, 5)


class Annotation(TextLabel):
    """Editorial remark, set apart from source text by a vertical rule on its left."""

    def __init__(self, unit: int, *spans: TextSpan) -> None:
        super().__init__(*spans)
        self.setContentsMargins(unit + 3, 1, 0, 1)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the rule, then the text."""
        painter = QPainter(self)
        painter.fillRect(0, 0, 2, self.height(), self.palette().color(_Role.BrightText))
        painter.end()
        super().paintEvent(event)


class Badge(TextLabel):
    """Short text in a pill-shaped outline."""

    def __init__(self, text: str, unit: int) -> None:
        super().__init__((text, SMALL))
        self.setContentsMargins(unit - 1, 1, unit - 1, 2)
        policy = self.sizePolicy()
        policy.setHorizontalPolicy(QSizePolicy.Policy.Maximum)
        self.setSizePolicy(policy)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the outline, then the text."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.palette().color(_Role.PlaceholderText), 1))
        outline = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        radius = min(outline.height() / 2, 10.0)
        painter.drawRoundedRect(outline, radius, radius)
        painter.end()
        super().paintEvent(event)


def _make_claim_text(card: Card) -> TextLabel:
    """Return the text of the claim, larger if it is direct speech."""
    direct = card.text.startswith(_OPENING_QUOTES)
    return TextLabel((card.text, QUOTATION if direct else REPORTED_SPEECH))


def _make_footer(card: Card, copy_icon: QIcon, unit: int) -> QHBoxLayout:
    """Return claim id, grade and verification result with a button that copies the citation."""
    copy_button = QPushButton(copy_icon, tr("Copy"))
    copy_button.setProperty("quiet", True)
    copy_button.setIconSize(QSize(2 * unit, 2 * unit))
    copy_button.setToolTip(tr("Copy text and source"))
    copy_button.setAccessibleName(tr("Copy text and source"))
    copy_button.clicked.connect(lambda: QGuiApplication.clipboard().setText(card.citation))
    footer = QHBoxLayout()
    footer.setSpacing(unit)
    details = " · ".join(filter(None, (card.claim_id, card.grade, card.verification)))
    footer.addWidget(TextLabel((details, SMALL)), 1, Qt.AlignmentFlag.AlignVCenter)
    footer.addWidget(copy_button, 0, Qt.AlignmentFlag.AlignVCenter)
    return footer


def _annotation_spans(card: Card) -> list[tuple[TextSpan, ...]]:
    """Return the annotations below the text: the probable reading, and the remark."""
    label = (f"{tr(PROBABLY_MEANT)}: ", PLAIN)
    reading = [(label, (card.normalized_text, MUTED))] if card.normalized_text else []
    remark = [((card.note, MUTED),)] if card.note else []
    return [*reading, *remark]


def _speaker_spans(card: Card) -> list[TextSpan]:
    """Return speaker and role, separated by a comma."""
    separator = ", " if card.speaker and card.role else ""
    return [(card.speaker, STRONG), (f"{separator}{card.role}", PLAIN)]


def _relation_spans(relation: RelationText, phrase_style: TextStyle) -> list[TextSpan]:
    """Return a relation as "phrase speaker: excerpt  basis: note"."""
    basis = ": ".join(filter(None, (relation.basis, relation.note)))
    return [
        (relation.phrase, phrase_style),
        (f" {relation.speaker}: ", PLAIN),
        (relation.excerpt, PLAIN),
        (f"  {basis}" if basis else "", SMALL),
    ]
