"""Cuts the features of a sound FeatureCollection into runs of some megabytes, each parsed at once.

A cut is tried where one feature seems to end and the next to begin. In JSON brackets and
quotation marks must match, so a run that a parser accepts was cut between two features.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

import msgspec
from msgspec import Raw, Struct

from frontviewer.core.io.problem_collector import Text

CHUNK_BYTES = 1 << 20
"""About as much as a parser takes in a few milliseconds, and the processor's cache holds."""

_FIRST = re.compile(rb'\s*+(\{\s*+"[^"\\]*+"\s*+:(?:\s*+"Feature")?+)')
_TRAILING = re.compile(r"trailing characters \(byte (\d+)\)")
_MOST_TRIES = 8
NOTHING = Raw()
"""Stands for a member that is absent."""


class GeometryText(Struct, gc=False):
    """A geometry whose coordinates nobody has looked at."""

    type: str
    coordinates: Raw = Raw(b"null")


class FeatureText(Struct, tag="Feature", tag_field="type", gc=False):
    """A Feature whose members nobody has looked at; an absent one is empty."""

    geometry: GeometryText | None
    id: Raw = NOTHING
    properties: Raw = NOTHING
    bbox: Raw = NOTHING


class Chunk(NamedTuple):
    """Some features that follow each other.

    Attributes
    ----------
    start, end
        In the document, from the first feature's first byte to behind the last one.
    array
        They as a JSON array.
    features
        None where one of them is not built as Features are.
    """

    start: int
    end: int
    array: bytes
    features: list[FeatureText] | None


class UnusualError(ValueError):
    """A document that is damaged or not written as others are: it must be read closely."""


_features = msgspec.json.Decoder(list[FeatureText])
_items = msgspec.json.Decoder(list[Raw])


def items_of(array: bytes) -> list[Raw]:
    """Return the text of every item of a sound array; views into it."""
    return _items.decode(array)


def iter_chunks(text: Text, start: int, size: int = CHUNK_BYTES) -> Iterator[Chunk]:
    """Yield the features of the array whose first item begins at `start`, past white space.

    The last run ends before the closing bracket of the array. `size` is in bytes, at least.

    Raises
    ------
    UnusualError
        If the array cannot be cut, is damaged or has no end.
    """
    first = _FIRST.match(text, start)
    if not first:
        raise UnusualError("no objects in the array")
    # The features of one file begin alike.
    words = rb"\s*+".join(map(re.escape, re.findall(rb'[{:]|"[^"]*+"', first[1])))
    seam = re.compile(rb"\}\s*+,\s*+(?=" + words + rb")")
    at: int | None = first.start(1)
    while at is not None:
        chunk, at = _chunk_at(text, at, size, seam)
        yield chunk


def _chunk_at(text: Text, at: int, size: int, seam: re.Pattern[bytes]) -> tuple[Chunk, int | None]:
    """Return the run that begins at a place, and where the next one does, if there is one."""
    tries = 0
    for found in islice(seam.finditer(text, at + size), _MOST_TRIES):
        tries += 1
        chunk, ended = _tried(text, at, found.start() + 1)
        if chunk:
            return chunk, None if ended else found.end()
    chunk, ended = _tried(text, at, len(text)) if tries < _MOST_TRIES else (None, False)
    if chunk and ended:
        return chunk, None
    raise UnusualError("no end")


def _tried(text: Text, start: int, stop: int) -> tuple[Chunk | None, bool]:
    """Return the features up to a cut, if it is one, and whether the array ends before it."""
    array = b"".join((b"[", memoryview(text)[start:stop], b"]"))
    try:
        return Chunk(start, stop, array, _parsed(array)), False
    except msgspec.DecodeError as error:
        trailing = _TRAILING.search(str(error))
    except RecursionError:
        trailing = None
    if not trailing:
        return None, False
    before = int(trailing[1]) - 1  # the parser has read what trails
    array = array[: array.rindex(b"]", 0, before) + 1]
    return Chunk(start, start + len(array) - 2, array, _parsed(array)), True


def _parsed(array: bytes) -> list[FeatureText] | None:
    try:
        return _features.decode(array)
    except msgspec.ValidationError:
        _items.decode(array)  # fails where the cut is wrong
        return None
