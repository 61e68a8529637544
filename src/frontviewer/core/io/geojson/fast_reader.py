"""Reads a valid FeatureCollection in chunks of about 1 MB, each parsed at once."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import accumulate, chain
from typing import Any, NamedTuple

import msgspec
import numpy as np
import simdjson

from frontviewer.core.geometry.arrays import (
    Coordinates,
    GeometryArrays,
    concat_geometry,
    concat_offsets,
)
from frontviewer.core.io.geojson.chunk_reader import ChunkResult, read_chunk
from frontviewer.core.io.geojson.chunking import (
    CHUNK_BYTES,
    FallbackRequiredError,
    iter_chunks,
    split_array,
)
from frontviewer.core.io.geojson.feature_splitter import (
    STANDARD_MEMBERS,
    FeatureSpan,
    read_outline,
    read_type,
)
from frontviewer.core.io.geojson.json_scanner import locate_values
from frontviewer.core.io.geojson.polygon_validity import ValidityChecker
from frontviewer.core.io.geojson.read_result import ReadResult, SpanFinder, report_faults
from frontviewer.core.io.geojson.recovery import Span
from frontviewer.core.io.geojson.style_table import concat_style_tables
from frontviewer.core.io.problem_collector import ProblemCollector, Utf8Text
from frontviewer.core.model.property_json import PARSER_ERRORS
from frontviewer.core.system.cancellation import Progress
from frontviewer.core.text.json_codec import decode_lenient_json

_FEATURES_MEMBER = re.compile(rb'"features"\s*+:\s*+\[')
_END = re.compile(rb"\}\s*+\Z")
_TAIL_BYTES = 100
"""Bytes at the end of a document that must contain its closing bracket."""
_RESERVE = 1.05
"""Ratio of allocated to expected coordinates."""
_document = msgspec.json.Decoder(msgspec.Raw)


class _CollectionMembers(NamedTuple):
    """The span of a collection's `crs`, and its foreign members."""

    crs: Span | None
    foreign: dict[str, Any]


class _CoordinateBuffer:
    """One growing array for the coordinates of all chunks.

    Concatenating the arrays of the chunks at the end would take twice the memory.
    """

    def __init__(self) -> None:
        self._buffer = np.empty((0, 2))
        self._count = 0

    def append(self, geometry: GeometryArrays, share: float) -> GeometryArrays:
        """Copy the coordinates into the buffer; return the geometry with a view of the buffer.

        `share` is the share of the text read so far, from which the final size is estimated.
        """
        start, self._count = self._count, self._count + len(geometry.coords)
        if self._count > len(self._buffer):
            expected = int(self._count / share * _RESERVE)
            buffer = np.empty((max(expected, 2 * start), 2))
            buffer[:start] = self._buffer[:start]
            self._buffer = buffer
        coords = self._buffer[start : self._count]
        coords[:] = geometry.coords
        return replace(geometry, coords=coords)

    def to_array(self) -> Coordinates:
        """Return all coordinates: a view, or a copy if the buffer is much too large."""
        coords = self._buffer[: self._count]
        return coords if self._count * _RESERVE * _RESERVE > len(self._buffer) else coords.copy()


def read_fast(
    text: Utf8Text,
    validity: ValidityChecker,
    collector: ProblemCollector,
    progress: Progress,
    chunk_bytes: int = CHUNK_BYTES,
) -> ReadResult | None:
    """Read a valid FeatureCollection; return None for a document that needs the tolerant reader.

    The result and the reported problems are the same with both readers. The geometry is submitted
    to `validity`.
    """
    array = _FEATURES_MEMBER.search(text)
    if not array or not _END.search(text, len(text) - _TAIL_BYTES):
        return None
    spans: list[Span] = []
    results: list[ChunkResult] = []
    parser, buffer = simdjson.Parser(), _CoordinateBuffer()
    try:
        for chunk in iter_chunks(text, array.end(), chunk_bytes):
            spans.append((chunk.start, chunk.end))
            result = read_chunk(chunk, parser)
            share = chunk.end / len(text)
            results.append(result._replace(geometry=buffer.append(result.geometry, share)))
            validity.submit(results[-1].geometry)
            progress(share)
        members = _read_members(text, array.end(), spans[-1][1])
    except FallbackRequiredError:
        return None
    find_span = _make_span_finder(text, spans, [len(result.readable) for result in results])
    return _concat_results(results, buffer.to_array(), members, find_span, collector)


def _read_members(text: Utf8Text, start: int, end: int) -> _CollectionMembers:
    """Parse the document without its features, which are between `start` and `end`.

    Raises
    ------
    FallbackRequiredError
        If it is invalid, has repeated members, or the array is not that of a FeatureCollection.
    """
    remainder = bytes(text[:start]) + bytes(text[end:])
    try:
        _document.decode(remainder)
        outline = read_outline(remainder, 0, len(remainder))
        array = outline.spans.get("features", (0, 0))
        # Otherwise the chunks are from another array of this name, such as in a foreign member.
        is_collection = (
            array[0] == start - 1 and read_type(remainder, outline) == "FeatureCollection"
        )
        if outline.repeated or not is_collection:
            raise FallbackRequiredError("not the features of a collection")
        names = [name for name in outline.spans if name not in STANDARD_MEMBERS]
        foreign = {
            name: decode_lenient_json(remainder[slice(*outline.spans[name])]) for name in names
        }
    except (*PARSER_ERRORS, ValueError) as error:
        raise FallbackRequiredError(str(error)) from error
    crs = outline.spans.get("crs")
    shift = end - start if crs and crs[0] > start else 0
    return _CollectionMembers((crs[0] + shift, crs[1] + shift) if crs else None, foreign)


def _make_span_finder(text: Utf8Text, spans: Sequence[Span], counts: Sequence[int]) -> SpanFinder:
    """Return a function that finds a feature by its number.

    `spans` are those of the chunks in the text, `counts` their numbers of features.
    """
    starts = [0, *accumulate(counts)]

    @lru_cache(maxsize=1)
    def find_items(chunk: int) -> list[Span]:
        start, end = spans[chunk]
        array = b"[%b]" % bytes(text[start:end])
        items = locate_values(array, split_array(array))
        return [(start - 1 + item_start, start - 1 + item_end) for item_start, item_end in items]

    def find_span(number: int) -> FeatureSpan:
        index = number - 1
        chunk = bisect_right(starts, index) - 1
        return FeatureSpan(*find_items(chunk)[index - starts[chunk]], ("features", index), 0)

    return find_span


def _concat_results(
    results: Sequence[ChunkResult],
    coords: Coordinates,
    members: _CollectionMembers,
    find_span: SpanFinder,
    collector: ProblemCollector,
) -> ReadResult:
    """Join the results of all chunks, and report the faults of their features."""
    first_number = 1
    for result in results:
        for index, feature in result.unusual:
            report_faults(feature, first_number + index, find_span, collector)
        first_number += len(result.readable)
    numbers = np.flatnonzero(np.concatenate([result.readable for result in results])) + 1
    return ReadResult(
        geometry=concat_geometry([result.geometry for result in results], coords),
        ids=list(chain.from_iterable(result.ids for result in results)),
        numbers=numbers,
        documents=np.zeros(len(numbers), dtype=np.int64),
        properties=b"".join(result.properties for result in results),
        property_offsets=concat_offsets(result.property_offsets for result in results),
        style_table=concat_style_tables([result.style_table for result in results]),
        count=first_number - 1,
        find_span=find_span,
        crs=[members.crs],
        members=members.foreign,
    )
