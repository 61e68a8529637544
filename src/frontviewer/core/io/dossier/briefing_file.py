"""Reads and writes `briefing.json`."""

from pathlib import Path

from frontviewer.core.io.dossier.json_reader import read_json_file
from frontviewer.core.io.dossier.record_codec import read_record, write_record
from frontviewer.core.model.briefing import Briefing
from frontviewer.core.problems import Problem
from frontviewer.core.text.json_positions import JsonDocument


def read_briefing(path: Path) -> tuple[Briefing, tuple[Problem, ...], JsonDocument]:
    """Read a briefing file; return it, its problems and the document. Raises UnusableFileError.

    Invalid steps are left out and reported.
    """
    document, duplicates = read_json_file(path)
    briefing, problems = parse_briefing(document)
    return briefing, duplicates + problems, document


def parse_briefing(document: JsonDocument) -> tuple[Briefing, tuple[Problem, ...]]:
    """Parse the briefing in a document; return it and its problems."""
    return read_record(document, Briefing)


def write_briefing(path: Path, briefing: Briefing) -> None:
    """Write a briefing file atomically. Raises UnusableFileError."""
    write_record(path, briefing)
