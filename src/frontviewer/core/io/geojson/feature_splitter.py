"""Splits a document into the byte spans of its features, without parsing their geometry.

A valid document is split with a fast parser. Only a document that the parser rejects is searched
for complete features by bracket matching.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import msgspec

from frontviewer.core.io.format_detection import (
    FormatHint,
    identify_foreign_json,
    invalid_json_hint,
)
from frontviewer.core.io.geojson.geometry_types import GEOMETRY_TYPES
from frontviewer.core.io.geojson.json_scanner import (
    IncompleteJsonError,
    iter_children,
    locate_values,
    skip_separators,
)
from frontviewer.core.io.geojson.recovery import (
    Item,
    Outline,
    Span,
    recover_documents,
    recover_items,
    recover_members,
)
from frontviewer.core.io.problem_collector import (
    UNKNOWN_LOCATION,
    Location,
    ProblemCollector,
    Utf8Text,
)
from frontviewer.core.text.formatting import format_number
from frontviewer.core.text.json_codec import decode_lenient_json
from frontviewer.core.text.json_positions import JsonPath
from frontviewer.core.text.shorten import shorten
from frontviewer.core.text.translation import mark, tr, trn

STANDARD_MEMBERS = frozenset(("type", "features", "crs", "bbox"))
"""The members of a FeatureCollection that GeoJSON defines; all others are foreign members."""
_RECORD_SEPARATOR = b"\x1e"
_NAME = re.compile(rb'"\s*+:')
_MAX_REJECTED = 1000
"""After this many documents that are not GeoJSON, and none that is, splitting stops."""
_BYTE_OFFSET = re.compile(r"\(byte (\d+)\)")
_DOWNLOAD_REMEDY = mark("Download or export the file again.")
_PARSER_ERRORS = (msgspec.MsgspecError, UnicodeError, RecursionError)
_value = msgspec.json.Decoder(msgspec.Raw)
_object = msgspec.json.Decoder(dict[str, msgspec.Raw])
_array = msgspec.json.Decoder(list[msgspec.Raw])


class FeatureSpan(NamedTuple):
    """The location of one Feature or bare geometry.

    Attributes
    ----------
    start, end
        Byte offsets in the text.
    path
        In its document.
    document
        Index of its document in the file.
    broken
        Whether it is damaged; such a feature is counted but not read.
    """

    start: int
    end: int
    path: JsonPath
    document: int
    broken: bool = False


@dataclass(slots=True)
class SplitResult:
    """The features and other members of a file.

    Attributes
    ----------
    feature_spans
        In file order.
    crs
        Span of the member `crs` of each document; None if there is none.
    members
        Foreign members of the FeatureCollections.
    malformed
        Where the parser rejects the file, if it was searched by bracket matching.
    """

    feature_spans: list[FeatureSpan] = field(default_factory=list)
    crs: list[Span | None] = field(default_factory=list)
    members: dict[str, Any] = field(default_factory=dict)
    malformed: Location | None = None


def split_features(text: bytes, collector: ProblemCollector) -> SplitResult:
    """Find every feature of a document, or of several consecutive documents.

    Raises
    ------
    UnusableFileError
        If the text contains no GeoJSON.
    """
    result = SplitResult()
    rejected: list[tuple[FormatHint, int]] = []
    collections: list[int] = []
    documents, result.malformed = _split_documents(text)
    for start, end in documents:
        outline = read_outline(text, start, end)
        hint = _check_format(text, outline)
        if hint:
            rejected.append((hint, start))
            if len(rejected) > _MAX_REJECTED and not result.crs:
                break
            continue
        if outline.features is not None:
            collections.append(start)
        _add_document(text, (start, end), outline, result, collector)
    if not result.crs:
        hint, offset = rejected[0] if rejected else (invalid_json_hint(), 0)
        collector.fail(*hint, location=Location(offset))
    _report_documents([offset for _, offset in rejected], collections, collector)
    return result


def _report_documents(
    rejected: list[int], collections: list[int], collector: ProblemCollector
) -> None:
    """Report documents that are not GeoJSON, and several collections in one file."""
    for offset in rejected:
        message = tr("This part of the file is not GeoJSON; it was skipped.")
        collector.add("error", mark("not GeoJSON"), message, location=Location(offset))
    count = len(collections)
    if count > 1 and _RECORD_SEPARATOR not in collector.text:
        message = trn(
            "The file contains {count} document; it was read.",
            "The file contains {count} documents; all were read.",
            count,
        ).format(count=format_number(count))
        remedy = tr("Save each document as a separate file.")
        location = Location(collections[1])
        collector.add("warning", mark("several documents"), message, remedy, location=location)


def _split_documents(text: bytes) -> tuple[list[Span], Location | None]:
    """Return the documents of a file, and where the parser rejects it if it had to be recovered.

    The file is one document, a text sequence (RFC 8142), or several documents, such as one per
    line.
    """
    try:
        _value.decode(text)
        return [(0, len(text))], None
    except _PARSER_ERRORS as error:
        offset = _BYTE_OFFSET.search(str(error))
        error_location = Location(int(offset[1])) if offset else UNKNOWN_LOCATION
    if _RECORD_SEPARATOR in text:
        separators = [match.start() for match in re.finditer(_RECORD_SEPARATOR, text)]
        starts = [0, *(separator + 1 for separator in separators)]
        spans = zip(starts, [*separators, len(text)], strict=True)
        return [(start, end) for start, end in spans if text[start:end].strip()], None
    try:
        return locate_values(text, _value.decode_lines(text)), None
    except _PARSER_ERRORS:
        return recover_documents(text), error_location


def read_outline(text: bytes, start: int, end: int) -> Outline:
    """Return the members of a document, as far as they can be parsed or recovered."""
    start = skip_separators(text, start, end)
    if text[start : start + 1] == b"[":
        return Outline(features=_split_items(text, start, end), bare_array=True)
    try:
        members = _object.decode(memoryview(text)[start:end])
    except msgspec.ValidationError:
        return Outline()
    except _PARSER_ERRORS:
        return (
            recover_members(text, start, end)
            if text[start : start + 1] == b"{"
            else Outline(error_offset=start)
        )
    spans = locate_values(text, members.values())
    outline = Outline(dict(zip(members, spans, strict=True)))
    outline.repeated = _find_repeated(text, start, end, outline.spans)
    features = outline.spans.get("features")
    if features and text[features[0] : features[0] + 1] == b"[":
        outline.features = _split_items(text, *features)
    return outline


def _split_items(text: bytes, start: int, end: int) -> list[Item]:
    try:
        items = _array.decode(memoryview(text)[start:end])
        return [Item(*span) for span in locate_values(text, items)]
    except _PARSER_ERRORS:
        return recover_items(text, start, end)[0]


def _find_repeated(
    text: bytes, start: int, end: int, spans: dict[str, Span]
) -> list[tuple[str, int]]:
    """Return name and offset of repeated members.

    The text between the last values of each name contains additional names if any is repeated.
    """
    edges = [start, *(edge for span in sorted(spans.values()) for edge in span), end]
    gaps = (text[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True))
    if sum(len(_NAME.findall(gap)) for gap in gaps) == len(spans):
        return []
    seen: set[str | int] = set()
    try:
        return [
            (str(name), offset)
            for name, offset, _ in iter_children(text, start, end)
            if name in seen or seen.add(name)  # type: ignore[func-returns-value]  # always None
        ]
    except IncompleteJsonError:
        return []


def read_type(text: bytes, outline: Outline) -> str:
    """Return the member `type` of a document; "" if it is missing or not text."""
    start, end = outline.spans.get("type", (0, 0))
    try:
        value = decode_lenient_json(text[start:end]) if end else ""
    except ValueError:
        return ""
    return value if isinstance(value, str) else ""


def _check_format(text: bytes, outline: Outline) -> FormatHint | None:
    """Return why a document is not GeoJSON; None if it is, even without a member `type`."""
    kind = read_type(text, outline)
    if kind in {"FeatureCollection", "Feature"} | GEOMETRY_TYPES:
        return None
    first = outline.features[0] if outline.features else None
    if not kind and first and b'"Feature"' in text[first.start : first.end]:
        return None
    items = outline.features or ()
    damaged = outline.error_offset is not None or _any_damaged(items)
    if damaged and not outline.spans:
        return invalid_json_hint()
    return identify_foreign_json(kind, outline.spans)


def _any_damaged(items: Iterable[Item]) -> bool:
    return any(item.error_offset is not None for item in items)


def _add_document(
    text: bytes, span: Span, outline: Outline, result: SplitResult, collector: ProblemCollector
) -> None:
    """Add the features and members of one document to the result, and report its problems."""
    document = len(result.crs)
    result.crs.append(outline.spans.get("crs"))
    for name, offset in outline.repeated:
        message = tr("Duplicate member “{name}”; the last value is used.")
        message = message.format(name=shorten(name))
        collector.add("warning", mark("duplicate members"), message, location=Location(offset))
    if outline.features is not None:
        parent = () if outline.bare_array else ("features",)
        for index, item in enumerate(outline.features):
            _add_item(item, (*parent, index), document, result, collector)
        _add_members(text, outline, result, collector)
        _report_unusual(text, span[0], outline, collector)
    elif read_type(text, outline) == "FeatureCollection":
        message = tr("The FeatureCollection has no array of features.")
        remedy = tr(_DOWNLOAD_REMEDY)
        collector.add("error", mark("no features"), message, remedy, location=Location(span[0]))
    else:
        start = skip_separators(text, *span)
        end = start + len(text[start : span[1]].rstrip())
        _add_item(Item(start, end, outline.error_offset), (), document, result, collector)


def _add_item(
    item: Item, path: JsonPath, document: int, result: SplitResult, collector: ProblemCollector
) -> None:
    """Add one feature to the result, and report it if it is damaged."""
    broken = item.error_offset is not None
    result.feature_spans.append(FeatureSpan(item.start, item.end, path, document, broken))
    if item.error_offset is None:
        return
    collector.add(
        "error",
        mark("damaged features"),
        _describe_damage(collector.text, item),
        tr(_DOWNLOAD_REMEDY),
        feature=len(result.feature_spans),
        location=Location(item.error_offset, path),
    )


def _describe_damage(text: Utf8Text, item: Item) -> str:
    byte = text[item.error_offset : item.end][:1]
    if item.error_offset == len(text):
        return tr("The file is cut off in the middle of this feature; earlier features were read.")
    if byte in (b"}", b"]"):
        return tr("Unmatched bracket; the feature was left out.")
    return tr(
        "A bracket or quotation mark is missing before this position; the feature was left out."
    )


def _add_members(
    text: bytes, outline: Outline, result: SplitResult, collector: ProblemCollector
) -> None:
    foreign = {name: span for name, span in outline.spans.items() if name not in STANDARD_MEMBERS}
    for name, (start, end) in foreign.items():
        try:
            result.members[name] = decode_lenient_json(text[start:end])
        except ValueError:
            message = tr("The member “{name}” is not valid JSON; it was left out.")
            message = message.format(name=shorten(name))
            location = Location(start, (name,))
            collector.add("warning", mark("invalid members"), message, location=location)


def _report_unusual(text: bytes, start: int, outline: Outline, collector: ProblemCollector) -> None:
    """Report a missing type, and damage outside the features."""
    if not read_type(text, outline):
        message = tr("The document has no member “type”; it was read as a FeatureCollection.")
        example = '{"type": "FeatureCollection", "features": [...'
        remedy = tr("The file should begin with {example}.").format(example=example)
        collector.add("warning", mark("missing type"), message, remedy, location=Location(start))
    if outline.error_offset is not None and not _any_damaged(outline.features or ()):
        message = tr("The file is cut off or damaged here; earlier features were read.")
        collector.add(
            "error",
            mark("damaged features"),
            message,
            tr(_DOWNLOAD_REMEDY),
            location=Location(outline.error_offset),
        )
