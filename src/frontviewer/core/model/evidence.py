"""Who says what, in whose words: the values of `evidence.json`.

Every record is a frozen value that keeps members it does not know in `extra`, so that
a file written by a later version survives being saved by this one: see
`core.dossier_files.records`.
Dates are EDTF level 1 strings (see `core.edtf`).
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeAlias

import msgspec

EdtfText: TypeAlias = Annotated[
    str, msgspec.Meta(description="A date: EDTF level 1; empty: not given", extra={"is": "date"})
]
InnerPath: TypeAlias = Annotated[
    str,
    msgspec.Meta(
        description="A file below the dossier's folder; parts joined by /", extra={"is": "path"}
    ),
]
Camp = Literal[
    "ua_official", "ru_official", "ua_blog", "ru_blog", "press", "expert", "institute", "other"
]
Speech = Literal["direct", "reported", "mixed", "own", "caption", "social_post", "frame", "heading"]
Modality = Literal[
    "asserted",
    "estimate",
    "prediction",
    "conditional",
    "doubt",
    "denial",
    "hearsay",
    "opinion",
    "question",
    "recommendation",
]
Verb = Literal["said", "wrote", "broadcast", "quoted", "paraphrased", "translated", "captioned"]
RelationType = Literal[
    "supports",
    "contradicts",
    "doubts",
    "qualifies",
    "restates",
    "variant_of",
    "part_of",
    "depends_on",
    "context",
]


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """A value read from a file.

    `extra` holds what the file says beyond the other members: see `core.dossier_files.records`.
    """

    extra: Mapping[str, Any] = {}


class Reliability(Record, frozen=True, kw_only=True):
    """How far a team trusts an agent: Admiralty grade A to F, or None for not graded."""

    grade: Literal["A", "B", "C", "D", "E", "F"] | None = None
    by: str = ""
    at: EdtfText = ""
    why: str = ""


class Credibility(Record, frozen=True, kw_only=True):
    """How far a team believes one claim: Admiralty grade 1 to 6, or None for not graded."""

    grade: Literal[1, 2, 3, 4, 5, 6] | None = None
    by: str = ""
    at: EdtfText = ""
    why: str = ""


class Agent(Record, frozen=True, kw_only=True):
    """Somebody who speaks: a person, an organisation or an unnamed group."""

    id: str
    name: str
    name_as_printed: tuple[str, ...] = ()
    kind: Literal["person", "organisation", "unnamed_group"] = "organisation"
    role: str = ""
    camp: Camp = "other"
    reliability: Reliability = Reliability()


class Published(Record, frozen=True, kw_only=True):
    """When a document appeared: as a date, and as it is printed there."""

    edtf: EdtfText = ""
    printed: str = ""


class Snapshot(Record, frozen=True, kw_only=True):
    """The stored text of a source. Without `path` the text is not shipped, only its seal."""

    path: InnerPath | None = None
    sha256: str = ""
    bytes: int = 0
    encoding: str = "utf-8"


class Source(Record, frozen=True, kw_only=True):
    """A document in which we read claims."""

    id: str
    type: Literal["article", "post", "broadcast", "statement", "report", "dataset"] = "article"
    title: str = ""
    publisher: str = ""
    authors: tuple[str, ...] = ()
    published: Published = Published()
    accessed: EdtfText = ""
    lang: str = ""
    translated_from: str = ""
    derived_from: tuple[str, ...] = ()
    snapshot: Snapshot = Snapshot()
    rights: str = ""


class Hop(Record, frozen=True, kw_only=True):
    """One step on the way from a mouth to us."""

    agent: str
    verb: Verb
    medium: str = ""
    source: str | None = None
    date: EdtfText = ""
    uncertain: bool = False


class About(Record, frozen=True, kw_only=True):
    """A feature that a claim or a picture is about, and in which role."""

    feature: str
    role: str = ""


class Quantity(Record, frozen=True, kw_only=True):
    """A figure as claimed: one value, or a range from `min` to `max`."""

    value: float | None = None
    min: float | None = None
    max: float | None = None
    approx: bool = False
    unit: str = ""
    what: str = ""
    side: str = ""


class Relation(Record, frozen=True, kw_only=True):
    """How the claim that holds it stands to another one.

    `basis` says whose reading that is: the article's own words, or the analyst's.
    """

    type: RelationType
    claim: str
    basis: Literal["article", "analyst"]
    note: str = ""


class Quote(Record, frozen=True, kw_only=True):
    """The words in their source, and what stands before and after them (W3C TextQuoteSelector)."""

    exact: str
    prefix: str = ""
    suffix: str = ""


class Position(Record, frozen=True, kw_only=True):
    """Where the words stand: Unicode characters from 0, end exclusive (TextPositionSelector)."""

    start: int
    end: int


class Target(Record, frozen=True, kw_only=True):
    """The place in a source where words were read."""

    source: str
    quote: Quote
    position: Position | None = None


class Claim(Record, frozen=True, kw_only=True):
    """What one source says, word for word.

    Attributes
    ----------
    text_exact
        The words as printed, damage included.
    text_normalised
        The words as they must have been meant, where they are damaged; else "".
    text_note
        What is odd about the printed words.
    speaker
        Id of the agent whose statement it is.
    chain
        From the speaker to the document we read, in that order.
    """

    id: str
    text_exact: str
    text_normalised: str = ""
    text_note: str = ""
    lang: str = ""
    translated_from: tuple[str, ...] = ()
    speech: Speech
    modality: Modality = "asserted"
    hedges: tuple[str, ...] = ()
    speaker: str
    attribution_ambiguous: bool = False
    chain: tuple[Hop, ...] = ()
    event_time: EdtfText = ""
    said_time: EdtfText = ""
    published_time: EdtfText = ""
    about: tuple[About, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    relations: tuple[Relation, ...] = ()
    target: Target
    credibility: Credibility = Credibility()
    sensitivity: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    status: Literal["draft", "checked", "withdrawn"] = "draft"


class Media(Record, frozen=True, kw_only=True):
    """A picture, video or post: its caption and credit, and its file if we hold it."""

    id: str
    kind: Literal["image", "video", "post"]
    path: InnerPath | None = None
    availability: Literal["bundled", "credit_only", "link_only"] = "credit_only"
    sha256: str = ""
    caption_exact: str = ""
    caption_normalised: str = ""
    target: Target | None = None
    credit_as_printed: str = ""
    agency: str = ""
    depicted_time: EdtfText = ""
    about: tuple[About, ...] = ()
    alt: str = ""
    sensitivity: tuple[str, ...] = ()


class Evidence(Record, frozen=True, kw_only=True):
    """All of `evidence.json`."""

    agents: tuple[Agent, ...] = ()
    sources: tuple[Source, ...] = ()
    claims: tuple[Claim, ...] = ()
    media: tuple[Media, ...] = ()
