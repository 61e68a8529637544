"""The fast way through a sound FeatureCollection: runs of some megabytes, each read at once."""

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
from frontviewer.core.io.geojson.chunking import CHUNK_BYTES, UnusualError, items_of, iter_chunks
from frontviewer.core.io.geojson.feature_splitter import (
    OWN_MEMBERS,
    FeatureSpan,
    outline_of,
    type_of,
)
from frontviewer.core.io.geojson.json_scanner import spans_of
from frontviewer.core.io.geojson.polygon_validity import ValidityChecker
from frontviewer.core.io.geojson.read_result import ReadResult, SpanOf, report_faults
from frontviewer.core.io.geojson.recovery import Span
from frontviewer.core.io.geojson.style_table import concat_style_tables
from frontviewer.core.io.problem_collector import ProblemCollector, Text
from frontviewer.core.model.property_json import PARSER_ERRORS
from frontviewer.core.system.cancellation import Progress
from frontviewer.core.text.json_codec import lenient_json

_ARRAY = re.compile(rb'"features"\s*+:\s*+\[')
_END = re.compile(rb"\}\s*+\Z")
_TAIL = 100
"""Bytes at the end of a document in which its last bracket is sought."""
_SPARE = 1.05
"""How much more than expected an array holds."""
_document = msgspec.json.Decoder(msgspec.Raw)


class _Frame(NamedTuple):
    """What a collection holds beside its features: the span of its `crs`, and foreign members."""

    crs: Span | None
    members: dict[str, Any]


class _Positions:
    """Those of all runs in one array, since joining them at the end would take as much again."""

    def __init__(self) -> None:
        self._room = np.empty((0, 2))
        self._count = 0

    def taken_in(self, arrays: GeometryArrays, share: float) -> GeometryArrays:
        """Return columns whose coordinates lie in the array; `share` of the text is read so far."""
        first, self._count = self._count, self._count + len(arrays.coords)
        if self._count > len(self._room):
            likely = int(self._count / share * _SPARE)
            room = np.empty((max(likely, 2 * first), 2))
            room[:first] = self._room[:first]
            self._room = room
        coords = self._room[first : self._count]
        coords[:] = arrays.coords
        return replace(arrays, coords=coords)

    def all(self) -> Coordinates:
        """Return the array, or a copy where it is much too large."""
        coords = self._room[: self._count]
        return coords if self._count * _SPARE * _SPARE > len(self._room) else coords.copy()


def read_fast(
    text: Text,
    validity: ValidityChecker,
    collector: ProblemCollector,
    progress: Progress,
    run_bytes: int = CHUNK_BYTES,
) -> ReadResult | None:
    """Read a sound FeatureCollection, or return None for what must be read closely.

    What is read, and what is told, is the same either way. What is read is handed to `validity`.
    """
    array = _ARRAY.search(text)
    if not array or not _END.search(text, len(text) - _TAIL):
        return None
    spans: list[Span] = []
    reads: list[ChunkResult] = []
    parser, positions = simdjson.Parser(), _Positions()
    try:
        for chunk in iter_chunks(text, array.end(), run_bytes):
            spans.append((chunk.start, chunk.end))
            read = read_chunk(chunk, parser)
            share = chunk.end / len(text)
            reads.append(read._replace(geometry=positions.taken_in(read.geometry, share)))
            validity.look(reads[-1].geometry)
            progress(share)
        frame = _frame(text, array.end(), spans[-1][1])
    except UnusualError:
        return None
    span_of = _piece_of(text, spans, [len(read.kept) for read in reads])
    return _joined(reads, positions.all(), frame, span_of, collector)


def _frame(text: Text, start: int, end: int) -> _Frame:
    """Read the document with nothing in the array that `start` and `end` lie within."""
    frame = bytes(text[:start]) + bytes(text[end:])
    try:
        _document.decode(frame)
        outline = outline_of(frame, 0, len(frame))
        array = outline.spans.get("features", (0, 0))
        # Else another array of this name was cut up, and not that of the collection.
        found = array[0] == start - 1 and type_of(frame, outline) == "FeatureCollection"
        if outline.repeated or not found:
            raise UnusualError("not the features of a collection")
        foreign = [name for name in outline.spans if name not in OWN_MEMBERS]
        members = {name: lenient_json(frame[slice(*outline.spans[name])]) for name in foreign}
    except (*PARSER_ERRORS, ValueError) as error:
        raise UnusualError(str(error)) from error
    crs = outline.spans.get("crs")
    moved = end - start if crs and crs[0] > start else 0
    return _Frame((crs[0] + moved, crs[1] + moved) if crs else None, members)


def _piece_of(text: Text, spans: Sequence[Span], counts: Sequence[int]) -> SpanOf:
    """Return how to find a feature: `spans` of runs in the text, `counts` of features in them."""
    firsts = [0, *accumulate(counts)]

    @lru_cache(maxsize=1)
    def items(chunk: int) -> list[Span]:
        start, end = spans[chunk]
        array = b"[%b]" % bytes(text[start:end])
        return [(start - 1 + s, start - 1 + e) for s, e in spans_of(array, items_of(array))]

    def span_of(number: int) -> FeatureSpan:
        chunk = bisect_right(firsts, number - 1) - 1
        return FeatureSpan(*items(chunk)[number - 1 - firsts[chunk]], ("features", number - 1), 0)

    return span_of


def _joined(
    reads: Sequence[ChunkResult],
    coords: Coordinates,
    frame: _Frame,
    span_of: SpanOf,
    collector: ProblemCollector,
) -> ReadResult:
    first = 1
    for read in reads:
        for index, feature in read.told:
            report_faults(feature, first + index, span_of, collector)
        first += len(read.kept)
    numbers = np.flatnonzero(np.concatenate([read.kept for read in reads])) + 1
    return ReadResult(
        geometry=concat_geometry([read.geometry for read in reads], coords),
        ids=list(chain.from_iterable(read.ids for read in reads)),
        numbers=numbers,
        documents=np.zeros(len(numbers), dtype=np.int64),
        properties=b"".join(read.properties for read in reads),
        property_offsets=concat_offsets(read.property_offsets for read in reads),
        style_table=concat_style_tables([read.style_table for read in reads]),
        count=first - 1,
        span_of=span_of,
        crs=[frame.crs],
        members=frame.members,
    )
