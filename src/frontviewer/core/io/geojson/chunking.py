"""Cuts the features of a valid FeatureCollection into chunks of about 1 MB, each parsed at once.

A cut is tried where one feature appears to end and the next to begin. In JSON, brackets and
quotation marks must match, so a chunk that a parser accepts was cut between two features.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

import msgspec
from msgspec import Raw, Struct

from frontviewer.core.io.problem_collector import Utf8Text

CHUNK_BYTES = 1 << 20
"""Parsed in a few milliseconds, and small enough for the CPU cache."""

_FIRST_MEMBER = re.compile(rb'\s*+(\{\s*+"[^"\\]*+"\s*+:(?:\s*+"Feature")?+)')
_TRAILING = re.compile(r"trailing characters \(byte (\d+)\)")
_MAX_CUTS = 8
"""Cuts that are tried for one chunk."""
MISSING = Raw()
"""The value of a missing member."""


class GeometryText(Struct, gc=False):
    """A geometry with unparsed coordinates."""

    type: str
    coordinates: Raw = Raw(b"null")


class FeatureText(Struct, tag="Feature", tag_field="type", gc=False):
    """A Feature with unparsed members; a missing one is empty."""

    geometry: GeometryText | None
    id: Raw = MISSING
    properties: Raw = MISSING
    bbox: Raw = MISSING


class Chunk(NamedTuple):
    """Consecutive features of a document.

    Attributes
    ----------
    start, end
        Byte offsets in the document, from the start of the first feature to the end of the last.
    array
        The features as a JSON array.
    features
        None if an item does not have the structure of a Feature.
    """

    start: int
    end: int
    array: bytes
    features: list[FeatureText] | None


class FallbackRequiredError(ValueError):
    """The document is damaged or unusual; it must be read by the tolerant reader."""


_features = msgspec.json.Decoder(list[FeatureText])
_items = msgspec.json.Decoder(list[Raw])


def split_array(array: bytes) -> list[Raw]:
    """Return the text of every item of a valid array, as views into it."""
    return _items.decode(array)


def iter_chunks(text: Utf8Text, start: int, min_size: int = CHUNK_BYTES) -> Iterator[Chunk]:
    """Yield the features of the array whose first item begins at `start`, after white space.

    The last chunk ends before the closing bracket of the array. All others have `min_size` bytes
    or more.

    Raises
    ------
    FallbackRequiredError
        If the array cannot be cut, is damaged or has no end.
    """
    first = _FIRST_MEMBER.match(text, start)
    if not first:
        raise FallbackRequiredError("no objects in the array")
    # All features of a file begin with the same tokens.
    tokens = rb"\s*+".join(map(re.escape, re.findall(rb'[{:]|"[^"]*+"', first[1])))
    boundary = re.compile(rb"\}\s*+,\s*+(?=" + tokens + rb")")
    offset: int | None = first.start(1)
    while offset is not None:
        chunk, offset = _cut_chunk(text, offset, min_size, boundary)
        yield chunk


def _cut_chunk(
    text: Utf8Text, start: int, min_size: int, boundary: re.Pattern[bytes]
) -> tuple[Chunk, int | None]:
    """Return the chunk that begins at `start`, and the start of the next one or None."""
    cut_count = 0
    for match in islice(boundary.finditer(text, start + min_size), _MAX_CUTS):
        cut_count += 1
        chunk, is_last = _try_cut(text, start, match.start() + 1)
        if chunk:
            return chunk, None if is_last else match.end()
    chunk, is_last = _try_cut(text, start, len(text)) if cut_count < _MAX_CUTS else (None, False)
    if chunk and is_last:
        return chunk, None
    raise FallbackRequiredError("no end")


def _try_cut(text: Utf8Text, start: int, stop: int) -> tuple[Chunk | None, bool]:
    """Return the features up to a cut, None if the cut is wrong, and whether the array ends."""
    array = b"".join((b"[", memoryview(text)[start:stop], b"]"))
    try:
        return Chunk(start, stop, array, _parse_features(array)), False
    except msgspec.DecodeError as error:
        trailing = _TRAILING.search(str(error))
    except RecursionError:
        trailing = None
    if not trailing:
        return None, False
    array_end = int(trailing[1]) - 1  # the parser has read the first trailing character
    array = array[: array.rindex(b"]", 0, array_end) + 1]
    return Chunk(start, start + len(array) - 2, array, _parse_features(array)), True


def _parse_features(array: bytes) -> list[FeatureText] | None:
    """Return the features, None if an item is not a Feature.

    Raises
    ------
    msgspec.DecodeError
        If the array is not valid JSON.
    """
    try:
        return _features.decode(array)
    except msgspec.ValidationError:
        _items.decode(array)  # fails if the cut is wrong
        return None
