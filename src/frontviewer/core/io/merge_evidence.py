"""Merges the evidence and briefings of all folders and layers that are opened together.

In the result, the paths of media and snapshots are absolute: each is resolved relative to the
file that names it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from msgspec.structs import replace

from frontviewer.core.io.dossier.briefing_file import read_briefing
from frontviewer.core.io.dossier.evidence_file import parse_evidence, read_evidence
from frontviewer.core.model.briefing import Briefing
from frontviewer.core.model.evidence import Agent, Claim, Evidence, Media, Snapshot, Source
from frontviewer.core.model.layer import EVIDENCE_MEMBER, Layer
from frontviewer.core.problems import Problem, UnusableFileError
from frontviewer.core.text.json_positions import JsonDocument, JsonPath
from frontviewer.core.text.translation import tr

EVIDENCE_FILE, BRIEFING_FILE = "evidence.json", "briefing.json"
_NO_EVIDENCE, _NO_BRIEFING = Evidence(), Briefing()

_RecordT = TypeVar("_RecordT", Agent, Source, Claim, Media)


@dataclass(frozen=True, slots=True)
class MergedEvidence:
    """Evidence and briefing of one file, or merged from several.

    Attributes
    ----------
    documents
        The JSON documents that the records were read from.
    folder
        Folder that relative paths start from, before merging.
    """

    evidence: Evidence = _NO_EVIDENCE
    briefing: Briefing = _NO_BRIEFING
    documents: tuple[JsonDocument, ...] = ()
    problems: tuple[Problem, ...] = ()
    folder: Path = Path()


def merge_evidence(folders: Iterable[Path], layers: Iterable[Layer]) -> MergedEvidence:
    """Read and merge the evidence and briefings of folders and the evidence inside layers."""
    parts = [*_read_folders(folders), *_parse_layers(layers)]
    conflicts: list[Problem] = []
    return MergedEvidence(
        evidence=Evidence(
            agents=_merge(parts, "agents", [part.evidence.agents for part in parts], conflicts),
            sources=_merge(parts, "sources", [part.evidence.sources for part in parts], conflicts),
            claims=_merge(parts, "claims", [part.evidence.claims for part in parts], conflicts),
            media=_merge(parts, "media", [part.evidence.media for part in parts], conflicts),
        ),
        briefing=next((part.briefing for part in parts if part.briefing.steps), _NO_BRIEFING),
        documents=tuple(document for part in parts for document in part.documents),
        problems=(*(problem for part in parts for problem in part.problems), *conflicts),
    )


def _merge(
    parts: Sequence[MergedEvidence],
    member: str,
    lists: Sequence[tuple[_RecordT, ...]],
    problems: list[Problem],
) -> tuple[_RecordT, ...]:
    """Concatenate the lists of all parts; of different records with one id, the first is used."""
    by_id: dict[str, _RecordT] = {}
    merged: list[_RecordT] = []
    for part, records in zip(parts, lists, strict=True):
        for record in records:
            if record.id not in by_id:
                by_id[record.id] = record
                merged.append(_with_absolute_path(record, part.folder))
            elif by_id[record.id] != record:
                document = part.documents[0]
                path: JsonPath = document.find_record(member, record.id) or (member,)
                message = tr("Another file already uses the id “{id}” in “{member}”.")
                message = message.format(id=record.id, member=member)
                remedy = tr("Change the id; until then this record is left out.")
                problems.append(document.make_problem("error", (*path, "id"), message, remedy))
    return tuple(merged)


def _with_absolute_path(record: _RecordT, folder: Path) -> _RecordT:
    """Return a record with the path of its file, if it has one, made absolute."""
    match record:
        case Media(path=str(relative)):
            return replace(record, path=str(folder.absolute() / relative))
        case Source(snapshot=Snapshot(path=str(relative)) as snapshot):
            absolute = replace(snapshot, path=str(folder.absolute() / relative))
            return replace(record, snapshot=absolute)
    return record


def _read_folders(folders: Iterable[Path]) -> Iterator[MergedEvidence]:
    for file in (folder / name for folder in folders for name in (EVIDENCE_FILE, BRIEFING_FILE)):
        if not file.is_file():
            continue
        try:
            yield _read_file(file)
        except UnusableFileError as error:
            yield MergedEvidence(problems=error.problems)


def _read_file(file: Path) -> MergedEvidence:
    if file.name == EVIDENCE_FILE:
        evidence, problems, document = read_evidence(file)
        return MergedEvidence(evidence, _NO_BRIEFING, (document,), problems, file.parent)
    briefing, problems, document = read_briefing(file)
    return MergedEvidence(_NO_EVIDENCE, briefing, (document,), problems, file.parent)


def _parse_layers(layers: Iterable[Layer]) -> Iterator[MergedEvidence]:
    for layer in (layer for layer in layers if EVIDENCE_MEMBER in layer.members):
        members = layer.members[EVIDENCE_MEMBER]
        text = layer.document.decode("utf-8", "replace")
        if isinstance(members, dict):
            document = JsonDocument(str(layer.path), members, text, base=(EVIDENCE_MEMBER,))
            evidence, problems = parse_evidence(document)
            folder = layer.path.parent if layer.path else Path()
            yield MergedEvidence(evidence, _NO_BRIEFING, (document,), problems, folder)
        else:
            message = tr("The member “{member}” is not an object; its evidence is left out.")
            message = message.format(member=EVIDENCE_MEMBER)
            document = JsonDocument(str(layer.path), layer.members, text)
            problem = document.make_problem("error", (EVIDENCE_MEMBER,), message)
            yield MergedEvidence(problems=(problem,))
