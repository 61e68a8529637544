"""Collects the searchable names of features without decoding their other properties."""

from itertools import pairwise
from typing import Any

import msgspec

from frontviewer.core.model.feature import Feature
from frontviewer.core.model.layer import Layer
from frontviewer.core.model.property_json import PARSER_ERRORS

_MAX_FAST_LENGTH = 200
"""`Feature.name` shortens longer names, so they take the slow path."""


class _NameMembers(msgspec.Struct, gc=False):
    name: Any = None
    names: Any = None


_decoder = msgspec.json.Decoder(list[_NameMembers | None])


def collect_search_names(layer: Layer, first: int, end: int) -> list[str]:
    """Return one string for each feature in [first, end): its names and its id, a line each."""
    offsets = layer.property_offsets[first : end + 1].tolist()
    texts = [layer.properties[start:stop] or b"null" for start, stop in pairwise(offsets)]
    try:
        decoded = _decoder.decode(b"[%s]" % b",".join(texts))
    except PARSER_ERRORS:  # some properties are not strict JSON
        return [_join_names(layer.feature(index)) for index in range(first, end)]
    return [
        f"{members.name}\n{layer.ids[index]}"
        if members and members.names is None and _is_plain_name(members.name)
        else _join_names(layer.feature(index))
        for index, members in enumerate(decoded, first)
    ]


def _is_plain_name(name: Any) -> bool:
    return isinstance(name, str) and len(name) <= _MAX_FAST_LENGTH and bool(name.strip())


def _join_names(feature: Feature) -> str:
    other_names = (name["text"] for name in feature.names)
    return "\n".join((feature.name, *other_names, feature.key.id))
