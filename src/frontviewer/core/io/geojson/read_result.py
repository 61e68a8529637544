"""What was read of a file before its geometry is checked, and what is told of its features."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from frontviewer.core.geometry.arrays import GeometryArrays, Offsets
from frontviewer.core.io.geojson.feature_diagnosis import FeatureFault
from frontviewer.core.io.geojson.feature_reader import FeatureRead
from frontviewer.core.io.geojson.feature_splitter import FeatureSpan
from frontviewer.core.io.geojson.json_scanner import locate
from frontviewer.core.io.geojson.recovery import Span
from frontviewer.core.io.geojson.style_table import StyleTable
from frontviewer.core.io.problem_collector import Place, ProblemCollector
from frontviewer.core.problems import Severity

SpanOf = Callable[[int], FeatureSpan]
"""Finds a feature in the document by its number in the file, from 1; may be slow."""


@dataclass(frozen=True, slots=True, eq=False)
class ReadResult:
    """The features that could be read, in the order of the file.

    Attributes
    ----------
    columns
        As the file has them: in the system of their document, rings open or closed.
    ids
        As written; "" for none.
    numbers
        (features,) of each in the file, from 1.
    documents
        (features,) which document of the file each stands in, from 0.
    properties, property_offsets
        As in a Layer.
    looks
        Of all.
    count
        How many features the file has, those that could not be read among them.
    crs
        The member `crs` of each of its documents; None where there is none.
    members
        Foreign members of its FeatureCollections.
    crossing
        As in a Layer; known when the geometry was checked.
    malformed
        Where a parser refuses it, when it had to be searched bracket by bracket.
    """

    geometry: GeometryArrays
    ids: Sequence[str]
    numbers: npt.NDArray[np.int64]
    documents: npt.NDArray[np.int64]
    properties: bytes
    property_offsets: Offsets
    style_table: StyleTable
    count: int
    span_of: SpanOf
    crs: Sequence[Span | None] = ()
    members: dict[str, Any] = field(default_factory=dict)
    self_intersecting: npt.NDArray[np.int64] = field(default_factory=lambda: np.arange(0))
    malformed: Place | None = None


def report_faults(
    feature: FeatureRead, number: int, span_of: SpanOf, collector: ProblemCollector
) -> None:
    """Report what is wrong with a feature and what is odd about it."""
    for doubt in feature.warnings:
        _report_fault("warning", doubt, number, span_of, collector)
    if feature.fault:
        _report_fault("error", feature.fault, number, span_of, collector)
    elif feature.bare and span_of(number).path:
        message = "This is a geometry without a Feature around it; it has no properties."
        _report_fault("warning", FeatureFault(message), number, span_of, collector)


def _report_fault(
    severity: Severity,
    fault: FeatureFault,
    number: int,
    span_of: SpanOf,
    collector: ProblemCollector,
) -> None:
    def place() -> Place:
        span = span_of(number)
        if fault.at is not None:
            return Place(span.start + fault.at, span.path)
        raw = bytes(collector.text[span.start : span.end])
        at = span.start + locate(raw, 0, len(raw), fault.path)
        return Place(at, (*span.path, *fault.path))

    collector.add(severity, fault.kind, fault.message, fault.remedy, feature=number, place=place)
