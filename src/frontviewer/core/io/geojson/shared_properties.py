"""Parses the properties of features that all have members of the same names, as in most files."""

from collections.abc import Callable
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple

import msgspec
from msgspec import Raw

from frontviewer.core.io.geojson.style_table import (
    STYLE_MEMBERS,
    StyleTable,
    factorize,
    unique_styles,
)
from frontviewer.core.model.property_json import PARSER_ERRORS

_SEPARATOR = b"\0"
_object = msgspec.json.Decoder(dict[str, Raw])


class SharedProperties(NamedTuple):
    """The minimum number of properties per feature, and the styles of all features."""

    name_count: int
    style_table: StyleTable


class _Schema(NamedTuple):
    """A decoder for arrays of objects with certain members, and access to their style members.

    Attributes
    ----------
    style_members
        The encoded name with a colon, and a function that returns the raw value.
    """

    decoder: msgspec.json.Decoder[list[Any]]
    style_members: tuple[tuple[bytes, Callable[[Any], Raw]], ...]


def read_shared_properties(first: bytes, joined: bytes) -> SharedProperties | None:
    """Return the shared properties; None if an object lacks a name that the first one has.

    `first` is the first object, `joined` all objects, separated by commas.
    """
    try:
        names = tuple(_object.decode(first))
        schema = _build_schema(names)
        styles = _read_styles(schema.decoder.decode(b"[%b]" % joined), schema)
        return SharedProperties(len(names), styles)
    except (*PARSER_ERRORS, ValueError):  # msgspec does not accept every name
        return None


@lru_cache(maxsize=16)
def _build_schema(names: tuple[str, ...]) -> _Schema:
    fields = [(f"member_{n}", Raw, msgspec.field(name=name)) for n, name in enumerate(names)]
    properties = msgspec.defstruct("_Properties", fields, gc=False)
    style_members = (
        (msgspec.json.encode(name) + b":", attrgetter(f"member_{n}"))
        for n, name in enumerate(names)
        if name in STYLE_MEMBERS
    )
    decoder = msgspec.json.Decoder(list[properties])  # type: ignore[valid-type]
    return _Schema(decoder, tuple(style_members))


def _read_styles(objects: list[Any], schema: _Schema) -> StyleTable:
    """Return the style table; only the distinct combinations of raw values are decoded.

    Raises
    ------
    msgspec.MsgspecError, UnicodeError, RecursionError
        If a value is not valid JSON.
    """
    values_by_member = [
        _SEPARATOR.join(map(get_value, objects)).split(_SEPARATOR)
        for _, get_value in schema.style_members
    ]
    distinct, codes = factorize(
        zip(*values_by_member, strict=True) if values_by_member else [()] * len(objects)
    )
    names = [name for name, _ in schema.style_members]
    encoded = [
        b"{%b}" % b",".join(name + value for name, value in zip(names, values, strict=True))
        for values in distinct
    ]
    msgspec.json.decode(b"[%b]" % b",".join(encoded))
    table = unique_styles(encoded)
    return StyleTable(table.styles, table.indices[codes])
