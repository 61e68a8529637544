"""Where things stand in a JSON document: lines and columns for the blame."""

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
"""Member names and positions from 0, from the outermost value inwards."""

_SPACE = re.compile(r"[ \t\n\r]*")
_PLAIN_NAME = re.compile(r"[^\W\d][\w$-]*")
_VALUE = json.JSONDecoder()


@dataclass(frozen=True, eq=False)
class Document:
    """A JSON object and the text it was read from.

    Places are looked up only when something is wrong; each container is then gone through once.

    Attributes
    ----------
    file
        Path, as the user named it.
    members
        The object, as parsed.
    text
        The whole file; "" where there is none, so that nothing has a place.
    base
        Where in the text the object stands: () for all of it.
    """

    file: str
    members: Mapping[str, Any]
    text: str = field(default="", repr=False)
    base: JsonPath = ()
    _inside: dict[int, dict[str | int, tuple[int, int]]] = field(
        default_factory=dict, init=False, repr=False
    )

    def problem(
        self, severity: Severity, path: JsonPath, message: str, remedy: str = ""
    ) -> Problem:
        """Return what is wrong at a path below `members`."""
        line, column = self.place(path)
        return Problem(
            severity=severity,
            file=self.file,
            line=line,
            column=column,
            path=path_text(self.base + path),
            message=message,
            remedy=remedy,
        )

    def place(self, path: JsonPath) -> tuple[int, int] | tuple[None, None]:
        """Return line and column, from 1, of a value, or of the innermost one that holds it."""
        if not self.text:
            return None, None
        at = _skip_space(self.text, 0)
        try:
            for step in self.base + path:
                at = self._values(at)[step][1]
        except (KeyError, IndexError, ValueError, RecursionError):
            pass  # a missing member is blamed on its object
        return self.line_and_column(at)

    def line_and_column(self, offset: int) -> tuple[int, int]:
        """Return line and column, from 1, of a character of the text, from 0."""
        line = bisect_right(self._line_starts, offset)
        return line, offset - self._line_starts[line - 1] + 1

    def find(self, member: str, record_id: str, key: str = "id") -> JsonPath | None:
        """Return the path of the first record with this id in a list; None if there is none."""
        if (member, key) not in self._numbers:
            self._numbers[member, key] = _numbers(self.members.get(member), key)
        number = self._numbers[member, key].get(record_id)
        return None if number is None else (member, number)

    def repeated_names(self) -> Iterator[tuple[JsonPath, int]]:
        """Yield every member whose name its object has had already, with its offset."""
        open_values: list[tuple[JsonPath, int]] = [((), _skip_space(self.text, 0))]
        while open_values:
            path, at = open_values.pop()
            seen: set[str | int] = set()
            for step, name_at, value_at in _entries(self.text, at):
                if step in seen:
                    yield (*path, step), name_at
                seen.add(step)
                open_values.append(((*path, step), value_at))

    def _values(self, at: int) -> dict[str | int, tuple[int, int]]:
        if at not in self._inside:
            self._inside[at] = {
                step: (name, value) for step, name, value in _entries(self.text, at)
            }
        return self._inside[at]

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(found.end() for found in re.finditer(r"\r\n|\n|\r", self.text))]

    @cached_property
    def _numbers(self) -> dict[tuple[str, str], dict[str, int]]:
        return {}


def path_text(path: JsonPath) -> str:
    """Print a path: `claims[3].speech`."""
    parts = [
        f".{step}"
        if isinstance(step, str) and _PLAIN_NAME.fullmatch(step)
        else f"[{json.dumps(step, ensure_ascii=False)}]"
        for step in path
    ]
    return "".join(parts).removeprefix(".")


def _entries(text: str, start: int) -> Iterator[tuple[str | int, int, int]]:
    """Yield the entries of the object or array at `start`: step, where it and its value begin."""
    if text[start : start + 1] not in ("{", "["):
        return
    named = text[start] == "{"
    at = _skip_space(text, start + 1)
    for number in count():
        if text[at] in "}]":
            return
        step, begin = number, at
        if named:
            step, at = _VALUE.raw_decode(text, at)
            at = _skip_space(text, _skip_space(text, at) + 1)
        yield step, begin, at
        at = _skip_space(text, _VALUE.raw_decode(text, at)[1])
        if text[at] == ",":
            at = _skip_space(text, at + 1)


def _skip_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _numbers(records: object, key: str) -> dict[str, int]:
    numbers: dict[str, int] = {}
    for number, record in enumerate(records if isinstance(records, list) else ()):
        name = record.get(key) if isinstance(record, dict) else None
        if isinstance(name, str):
            numbers.setdefault(name, number)
    return numbers
