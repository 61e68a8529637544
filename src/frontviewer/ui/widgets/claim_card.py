"""One claim as a card: the words first, then who says so and how it reached us."""

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from frontviewer.core.pages.page import PROBABLY_MEANT, Card, RelationText
from frontviewer.ui.widgets.attribution_chain import AttributionChain
from frontviewer.ui.widgets.flow_widget import FlowWidget
from frontviewer.ui.widgets.text_label import (
    LINK,
    MUTED,
    PLAIN,
    QUOTATION,
    SMALL,
    STRONG,
    WORDS,
    TextLabel,
    TextLink,
    TextSpan,
    TextStyle,
    margin,
)

_Role = QPalette.ColorRole
_MARKED_MS = 1800
_QUOTES = ("“", "„", "«", '"')


class ClaimCard(QWidget):
    """One claim. `unit` is half the height of a line, in px.

    Without an icon for copying it is to be read aloud: nothing on it can be pressed, and neither
    its id nor its grade stands below.
    """

    claim_chosen = Signal(str)

    def __init__(self, card: Card, unit: int, copy_icon: QIcon | None = None) -> None:
        super().__init__()
        self.claim_id = card.claim_id
        self._marked = False
        self.setAccessibleName(f"{card.speaker}: {card.words}")
        column = QVBoxLayout(self)
        edge = margin(unit)
        column.setContentsMargins(edge, edge - 2, edge, unit)
        column.setSpacing(unit)
        column.addWidget(_words(card))
        for aside in _annotations(card):
            column.addWidget(Annotation(unit, *aside))
        if card.speaker or card.role:
            column.addWidget(TextLabel(*_speaker(card)))
        if card.attribution_chain:
            column.addWidget(AttributionChain(card.attribution_chain, unit))
        if card.date:
            column.addWidget(TextLabel((card.date, PLAIN)))
        for number in card.numbers:
            column.addWidget(TextLabel((self.tr("Figure: "), MUTED), (number, PLAIN)))
        if card.badges:
            pills = [Badge(badge, unit) for badge in card.badges]
            column.addWidget(FlowWidget(unit // 2 + 1, unit // 2, pills))
        for relation in card.relations:
            column.addWidget(
                TextLabel(*_relation_spans(relation, STRONG))
                if copy_icon is None
                else self._link(relation)
            )
        if copy_icon is not None:
            column.addLayout(self._foot(card, copy_icon, unit))

    def mark(self) -> None:
        """Stand out for a moment, so that the eye finds the card after a jump."""
        self._show_mark(True)
        QTimer.singleShot(_MARKED_MS, self, lambda: self._show_mark(False))

    @property
    def marked(self) -> bool:
        """Whether the card stands out now."""
        return self._marked

    def _show_mark(self, marked: bool) -> None:
        self._marked = marked
        self.update()

    def _link(self, relation: RelationText) -> TextLink:
        link = TextLink(*_relation_spans(relation, LINK))
        link.chosen.connect(lambda: self.claim_chosen.emit(relation.claim_id))
        return link

    def _foot(self, card: Card, copy_icon: QIcon, unit: int) -> QHBoxLayout:
        copy = QPushButton(copy_icon, self.tr("Copy"))
        copy.setProperty("quiet", True)
        copy.setIconSize(QSize(2 * unit, 2 * unit))
        copy.setToolTip(self.tr("Copy the words with their source"))
        copy.setAccessibleName(self.tr("Copy the words with their source"))
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(card.citation))
        foot = QHBoxLayout()
        foot.setSpacing(unit)
        feature_class = " · ".join(filter(None, (card.claim_id, card.grade, card.verification)))
        foot.addWidget(TextLabel((feature_class, SMALL)), 1, Qt.AlignmentFlag.AlignVCenter)
        foot.addWidget(copy, 0, Qt.AlignmentFlag.AlignVCenter)
        return foot

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, D102, N802 - Qt's name
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        role, width = (_Role.Link, 2.0) if self._marked else (_Role.Mid, 1.0)
        painter.setPen(QPen(self.palette().color(role), width))
        painter.setBrush(self.palette().color(_Role.Base))
        inset = width / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), 5, 5)


class Annotation(TextLabel):
    """Our remark on the words, kept visibly apart from them by a rule at its side."""

    def __init__(self, unit: int, *spans: TextSpan) -> None:
        super().__init__(*spans)
        self.setContentsMargins(unit + 3, 1, 0, 1)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102, N802 - Qt's name
        painter = QPainter(self)
        painter.fillRect(0, 0, 2, self.height(), self.palette().color(_Role.BrightText))
        painter.end()
        super().paintEvent(event)


class Badge(TextLabel):
    """A badge: a short word in a thin ring."""

    def __init__(self, words: str, unit: int) -> None:
        super().__init__((words, SMALL))
        self.setContentsMargins(unit - 1, 1, unit - 1, 2)
        policy = self.sizePolicy()
        policy.setHorizontalPolicy(QSizePolicy.Policy.Maximum)
        self.setSizePolicy(policy)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102, N802 - Qt's name
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.palette().color(_Role.PlaceholderText), 1))
        ring = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        radius = min(ring.height() / 2, 10.0)
        painter.drawRoundedRect(ring, radius, radius)
        painter.end()
        super().paintEvent(event)


def _words(card: Card) -> TextLabel:
    direct = card.words.startswith(_QUOTES)
    return TextLabel((card.words, QUOTATION if direct else WORDS))


def _annotations(card: Card) -> list[tuple[TextSpan, ...]]:
    meant = (f"{PROBABLY_MEANT}: ", PLAIN)
    reading = [(meant, (card.reading, MUTED))] if card.reading else []
    remark = [((card.remark, MUTED),)] if card.remark else []
    return [*reading, *remark]


def _speaker(card: Card) -> list[TextSpan]:
    apart = ", " if card.speaker and card.role else ""
    return [(card.speaker, STRONG), (f"{apart}{card.role}", PLAIN)]


def _relation_spans(relation: RelationText, phrase: TextStyle) -> list[TextSpan]:
    basis = " · ".join(filter(None, (relation.basis, relation.note)))
    return [
        (relation.phrase, phrase),
        (f" {relation.speaker}: ", PLAIN),
        (relation.excerpt, PLAIN),
        (f"  {basis}" if basis else "", SMALL),
    ]
