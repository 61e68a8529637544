"""Every name of many features, to be found by; nothing else of their properties is decoded."""

from itertools import pairwise
from typing import Any

import msgspec

from frontviewer.core.model.feature import Feature
from frontviewer.core.model.layer import Layer
from frontviewer.core.model.property_json import PARSER_ERRORS

_COMMON = 200
"""A name longer than this is cut by `Feature.name`, which takes a closer look."""


class _Named(msgspec.Struct, gc=False):
    name: Any = None
    names: Any = None


_named = msgspec.json.Decoder(list[_Named | None])


def searchable_names(layer: Layer, first: int, end: int) -> list[str]:
    """Return the names and the id of each of some features, a line each."""
    edges = layer.property_offsets[first : end + 1].tolist()
    texts = [layer.properties[start:stop] or b"null" for start, stop in pairwise(edges)]
    try:
        found = _named.decode(b"[%s]" % b",".join(texts))
    except PARSER_ERRORS:  # somewhere it is not quite JSON
        return [_all_names(layer.feature(index)) for index in range(first, end)]
    return [
        f"{named.name}\n{layer.ids[index]}"
        if named and named.names is None and _is_common(named.name)
        else _all_names(layer.feature(index))
        for index, named in enumerate(found, first)
    ]


def _is_common(name: Any) -> bool:
    return isinstance(name, str) and len(name) <= _COMMON and bool(name.strip())


def _all_names(feature: Feature) -> str:
    return "\n".join((feature.name, *(other["text"] for other in feature.names), feature.key.id))
