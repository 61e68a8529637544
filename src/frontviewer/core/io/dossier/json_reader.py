"""Reads a JSON file of a dossier as one object, and reports errors with line and column."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from frontviewer.core.io.input_bytes import decode_to_utf8
from frontviewer.core.io.problem_collector import Location, ProblemCollector
from frontviewer.core.problems import Problem, UnusableFileError, unusable_file
from frontviewer.core.text.json_positions import JsonDocument
from frontviewer.core.text.translation import mark, tr

_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89abAB]|\\u[dD][c-fC-F]")


def read_json_file(path: Path) -> tuple[JsonDocument, tuple[Problem, ...]]:
    """Read a file with one JSON object. Raises UnusableFileError with line and column.

    A duplicate member name in an object is a Problem; the last value is used.
    """
    collector = ProblemCollector(str(path))
    text = _read_text(path, collector)
    has_duplicates = False

    def to_dict(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal has_duplicates
        members = dict(pairs)
        has_duplicates |= len(members) < len(pairs)
        return members

    try:
        value = json.loads(
            text,
            object_pairs_hook=to_dict,
            parse_constant=_reject_constant,
            parse_float=_parse_float,
        )
    except json.JSONDecodeError as error:
        message = tr("This is not valid JSON: {reason}.").format(reason=error.msg)
        collector.fail(message, location=_to_location(text, error.pos))
    except ValueError as error:
        collector.fail(tr("This is not valid JSON: {reason}.").format(reason=error))
    except RecursionError:
        collector.fail(tr("The document is nested too deeply."))
    if not isinstance(value, dict):
        message = tr("The file must contain one JSON object { ... }.")
        collector.fail(message, location=Location(0))
    _reject_lone_surrogates(text, value, collector)
    document = JsonDocument(file=str(path), members=value, text=text)
    if has_duplicates:
        _report_duplicate_members(document, collector)
    return document, collector.problems()


def _read_text(path: Path, collector: ProblemCollector) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or error
        message = tr("The file cannot be read: {reason}.").format(reason=reason)
        raise unusable_file(path, message) from error
    collector.text = decode_to_utf8(data, collector)
    if collector:  # an error, because saving the file would lose the undecodable text for good
        raise UnusableFileError(*(replace(p, severity="error") for p in collector.problems()))
    return collector.text.decode()


def _to_location(text: str, offset: int) -> Location:
    """Return the location of a character offset: its byte offset in UTF-8."""
    return Location(len(text[:offset].encode()))


def _reject_lone_surrogates(text: str, value: dict[str, Any], collector: ProblemCollector) -> None:
    """Reject escapes of one half of a surrogate pair, which cannot be written as UTF-8 again."""
    match = _SURROGATE_ESCAPE.search(text)
    if not match:
        return
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        message = tr("A \\u escape is half of a surrogate pair, not a character.")
        collector.fail(message, location=_to_location(text, match.start()))


def _report_duplicate_members(document: JsonDocument, collector: ProblemCollector) -> None:
    for path, offset in document.find_duplicate_members():
        collector.add(
            "warning",
            mark("duplicate members"),
            tr("Duplicate member “{name}”; the last value is used.").format(name=path[-1]),
            tr("Remove one of the two."),
            location=Location(_to_location(document.text, offset).offset, path),
        )


def _reject_constant(name: str) -> float:
    raise ValueError(tr("{name} is not a JSON number").format(name=name))


def _parse_float(digits: str) -> float:
    number = float(digits)
    if number in (float("inf"), float("-inf")):
        raise ValueError(tr("the number {digits} is too large").format(digits=digits))
    return number
