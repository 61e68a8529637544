"""A layer as blocks of bytes for the cache, and back.

What the content of a file decides is kept. What its place decides is not: name, title, path, the
file that problems name and the style that a dossier gives are those of now.
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
"""What each array holds, and its shape."""
_OF_LAYER = ("property_offsets", "style_index", "self_intersecting")
"""Those that are no columns."""


class _Facts(msgspec.Struct, frozen=True):
    """What is not an array. MessagePack, unlike JSON, tells 1 from 1.0 and has room for NaN."""

    ids: tuple[str, ...]
    style_table: tuple[dict[str, Any], ...]
    members: dict[str, Any]
    problems: tuple[Problem, ...]


def encode_layer(layer: Layer) -> list[Block]:
    """Return a layer as blocks, without copying its arrays.

    Raises
    ------
    ValueError, OverflowError, RecursionError
        If a foreign member cannot be packed: half a character, 65 bits, too deep.
    """
    style_table = tuple(dict(look) for look in layer.style_table)
    problems = tuple(replace(problem, file="") for problem in layer.problems)
    facts = msgspec.msgpack.encode(_Facts(layer.ids, style_table, dict(layer.members), problems))
    arrays = {name: getattr(layer.geometry, name) for name in GeometryArrays.__slots__}
    arrays |= {name: getattr(layer, name) for name in _OF_LAYER}
    texts = (facts, layer.properties, layer.document)
    return [
        *(_bytes_of(arrays[name], kind) for name, (kind, _) in _ARRAYS.items()),
        *(np.frombuffer(text, np.uint8) for text in texts),
    ]


def decode_layer(blocks: Sequence[Block]) -> Layer:
    """Return the layer that was packed, without name, title, path and style.

    Raises
    ------
    CorruptBlockError
        If the blocks are not those of a layer.
    """
    try:
        layer = _unpacked(blocks)
    except (ValueError, TypeError, RecursionError, msgspec.MsgspecError) as error:
        raise CorruptBlockError(str(error)) from error
    if not _is_sound(layer):
        raise CorruptBlockError("offsets that lead nowhere")
    return layer


def _unpacked(blocks: Sequence[Block]) -> Layer:
    *arrays, packed, properties, document = blocks
    shaped = {
        name: block.view(kind).reshape(shape)
        for (name, (kind, shape)), block in zip(_ARRAYS.items(), arrays, strict=True)
    }
    facts = msgspec.msgpack.decode(packed.data, type=_Facts)
    return Layer(
        name="",
        title="",
        path=None,
        geometry=GeometryArrays(**{name: shaped[name] for name in GeometryArrays.__slots__}),
        ids=facts.ids,
        properties=properties.tobytes(),
        style_table=facts.style_table,
        property_offsets=shaped["property_offsets"],
        style_index=shaped["style_index"],
        self_intersecting=shaped["self_intersecting"],
        members=facts.members,
        document=document.tobytes(),
        problems=facts.problems,
    )


def _bytes_of(array: npt.NDArray[Any], kind: str) -> Block:
    return np.ascontiguousarray(array, kind).reshape(-1).view(np.uint8)


def _is_sound(layer: Layer) -> bool:
    """Tell whether every run lies within the level below, so that nothing can miss its mark."""
    geometry, count = layer.geometry, len(layer.ids)
    kinds = geometry.part_kinds
    return (
        _leads(geometry.ring_offsets, len(geometry.ring_offsets) - 1, len(geometry.coords))
        and _leads(geometry.part_offsets, len(kinds), len(geometry.ring_offsets) - 1)
        and _leads(geometry.feature_offsets, count, len(kinds))
        and _leads(layer.property_offsets, count, len(layer.properties))
        and len(geometry.bounds) == len(layer.style_index) == count
        and _is_among(layer.self_intersecting, count)
        and bool((kinds <= max(PartKind)).all())
        and bool(((layer.style_index >= 0) & (layer.style_index < len(layer.style_table))).all())
    )


def _is_among(indices: npt.NDArray[np.int64], count: int) -> bool:
    """Tell whether indices ascend and none leads beyond."""
    edges = np.concatenate(([-1], indices, [count]))
    return bool((np.diff(edges) > 0).all())


def _leads(offsets: Offsets, runs: int, items: int) -> bool:
    """Tell whether offsets cut `items` into so many runs, one after another."""
    if runs < 0 or len(offsets) != runs + 1:
        return False
    return bool(offsets[0] == 0 and offsets[-1] == items and (np.diff(offsets) >= 0).all())
