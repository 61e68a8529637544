"""Checks the geometry of all that was read of a file, brought into degrees."""

from dataclasses import replace
from itertools import compress, islice

import msgspec
import numpy as np
import numpy.typing as npt

from frontviewer.core.geometry.arrays import GeometryArrays, PartKind, geometry_with_bounds
from frontviewer.core.io.geojson.chunking import FeatureText
from frontviewer.core.io.geojson.crs import Crs, UnknownCrsError, crs_of, to_wgs84
from frontviewer.core.io.geojson.feature_reader import read_feature
from frontviewer.core.io.geojson.feature_splitter import FeatureSpan
from frontviewer.core.io.geojson.geometry_checks import (
    CheckContext,
    Spot,
    drop_undrawable,
    fail_if_projected_meters,
    report_invalid_areas,
    report_swapped_axes,
)
from frontviewer.core.io.geojson.geometry_types import Part, parts, ring_path
from frontviewer.core.io.geojson.json_scanner import locate
from frontviewer.core.io.geojson.polygon_validity import ValidityChecker
from frontviewer.core.io.geojson.read_result import ReadResult
from frontviewer.core.io.geojson.recovery import Span
from frontviewer.core.io.problem_collector import Place, ProblemCollector, Text
from frontviewer.core.model.property_json import PARSER_ERRORS, packed
from frontviewer.core.system.cancellation import Progress
from frontviewer.core.text.json_codec import lenient_json
from frontviewer.core.text.json_positions import JsonPath

_outline = msgspec.json.Decoder(FeatureText)


def check_layer(
    result: ReadResult, validity: ValidityChecker, collector: ProblemCollector, progress: Progress
) -> ReadResult:
    """Return what can be drawn or listed, in degrees and with closed rings, and report the rest.

    `validity` look at the features as they were gathered.

    Raises
    ------
    UnusableFileError
        If its coordinate system is unknown, or all of it in metres of a system not told.
    """
    before = result.geometry
    result = replace(result, geometry=_in_degrees(result, collector))
    context = _check_context(result, collector)
    if not any(result.crs):
        fail_if_projected_meters(context)
    arrays, sound = drop_undrawable(context)
    if arrays is not before:
        validity.restart(arrays)
    result = replace(_kept(result, sound), geometry=arrays)
    context = _check_context(result, collector)
    self_intersecting = report_invalid_areas(context, validity.found(progress))
    report_swapped_axes(context)
    return replace(result, self_intersecting=self_intersecting)


def _check_context(result: ReadResult, collector: ProblemCollector) -> CheckContext:
    def position_of(spot: Spot) -> Place:
        span = result.span_of(int(result.numbers[spot.feature]))
        return _place(collector.text, span, spot)

    return CheckContext(result.geometry, result.numbers, collector, position_of)


def _kept(result: ReadResult, sound: npt.NDArray[np.bool_]) -> ReadResult:
    """Return all that was gathered but the columns of some of the features."""
    if sound.all():
        return result
    edges = result.property_offsets.tolist()
    runs = (result.properties[edges[i] : edges[i + 1]] for i in np.flatnonzero(sound).tolist())
    properties, offsets = packed(runs)
    return replace(
        result,
        ids=list(compress(result.ids, sound.tolist())),
        numbers=result.numbers[sound],
        documents=result.documents[sound],
        properties=properties,
        property_offsets=offsets,
        style_table=result.style_table._replace(numbers=result.style_table.numbers[sound]),
    )


def _place(text: Text, span: FeatureSpan, spot: Spot) -> Place:
    """Read the feature once more to find where in the text one of its positions stands."""
    raw = bytes(text[span.start : span.end])
    path = _path_in(raw, spot)
    return Place(span.start + locate(raw, 0, len(raw), path), (*span.path, *path))


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


def _in_degrees(result: ReadResult, collector: ProblemCollector) -> GeometryArrays:
    """Convert the features of every document that has a coordinate system of its own."""
    arrays = result.geometry
    if not any(result.crs):
        return arrays
    vertex_offsets = arrays.ring_offsets[arrays.part_offsets[arrays.feature_offsets]]
    coords = arrays.coords.copy()
    for document, span in enumerate(result.crs):
        crs = _crs(span, collector) if span else None
        if crs:
            first, last = np.searchsorted(result.documents, [document, document + 1])
            vertices = slice(vertex_offsets[first], vertex_offsets[last])
            coords[vertices] = to_wgs84(coords[vertices], crs)
    return geometry_with_bounds(
        coords,
        arrays.ring_offsets,
        arrays.part_offsets,
        arrays.part_kinds,
        arrays.feature_offsets,
    )


def _crs(span: Span, collector: ProblemCollector) -> Crs | None:
    place = Place(span[0], ("crs",))
    try:
        crs = crs_of(lenient_json(bytes(collector.text[slice(*span)])))
    except UnknownCrsError as error:
        collector.fail(str(error), error.remedy, place=place)
    except ValueError:
        collector.fail("The member “crs” cannot be read.", "Export the layer again.", place=place)
    if crs:
        message = f"The coordinates were converted from {crs.name} to WGS 84."
        collector.add("note", "converted", message, place=place)
    return crs
