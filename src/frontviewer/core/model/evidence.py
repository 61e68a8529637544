"""Records of `evidence.json`: agents, sources, claims, relations and media.

Every record is immutable and stores members without a field in `extra`, so that a file written by
a later version is saved unchanged by this one: see `core.io.dossier.record_codec`.
Dates are EDTF level 1 strings: see `core.model.edtf`.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeAlias

import msgspec

EdtfText: TypeAlias = Annotated[
    str, msgspec.Meta(description="EDTF level 1 date; empty if not stated", extra={"is": "date"})
]
InnerPath: TypeAlias = Annotated[
    str,
    msgspec.Meta(
        description="Path relative to the folder of the dossier, separated by /",
        extra={"is": "path"},
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
    """Base class of the records of a dossier's files.

    `extra` holds the members of the file that have no field, and more: see
    `core.io.dossier.record_codec`.
    """

    extra: Mapping[str, Any] = {}


class Reliability(Record, frozen=True, kw_only=True):
    """Reliability of an agent, graded by analysts: Admiralty code A to F; null if not graded."""

    grade: Literal["A", "B", "C", "D", "E", "F"] | None = None
    by: str = ""
    at: EdtfText = ""
    why: str = ""


class Credibility(Record, frozen=True, kw_only=True):
    """Credibility of a claim, graded by analysts: Admiralty code 1 to 6; null if not graded."""

    grade: Literal[1, 2, 3, 4, 5, 6] | None = None
    by: str = ""
    at: EdtfText = ""
    why: str = ""


class Agent(Record, frozen=True, kw_only=True):
    """A speaker or publisher: a person, an organization or an unnamed group."""

    id: str
    name: str
    name_as_printed: tuple[str, ...] = ()
    kind: Literal["person", "organisation", "unnamed_group"] = "organisation"
    role: str = ""
    camp: Camp = "other"
    reliability: Reliability = Reliability()


class Published(Record, frozen=True, kw_only=True):
    """Date of publication: as EDTF, and as printed in the document."""

    edtf: EdtfText = ""
    printed: str = ""


class Snapshot(Record, frozen=True, kw_only=True):
    """Text of a source. Without `path` only its digest is part of the dossier."""

    path: InnerPath | None = None
    sha256: str = ""
    bytes: int = 0
    encoding: str = "utf-8"


class Source(Record, frozen=True, kw_only=True):
    """A document from which claims are quoted."""

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
    """One step of the attribution chain from the speaker to the document that was read."""

    agent: str
    verb: Verb
    medium: str = ""
    source: str | None = None
    date: EdtfText = ""
    uncertain: bool = False


class About(Record, frozen=True, kw_only=True):
    """A feature that a claim or a medium refers to, and its role there."""

    feature: str
    role: str = ""


class Quantity(Record, frozen=True, kw_only=True):
    """A figure as claimed: a single `value`, or a range from `min` to `max`."""

    value: float | None = None
    min: float | None = None
    max: float | None = None
    approx: bool = False
    unit: str = ""
    what: str = ""
    side: str = ""


class Relation(Record, frozen=True, kw_only=True):
    """Relation of the claim that contains it to another claim.

    `basis` states who makes the connection: the article's own words, or an analyst.
    """

    type: RelationType
    claim: str
    basis: Literal["article", "analyst"]
    note: str = ""


class Quote(Record, frozen=True, kw_only=True):
    """Quoted text with the text before and after it (W3C TextQuoteSelector)."""

    exact: str
    prefix: str = ""
    suffix: str = ""


class Position(Record, frozen=True, kw_only=True):
    """Offsets of a quotation: Unicode characters from 0, end exclusive (TextPositionSelector)."""

    start: int
    end: int


class Target(Record, frozen=True, kw_only=True):
    """Location of a quotation in a source."""

    source: str
    quote: Quote
    position: Position | None = None


class Claim(Record, frozen=True, kw_only=True):
    """One statement, quoted word for word.

    Attributes
    ----------
    text_exact
        Text as printed, with its errors.
    text_normalised
        Probable intended text if the printed text is garbled; else "".
    text_note
        Remark on the printed text, for readers.
    speaker
        Id of the agent who makes the statement.
    chain
        Attribution chain, from the speaker to the document that was read.
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
    """An image, video or post: caption, credit and, if bundled, its file."""

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
    """Content of `evidence.json`."""

    agents: tuple[Agent, ...] = ()
    sources: tuple[Source, ...] = ()
    claims: tuple[Claim, ...] = ()
    media: tuple[Media, ...] = ()
