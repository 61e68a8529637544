"""Which properties decide how a feature is drawn, and the few combinations of them in a layer.

A hundred thousand features look alike in a dozen ways: styles are made for those, not for each.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from frontviewer.core.properties import PARSER_ERRORS, properties_of

LOOK_MEMBERS = (
    *("kind", "class", "geom_basis", "schematic", "precision_m"),
    *("stroke", "stroke-width", "stroke-opacity", "fill", "fill-opacity"),
    *("marker-color", "marker-size"),
)
"""The properties that decide how a feature is drawn."""

_BLOCK = 2000
"""Features decoded at a time: some milliseconds' worth."""

_Look = msgspec.defstruct(
    "_Look",
    [
        (f"member_{number}", Any, msgspec.field(name=name, default=msgspec.UNSET))
        for number, name in enumerate(LOOK_MEMBERS)
    ],
    gc=False,
)
_look = msgspec.json.Decoder(_Look)
_looks: msgspec.json.Decoder[list[msgspec.Struct | None]] = msgspec.json.Decoder(
    list[_Look | None]  # type: ignore[valid-type]  # made just now
)
_encoder = msgspec.json.Encoder()


def looks_of(
    properties: bytes, offsets: npt.NDArray[np.int64]
) -> tuple[tuple[Mapping[str, Any], ...], npt.NDArray[np.int32]]:
    """Return the distinct looks among many features, and (n,) which of them each has.

    A look holds those of `LOOK_MEMBERS` that the feature has, as the file has them.
    `offsets` are those of each feature's run in `properties`.
    """
    edges = offsets.tolist()
    written: list[bytes] = []
    for first in range(0, len(edges) - 1, _BLOCK):
        runs = [properties[start:end] for start, end in pairwise(edges[first : first + _BLOCK + 1])]
        written += _written_looks(runs)
    numbers = {look: number for number, look in enumerate(dict.fromkeys(written))}
    look_of = np.fromiter(map(numbers.__getitem__, written), np.int32, len(written))
    return tuple(map(properties_of, numbers)), look_of


def _written_looks(runs: Sequence[bytes]) -> list[bytes]:
    """Return the look of each feature as JSON, which is equal for equal looks only."""
    try:
        found = _looks.decode(b"[%s]" % b",".join(run or b"null" for run in runs))
    except PARSER_ERRORS:
        found = [_look.decode(_encoder.encode(properties_of(run))) for run in runs]
    nothing = _Look()
    return _encoder.encode_lines([look or nothing for look in found]).split(b"\n")[:-1]
