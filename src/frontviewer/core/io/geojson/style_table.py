"""Finds the distinct combinations of style properties in a layer.

A hundred thousand features have only a dozen of them: styles are computed for those, not for each
feature.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import chain, pairwise
from typing import Any, NamedTuple, TypeVar

import msgspec
import numpy as np
import numpy.typing as npt

from frontviewer.core.model.property_json import PARSER_ERRORS, decode_properties

STYLE_MEMBERS = (
    *("kind", "class", "geom_basis", "schematic", "precision_m"),
    *("stroke", "stroke-width", "stroke-opacity", "fill", "fill-opacity"),
    *("marker-color", "marker-size"),
)
"""The properties that decide how a feature is drawn."""

_BLOCK_SIZE = 2000
"""Features decoded at a time; takes a few milliseconds."""

_Style = msgspec.defstruct(
    "_Style",
    [
        (f"member_{number}", Any, msgspec.field(name=name, default=msgspec.UNSET))
        for number, name in enumerate(STYLE_MEMBERS)
    ],
    gc=False,
)
_style = msgspec.json.Decoder(_Style)
_styles: msgspec.json.Decoder[list[msgspec.Struct | None]] = msgspec.json.Decoder(
    list[_Style | None]  # type: ignore[valid-type]  # created at run time
)
_encoder = msgspec.json.Encoder()

_ValueT = TypeVar("_ValueT", bound=Hashable)


class StyleTable(NamedTuple):
    """The distinct styles of many features.

    Attributes
    ----------
    styles
        Each as canonical JSON: two are equal if and only if their members are.
    indices
        (features,) int32 index into `styles`.
    """

    styles: Sequence[bytes]
    indices: npt.NDArray[np.int32]


def build_style_table(
    properties: bytes, offsets: npt.NDArray[np.int64]
) -> tuple[tuple[Mapping[str, Any], ...], npt.NDArray[np.int32]]:
    """Return the distinct styles of features, and (features,) int32 the style index of each.

    A style holds the `STYLE_MEMBERS` that the feature has, with their values as in the file.
    `offsets` separate the JSON of each feature in `properties`.
    """
    edges = offsets.tolist()
    return decode_styles(unique_styles([properties[start:end] for start, end in pairwise(edges)]))


def unique_styles(properties: Sequence[bytes]) -> StyleTable:
    """Return the style table of features with these properties, each as JSON."""
    starts = range(0, len(properties), _BLOCK_SIZE)
    blocks = (properties[start : start + _BLOCK_SIZE] for start in starts)
    return StyleTable(*factorize(chain.from_iterable(map(_encode_styles, blocks))))


def concat_style_tables(tables: Sequence[StyleTable]) -> StyleTable:
    """Return the style table of the features of all tables, in order."""
    styles, codes = factorize(chain.from_iterable(table.styles for table in tables))
    starts = np.cumsum([0, *(len(table.styles) for table in tables)])
    indices = [codes[start + table.indices] for start, table in zip(starts, tables, strict=False)]
    return StyleTable(styles, np.concatenate(indices))


def decode_styles(
    table: StyleTable,
) -> tuple[tuple[Mapping[str, Any], ...], npt.NDArray[np.int32]]:
    """Return the styles in use, in the order of the features, and (features,) their indices."""
    count = len(table.indices)
    first_users = np.full(len(table.styles), count)
    # Assigned in reverse, so that of several features the first one remains.
    first_users[table.indices[::-1]] = np.arange(count)[::-1]
    order = np.argsort(first_users)[: np.count_nonzero(first_users < count)]
    new_indices = np.zeros(len(first_users), dtype=np.int32)
    new_indices[order] = np.arange(len(order))
    styles = [table.styles[index] for index in order.tolist()]
    return tuple(map(decode_properties, styles)), new_indices[table.indices]


def factorize(values: Iterable[_ValueT]) -> tuple[list[_ValueT], npt.NDArray[np.int32]]:
    """Return the distinct values in order of appearance, and (n,) int32 the index of each value."""
    values = list(values)
    codes = {value: code for code, value in enumerate(dict.fromkeys(values))}
    return list(codes), np.fromiter(map(codes.__getitem__, values), np.int32, len(values))


def _encode_styles(properties: Sequence[bytes]) -> list[bytes]:
    """Return the style of each feature as canonical JSON."""
    try:
        styles = _styles.decode(b"[%s]" % b",".join(raw or b"null" for raw in properties))
    except PARSER_ERRORS:
        styles = [_style.decode(_encoder.encode(decode_properties(raw))) for raw in properties]
    default = _Style()
    return _encoder.encode_lines([style or default for style in styles]).split(b"\n")[:-1]
