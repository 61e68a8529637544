"""Checks the geometry of all that was read of a file, brought into degrees."""

from dataclasses import replace
from itertools import compress, islice

import msgspec
import numpy as np
import numpy.typing as npt

from frontviewer.core.geometry.arrays import Columns, PartKind, columns_from
from frontviewer.core.io.geojson.chunking import FeatureText
from frontviewer.core.io.geojson.crs import Crs, UnknownCrsError, crs_of, to_wgs84
from frontviewer.core.io.geojson.feature_reader import read_feature
from frontviewer.core.io.geojson.feature_splitter import Piece
from frontviewer.core.io.geojson.geometry_checks import (
    Spot,
    Subject,
    drop_impossible,
    refuse_metres,
    tell_crossed,
    tell_swapped,
)
from frontviewer.core.io.geojson.geometry_types import Part, parts, ring_path
from frontviewer.core.io.geojson.json_scanner import locate
from frontviewer.core.io.geojson.polygon_validity import Crossings
from frontviewer.core.io.geojson.read_result import Gathered
from frontviewer.core.io.geojson.recovery import Span
from frontviewer.core.io.problem_collector import Findings, Place, Text
from frontviewer.core.model.property_json import PARSER_ERRORS, packed
from frontviewer.core.system.cancellation import Progress
from frontviewer.core.text.json_codec import lenient_json
from frontviewer.core.text.json_positions import JsonPath

_outline = msgspec.json.Decoder(FeatureText)


def checked(
    gathered: Gathered, crossings: Crossings, findings: Findings, progress: Progress
) -> Gathered:
    """Return what can be drawn or listed, in degrees and with closed rings, and report the rest.

    `crossings` look at the features as they were gathered.

    Raises
    ------
    UnusableFileError
        If its coordinate system is unknown, or all of it in metres of a system not told.
    """
    before = gathered.columns
    gathered = replace(gathered, columns=_in_degrees(gathered, findings))
    subject = _subject(gathered, findings)
    if not any(gathered.crs):
        refuse_metres(subject)
    columns, sound = drop_impossible(subject)
    if columns is not before:
        crossings.look_anew(columns)
    gathered = replace(_kept(gathered, sound), columns=columns)
    subject = _subject(gathered, findings)
    crossing = tell_crossed(subject, crossings.found(progress))
    tell_swapped(subject)
    return replace(gathered, crossing=crossing)


def _subject(gathered: Gathered, findings: Findings) -> Subject:
    def place_of(spot: Spot) -> Place:
        piece = gathered.piece_of(int(gathered.numbers[spot.feature]))
        return _place(findings.text, piece, spot)

    return Subject(gathered.columns, gathered.numbers, findings, place_of)


def _kept(gathered: Gathered, sound: npt.NDArray[np.bool_]) -> Gathered:
    """Return all that was gathered but the columns of some of the features."""
    if sound.all():
        return gathered
    edges = gathered.property_offsets.tolist()
    runs = (gathered.properties[edges[i] : edges[i + 1]] for i in np.flatnonzero(sound).tolist())
    properties, offsets = packed(runs)
    return replace(
        gathered,
        ids=list(compress(gathered.ids, sound.tolist())),
        numbers=gathered.numbers[sound],
        documents=gathered.documents[sound],
        properties=properties,
        property_offsets=offsets,
        looks=gathered.looks._replace(numbers=gathered.looks.numbers[sound]),
    )


def _place(text: Text, piece: Piece, spot: Spot) -> Place:
    """Read the feature once more to find where in the text one of its positions stands."""
    raw = bytes(text[piece.start : piece.end])
    path = _path_in(raw, spot)
    return Place(piece.start + locate(raw, 0, len(raw), path), (*piece.path, *path))


def _path_in(raw: bytes, spot: Spot) -> JsonPath:
    try:
        shape = _outline.decode(raw).geometry
    except PARSER_ERRORS:
        shape = None
    if shape and shape.type == "Polygon":  # whose thousands of numbers need not be read
        only = Part(PartKind.AREA, [], ("geometry", "coordinates"))
        return ring_path(only, spot.ring, spot.vertex)
    feature = read_feature(raw)
    part = next(islice(parts(feature.geometry), spot.part, None))
    inner = ring_path(part, spot.ring, spot.vertex)
    return inner if feature.bare else ("geometry", *inner)


def _in_degrees(gathered: Gathered, findings: Findings) -> Columns:
    """Convert the features of every document that has a coordinate system of its own."""
    columns = gathered.columns
    if not any(gathered.crs):
        return columns
    vertex_offsets = columns.ring_offsets[columns.part_offsets[columns.feature_offsets]]
    coords = columns.coords.copy()
    for document, span in enumerate(gathered.crs):
        crs = _crs(span, findings) if span else None
        if crs:
            first, last = np.searchsorted(gathered.documents, [document, document + 1])
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
        crs = crs_of(lenient_json(bytes(findings.text[slice(*span)])))
    except UnknownCrsError as error:
        findings.refuse(str(error), error.remedy, place=place)
    except ValueError:
        findings.refuse("The member “crs” cannot be read.", "Export the layer again.", place=place)
    if crs:
        message = f"The coordinates were converted from {crs.name} to WGS 84."
        findings.add("note", "converted", message, place=place)
    return crs
