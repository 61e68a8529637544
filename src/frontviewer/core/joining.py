"""Joins the evidence and briefings of all that is opened together."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from frontviewer.core.briefing import Briefing
from frontviewer.core.dossier_files.briefing_file import briefing_of
from frontviewer.core.dossier_files.evidence_file import evidence_of
from frontviewer.core.dossier_files.json_file import read_document
from frontviewer.core.dossier_files.json_place import Document, JsonPath
from frontviewer.core.evidence import Agent, Claim, Evidence, Media, Source
from frontviewer.core.layer import Layer
from frontviewer.core.problems import Problem, UnusableFileError

EVIDENCE, BRIEFING = "evidence.json", "briefing.json"
_MEMBER = "frontviewer"
_NO_EVIDENCE, _NO_BRIEFING = Evidence(), Briefing()

_RecordT = TypeVar("_RecordT", Agent, Source, Claim, Media)


@dataclass(frozen=True, slots=True)
class Words:
    """Evidence and briefing, and the documents they stand in."""

    evidence: Evidence = _NO_EVIDENCE
    briefing: Briefing = _NO_BRIEFING
    documents: tuple[Document, ...] = ()
    problems: tuple[Problem, ...] = ()


def join_words(folders: Iterable[Path], layers: Iterable[Layer]) -> Words:
    """Read evidence and briefings of the folders, and evidence inside the layers."""
    parts = [*_folder_words(folders), *_layer_words(layers)]
    twice: list[Problem] = []
    return Words(
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
    parts: Sequence[Words],
    member: str,
    lists: Sequence[tuple[_RecordT, ...]],
    problems: list[Problem],
) -> tuple[_RecordT, ...]:
    """Join the lists of all parts; of different records with one id, the first counts."""
    joined: dict[str, _RecordT] = {}
    for part, records in zip(parts, lists, strict=True):
        for record in records:
            if joined.setdefault(record.id, record) != record:
                document = part.documents[0]
                at: JsonPath = document.find(member, record.id) or (member,)
                message = f"Another file has the id “{record.id}” in “{member}” already."
                remedy = "Give it another id; until then it is left out."
                problems.append(document.problem("error", (*at, "id"), message, remedy))
    return tuple(joined.values())


def _folder_words(folders: Iterable[Path]) -> Iterator[Words]:
    for file in (folder / name for folder in folders for name in (EVIDENCE, BRIEFING)):
        if not file.is_file():
            continue
        try:
            document, repeated = read_document(file)
        except UnusableFileError as error:
            yield Words(problems=error.problems)
            continue
        if file.name == EVIDENCE:
            evidence, problems = evidence_of(document)
            yield Words(evidence, _NO_BRIEFING, (document,), repeated + problems)
        else:
            briefing, problems = briefing_of(document)
            yield Words(_NO_EVIDENCE, briefing, (document,), repeated + problems)


def _layer_words(layers: Iterable[Layer]) -> Iterator[Words]:
    for layer in (layer for layer in layers if _MEMBER in layer.members):
        members = layer.members[_MEMBER]
        text = layer.text.decode("utf-8", "replace")
        if isinstance(members, dict):
            document = Document(str(layer.path), members, text, base=(_MEMBER,))
            evidence, problems = evidence_of(document)
            yield Words(evidence, _NO_BRIEFING, (document,), problems)
        else:
            message = f"The member “{_MEMBER}” is no object, so its evidence is left out."
            whole = Document(str(layer.path), layer.members, text)
            yield Words(problems=(whole.problem("error", (_MEMBER,), message),))
