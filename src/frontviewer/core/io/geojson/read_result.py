"""What was read of a file before its geometry is checked, and what is told of its features."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from frontviewer.core.geometry.arrays import Columns, Offsets
from frontviewer.core.io.geojson.feature_diagnosis import Fault
from frontviewer.core.io.geojson.feature_reader import FeatureRead
from frontviewer.core.io.geojson.feature_splitter import Piece
from frontviewer.core.io.geojson.json_scanner import locate
from frontviewer.core.io.geojson.recovery import Span
from frontviewer.core.io.geojson.style_table import Looks
from frontviewer.core.io.problem_collector import Findings, Place
from frontviewer.core.problems import Severity

PieceOf = Callable[[int], Piece]
"""Finds a feature in the document by its number in the file, from 1; may be slow."""


@dataclass(frozen=True, slots=True, eq=False)
class Gathered:
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

    columns: Columns
    ids: Sequence[str]
    numbers: npt.NDArray[np.int64]
    documents: npt.NDArray[np.int64]
    properties: bytes
    property_offsets: Offsets
    looks: Looks
    count: int
    piece_of: PieceOf
    crs: Sequence[Span | None] = ()
    members: dict[str, Any] = field(default_factory=dict)
    crossing: npt.NDArray[np.int64] = field(default_factory=lambda: np.arange(0))
    malformed: Place | None = None


def tell_faults(feature: FeatureRead, number: int, piece_of: PieceOf, findings: Findings) -> None:
    """Report what is wrong with a feature and what is odd about it."""
    for doubt in feature.doubts:
        _tell_fault("warning", doubt, number, piece_of, findings)
    if feature.fault:
        _tell_fault("error", feature.fault, number, piece_of, findings)
    elif feature.bare and piece_of(number).path:
        message = "This is a geometry without a Feature around it; it has no properties."
        _tell_fault("warning", Fault(message), number, piece_of, findings)


def _tell_fault(
    severity: Severity, fault: Fault, number: int, piece_of: PieceOf, findings: Findings
) -> None:
    def place() -> Place:
        piece = piece_of(number)
        if fault.at is not None:
            return Place(piece.start + fault.at, piece.path)
        raw = bytes(findings.text[piece.start : piece.end])
        at = piece.start + locate(raw, 0, len(raw), fault.path)
        return Place(at, (*piece.path, *fault.path))

    findings.add(severity, fault.kind, fault.message, fault.remedy, feature=number, place=place)
