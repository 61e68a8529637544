"""Finds the extents of JSON values by their brackets alone, in documents that no parser accepts.

Iterative, so that no nesting is too deep for it. All places are bytes in UTF-8 text.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

import msgspec
import numpy as np

from frontviewer.core.text.json_positions import JsonPath

DEEPEST = 256
"""Brackets within brackets that we follow; a GeometryCollection in another one takes two."""

# An array without brackets or text in it, such as a position, is taken in one step.
BRACKETS = re.compile(
    rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|\[[^"{}\[\]]*+\]|[{}\[\]]',
    re.DOTALL,
)
# JSON strings hold no line breaks, so a quotation mark that is missing costs one line, not all.
LINEWISE_BRACKETS = re.compile(rb'"[^"\\\r\n]*+(?:\\.[^"\\\r\n]*+)*+"?|\[[^"{}\[\]]*+\]|[{}\[\]]')
_GAP = re.compile(rb"[\s,]*+")
_SCALAR = re.compile(rb'[^\s,:"{}\[\]]++')
_decoders: Mapping[bytes, msgspec.json.Decoder[Any]] = MappingProxyType(
    {
        b"{": msgspec.json.Decoder(dict[str, msgspec.Raw]),
        b"[": msgspec.json.Decoder(list[msgspec.Raw]),
    }
)
_NAME = re.compile(rb'("[^"\\]*+(?:\\.[^"\\]*+)*+")\s*+:\s*+', re.DOTALL)


class IncompleteJsonError(ValueError):
    """A value that has no end: `at` is the bracket that does not fit, or the end of the text."""

    def __init__(self, at: int) -> None:
        self.at = at
        super().__init__(at)


def value_end(text: bytes, start: int, stop: int, brackets: re.Pattern[bytes] = BRACKETS) -> int:
    """Return the end of the value that begins at `start`.

    Raises
    ------
    IncompleteJsonError
        If it does not end before `stop`.
    """
    if text[start : start + 1] not in (b"{", b"[", b'"'):
        scalar = _SCALAR.match(text, start, stop)
        if not scalar:
            raise IncompleteJsonError(start)
        return scalar.end()
    expected = bytearray()
    for token in brackets.finditer(text, start, stop):
        at = token.start()
        mark = text[at]
        end = token.end()
        if mark in b"{[" and end == at + 1:
            expected.append(mark + 2)  # In ASCII each bracket closes two places further on.
            continue
        if mark in b"}]" and (not expected or expected.pop() != mark):
            raise IncompleteJsonError(at)
        if not expected:
            return end
    raise IncompleteJsonError(stop)


def depth(text: bytes) -> int:
    """Return how many brackets stand within each other at most."""
    deepest = now = 0
    for token in BRACKETS.finditer(text):
        mark = text[token.start()]
        if mark in b"{[":
            deepest = max(deepest, now + 1)
            now += token.end() - token.start() == 1
        elif mark in b"}]":
            now -= 1
    return deepest


def next_start(text: bytes, at: int, stop: int) -> int:
    """Return where the next value or closing bracket begins, past white space and commas."""
    gap = _GAP.match(text, at, stop)
    return gap.end() if gap else at


def name_at(text: bytes, at: int, stop: int) -> tuple[str, int]:
    """Read the name of a member; return it and where its value begins.

    Raises
    ------
    IncompleteJsonError
        If there is no name.
    """
    found = _NAME.match(text, at, stop)
    if not found:
        raise IncompleteJsonError(at)
    try:
        return msgspec.json.decode(found[1], type=str), found.end()
    except (msgspec.MsgspecError, UnicodeError):
        return found[1][1:-1].decode("utf-8", "replace"), found.end()


def children(text: bytes, start: int, stop: int) -> Iterator[tuple[str | int, int, int]]:
    """Yield step, start and end of every member of the object, or item of the array, at `start`.

    Raises
    ------
    IncompleteJsonError
        Where it stops to be one.
    """
    named = text[start : start + 1] == b"{"
    at, count = start + 1, 0
    while (at := next_start(text, at, stop)) < stop and text[at] not in b"}]":
        step, value = name_at(text, at, stop) if named else (count, at)
        end = value_end(text, value, stop)
        yield step, value, end
        at, count = end, count + 1


def locate(text: bytes, start: int, stop: int, path: JsonPath) -> int:
    """Return where the value begins that the path lead to, or the last one on the way to it."""
    for step in path:
        try:
            found = _child(text, start, stop, step)
        except IncompleteJsonError:
            return start
        if not found:
            return start
        start, stop = found
    return start


def _child(text: bytes, start: int, stop: int, step: str | int) -> tuple[int, int] | None:
    """Return start and end of a member or item; of members with one name the last one counts.

    Raises
    ------
    IncompleteJsonError
        Where the value stops to be an object or array.
    """
    try:
        inner = _decoders[text[start : start + 1]].decode(memoryview(text)[start:stop])
        return spans_of(text, [inner[step]])[0]
    except (msgspec.MsgspecError, UnicodeError, RecursionError):  # it is not quite JSON
        found = [span for name, *span in children(text, start, stop) if name == step]
        return (found[-1][0], found[-1][1]) if found else None
    except (LookupError, TypeError):
        return None


def spans_of(text: bytes, raws: Iterable[msgspec.Raw]) -> list[tuple[int, int]]:
    """Return where raw values lie: they are views into the text."""
    base = _address(text)
    starts = ((raw, _address(raw) - base) for raw in raws)
    return [(start, start + len(memoryview(raw))) for raw, start in starts]


def _address(buffer: bytes | msgspec.Raw) -> int:
    address: int = np.frombuffer(buffer, np.uint8).__array_interface__["data"][0]
    return address
