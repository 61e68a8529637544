"""Reads any document feature by feature: the fallback for what `fast_reader` does not accept."""

import numpy as np

from frontviewer.core.geometry.arrays import GeometryBuilder
from frontviewer.core.io.geojson.feature_reader import read_feature
from frontviewer.core.io.geojson.feature_splitter import FeatureSpan, split_features
from frontviewer.core.io.geojson.geometry_types import iter_parts
from frontviewer.core.io.geojson.read_result import ReadResult, report_faults
from frontviewer.core.io.geojson.style_table import unique_styles
from frontviewer.core.io.problem_collector import ProblemCollector
from frontviewer.core.model.property_json import join_runs
from frontviewer.core.system.cancellation import Progress

_PROGRESS_INTERVAL = 500
"""Features between two progress reports."""


def read_tolerant(text: bytes, collector: ProblemCollector, progress: Progress) -> ReadResult:
    """Read every feature that can be recovered, and report the others.

    Raises
    ------
    UnusableFileError
        If the text contains no GeoJSON.
    """
    split = split_features(text, collector)
    builder = GeometryBuilder()
    ids: list[str] = []
    numbers: list[int] = []
    properties: list[bytes] = []

    def find_span(number: int) -> FeatureSpan:
        return split.feature_spans[number - 1]

    for number, span in enumerate(split.feature_spans, 1):
        if number % _PROGRESS_INTERVAL == 0:
            progress(span.start / len(text))
        if span.broken:
            continue
        feature = read_feature(text[span.start : span.end])
        report_faults(feature, number, find_span, collector)
        if feature.fault:
            continue
        builder.add_feature((part.kind, part.rings) for part in iter_parts(feature.geometry))
        ids.append(feature.id)
        numbers.append(number)
        properties.append(feature.properties)
    packed_properties, offsets = join_runs(properties)
    return ReadResult(
        geometry=builder.build(),
        ids=ids,
        numbers=np.array(numbers, dtype=np.int64),
        documents=np.array([find_span(n).document for n in numbers], dtype=np.int64),
        properties=packed_properties,
        property_offsets=offsets,
        style_table=unique_styles(properties),
        count=len(split.feature_spans),
        find_span=find_span,
        crs=split.crs,
        members=split.members,
        malformed=split.malformed,
    )
