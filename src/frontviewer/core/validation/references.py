"""Checks that what one record names is there."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from frontviewer.core.model.briefing import Briefing, Step
from frontviewer.core.model.evidence import Claim, Evidence, Media, Source
from frontviewer.core.problems import Problem, Severity
from frontviewer.core.text.json_positions import Document, JsonPath

_MUTUAL = ("variant_of", "context")
_NAMES = {"sources": "Source", "claims": "Claim", "media": "Media", "steps": "Step"}


class Reference(NamedTuple):
    """One record's naming of another, by id.

    Attributes
    ----------
    owner
        List and id of the record that names.
    path
        Below that record.
    kind
        What is named: feature, claim, agent, source, layer, or "claim or picture".
    """

    owner: tuple[str, str]
    path: JsonPath
    kind: str
    named: str


def references(evidence: Evidence, briefing: Briefing) -> Iterator[Reference]:
    """Yield everything that records name by id; an empty id names nothing."""
    records: Iterable[tuple[str, Source | Claim | Media | Step]] = (
        *(("sources", source) for source in evidence.sources),
        *(("claims", claim) for claim in evidence.claims),
        *(("media", media) for media in evidence.media),
        *(("steps", step) for step in briefing.steps),
    )
    for member, record in records:
        for path, kind, named in _named_by(record):
            if named:
                yield Reference((member, record.id), path, kind, named)


def broken_references(
    evidence: Evidence,
    briefing: Briefing,
    is_feature: Callable[[str], bool],
    layer_names: Collection[str] = (),
    documents: Iterable[Document] = (),
) -> tuple[Problem, ...]:
    """Report whatever is named and not there, and relations that say nothing.

    `is_feature` tells whether an id is a feature's. `documents` are the files the records were
    read from; the problems are placed in them.
    """
    files = tuple(documents)
    claims = frozenset(claim.id for claim in evidence.claims)
    is_there: dict[str, Callable[[str], bool]] = {
        "feature": is_feature,
        "layer": frozenset(layer_names).__contains__,
        "agent": frozenset(agent.id for agent in evidence.agents).__contains__,
        "source": frozenset(source.id for source in evidence.sources).__contains__,
        "claim": claims.__contains__,
        "claim or picture": (claims | {media.id for media in evidence.media}).__contains__,
    }
    broken = tuple(
        record_problem(
            files,
            "error",
            reference.owner,
            reference.path,
            f"names the {reference.kind} “{reference.named}”, which is not there.",
            remedy="Correct the id, or add what it names.",
        )
        for reference in references(evidence, briefing)
        if not is_there[reference.kind](reference.named)
    )
    return broken + tuple(_idle_relations(evidence, files))


def record_problem(
    documents: Sequence[Document],
    severity: Severity,
    owner: tuple[str, str],
    path: JsonPath,
    message: str,
    *,
    remedy: str = "",
) -> Problem:
    """Return what is wrong with a record, placed in the first document that has it.

    `owner` is the record's list and id, `path` leads on below it. The message follows its name.
    """
    said = f"{_NAMES[owner[0]]} {owner[1]} {message}"
    for document in documents:
        place = document.find(*owner)
        if place:
            return document.problem(severity, place + path, said, remedy)
    file = next((document.file for document in documents if owner[0] in document.members), "")
    return Problem(severity=severity, file=file, message=said, remedy=remedy)


def _named_by(record: Source | Claim | Media | Step) -> Iterator[tuple[JsonPath, str, str]]:
    match record:
        case Source():
            yield ("publisher",), "agent", record.publisher
            yield from _each(("derived_from",), "source", record.derived_from)
        case Claim():
            yield from _named_by_claim(record)
        case Media():
            yield from _about(record)
            yield ("agency",), "agent", record.agency
            yield ("target", "source"), "source", record.target.source if record.target else ""
        case Step():
            yield from _named_by_step(record)


def _named_by_claim(claim: Claim) -> Iterator[tuple[JsonPath, str, str]]:
    yield ("speaker",), "agent", claim.speaker
    for number, hop in enumerate(claim.chain):
        yield ("chain", number, "agent"), "agent", hop.agent
        yield ("chain", number, "source"), "source", hop.source or ""
    yield from _about(claim)
    for number, relation in enumerate(claim.relations):
        yield ("relations", number, "claim"), "claim", relation.claim
    yield ("target", "source"), "source", claim.target.source


def _named_by_step(step: Step) -> Iterator[tuple[JsonPath, str, str]]:
    for name in step.layers:
        yield ("layers", name), "layer", name
    yield from _each(("select",), "feature", step.select)
    yield from _each(("claims",), "claim or picture", step.claims)
    if step.compare:
        yield ("compare", "left"), "claim", step.compare.left
        yield ("compare", "right"), "claim", step.compare.right


def _about(record: Claim | Media) -> Iterator[tuple[JsonPath, str, str]]:
    for number, about in enumerate(record.about):
        yield ("about", number, "feature"), "feature", about.feature


def _each(path: JsonPath, kind: str, names: Iterable[str]) -> Iterator[tuple[JsonPath, str, str]]:
    for number, name in enumerate(names):
        yield (*path, number), kind, name


def _idle_relations(evidence: Evidence, files: tuple[Document, ...]) -> Iterator[Problem]:
    """Report relations of a claim to itself, and those that are stored a second time."""
    stored: set[tuple[str, str, str]] = set()
    for claim in evidence.claims:
        for number, relation in enumerate(claim.relations):
            kind, other = relation.type, relation.claim
            place = ("claims", claim.id), ("relations", number)
            if other == claim.id:
                yield record_problem(files, "warning", *place, "stands in a relation to itself.")
            elif (kind, claim.id, other) in stored:
                message = f"and {other} have this relation already; it is read from both ends."
                yield record_problem(files, "warning", *place, message, remedy="Store it once.")
            stored.add((kind, claim.id, other))
            stored.update([(kind, other, claim.id)] if kind in _MUTUAL else [])
