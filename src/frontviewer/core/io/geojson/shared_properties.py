"""Reads the properties of features that have members of the same names, as in most files."""

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

_BETWEEN = b"\0"
_object = msgspec.json.Decoder(dict[str, Raw])


class SharedProperties(NamedTuple):
    """How many names every feature has at least, and the looks of all."""

    names: int
    style_table: StyleTable


class _Reader(NamedTuple):
    """Reads an array of objects that have certain names; gives the members that make a look."""

    decoder: msgspec.json.Decoder[list[Any]]
    members: tuple[tuple[bytes, Callable[[Any], Raw]], ...]


def read_shared_properties(first: bytes, joined: bytes) -> SharedProperties | None:
    """Return what was read of properties; None if any lack a name that the first of them have.

    `joined` are all of them, with commas between.
    """
    try:
        names = tuple(_object.decode(first))
        reader = _reader_of(names)
        return SharedProperties(len(names), _looks(reader.decoder.decode(b"[%b]" % joined), reader))
    except (*PARSER_ERRORS, ValueError):  # a name may be too odd for a member
        return None


@lru_cache(maxsize=16)
def _reader_of(names: tuple[str, ...]) -> _Reader:
    fields = [(f"member_{n}", Raw, msgspec.field(name=name)) for n, name in enumerate(names)]
    properties = msgspec.defstruct("_Properties", fields, gc=False)
    members = (
        (msgspec.json.encode(name) + b":", attrgetter(f"member_{n}"))
        for n, name in enumerate(names)
        if name in STYLE_MEMBERS
    )
    return _Reader(msgspec.json.Decoder(list[properties]), tuple(members))  # type: ignore[valid-type]


def _looks(found: list[Any], reader: _Reader) -> StyleTable:
    """Return the looks of features, taking a close look at the few different ones.

    Raises
    ------
    msgspec.MsgspecError, UnicodeError, RecursionError
        If one is not quite JSON.
    """
    texts = [_BETWEEN.join(map(take, found)).split(_BETWEEN) for _, take in reader.members]
    different, numbers = factorize(zip(*texts, strict=True) if texts else [()] * len(found))
    names = [name for name, _ in reader.members]
    written = [
        b"{%b}" % b",".join(name + value for name, value in zip(names, values, strict=True))
        for values in different
    ]
    msgspec.json.decode(b"[%b]" % b",".join(written))
    style_table = unique_styles(written)
    return StyleTable(style_table.written, style_table.numbers[numbers])
