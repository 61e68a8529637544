"""Splits a document into its features, each a run of bytes, without reading their geometry.

A sound document is split by a fast parser. Only one that it refuses is searched bracket
by bracket for the features that are whole.
"""

import re
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import msgspec

from frontviewer.core.io.geojson.format_detection import NOT_JSON, FormatHint, foreign_json
from frontviewer.core.io.geojson.geometry_types import GEOMETRY_TYPES
from frontviewer.core.io.geojson.json_scanner import (
    IncompleteJsonError,
    children,
    next_start,
    spans_of,
)
from frontviewer.core.io.geojson.recovery import (
    Item,
    Outline,
    Span,
    recovered_documents,
    recovered_items,
    recovered_members,
)
from frontviewer.core.io.problem_collector import NOWHERE, Place, ProblemCollector, Text
from frontviewer.core.text.json_codec import lenient_json
from frontviewer.core.text.json_positions import JsonPath
from frontviewer.core.text.shorten import shortened

OWN_MEMBERS = frozenset(("type", "features", "crs", "bbox"))
"""The members of a FeatureCollection that GeoJSON knows."""
_RECORD_SEPARATOR = b"\x1e"
_NAME = re.compile(rb'"\s*+:')
_MOST_UNFIT = 1000
"""Values that are no GeoJSON, after which none is expected."""
_BYTE = re.compile(r"\(byte (\d+)\)")
_AGAIN = "Download or export the file again."
_PARSER_ERRORS = (msgspec.MsgspecError, UnicodeError, RecursionError)
_anything = msgspec.json.Decoder(msgspec.Raw)
_object = msgspec.json.Decoder(dict[str, msgspec.Raw])
_array = msgspec.json.Decoder(list[msgspec.Raw])


class FeatureSpan(NamedTuple):
    """One Feature or bare geometry in the text. A broken one counts, but is not read."""

    start: int
    end: int
    path: JsonPath
    document: int
    broken: bool = False


@dataclass(slots=True)
class SplitResult:
    """What a file is made of.

    Attributes
    ----------
    pieces
        In the order of the file.
    crs
        The member `crs` of each of its documents; None where there is none.
    members
        Foreign members of its FeatureCollections.
    malformed
        Where a parser refuses it, when it had to be searched bracket by bracket.
    """

    feature_spans: list[FeatureSpan] = field(default_factory=list)
    crs: list[Span | None] = field(default_factory=list)
    members: dict[str, Any] = field(default_factory=dict)
    malformed: Place | None = None


def split(text: bytes, collector: ProblemCollector) -> SplitResult:
    """Find every feature of a document, or of several documents one after the other.

    Raises
    ------
    UnusableFileError
        If there is no GeoJSON in it.
    """
    result = SplitResult()
    unfit: list[tuple[FormatHint, int]] = []
    collections: list[int] = []
    documents, result.malformed = _documents(text)
    for start, end in documents:
        outline = outline_of(text, start, end)
        hint = _unfit(text, outline)
        if hint:
            unfit.append((hint, start))
            if len(unfit) > _MOST_UNFIT and not result.crs:
                break
            continue
        if outline.features is not None:
            collections.append(start)
        _add_document(text, (start, end), outline, result, collector)
    if not result.crs:
        hint, at = unfit[0] if unfit else (NOT_JSON, 0)
        collector.fail(*hint, place=Place(at))
    _report_documents([at for _, at in unfit], collections, collector)
    return result


def _report_documents(
    unfit: list[int], collections: list[int], collector: ProblemCollector
) -> None:
    for at in unfit:
        message = "Here stands something before, between or after the data that is not GeoJSON."
        collector.add("error", "not GeoJSON", message, place=Place(at))
    if len(collections) > 1 and _RECORD_SEPARATOR not in collector.text:
        message = f"{len(collections)} documents stand one after another; all of them are read."
        remedy = "Better keep one document in each file."
        collector.add("warning", "glued", message, remedy, place=Place(collections[1]))


def _documents(text: bytes) -> tuple[list[Span], Place | None]:
    """Return the documents of a file, and where a parser refuses it if all of them do.

    It is one document, or a text sequence (RFC 8142), or several, such as one on each line.
    """
    try:
        _anything.decode(text)
        return [(0, len(text))], None
    except _PARSER_ERRORS as error:
        at = _BYTE.search(str(error))
        refused = Place(int(at[1])) if at else NOWHERE
    if _RECORD_SEPARATOR in text:
        marks = [found.start() for found in re.finditer(_RECORD_SEPARATOR, text)]
        spans = zip([0, *(mark + 1 for mark in marks)], [*marks, len(text)], strict=True)
        return [(start, end) for start, end in spans if text[start:end].strip()], None
    try:
        return spans_of(text, _anything.decode_lines(text)), None
    except _PARSER_ERRORS:
        return recovered_documents(text), refused


def outline_of(text: bytes, start: int, end: int) -> Outline:
    """Return the members of a document, as far as they can be made out."""
    start = next_start(text, start, end)
    if text[start : start + 1] == b"[":
        return Outline(features=_items(text, start, end), bare_array=True)
    try:
        members = _object.decode(memoryview(text)[start:end])
    except msgspec.ValidationError:
        return Outline()
    except _PARSER_ERRORS:
        return (
            recovered_members(text, start, end)
            if text[start : start + 1] == b"{"
            else Outline(broken_at=start)
        )
    spans = spans_of(text, members.values())
    outline = Outline(dict(zip(members, spans, strict=True)))
    outline.repeated = _repeated(text, start, end, outline.spans)
    features = outline.spans.get("features")
    if features and text[features[0] : features[0] + 1] == b"[":
        outline.features = _items(text, *features)
    return outline


def _items(text: bytes, start: int, end: int) -> list[Item]:
    try:
        return [Item(*span) for span in spans_of(text, _array.decode(memoryview(text)[start:end]))]
    except _PARSER_ERRORS:
        return recovered_items(text, start, end)[0]


def _repeated(text: bytes, start: int, end: int, spans: dict[str, Span]) -> list[tuple[str, int]]:
    """Return members that stand twice: their names are left over between the values."""
    edges = [start, *(edge for span in sorted(spans.values()) for edge in span), end]
    between = (text[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True))
    if sum(len(_NAME.findall(gap)) for gap in between) == len(spans):
        return []
    found: set[str | int] = set()
    try:
        return [
            (str(name), at)
            for name, at, _ in children(text, start, end)
            if name in found or found.add(name)  # type: ignore[func-returns-value]  # always None
        ]
    except IncompleteJsonError:
        return []


def type_of(text: bytes, outline: Outline) -> str:
    """Return the member `type` of a document; "" where it is no text."""
    start, end = outline.spans.get("type", (0, 0))
    try:
        kind = lenient_json(text[start:end]) if end else ""
    except ValueError:
        return ""
    return kind if isinstance(kind, str) else ""


def _unfit(text: bytes, outline: Outline) -> FormatHint | None:
    """Return why a document is not GeoJSON, or None if it is, be it without `type`."""
    kind = type_of(text, outline)
    if kind in {"FeatureCollection", "Feature"} | GEOMETRY_TYPES:
        return None
    first = outline.features[0] if outline.features else None
    if not kind and first and b'"Feature"' in text[first.start : first.end]:
        return None
    items = outline.features or ()
    broken = outline.broken_at is not None or any(item.broken_at is not None for item in items)
    return NOT_JSON if broken and not outline.spans else foreign_json(kind, outline.spans)


def _add_document(
    text: bytes, span: Span, outline: Outline, result: SplitResult, collector: ProblemCollector
) -> None:
    number = len(result.crs)
    result.crs.append(outline.spans.get("crs"))
    for name, at in outline.repeated:
        message = f"The member “{shortened(name)}” stands twice; the last one counts."
        collector.add("warning", "repeated", message, place=Place(at))
    if outline.features is not None:
        before = () if outline.bare_array else ("features",)
        for index, item in enumerate(outline.features):
            _add_piece(item, (*before, index), number, result, collector)
        _add_members(text, outline, result, collector)
        _report_unusual(text, span[0], outline, collector)
    elif type_of(text, outline) == "FeatureCollection":
        message = "The FeatureCollection has no array of features."
        collector.add("error", "no features", message, _AGAIN, place=Place(span[0]))
    else:
        start = next_start(text, *span)
        item = Item(start, start + len(text[start : span[1]].rstrip()), outline.broken_at)
        _add_piece(item, (), number, result, collector)


def _add_piece(
    item: Item, path: JsonPath, document: int, result: SplitResult, collector: ProblemCollector
) -> None:
    broken = item.broken_at is not None
    result.feature_spans.append(FeatureSpan(item.start, item.end, path, document, broken))
    if item.broken_at is None:
        return
    message = _damage(collector.text, item)
    place = Place(item.broken_at, path)
    number = len(result.feature_spans)
    collector.add("error", "damaged", message, _AGAIN, feature=number, place=place)


def _damage(text: Text, item: Item) -> str:
    mark = text[item.broken_at : item.end][:1]
    if item.broken_at == len(text):
        return "The file is cut off in the middle of this feature; what stands before is kept."
    if mark in (b"}", b"]"):
        return "A bracket stands here that does not fit; the feature is left out."
    return "Before here a bracket or quotation mark is missing; the feature is left out."


def _add_members(
    text: bytes, outline: Outline, result: SplitResult, collector: ProblemCollector
) -> None:
    foreign = {name: span for name, span in outline.spans.items() if name not in OWN_MEMBERS}
    for name, (start, end) in foreign.items():
        try:
            result.members[name] = lenient_json(text[start:end])
        except ValueError:
            place = Place(start, (name,))
            message = f"The member “{shortened(name)}” cannot be read and is left out."
            collector.add("warning", "member", message, place=place)


def _report_unusual(text: bytes, start: int, outline: Outline, collector: ProblemCollector) -> None:
    if not type_of(text, outline):
        message = "The document does not say that it is a FeatureCollection; it is read as one."
        remedy = 'It should begin with {"type": "FeatureCollection", "features": [...'
        collector.add("warning", "no type", message, remedy, place=Place(start))
    broken = any(item.broken_at is not None for item in outline.features or ())
    if outline.broken_at is not None and not broken:
        place = Place(outline.broken_at)
        message = "The file is cut off or damaged here; what stands before is kept."
        collector.add("error", "damaged", message, _AGAIN, place=place)
