"""Reads GeoJSON layers, tolerantly and exactly.

A file is decoded to UTF-8, split into features, each is read, and the geometry of all is
checked at once. What is wrong with one feature costs that feature only.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import compress, islice
from pathlib import Path
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from frontviewer.core.columns import ColumnBuilder, columns_from
from frontviewer.core.geojson.checks import (
    Spot,
    Subject,
    drop_impossible,
    refuse_metres,
    tell_doubtful,
    tell_swapped,
)
from frontviewer.core.geojson.crs import Crs, UnknownCrsError, crs_of, to_wgs84
from frontviewer.core.geojson.decode import MOST_BYTES, refuse_size, utf8_text
from frontviewer.core.geojson.faults import Fault
from frontviewer.core.geojson.feature_ids import unique_ids
from frontviewer.core.geojson.findings import Findings, Place
from frontviewer.core.geojson.geometry import parts, ring_path
from frontviewer.core.geojson.json_scan import locate
from frontviewer.core.geojson.read_feature import FeatureRead, read_feature
from frontviewer.core.geojson.recover import Span
from frontviewer.core.geojson.split import Piece, Split, split
from frontviewer.core.json_text import lenient_json
from frontviewer.core.layer import Columns, Layer
from frontviewer.core.problems import Severity

Progress = Callable[[float], None]
"""Is told the share done, from 0 to 1, now and then; what it raises stops the reading."""

T = TypeVar("T")

_STRIDE = 500
"""Features between two reports of progress."""
_READING_SHARE = 0.8
"""Of the whole time, reading the features; checking them takes the rest."""


def read_layer(
    path: Path, *, name: str = "", title: str = "", progress: Progress | None = None
) -> Layer:
    """Read one layer file.

    Raises
    ------
    UnusableFileError
        If there is no GeoJSON in it; its problems say what there is instead.
    """
    file = os.fsencode(path).decode("utf-8", "replace")
    stem = os.fsencode(path.stem).decode("utf-8", "replace")
    return read_layer_text(
        _bytes_of(path, Findings(file)),
        file=file,
        path=path,
        name=name or stem,
        title=title or stem,
        progress=progress,
    )


def read_layer_text(
    data: bytes,
    *,
    file: str = "",
    path: Path | None = None,
    name: str = "layer",
    title: str = "",
    progress: Progress | None = None,
) -> Layer:
    """Read a layer from the bytes of a file, as `read_layer` does; `file` is named in problems."""
    progress = progress or _unwatched
    progress(0.0)
    findings = Findings(file)
    text = findings.text = utf8_text(data, findings)
    found = split(text, findings)
    gathered = _gather(found, findings, progress)
    columns, sound = _checked(found, gathered, findings)
    kept = _chosen(gathered.pieces, sound)
    numbers = _chosen(gathered.numbers, sound)
    starts = [piece.start for piece in kept]
    ids = unique_ids(_chosen(gathered.ids, sound), numbers, starts, findings)
    _tell_of_nothing(found, findings)
    progress(1.0)
    return Layer(
        name=name,
        title=title or name,
        path=path,
        columns=columns,
        ids=ids,
        text=text,
        spans=np.array([(piece.start, piece.end) for piece in kept], np.int64).reshape(-1, 2),
        members=found.members,
        problems=findings.problems(),
    )


def _tell_of_nothing(found: Split, findings: Findings) -> None:
    if found.malformed and not findings:
        message = "The file is not quite JSON here, but all of it could be read."
        remedy = "Export it again: other programs may refuse it."
        findings.add("warning", "malformed", message, remedy, place=found.malformed)
    if not found.pieces and not findings:
        findings.add("note", "no features", "The file holds no features.")


def _unwatched(share: float) -> None:  # noqa: ARG001 - nobody wants to know
    return


def _bytes_of(path: Path, findings: Findings) -> bytes:
    try:
        if not path.is_file():
            findings.refuse("There is no such file.", "Check its name and place.")
        if path.stat().st_size > MOST_BYTES:
            refuse_size(findings, MOST_BYTES)
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        findings.refuse(f"The file cannot be read: {reason}.", "Check that you may open it.")


@dataclass(slots=True)
class _Gathered:
    """The features that could be read, in the order of the file.

    `numbers` are theirs in the file, from 1; `ids` as written, "" for none.
    """

    columns: Columns
    pieces: list[Piece] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)


def _gather(found: Split, findings: Findings, progress: Progress) -> _Gathered:
    builder = ColumnBuilder()
    result = _Gathered(builder.columns())
    view = memoryview(findings.text)
    for number, piece in enumerate(found.pieces, 1):
        if number % _STRIDE == 0:
            progress(_READING_SHARE * piece.start / len(view))
        if piece.broken:
            continue
        feature = read_feature(bytes(view[piece.start : piece.end]))
        _tell_faults(feature, number, piece, findings)
        if feature.fault:
            continue
        builder.add_feature((part.kind, part.rings) for part in parts(feature.geometry))
        result.pieces.append(piece)
        result.numbers.append(number)
        result.ids.append(feature.id)
    result.columns = builder.columns()
    progress(_READING_SHARE)
    return result


def _tell_faults(feature: FeatureRead, number: int, piece: Piece, findings: Findings) -> None:
    for doubt in feature.doubts:
        _tell_fault("warning", doubt, number, piece, findings)
    if feature.fault:
        _tell_fault("error", feature.fault, number, piece, findings)
    elif feature.bare and piece.path:
        message = "This is a geometry without a Feature around it; it has no properties."
        _tell_fault("warning", Fault(message), number, piece, findings)


def _tell_fault(
    severity: Severity, fault: Fault, number: int, piece: Piece, findings: Findings
) -> None:
    def place() -> Place:
        if fault.at is not None:
            return Place(piece.start + fault.at, piece.path)
        at = locate(findings.text, piece.start, piece.end, fault.path)
        return Place(at, (*piece.path, *fault.path))

    findings.add(severity, fault.kind, fault.message, fault.remedy, feature=number, place=place)


def _checked(
    found: Split, gathered: _Gathered, findings: Findings
) -> tuple[Columns, npt.NDArray[np.bool_]]:
    """Return what can be drawn of the features, in degrees, and which of them they are."""

    def place_of(spot: Spot, pieces: Sequence[Piece] = gathered.pieces) -> Place:
        return _place(findings.text, pieces[spot.feature], spot)

    columns = _in_degrees(found, gathered, findings)
    subject = Subject(columns, gathered.numbers, findings, place_of)
    if not any(found.crs):
        refuse_metres(subject)
    columns, sound = drop_impossible(subject)
    kept = _chosen(gathered.pieces, sound)
    numbers = _chosen(gathered.numbers, sound)
    subject = Subject(columns, numbers, findings, lambda spot: place_of(spot, kept))
    tell_doubtful(subject)
    tell_swapped(subject)
    return columns, sound


def _chosen(values: list[T], mask: npt.NDArray[np.bool_]) -> list[T]:
    return list(compress(values, mask.tolist()))


def _place(text: bytes, piece: Piece, spot: Spot) -> Place:
    """Read the feature once more to find where in the text one of its positions stands."""
    feature = read_feature(text[piece.start : piece.end])
    part = next(islice(parts(feature.geometry), spot.part, None))
    inner = ring_path(part, spot.ring, spot.vertex)
    path = inner if feature.bare else ("geometry", *inner)
    return Place(locate(text, piece.start, piece.end, path), (*piece.path, *path))


def _in_degrees(found: Split, gathered: _Gathered, findings: Findings) -> Columns:
    """Convert the features of every document that has a coordinate system of its own."""
    columns = gathered.columns
    if not any(found.crs):
        return columns
    vertex_offsets = columns.ring_offsets[columns.part_offsets[columns.feature_offsets]]
    documents = [piece.document for piece in gathered.pieces]
    coords = columns.coords.copy()
    for document, span in enumerate(found.crs):
        crs = _crs(span, findings) if span else None
        if crs:
            first, last = np.searchsorted(documents, [document, document + 1])
            vertices = slice(vertex_offsets[first], vertex_offsets[last])
            coords[vertices] = to_wgs84(coords[vertices], crs)
    return columns_from(
        coords,
        columns.ring_offsets,
        columns.part_offsets,
        columns.part_kinds,
        columns.feature_offsets,
    )


def _crs(span: Span, findings: Findings) -> Crs | None:
    place = Place(span[0], ("crs",))
    try:
        crs = crs_of(lenient_json(findings.text[slice(*span)]))
    except UnknownCrsError as error:
        findings.refuse(str(error), error.remedy, place=place)
    except ValueError:
        findings.refuse("The member “crs” cannot be read.", "Export the layer again.", place=place)
    if crs:
        message = f"The coordinates were converted from {crs.name} to WGS 84."
        findings.add("note", "converted", message, place=place)
    return crs
