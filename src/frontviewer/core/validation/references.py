"""Checks that every id that a record refers to exists."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Literal, NamedTuple

from frontviewer.core.model.briefing import Briefing, Step
from frontviewer.core.model.evidence import Claim, Evidence, Media, Source
from frontviewer.core.problems import Problem, Severity
from frontviewer.core.text.json_positions import JsonDocument, JsonPath
from frontviewer.core.text.translation import mark, tr

TargetKind = Literal["feature", "layer", "agent", "source", "claim", "claim or media"]

_SYMMETRIC_RELATIONS = ("variant_of", "context")
_RECORD_LABELS = MappingProxyType(
    {
        "sources": mark("Source {id}"),
        "claims": mark("Claim {id}"),
        "media": mark("Media {id}"),
        "steps": mark("Step {id}"),
    }
)
_MISSING: Mapping[TargetKind, str] = MappingProxyType(
    {
        "feature": mark("{record} refers to the feature “{id}”, which does not exist."),
        "layer": mark("{record} refers to the layer “{id}”, which does not exist."),
        "agent": mark("{record} refers to the agent “{id}”, which does not exist."),
        "source": mark("{record} refers to the source “{id}”, which does not exist."),
        "claim": mark("{record} refers to the claim “{id}”, which does not exist."),
        "claim or media": mark(
            "{record} refers to the claim or media “{id}”, which does not exist."
        ),
    }
)


class Reference(NamedTuple):
    """A reference from one record to another, by id.

    Attributes
    ----------
    owner
        List and id of the record that contains the reference.
    path
        Path of the reference below that record.
    kind
        What the id identifies.
    target_id
        The id that is referred to.
    """

    owner: tuple[str, str]
    path: JsonPath
    kind: TargetKind
    target_id: str


_RecordReference = tuple[JsonPath, TargetKind, str]
"""Path, kind and target id of a reference, without its owner."""


def iter_references(evidence: Evidence, briefing: Briefing) -> Iterator[Reference]:
    """Yield every reference by id; empty ids are skipped."""
    records: Iterable[tuple[str, Source | Claim | Media | Step]] = (
        *(("sources", source) for source in evidence.sources),
        *(("claims", claim) for claim in evidence.claims),
        *(("media", media) for media in evidence.media),
        *(("steps", step) for step in briefing.steps),
    )
    for member, record in records:
        for path, kind, target_id in _record_references(record):
            if target_id:
                yield Reference((member, record.id), path, kind, target_id)


def find_broken_references(
    evidence: Evidence,
    briefing: Briefing,
    is_feature: Callable[[str], bool],
    layer_names: Collection[str] = (),
    documents: Iterable[JsonDocument] = (),
) -> tuple[Problem, ...]:
    """Report references to missing ids, and relations that are redundant.

    `is_feature` returns whether a feature with an id exists. `documents` are the files that the
    records were read from; they give the problems their positions.
    """
    files = tuple(documents)
    claims = frozenset(claim.id for claim in evidence.claims)
    exists: dict[TargetKind, Callable[[str], bool]] = {
        "feature": is_feature,
        "layer": frozenset(layer_names).__contains__,
        "agent": frozenset(agent.id for agent in evidence.agents).__contains__,
        "source": frozenset(source.id for source in evidence.sources).__contains__,
        "claim": claims.__contains__,
        "claim or media": (claims | {media.id for media in evidence.media}).__contains__,
    }
    broken = tuple(
        make_record_problem(
            files,
            "error",
            reference.owner,
            reference.path,
            tr(_MISSING[reference.kind]),
            remedy=tr("Correct the id, or add the missing item."),
            id=reference.target_id,
        )
        for reference in iter_references(evidence, briefing)
        if not exists[reference.kind](reference.target_id)
    )
    return broken + tuple(_find_redundant_relations(evidence, files))


def make_record_problem(
    documents: Sequence[JsonDocument],
    severity: Severity,
    owner: tuple[str, str],
    path: JsonPath,
    message: str,
    *,
    remedy: str = "",
    **values: str,
) -> Problem:
    """Return a problem of a record, positioned in the first document that contains the record.

    `owner` is the record's list and id, `path` the path below it. `message` is a template: the
    record's label replaces `{record}`, `values` replace the other placeholders.
    """
    member, record_id = owner
    record = tr(_RECORD_LABELS[member]).format(id=record_id)
    text = message.format(record=record, **values)
    for document in documents:
        record_path = document.find_record(*owner)
        if record_path:
            return document.make_problem(severity, record_path + path, text, remedy)
    file = next((document.file for document in documents if member in document.members), "")
    return Problem(severity=severity, file=file, message=text, remedy=remedy)


def _record_references(record: Source | Claim | Media | Step) -> Iterator[_RecordReference]:
    match record:
        case Source():
            yield ("publisher",), "agent", record.publisher
            yield from _list_references(("derived_from",), "source", record.derived_from)
        case Claim():
            yield from _claim_references(record)
        case Media():
            yield from _feature_references(record)
            yield ("agency",), "agent", record.agency
            yield ("target", "source"), "source", record.target.source if record.target else ""
        case Step():
            yield from _step_references(record)


def _claim_references(claim: Claim) -> Iterator[_RecordReference]:
    yield ("speaker",), "agent", claim.speaker
    for index, hop in enumerate(claim.chain):
        yield ("chain", index, "agent"), "agent", hop.agent
        yield ("chain", index, "source"), "source", hop.source or ""
    yield from _feature_references(claim)
    for index, relation in enumerate(claim.relations):
        yield ("relations", index, "claim"), "claim", relation.claim
    yield ("target", "source"), "source", claim.target.source


def _step_references(step: Step) -> Iterator[_RecordReference]:
    for name in step.layers:
        yield ("layers", name), "layer", name
    yield from _list_references(("select",), "feature", step.select)
    yield from _list_references(("claims",), "claim or media", step.claims)
    if step.compare:
        yield ("compare", "left"), "claim", step.compare.left
        yield ("compare", "right"), "claim", step.compare.right


def _feature_references(record: Claim | Media) -> Iterator[_RecordReference]:
    for index, about in enumerate(record.about):
        yield ("about", index, "feature"), "feature", about.feature


def _list_references(
    path: JsonPath, kind: TargetKind, ids: Iterable[str]
) -> Iterator[_RecordReference]:
    for index, target_id in enumerate(ids):
        yield (*path, index), kind, target_id


def _find_redundant_relations(
    evidence: Evidence, files: tuple[JsonDocument, ...]
) -> Iterator[Problem]:
    """Report relations of a claim to itself, and relations that are stored twice."""
    stored: set[tuple[str, str, str]] = set()
    for claim in evidence.claims:
        for index, relation in enumerate(claim.relations):
            kind, other = relation.type, relation.claim
            location = ("claims", claim.id), ("relations", index)
            if other == claim.id:
                message = tr("{record} has a relation to itself.")
                yield make_record_problem(files, "warning", *location, message)
            elif (kind, claim.id, other) in stored:
                message = tr(
                    "{record} already has this relation to the claim {id}; "
                    "a relation is shown for both claims."
                )
                remedy = tr("Remove the duplicate.")
                yield make_record_problem(
                    files, "warning", *location, message, remedy=remedy, id=other
                )
            stored.add((kind, claim.id, other))
            stored.update([(kind, other, claim.id)] if kind in _SYMMETRIC_RELATIONS else [])
