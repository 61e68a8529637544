"""Converts the geometry of a file to degrees, checks it, and reports problems."""

from dataclasses import replace
from itertools import compress, islice

import msgspec
import numpy as np
import numpy.typing as npt

from frontviewer.core.geometry.arrays import GeometryArrays, PartKind, geometry_with_bounds
from frontviewer.core.io.geojson.chunking import FeatureText
from frontviewer.core.io.geojson.crs import Crs, UnknownCrsError, parse_crs, to_wgs84
from frontviewer.core.io.geojson.feature_reader import read_feature
from frontviewer.core.io.geojson.feature_splitter import FeatureSpan
from frontviewer.core.io.geojson.geometry_checks import (
    CheckContext,
    VertexId,
    drop_undrawable,
    fail_if_projected_meters,
    report_invalid_areas,
    report_swapped_axes,
)
from frontviewer.core.io.geojson.geometry_types import Part, build_ring_path, iter_parts
from frontviewer.core.io.geojson.json_scanner import locate_path
from frontviewer.core.io.geojson.polygon_validity import ValidityChecker
from frontviewer.core.io.geojson.read_result import ReadResult
from frontviewer.core.io.geojson.recovery import Span
from frontviewer.core.io.problem_collector import Location, ProblemCollector, Utf8Text
from frontviewer.core.model.property_json import PARSER_ERRORS, join_runs
from frontviewer.core.system.cancellation import Progress
from frontviewer.core.text.json_codec import decode_lenient_json
from frontviewer.core.text.json_positions import JsonPath
from frontviewer.core.text.translation import mark, tr

_feature = msgspec.json.Decoder(FeatureText)


def check_layer(
    result: ReadResult, validity: ValidityChecker, collector: ProblemCollector, progress: Progress
) -> ReadResult:
    """Return the usable features, in degrees and with closed rings, and report the others.

    The geometry of `result` must have been submitted to `validity`.

    Raises
    ------
    UnusableFileError
        If the coordinate system is unknown, or all features are in meters of an unstated system.
    """
    original = result.geometry
    result = replace(result, geometry=_to_degrees(result, collector))
    context = _make_context(result, collector)
    if not any(result.crs):
        fail_if_projected_meters(context)
    geometry, drawable = drop_undrawable(context)
    if geometry is not original:
        validity.restart(geometry)
    result = replace(_take_attributes(result, drawable), geometry=geometry)
    context = _make_context(result, collector)
    self_intersecting = report_invalid_areas(context, validity.collect(progress))
    report_swapped_axes(context)
    return replace(result, self_intersecting=self_intersecting)


def _make_context(result: ReadResult, collector: ProblemCollector) -> CheckContext:
    def find_location(vertex: VertexId) -> Location:
        span = result.find_span(int(result.numbers[vertex.feature]))
        return _locate_vertex(collector.text, span, vertex)

    return CheckContext(result.geometry, result.numbers, collector, find_location)


def _take_attributes(result: ReadResult, selected: npt.NDArray[np.bool_]) -> ReadResult:
    """Return all arrays but the geometry, for the selected features only."""
    if selected.all():
        return result
    edges = result.property_offsets.tolist()
    indices = np.flatnonzero(selected).tolist()
    properties, offsets = join_runs(result.properties[edges[i] : edges[i + 1]] for i in indices)
    return replace(
        result,
        ids=list(compress(result.ids, selected.tolist())),
        numbers=result.numbers[selected],
        documents=result.documents[selected],
        properties=properties,
        property_offsets=offsets,
        style_table=result.style_table._replace(indices=result.style_table.indices[selected]),
    )


def _locate_vertex(text: Utf8Text, span: FeatureSpan, vertex: VertexId) -> Location:
    """Parse the feature again to find the offset and path of one of its vertices or rings."""
    raw = bytes(text[span.start : span.end])
    path = _build_path(raw, vertex)
    return Location(span.start + locate_path(raw, 0, len(raw), path), (*span.path, *path))


def _build_path(raw: bytes, vertex: VertexId) -> JsonPath:
    """Return the path from a feature to a vertex or ring."""
    try:
        geometry = _feature.decode(raw).geometry
    except PARSER_ERRORS:
        geometry = None
    if geometry and geometry.type == "Polygon":  # its many coordinates need no parsing
        only_part = Part(PartKind.AREA, [], ("geometry", "coordinates"))
        return build_ring_path(only_part, vertex.ring, vertex.vertex)
    feature = read_feature(raw)
    part = next(islice(iter_parts(feature.geometry), vertex.part, None))
    path = build_ring_path(part, vertex.ring, vertex.vertex)
    return path if feature.bare else ("geometry", *path)


def _to_degrees(result: ReadResult, collector: ProblemCollector) -> GeometryArrays:
    """Convert the features of every document that has a `crs` to WGS 84."""
    geometry = result.geometry
    if not any(result.crs):
        return geometry
    vertex_offsets = geometry.ring_offsets[geometry.part_offsets[geometry.feature_offsets]]
    coords = geometry.coords.copy()
    for document, span in enumerate(result.crs):
        crs = _read_crs(span, collector) if span else None
        if crs:
            start, end = np.searchsorted(result.documents, [document, document + 1])
            vertices = slice(vertex_offsets[start], vertex_offsets[end])
            coords[vertices] = to_wgs84(coords[vertices], crs)
    return geometry_with_bounds(
        coords,
        geometry.ring_offsets,
        geometry.part_offsets,
        geometry.part_kinds,
        geometry.feature_offsets,
    )


def _read_crs(span: Span, collector: ProblemCollector) -> Crs | None:
    """Parse the member `crs` at a span, and report that the coordinates are converted.

    Raises
    ------
    UnusableFileError
        If the member is invalid or the coordinate system is unknown.
    """
    location = Location(span[0], ("crs",))
    try:
        crs = parse_crs(decode_lenient_json(bytes(collector.text[slice(*span)])))
    except UnknownCrsError as error:
        collector.fail(str(error), error.remedy, location=location)
    except ValueError:
        message = tr("The member “crs” is not valid JSON.")
        collector.fail(message, tr("Export the layer again."), location=location)
    if crs:
        message = tr("The coordinates were converted from {crs} to WGS 84.").format(crs=crs.name)
        collector.add("note", mark("converted coordinates"), message, location=location)
    return crs
