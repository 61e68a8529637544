"""Reads and writes `briefing.json`."""

from pathlib import Path

from frontviewer.core.io.dossier.json_reader import read_document
from frontviewer.core.io.dossier.record_codec import read_record, write_record
from frontviewer.core.model.briefing import Briefing
from frontviewer.core.problems import Problem
from frontviewer.core.text.json_positions import Document


def read_briefing(path: Path) -> tuple[Briefing, tuple[Problem, ...], Document]:
    """Read a briefing file: return it, its problems and the document. Raises UnusableFileError.

    A step that cannot be read is left out and reported, the rest is kept.
    """
    document, repeated = read_document(path)
    briefing, problems = briefing_of(document)
    return briefing, repeated + problems, document


def briefing_of(document: Document) -> tuple[Briefing, tuple[Problem, ...]]:
    """Read the briefing in a document."""
    return read_record(document, Briefing)


def write_briefing(path: Path, briefing: Briefing) -> None:
    """Write a briefing file, whole or not at all. Raises UnusableFileError."""
    write_record(path, briefing)
