"""The close way through a document: split into features whatever it is, and each read by itself."""

import numpy as np

from frontviewer.core.geometry.arrays import ColumnBuilder
from frontviewer.core.io.geojson.feature_reader import read_feature
from frontviewer.core.io.geojson.feature_splitter import Piece, split
from frontviewer.core.io.geojson.geometry_types import parts
from frontviewer.core.io.geojson.read_result import Gathered, tell_faults
from frontviewer.core.io.geojson.style_table import looks_in
from frontviewer.core.io.problem_collector import Findings
from frontviewer.core.model.property_json import packed
from frontviewer.core.system.cancellation import Progress

_STRIDE = 500
"""Features between two reports of progress."""


def gather_closely(text: bytes, findings: Findings, progress: Progress) -> Gathered:
    """Read every feature that can be made out, and report the others.

    Raises
    ------
    UnusableFileError
        If there is no GeoJSON in it.
    """
    found = split(text, findings)
    builder = ColumnBuilder()
    ids: list[str] = []
    numbers: list[int] = []
    properties: list[bytes] = []

    def piece_of(number: int) -> Piece:
        return found.pieces[number - 1]

    for number, piece in enumerate(found.pieces, 1):
        if number % _STRIDE == 0:
            progress(piece.start / len(text))
        if piece.broken:
            continue
        feature = read_feature(text[piece.start : piece.end])
        tell_faults(feature, number, piece_of, findings)
        if feature.fault:
            continue
        builder.add_feature((part.kind, part.rings) for part in parts(feature.geometry))
        ids.append(feature.id)
        numbers.append(number)
        properties.append(feature.properties)
    run, offsets = packed(properties)
    return Gathered(
        columns=builder.columns(),
        ids=ids,
        numbers=np.array(numbers, dtype=np.int64),
        documents=np.array([piece_of(n).document for n in numbers], dtype=np.int64),
        properties=run,
        property_offsets=offsets,
        looks=looks_in(properties),
        count=len(found.pieces),
        piece_of=piece_of,
        crs=found.crs,
        members=found.members,
        malformed=found.malformed,
    )
