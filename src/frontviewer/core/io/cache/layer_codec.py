"""Encodes a layer as blocks of bytes for the cache, and decodes it.

Only what depends on the file's content is stored. What depends on its location or its dossier is
not: name, title, path, style and the file named in problems are set when it is loaded.
"""

from collections.abc import Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from frontviewer.core.geometry.arrays import GeometryArrays, Offsets, PartKind
from frontviewer.core.io.cache.block_file import Block, CorruptBlockError
from frontviewer.core.model.layer import Layer
from frontviewer.core.problems import Problem

_ARRAYS = MappingProxyType(
    {
        "coords": ("<f8", (-1, 2)),
        "ring_offsets": ("<i8", (-1,)),
        "part_offsets": ("<i8", (-1,)),
        "part_kinds": ("<u1", (-1,)),
        "feature_offsets": ("<i8", (-1,)),
        "bounds": ("<f8", (-1, 4)),
        "property_offsets": ("<i8", (-1,)),
        "style_index": ("<i4", (-1,)),
        "self_intersecting": ("<i8", (-1,)),
    }
)
"""Dtype and shape of each array, in block order."""
_LAYER_ARRAYS = ("property_offsets", "style_index", "self_intersecting")
"""Arrays that are attributes of the layer; the others are in its `GeometryArrays`."""


class _Metadata(msgspec.Struct, frozen=True):
    """Everything but arrays. MessagePack, unlike JSON, distinguishes 1 from 1.0 and has NaN."""

    ids: tuple[str, ...]
    style_table: tuple[dict[str, Any], ...]
    members: dict[str, Any]
    problems: tuple[Problem, ...]


def encode_layer(layer: Layer) -> list[Block]:
    """Return a layer as blocks, without copying its arrays.

    Raises
    ------
    ValueError, OverflowError, RecursionError
        If a foreign member cannot be encoded: a lone surrogate, an integer of more than 64 bits,
        too deep nesting.
    """
    style_table = tuple(dict(style) for style in layer.style_table)
    problems = tuple(replace(problem, file="") for problem in layer.problems)
    metadata = msgspec.msgpack.encode(
        _Metadata(layer.ids, style_table, dict(layer.members), problems)
    )
    arrays = {name: getattr(layer.geometry, name) for name in GeometryArrays.__slots__}
    arrays |= {name: getattr(layer, name) for name in _LAYER_ARRAYS}
    texts = (metadata, layer.properties, layer.document)
    return [
        *(_to_block(arrays[name], dtype) for name, (dtype, _) in _ARRAYS.items()),
        *(np.frombuffer(text, np.uint8) for text in texts),
    ]


def decode_layer(blocks: Sequence[Block]) -> Layer:
    """Return the layer encoded in blocks, without name, title, path and style.

    Raises
    ------
    CorruptBlockError
        If the blocks are not those of a valid layer.
    """
    try:
        layer = _decode(blocks)
    except (ValueError, TypeError, RecursionError, msgspec.MsgspecError) as error:
        raise CorruptBlockError(str(error)) from error
    if not _is_consistent(layer):
        raise CorruptBlockError("offsets out of range")
    return layer


def _decode(blocks: Sequence[Block]) -> Layer:
    *array_blocks, packed, properties, document = blocks
    arrays = {
        name: block.view(dtype).reshape(shape)
        for (name, (dtype, shape)), block in zip(_ARRAYS.items(), array_blocks, strict=True)
    }
    metadata = msgspec.msgpack.decode(packed.data, type=_Metadata)
    return Layer(
        name="",
        title="",
        path=None,
        geometry=GeometryArrays(**{name: arrays[name] for name in GeometryArrays.__slots__}),
        ids=metadata.ids,
        properties=properties.tobytes(),
        style_table=metadata.style_table,
        property_offsets=arrays["property_offsets"],
        style_index=arrays["style_index"],
        self_intersecting=arrays["self_intersecting"],
        members=metadata.members,
        document=document.tobytes(),
        problems=metadata.problems,
    )


def _to_block(array: npt.NDArray[Any], dtype: str) -> Block:
    return np.ascontiguousarray(array, dtype).reshape(-1).view(np.uint8)


def _is_consistent(layer: Layer) -> bool:
    """Return whether all offsets and indices are in range."""
    geometry, count = layer.geometry, len(layer.ids)
    kinds = geometry.part_kinds
    return (
        _are_offsets(geometry.ring_offsets, len(geometry.ring_offsets) - 1, len(geometry.coords))
        and _are_offsets(geometry.part_offsets, len(kinds), len(geometry.ring_offsets) - 1)
        and _are_offsets(geometry.feature_offsets, count, len(kinds))
        and _are_offsets(layer.property_offsets, count, len(layer.properties))
        and len(geometry.bounds) == len(layer.style_index) == count
        and _are_ascending_indices(layer.self_intersecting, count)
        and bool((kinds <= max(PartKind)).all())
        and bool(((layer.style_index >= 0) & (layer.style_index < len(layer.style_table))).all())
    )


def _are_ascending_indices(indices: npt.NDArray[np.int64], count: int) -> bool:
    """Return whether indices are strictly ascending and within [0, count)."""
    bounded = np.concatenate(([-1], indices, [count]))
    return bool((np.diff(bounded) > 0).all())


def _are_offsets(offsets: Offsets, item_count: int, element_count: int) -> bool:
    """Return whether offsets divide the elements into `item_count` consecutive items."""
    if item_count < 0 or len(offsets) != item_count + 1:
        return False
    return bool(offsets[0] == 0 and offsets[-1] == element_count and (np.diff(offsets) >= 0).all())
