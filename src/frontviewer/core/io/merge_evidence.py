"""Joins the evidence and briefings of all that is opened together.

From here on the paths of media and snapshots are absolute, so that each is found beside the file
that names it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from msgspec.structs import replace

from frontviewer.core.io.dossier.briefing_file import read_briefing
from frontviewer.core.io.dossier.evidence_file import evidence_of, read_evidence
from frontviewer.core.model.briefing import Briefing
from frontviewer.core.model.evidence import Agent, Claim, Evidence, Media, Snapshot, Source
from frontviewer.core.model.layer import EVIDENCE_MEMBER, Layer
from frontviewer.core.problems import Problem, UnusableFileError
from frontviewer.core.text.json_positions import Document, JsonPath

EVIDENCE, BRIEFING = "evidence.json", "briefing.json"
_NO_EVIDENCE, _NO_BRIEFING = Evidence(), Briefing()

_RecordT = TypeVar("_RecordT", Agent, Source, Claim, Media)


@dataclass(frozen=True, slots=True)
class MergedEvidence:
    """Evidence and briefing, the documents they stand in, and their folder while it is one."""

    evidence: Evidence = _NO_EVIDENCE
    briefing: Briefing = _NO_BRIEFING
    documents: tuple[Document, ...] = ()
    problems: tuple[Problem, ...] = ()
    folder: Path = Path()


def merge_evidence(folders: Iterable[Path], layers: Iterable[Layer]) -> MergedEvidence:
    """Read evidence and briefings of the folders, and evidence inside the layers."""
    parts = [*_folder_words(folders), *_layer_words(layers)]
    twice: list[Problem] = []
    return MergedEvidence(
        evidence=Evidence(
            agents=_joined(parts, "agents", [part.evidence.agents for part in parts], twice),
            sources=_joined(parts, "sources", [part.evidence.sources for part in parts], twice),
            claims=_joined(parts, "claims", [part.evidence.claims for part in parts], twice),
            media=_joined(parts, "media", [part.evidence.media for part in parts], twice),
        ),
        briefing=next((part.briefing for part in parts if part.briefing.steps), _NO_BRIEFING),
        documents=tuple(document for part in parts for document in part.documents),
        problems=(*(problem for part in parts for problem in part.problems), *twice),
    )


def _joined(
    parts: Sequence[MergedEvidence],
    member: str,
    lists: Sequence[tuple[_RecordT, ...]],
    problems: list[Problem],
) -> tuple[_RecordT, ...]:
    """Join the lists of all parts; of different records with one id, the first counts."""
    joined: dict[str, _RecordT] = {}
    placed: list[_RecordT] = []
    for part, records in zip(parts, lists, strict=True):
        for record in records:
            if record.id not in joined:
                joined[record.id] = record
                placed.append(_placed(record, part.folder))
            elif joined[record.id] != record:
                document = part.documents[0]
                at: JsonPath = document.find(member, record.id) or (member,)
                message = f"Another file has the id “{record.id}” in “{member}” already."
                remedy = "Give it another id; until then it is left out."
                problems.append(document.problem("error", (*at, "id"), message, remedy))
    return tuple(placed)


def _placed(record: _RecordT, folder: Path) -> _RecordT:
    """Return a record whose file, if it names one, is found from everywhere."""
    match record:
        case Media(path=str(inner)):
            return replace(record, path=str(folder.absolute() / inner))
        case Source(snapshot=Snapshot(path=str(inner)) as snapshot):
            shipped = replace(snapshot, path=str(folder.absolute() / inner))
            return replace(record, snapshot=shipped)
    return record


def _folder_words(folders: Iterable[Path]) -> Iterator[MergedEvidence]:
    for file in (folder / name for folder in folders for name in (EVIDENCE, BRIEFING)):
        if not file.is_file():
            continue
        try:
            yield _file_words(file)
        except UnusableFileError as error:
            yield MergedEvidence(problems=error.problems)


def _file_words(file: Path) -> MergedEvidence:
    if file.name == EVIDENCE:
        evidence, problems, document = read_evidence(file)
        return MergedEvidence(evidence, _NO_BRIEFING, (document,), problems, file.parent)
    briefing, problems, document = read_briefing(file)
    return MergedEvidence(_NO_EVIDENCE, briefing, (document,), problems, file.parent)


def _layer_words(layers: Iterable[Layer]) -> Iterator[MergedEvidence]:
    for layer in (layer for layer in layers if EVIDENCE_MEMBER in layer.members):
        members = layer.members[EVIDENCE_MEMBER]
        text = layer.document.decode("utf-8", "replace")
        if isinstance(members, dict):
            document = Document(str(layer.path), members, text, base=(EVIDENCE_MEMBER,))
            evidence, problems = evidence_of(document)
            folder = layer.path.parent if layer.path else Path()
            yield MergedEvidence(evidence, _NO_BRIEFING, (document,), problems, folder)
        else:
            message = f"The member “{EVIDENCE_MEMBER}” is no object, so its evidence is left out."
            whole = Document(str(layer.path), layer.members, text)
            yield MergedEvidence(problems=(whole.problem("error", (EVIDENCE_MEMBER,), message),))
