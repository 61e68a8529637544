"""Finds the extents of JSON values by bracket matching alone, without a JSON parser.

This works in documents that no parser accepts. The scanner is iterative, so nesting depth is
unlimited. All offsets are bytes in UTF-8 text.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

import msgspec
import numpy as np

from frontviewer.core.text.json_positions import JsonPath

MAX_DEPTH = 256
"""Maximum nesting of brackets in a feature; a GeometryCollection in another one takes two."""

# An array without brackets or strings in it, such as a position, is one token.
TOKENS = re.compile(
    rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|\[[^"{}\[\]]*+\]|[{}\[\]]',
    re.DOTALL,
)
# JSON strings hold no line breaks, so a missing quotation mark affects one line, not the rest.
LINEWISE_TOKENS = re.compile(rb'"[^"\\\r\n]*+(?:\\.[^"\\\r\n]*+)*+"?|\[[^"{}\[\]]*+\]|[{}\[\]]')
_SEPARATORS = re.compile(rb"[\s,]*+")
_SCALAR = re.compile(rb'[^\s,:"{}\[\]]++')
_decoders: Mapping[bytes, msgspec.json.Decoder[Any]] = MappingProxyType(
    {
        b"{": msgspec.json.Decoder(dict[str, msgspec.Raw]),
        b"[": msgspec.json.Decoder(list[msgspec.Raw]),
    }
)
_NAME = re.compile(rb'("[^"\\]*+(?:\\.[^"\\]*+)*+")\s*+:\s*+', re.DOTALL)


class IncompleteJsonError(ValueError):
    """A JSON value has no end.

    Attributes
    ----------
    offset
        Of the bracket that does not match, or of the end of the text.
    """

    def __init__(self, offset: int) -> None:
        self.offset = offset
        super().__init__(offset)


def find_value_end(text: bytes, start: int, stop: int, tokens: re.Pattern[bytes] = TOKENS) -> int:
    """Return the end offset of the value that begins at `start`.

    Raises
    ------
    IncompleteJsonError
        If the value does not end before `stop`.
    """
    if text[start : start + 1] not in (b"{", b"[", b'"'):
        scalar = _SCALAR.match(text, start, stop)
        if not scalar:
            raise IncompleteJsonError(start)
        return scalar.end()
    expected = bytearray()
    for token in tokens.finditer(text, start, stop):
        offset = token.start()
        first_byte = text[offset]
        end = token.end()
        if first_byte in b"{[" and end == offset + 1:
            expected.append(first_byte + 2)  # in ASCII a closing bracket follows two codes later
            continue
        if first_byte in b"}]" and (not expected or expected.pop() != first_byte):
            raise IncompleteJsonError(offset)
        if not expected:
            return end
    raise IncompleteJsonError(stop)


def nesting_depth(text: bytes) -> int:
    """Return the maximum nesting depth of brackets."""
    max_depth = depth = 0
    for token in TOKENS.finditer(text):
        first_byte = text[token.start()]
        if first_byte in b"{[":
            max_depth = max(max_depth, depth + 1)
            depth += token.end() - token.start() == 1
        elif first_byte in b"}]":
            depth -= 1
    return max_depth


def skip_separators(text: bytes, offset: int, stop: int) -> int:
    """Return the offset of the next value or closing bracket, after white space and commas."""
    separators = _SEPARATORS.match(text, offset, stop)
    return separators.end() if separators else offset


def parse_name(text: bytes, offset: int, stop: int) -> tuple[str, int]:
    """Parse the member name at an offset; return it and the offset of the member's value.

    Raises
    ------
    IncompleteJsonError
        If there is no member name at the offset.
    """
    match = _NAME.match(text, offset, stop)
    if not match:
        raise IncompleteJsonError(offset)
    try:
        return msgspec.json.decode(match[1], type=str), match.end()
    except (msgspec.MsgspecError, UnicodeError):
        return match[1][1:-1].decode("utf-8", "replace"), match.end()


def iter_children(text: bytes, start: int, stop: int) -> Iterator[tuple[str | int, int, int]]:
    """Yield name or index, start and end of each child of the object or array at `start`.

    Raises
    ------
    IncompleteJsonError
        At the first syntax error.
    """
    is_object = text[start : start + 1] == b"{"
    offset, index = start + 1, 0
    while (offset := skip_separators(text, offset, stop)) < stop and text[offset] not in b"}]":
        step, value_start = parse_name(text, offset, stop) if is_object else (index, offset)
        end = find_value_end(text, value_start, stop)
        yield step, value_start, end
        offset, index = end, index + 1


def locate_path(text: bytes, start: int, stop: int, path: JsonPath) -> int:
    """Return the start offset of the value at a path, or of its deepest ancestor that exists."""
    for step in path:
        try:
            child = _find_child(text, start, stop, step)
        except IncompleteJsonError:
            return start
        if not child:
            return start
        start, stop = child
    return start


def _find_child(text: bytes, start: int, stop: int, step: str | int) -> tuple[int, int] | None:
    """Return start and end of a member or item; of members with the same name the last counts.

    Raises
    ------
    IncompleteJsonError
        If the value has a syntax error.
    """
    try:
        children = _decoders[text[start : start + 1]].decode(memoryview(text)[start:stop])
        return locate_values(text, [children[step]])[0]
    except (msgspec.MsgspecError, UnicodeError, RecursionError):  # not valid JSON
        spans = [span for name, *span in iter_children(text, start, stop) if name == step]
        return (spans[-1][0], spans[-1][1]) if spans else None
    except (LookupError, TypeError):
        return None


def locate_values(text: bytes, values: Iterable[msgspec.Raw]) -> list[tuple[int, int]]:
    """Return start and end of raw values in the text that they are views into."""
    base = _address(text)
    starts = ((value, _address(value) - base) for value in values)
    return [(start, start + len(memoryview(value))) for value, start in starts]


def _address(buffer: bytes | msgspec.Raw) -> int:
    address: int = np.frombuffer(buffer, np.uint8).__array_interface__["data"][0]
    return address
