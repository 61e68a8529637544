"""What there is to read about one feature: the words of the evidence panel, as values.

The panel, `frontviewer show` and every export print this page; none of them chooses words.
"""

from dataclasses import dataclass

from frontviewer.core.model.feature import FeatureKey

NOTHING_SAID = "No claim and no caption is about this."
"""Stands on a page without cards and pictures."""
UNSOURCED = "There is no source for this shape."
NO_LOCATION_NAME = "Claims about no place"
MEDIA_HEADING = "Images and videos"
PROPERTIES_HEADING = "In the file"
PROBABLY_MEANT = "Probably meant"
"""Stands before the reading of damaged words."""


@dataclass(frozen=True, slots=True)
class HopText:
    """One chip of the attribution ribbon: "Kyiv Independent", "wrote", "October 2025"."""

    agent: str
    verb: str
    date: str
    uncertain: bool = False


@dataclass(frozen=True, slots=True)
class RelationText:
    """One relation, from the side of the card it stands on.

    `phrase` reads before the other claim's speaker: "contradicted by"; `basis` says whose reading.
    """

    phrase: str
    claim_id: str
    speaker: str
    excerpt: str
    basis: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One claim, ready to read.

    Attributes
    ----------
    words
        The words exactly as printed; with quotation marks only when it is direct speech.
    reading
        How damaged words were probably meant; else "".
    remark
        What is odd about the words ("[sic] ..."); else "".
    badges
        Short words: "direct", "translated", "attribution ambiguous" ...
    seal
        How the words were found in the source's text: "found once", "found more than once",
        "found elsewhere", "not found in source"; "" where the text is not at hand.
    citation
        Words and source in one line, for the clipboard.
    """

    claim_id: str
    words: str
    speaker: str
    role: str
    camp: str
    attribution_chain: tuple[HopText, ...]
    date: str
    badges: tuple[str, ...]
    reading: str
    remark: str
    numbers: tuple[str, ...]
    relations: tuple[RelationText, ...]
    grade: str
    verification: str
    citation: str
    sensitive: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Cards of one manner of speech, under a heading."""

    title: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class MediaCard:
    """One picture, video or post.

    Attributes
    ----------
    file
        None while it is not there and nobody has pointed to a copy.
    state
        What there is to say in the place of a missing file: "not bundled", "link only" ...
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
    state: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """All there is to read about one feature.

    Attributes
    ----------
    facts
        (label, words) pairs: kind, precision, how we know the shape, length, area, width.
    located
        Whether it has a geometry, so that the map can show it.
    properties
        (name, value) pairs of what else the file says of the feature, mostly a foreign file's.
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
        """Every card in reading order."""
        return tuple(card for group in self.groups for card in group.cards)
