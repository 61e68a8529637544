"""Reads a JSON file of a dossier as one object, and says where it cannot."""

import json
import re
from pathlib import Path
from typing import Any

from frontviewer.core.dossier_files.json_place import Document, path_text
from frontviewer.core.problems import Problem, UnusableFileError

_HALF_CHARACTER = re.compile(r"\\u[dD][89abAB]|\\u[dD][c-fC-F]")
_OTHER_ENCODINGS = (b"\xff\xfe", b"\xfe\xff", b"\x00")


def read_document(path: Path) -> tuple[Document, tuple[Problem, ...]]:
    """Read a UTF-8 JSON object. Raises UnusableFileError with line and column.

    A member name that stands twice in one object is a Problem; the last one counts.
    """
    text = _text(path)
    _refuse_other_formats(path, text)
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
        raise _unusable(path, f"This is not JSON: {error.msg}.", text, error.pos) from error
    except ValueError as error:
        raise _unusable(path, f"This is not JSON: {error}.") from error
    except RecursionError as error:
        raise _unusable(path, "The document is nested too deeply.") from error
    if not isinstance(value, dict):
        raise _unusable(path, "The file must hold one JSON object { ... }.", text, 0)
    _refuse_half_characters(path, text, value)
    document = Document(file=str(path), members=value, text=text)
    return document, tuple(_repeated_names(document)) if repeated else ()


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _unusable(path, f"The file cannot be read: {error.strerror or error}.") from error
    if data.startswith(_OTHER_ENCODINGS) or data[1:2] == b"\x00":
        raise _unusable(path, "The file is in UTF-16 or UTF-32.", remedy="Save it as UTF-8.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig")
        message = f"Byte {data[error.start]:#04x} is not UTF-8."
        raise _unusable(
            path, message, before + " ", len(before), remedy="Save the file as UTF-8."
        ) from error


def _refuse_other_formats(path: Path, text: str) -> None:
    if not text.strip():
        raise _unusable(path, "The file is empty.")
    if text.lstrip().startswith("<"):
        raise _unusable(path, "This is a web page or XML, not JSON.", text, 0)
    if text.startswith("version https://git-lfs"):
        raise _unusable(
            path, "This is a Git LFS pointer, not the file itself.", remedy="Run `git lfs pull`."
        )


def _refuse_half_characters(path: Path, text: str, value: dict[str, Any]) -> None:
    """Refuse text that cannot be written again: an escape that is half of a surrogate pair."""
    found = _HALF_CHARACTER.search(text)
    if not found:
        return
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        message = "A \\u escape is half of a surrogate pair and no character."
        raise _unusable(path, message, text, found.start()) from error


def _repeated_names(document: Document) -> list[Problem]:
    problems = []
    for path, offset in document.repeated_names():
        line, column = document.line_and_column(offset)
        problems.append(
            Problem(
                severity="warning",
                file=document.file,
                line=line,
                column=column,
                path=path_text(path),
                message=f"“{path[-1]}” stands twice in one object; the last one counts.",
                remedy="Keep one of the two.",
            )
        )
    return problems


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no JSON number")


def _number(digits: str) -> float:
    number = float(digits)
    if number in (float("inf"), float("-inf")):
        raise ValueError(f"{digits} is too large for a number")
    return number


def _unusable(
    path: Path, message: str, text: str = "", offset: int | None = None, remedy: str = ""
) -> UnusableFileError:
    line, column = (
        (None, None) if offset is None else Document(str(path), {}, text).line_and_column(offset)
    )
    return UnusableFileError(
        Problem(
            severity="error",
            file=str(path),
            line=line,
            column=column,
            message=message,
            remedy=remedy,
        )
    )
