"""Which properties decide how a feature is drawn, and the few combinations of them in a layer.

A hundred thousand features look alike in a dozen ways: styles are made for those, not for each.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import chain, pairwise
from typing import Any, NamedTuple, TypeVar

import msgspec
import numpy as np
import numpy.typing as npt

from frontviewer.core.model.property_json import PARSER_ERRORS, properties_of

STYLE_MEMBERS = (
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
        for number, name in enumerate(STYLE_MEMBERS)
    ],
    gc=False,
)
_look = msgspec.json.Decoder(_Look)
_looks: msgspec.json.Decoder[list[msgspec.Struct | None]] = msgspec.json.Decoder(
    list[_Look | None]  # type: ignore[valid-type]  # made just now
)
_encoder = msgspec.json.Encoder()

_ValueT = TypeVar("_ValueT", bound=Hashable)


class StyleTable(NamedTuple):
    """The looks of many features.

    Attributes
    ----------
    written
        Each as JSON, which is equal for equal looks only; none stands twice.
    numbers
        (features,) int32, which of `written` each feature has.
    """

    written: Sequence[bytes]
    numbers: npt.NDArray[np.int32]


def build_style_table(
    properties: bytes, offsets: npt.NDArray[np.int64]
) -> tuple[tuple[Mapping[str, Any], ...], npt.NDArray[np.int32]]:
    """Return the distinct looks among many features, and (n,) which of them each has.

    A look holds those of `STYLE_MEMBERS` that the feature has, as the file has them.
    `offsets` are those of each feature's run in `properties`.
    """
    edges = offsets.tolist()
    return decode_styles(unique_styles([properties[start:end] for start, end in pairwise(edges)]))


def unique_styles(runs: Sequence[bytes]) -> StyleTable:
    """Return the looks of features, of which `runs` are the properties, as JSON."""
    blocks = (runs[first : first + _BLOCK] for first in range(0, len(runs), _BLOCK))
    return StyleTable(*factorize(chain.from_iterable(map(_written_looks, blocks))))


def concat_style_tables(several: Sequence[StyleTable]) -> StyleTable:
    """Return the looks of all features, one after another."""
    written, numbers = factorize(
        chain.from_iterable(style_table.written for style_table in several)
    )
    firsts = np.cumsum([0, *(len(style_table.written) for style_table in several)])
    moved = [
        numbers[first + style_table.numbers]
        for first, style_table in zip(firsts, several, strict=False)
    ]
    return StyleTable(written, np.concatenate(moved))


def decode_styles(
    style_table: StyleTable,
) -> tuple[tuple[Mapping[str, Any], ...], npt.NDArray[np.int32]]:
    """Return those looks that a feature has, in the order of the features, and which each has."""
    count = len(style_table.numbers)
    firsts = np.full(len(style_table.written), count)
    firsts[style_table.numbers[::-1]] = np.arange(count)[::-1]  # of several the last one stays
    order = np.argsort(firsts)[: np.count_nonzero(firsts < count)]
    places = np.zeros(len(firsts), dtype=np.int32)
    places[order] = np.arange(len(order))
    written = [style_table.written[number] for number in order.tolist()]
    return tuple(map(properties_of, written)), places[style_table.numbers]


def factorize(each: Iterable[_ValueT]) -> tuple[list[_ValueT], npt.NDArray[np.int32]]:
    """Return the different ones among values, and which of them each is."""
    each = list(each)
    places = {value: number for number, value in enumerate(dict.fromkeys(each))}
    return list(places), np.fromiter(map(places.__getitem__, each), np.int32, len(each))


def _written_looks(runs: Sequence[bytes]) -> list[bytes]:
    """Return the look of each feature as JSON, which is equal for equal looks only."""
    try:
        found = _looks.decode(b"[%s]" % b",".join(run or b"null" for run in runs))
    except PARSER_ERRORS:
        found = [_look.decode(_encoder.encode(properties_of(run))) for run in runs]
    nothing = _Look()
    return _encoder.encode_lines([look or nothing for look in found]).split(b"\n")[:-1]
