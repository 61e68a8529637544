"""The features of a file before their geometry is checked, and the reporting of their faults."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from frontviewer.core.geometry.arrays import GeometryArrays, Offsets
from frontviewer.core.io.geojson.feature_diagnosis import FeatureFault
from frontviewer.core.io.geojson.feature_reader import FeatureRead
from frontviewer.core.io.geojson.feature_splitter import FeatureSpan
from frontviewer.core.io.geojson.json_scanner import locate_path
from frontviewer.core.io.geojson.recovery import Span
from frontviewer.core.io.geojson.style_table import StyleTable
from frontviewer.core.io.problem_collector import Location, ProblemCollector
from frontviewer.core.problems import Severity
from frontviewer.core.text.translation import tr

SpanFinder = Callable[[int], FeatureSpan]
"""Returns the span of a feature by its number in the file, from 1; may be slow."""


@dataclass(frozen=True, slots=True, eq=False)
class ReadResult:
    """The features that could be read, in file order.

    Attributes
    ----------
    geometry
        As in the file: in the coordinate system of the document, rings open or closed.
    ids
        As written; "" for none.
    numbers
        (features,) number of each feature in the file, from 1.
    documents
        (features,) index of each feature's document in the file.
    properties, property_offsets
        As in a Layer.
    style_table
        Distinct styles, and the style index of each feature.
    count
        Number of features in the file, including those that could not be read.
    find_span
        Returns the span of a feature by its number.
    crs
        Span of the member `crs` of each document; None if there is none.
    members
        Foreign members of the FeatureCollections.
    self_intersecting
        As in a Layer; set when the geometry has been checked.
    malformed
        Where the parser rejects the file, if it was searched by bracket matching.
    """

    geometry: GeometryArrays
    ids: Sequence[str]
    numbers: npt.NDArray[np.int64]
    documents: npt.NDArray[np.int64]
    properties: bytes
    property_offsets: Offsets
    style_table: StyleTable
    count: int
    find_span: SpanFinder
    crs: Sequence[Span | None] = ()
    members: dict[str, Any] = field(default_factory=dict)
    self_intersecting: npt.NDArray[np.int64] = field(default_factory=lambda: np.arange(0))
    malformed: Location | None = None


def report_faults(
    feature: FeatureRead, number: int, find_span: SpanFinder, collector: ProblemCollector
) -> None:
    """Report the fault and the warnings of a feature to the collector."""
    for warning in feature.warnings:
        _report_fault("warning", warning, number, find_span, collector)
    if feature.fault:
        _report_fault("error", feature.fault, number, find_span, collector)
    elif feature.bare and find_span(number).path:
        message = tr("This is a geometry without a Feature around it; it has no properties.")
        _report_fault("warning", FeatureFault(message), number, find_span, collector)


def _report_fault(
    severity: Severity,
    fault: FeatureFault,
    number: int,
    find_span: SpanFinder,
    collector: ProblemCollector,
) -> None:
    def find_location() -> Location:
        span = find_span(number)
        if fault.offset is not None:
            return Location(span.start + fault.offset, span.path)
        raw = bytes(collector.text[span.start : span.end])
        offset = span.start + locate_path(raw, 0, len(raw), fault.path)
        return Location(offset, (*span.path, *fault.path))

    collector.add(
        severity,
        fault.kind,
        fault.message,
        fault.remedy,
        feature=number,
        location=find_location,
    )
