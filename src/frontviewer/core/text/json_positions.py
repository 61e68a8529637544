"""Finds the line and column of values in a JSON document, for problem reports."""

import json
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from typing import Any, TypeAlias

from frontviewer.core.problems import Problem, Severity

JsonPath: TypeAlias = tuple[str | int, ...]
"""Member names and list indices (from 0), from the outermost value inward."""

_WHITESPACE = re.compile(r"[ \t\n\r]*")
_PLAIN_NAME = re.compile(r"[^\W\d][\w$-]*")
_DECODER = json.JSONDecoder()


@dataclass(frozen=True, eq=False)
class JsonDocument:
    """A JSON object and the text it was parsed from.

    Positions are computed only when a problem is reported; each container is scanned once.

    Attributes
    ----------
    file
        Path, as the user named it.
    members
        The parsed object.
    text
        The whole file; "" if there is no text, then no value has a position.
    base
        Path of the object within the text: () if it is the whole document.
    """

    file: str
    members: Mapping[str, Any]
    text: str = field(default="", repr=False)
    base: JsonPath = ()
    _entries_by_offset: dict[int, dict[str | int, tuple[int, int]]] = field(
        default_factory=dict, init=False, repr=False
    )

    def make_problem(
        self, severity: Severity, path: JsonPath, message: str, remedy: str = ""
    ) -> Problem:
        """Return a problem with the position of the value at a path below `members`."""
        line, column = self.locate(path)
        return Problem(
            severity=severity,
            file=self.file,
            line=line,
            column=column,
            path=format_json_path(self.base + path),
            message=message,
            remedy=remedy,
        )

    def locate(self, path: JsonPath) -> tuple[int, int] | tuple[None, None]:
        """Return line and column, from 1, of a value or of its innermost existing container."""
        if not self.text:
            return None, None
        offset = _skip_whitespace(self.text, 0)
        try:
            for step in self.base + path:
                offset = self._entries_at(offset)[step][1]
        except (KeyError, IndexError, ValueError, RecursionError):
            pass  # a missing member is reported at its object
        return self.line_and_column(offset)

    def line_and_column(self, offset: int) -> tuple[int, int]:
        """Return line and column, from 1, of a character offset (from 0) in the text."""
        line = bisect_right(self._line_starts, offset)
        return line, offset - self._line_starts[line - 1] + 1

    def find_record(self, member: str, record_id: str, key: str = "id") -> JsonPath | None:
        """Return the path of the first record with this id in a list, or None."""
        if (member, key) not in self._record_indices:
            self._record_indices[member, key] = _index_records(self.members.get(member), key)
        index = self._record_indices[member, key].get(record_id)
        return None if index is None else (member, index)

    def find_duplicate_members(self) -> Iterator[tuple[JsonPath, int]]:
        """Yield path and offset of every member whose name is already used in its object."""
        pending: list[tuple[JsonPath, int]] = [((), _skip_whitespace(self.text, 0))]
        while pending:
            path, offset = pending.pop()
            seen: set[str | int] = set()
            for step, name_offset, value_offset in _iter_entries(self.text, offset):
                if step in seen:
                    yield (*path, step), name_offset
                seen.add(step)
                pending.append(((*path, step), value_offset))

    def _entries_at(self, offset: int) -> dict[str | int, tuple[int, int]]:
        if offset not in self._entries_by_offset:
            self._entries_by_offset[offset] = {
                step: (name, value) for step, name, value in _iter_entries(self.text, offset)
            }
        return self._entries_by_offset[offset]

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer(r"\r\n|\n|\r", self.text))]

    @cached_property
    def _record_indices(self) -> dict[tuple[str, str], dict[str, int]]:
        return {}


def format_json_path(path: JsonPath) -> str:
    """Return a path as text: `claims[3].speech`."""
    parts = [
        f".{step}"
        if isinstance(step, str) and _PLAIN_NAME.fullmatch(step)
        else f"[{json.dumps(step, ensure_ascii=False)}]"
        for step in path
    ]
    return "".join(parts).removeprefix(".")


def _iter_entries(text: str, start: int) -> Iterator[tuple[str | int, int, int]]:
    """Yield name or index, entry offset and value offset for the container at `start`."""
    if text[start : start + 1] not in ("{", "["):
        return
    is_object = text[start] == "{"
    offset = _skip_whitespace(text, start + 1)
    for index in count():
        if text[offset] in "}]":
            return
        step, entry_offset = index, offset
        if is_object:
            step, offset = _DECODER.raw_decode(text, offset)
            offset = _skip_whitespace(text, _skip_whitespace(text, offset) + 1)
        yield step, entry_offset, offset
        offset = _skip_whitespace(text, _DECODER.raw_decode(text, offset)[1])
        if text[offset] == ",":
            offset = _skip_whitespace(text, offset + 1)


def _skip_whitespace(text: str, offset: int) -> int:
    match = _WHITESPACE.match(text, offset)
    return match.end() if match else offset


def _index_records(records: object, key: str) -> dict[str, int]:
    """Map the id of each record to its index; the first record with an id wins."""
    indices: dict[str, int] = {}
    for index, record in enumerate(records if isinstance(records, list) else ()):
        record_id = record.get(key) if isinstance(record, dict) else None
        if isinstance(record_id, str):
            indices.setdefault(record_id, index)
    return indices
