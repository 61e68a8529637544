"""Reads a JSON file of a dossier as one object, and says where it cannot."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from frontviewer.core.io.input_bytes import decode_to_utf8
from frontviewer.core.io.problem_collector import Place, ProblemCollector
from frontviewer.core.problems import Problem, UnusableFileError, unusable
from frontviewer.core.text.json_positions import Document

_HALF_CHARACTER = re.compile(r"\\u[dD][89abAB]|\\u[dD][c-fC-F]")


def read_document(path: Path) -> tuple[Document, tuple[Problem, ...]]:
    """Read a JSON object. Raises UnusableFileError with line and column.

    A member name that stands twice in one object is a Problem; the last one counts.
    """
    collector = ProblemCollector(str(path))
    text = _text(path, collector)
    repeated: list[str] = []

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            repeated.append("")
        return found

    try:
        value = json.loads(
            text, object_pairs_hook=members, parse_constant=_no_number, parse_float=_number
        )
    except json.JSONDecodeError as error:
        collector.fail(f"This is not JSON: {error.msg}.", place=_place(text, error.pos))
    except ValueError as error:
        collector.fail(f"This is not JSON: {error}.")
    except RecursionError:
        collector.fail("The document is nested too deeply.")
    if not isinstance(value, dict):
        collector.fail("The file must hold one JSON object { ... }.", place=Place(0))
    _refuse_half_characters(text, value, collector)
    document = Document(file=str(path), members=value, text=text)
    if repeated:
        _report_duplicate_members(document, collector)
    return document, collector.problems()


def _text(path: Path, collector: ProblemCollector) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise unusable(path, f"The file cannot be read: {error.strerror or error}.") from error
    collector.text = decode_to_utf8(data, collector)
    if collector:  # what is lost now would be lost for good on saving
        raise UnusableFileError(*(replace(p, severity="error") for p in collector.problems()))
    return collector.text.decode()


def _place(text: str, offset: int) -> Place:
    return Place(len(text[:offset].encode()))


def _refuse_half_characters(text: str, value: dict[str, Any], collector: ProblemCollector) -> None:
    """Refuse text that cannot be written again: an escape that is half of a surrogate pair."""
    found = _HALF_CHARACTER.search(text)
    if not found:
        return
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        message = "A \\u escape is half of a surrogate pair and no character."
        collector.fail(message, place=_place(text, found.start()))


def _report_duplicate_members(document: Document, collector: ProblemCollector) -> None:
    for path, offset in document.repeated_names():
        collector.add(
            "warning",
            "repeated names",
            f"“{path[-1]}” stands twice in one object; the last one counts.",
            "Keep one of the two.",
            place=Place(_place(document.text, offset).at, path),
        )


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no JSON number")


def _number(digits: str) -> float:
    number = float(digits)
    if number in (float("inf"), float("-inf")):
        raise ValueError(f"{digits} is too large for a number")
    return number
