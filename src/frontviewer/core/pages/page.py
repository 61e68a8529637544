"""Content of the evidence panel as immutable records.

The panel, `frontviewer show` and every export show these texts and add none of their own. The
constants are translated when they are shown.
"""

from dataclasses import dataclass

from frontviewer.core.model.feature import FeatureKey
from frontviewer.core.text.translation import mark

NO_EVIDENCE = mark("No claims or captions for this feature.")
"""Shown on a page without cards and media."""
NO_SOURCE_STATED = mark("No source stated for this geometry.")
NO_LOCATION_NAME = mark("Claims without a location")
MEDIA_HEADING = mark("Images and videos")
ATTRIBUTES_HEADING = mark("Attributes")
PROBABLY_MEANT = mark("Probably meant")
"""Label of the corrected text of a garbled claim."""


@dataclass(frozen=True, slots=True)
class HopText:
    """One link of the attribution chain: "Kyiv Independent", "wrote", "October 2025"."""

    agent: str
    verb: str
    date: str
    uncertain: bool = False


@dataclass(frozen=True, slots=True)
class RelationText:
    """One relation of a card to another claim.

    Attributes
    ----------
    phrase
        Label in front of the other claim's speaker: "Contradicted by".
    claim_id, speaker, excerpt
        The other claim.
    basis
        Who makes the connection: "Per the article", "Analyst's judgment".
    """

    phrase: str
    claim_id: str
    speaker: str
    excerpt: str
    basis: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """Texts of one claim.

    Attributes
    ----------
    text
        Text exactly as printed, in quotation marks only if it is direct speech.
    date
        Labeled dates: "Covers: summer 2024 · Published: 30 October 2025".
    badges
        Short labels: "Direct quote", "Translated", "Ambiguous attribution" ...
    normalized_text
        Probable intended text if the printed text is garbled; else "".
    note
        Remark on the printed text ("[sic] ..."); else "".
    figures
        Quantities: "~3 km · corridor width (Ukrainian)".
    grade
        Grades of source and information; "" if not graded.
    verification
        Result of looking up the quotation in its source: "Found in source", "Not found in
        source" ...; "" if the text of the source is not available.
    citation
        Text and source on one line, for the clipboard.
    """

    claim_id: str
    text: str
    speaker: str
    role: str
    camp: str
    attribution_chain: tuple[HopText, ...]
    date: str
    badges: tuple[str, ...]
    normalized_text: str
    note: str
    figures: tuple[str, ...]
    relations: tuple[RelationText, ...]
    grade: str
    verification: str
    citation: str
    sensitive: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Cards of one kind of speech, with a heading."""

    title: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class MediaCard:
    """Texts of one image, video or post, and its file.

    Attributes
    ----------
    file
        Path of the bundled file or of the user's copy; None without either.
    placeholder
        Shown in place of a missing file: "Image not included", "Link only" ...
    """

    media_id: str
    kind: str
    caption: str
    credit: str
    date: str
    availability: str
    file: str | None
    alt: str
    sensitive: bool = False
    placeholder: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Everything the evidence panel shows about one feature.

    Attributes
    ----------
    facts
        (label, text) pairs: kind, shape, source, precision, measurements ...
    unsourced
        Whether the geometry has no stated basis.
    located
        Whether the feature has a geometry that the map can show.
    properties
        (name, value) pairs of the properties that are not shown elsewhere.
    """

    key: FeatureKey
    name: str
    other_names: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    note: str
    unsourced: bool
    groups: tuple[Group, ...]
    media: tuple[MediaCard, ...]
    properties: tuple[tuple[str, str], ...]
    located: bool = False

    @property
    def cards(self) -> tuple[Card, ...]:
        """All cards in reading order."""
        return tuple(card for group in self.groups for card in group.cards)
