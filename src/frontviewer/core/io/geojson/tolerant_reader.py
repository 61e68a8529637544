"""The close way through a document: split into features whatever it is, and each read by itself."""

import numpy as np

from frontviewer.core.geometry.arrays import GeometryBuilder
from frontviewer.core.io.geojson.feature_reader import read_feature
from frontviewer.core.io.geojson.feature_splitter import FeatureSpan, split
from frontviewer.core.io.geojson.geometry_types import parts
from frontviewer.core.io.geojson.read_result import ReadResult, report_faults
from frontviewer.core.io.geojson.style_table import unique_styles
from frontviewer.core.io.problem_collector import ProblemCollector
from frontviewer.core.model.property_json import packed
from frontviewer.core.system.cancellation import Progress

_STRIDE = 500
"""Features between two reports of progress."""


def read_tolerant(text: bytes, collector: ProblemCollector, progress: Progress) -> ReadResult:
    """Read every feature that can be made out, and report the others.

    Raises
    ------
    UnusableFileError
        If there is no GeoJSON in it.
    """
    found = split(text, collector)
    builder = GeometryBuilder()
    ids: list[str] = []
    numbers: list[int] = []
    properties: list[bytes] = []

    def span_of(number: int) -> FeatureSpan:
        return found.feature_spans[number - 1]

    for number, span in enumerate(found.feature_spans, 1):
        if number % _STRIDE == 0:
            progress(span.start / len(text))
        if span.broken:
            continue
        feature = read_feature(text[span.start : span.end])
        report_faults(feature, number, span_of, collector)
        if feature.fault:
            continue
        builder.add_feature((part.kind, part.rings) for part in parts(feature.geometry))
        ids.append(feature.id)
        numbers.append(number)
        properties.append(feature.properties)
    run, offsets = packed(properties)
    return ReadResult(
        geometry=builder.build(),
        ids=ids,
        numbers=np.array(numbers, dtype=np.int64),
        documents=np.array([span_of(n).document for n in numbers], dtype=np.int64),
        properties=run,
        property_offsets=offsets,
        style_table=unique_styles(properties),
        count=len(found.feature_spans),
        span_of=span_of,
        crs=found.crs,
        members=found.members,
        malformed=found.malformed,
    )
