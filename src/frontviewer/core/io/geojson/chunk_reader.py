"""Reads all features of a run at once; those in any way unusual one by one, as `read_feature` does.

What is read is the same either way.
"""

import re
from collections.abc import Sequence
from itertools import compress
from operator import attrgetter
from typing import NamedTuple

import msgspec
import numpy as np
import simdjson
from msgspec import Raw

from frontviewer.core.geometry.arrays import (
    GeometryArrays,
    GeometryBuilder,
    Offsets,
    concat_geometry,
    geometry_from_shapes,
    take_features,
)
from frontviewer.core.io.geojson.chunking import NOTHING, Chunk, FeatureText, items_of
from frontviewer.core.io.geojson.coordinate_parser import Indices, Mask, read_coordinates
from frontviewer.core.io.geojson.feature_reader import FeatureRead, fast_id, names_fit, read_feature
from frontviewer.core.io.geojson.geometry_types import parts
from frontviewer.core.io.geojson.json_scanner import DEEPEST
from frontviewer.core.io.geojson.shared_properties import read_shared_properties
from frontviewer.core.io.geojson.style_table import StyleTable, unique_styles
from frontviewer.core.model.property_json import PARSER_ERRORS, packed

_BETWEEN = b"\0"
"""Joins texts; it stands in no sound JSON."""
_NAME = re.compile(rb'"\s*+:')
_MEMBERS = [attrgetter(name) for name in ("id", "properties", "bbox")]
_strings = msgspec.json.Decoder(list[str | None])
_objects = msgspec.json.Decoder(list[dict[str, Raw] | None])


class ChunkResult(NamedTuple):
    """What was read of a run.

    Attributes
    ----------
    kept
        Which of its features could be read.
    columns, ids, properties, property_offsets, looks
        Of those.
    told
        The position in the run of each with something odd or wrong, and what that is.
    """

    kept: Mask
    geometry: GeometryArrays
    ids: list[str]
    properties: bytes
    property_offsets: Offsets
    style_table: StyleTable
    told: list[tuple[int, FeatureRead]]


class _Usual(NamedTuple):
    """What was read at once.

    Attributes
    ----------
    usual
        Which features were.
    places
        (features,) of each in `geometry`; -1 without geometry.
    properties
        Of all, with `_BETWEEN` between them.
    looks
        Of all; None where they are not known.
    """

    usual: Mask
    geometry: GeometryArrays
    places: Indices
    ids: list[str]
    properties: bytes
    style_table: StyleTable | None


def read_chunk(chunk: Chunk, parser: simdjson.Parser) -> ChunkResult:
    """Read the features of a run; `parser` is lent, since a new one costs memory."""
    if chunk.features is None:
        items = items_of(chunk.array)
        return _completed(_nothing(len(items)), items)
    read = _read_usual(chunk, chunk.features, parser)
    if read.style_table and read.usual.all():
        arrays = _in_order(read.geometry, read.places)
        return ChunkResult(
            read.usual, arrays, read.ids, *_unjoined(read.properties), read.style_table, []
        )
    return _completed(read, () if read.usual.all() else items_of(chunk.array))


def _nothing(count: int) -> _Usual:
    usual = np.zeros(count, dtype=np.bool_)
    between = _BETWEEN * (count - 1)
    return _Usual(usual, geometry_from_shapes([]), np.full(count, -1), [""] * count, between, None)


def _read_usual(chunk: Chunk, features: Sequence[FeatureText], parser: simdjson.Parser) -> _Usual:
    geometries = [feature.geometry for feature in features]
    shapes = [geometry for geometry in geometries if geometry]
    arrays, fit = read_coordinates(
        [geometry.coordinates for geometry in shapes],
        [geometry.type for geometry in shapes],
        parser,
    )
    located = np.flatnonzero([geometry is not None for geometry in geometries])
    places = np.full(len(features), -1)
    places[located[fit]] = np.arange(np.count_nonzero(fit))
    members = [[*map(member, features)] for member in _MEMBERS]
    ids, usual = _read_ids(members[0])
    usual[located[~fit]] = False
    properties = _BETWEEN.join(members[1])
    present = sum(len(each) - each.count(NOTHING) for each in members)
    arrived = 2 * len(features) + 2 * len(shapes) + present
    style_table = _looks_if_plain(chunk.array, properties, len(features), arrived)
    if style_table is None:
        usual &= _names_fit(chunk.array, features, properties.split(_BETWEEN))
    return _Usual(usual, arrays, places, ids, properties, style_table)


def _in_order(arrays: GeometryArrays, places: Indices) -> GeometryArrays:
    """Return features by their places; -1 is one without geometry."""
    if np.array_equal(places, np.arange(len(arrays.bounds))):
        return arrays
    # The last one, which -1 leads to, stands for those without geometry.
    arrays = concat_geometry([arrays, geometry_from_shapes([None])])
    return take_features(arrays, places % len(arrays.bounds))


def _unjoined(properties: bytes) -> tuple[bytes, Offsets]:
    """Return texts one after another without what is between them, and where each begins."""
    marks = np.flatnonzero(np.frombuffer(properties, np.uint8) == ord(_BETWEEN))
    edges = np.concatenate(([0], marks - np.arange(len(marks)), [len(properties) - len(marks)]))
    return properties.replace(_BETWEEN, b""), edges


def _completed(read: _Usual, items: Sequence[Raw]) -> ChunkResult:
    """Read the unusual ones, and put all in the order of the file."""
    kept = read.usual.copy()
    places, ids, properties = read.places.copy(), list(read.ids), read.properties.split(_BETWEEN)
    builder = GeometryBuilder()
    told: list[tuple[int, FeatureRead]] = []
    pool = len(read.geometry.bounds)
    for index in np.flatnonzero(~read.usual).tolist():
        feature = read_feature(bytes(items[index]))
        kept[index] = feature.fault is None
        if feature.fault or feature.warnings or feature.bare:
            told.append((index, feature))
        if feature.fault is None:
            builder.add_feature((part.kind, part.rings) for part in parts(feature.geometry))
            places[index], pool = pool, pool + 1
            ids[index], properties[index] = feature.id, feature.properties
    arrays = _in_order(concat_geometry([read.geometry, builder.build()]), places[kept])
    ids, properties = list(compress(ids, kept)), list(compress(properties, kept))
    return ChunkResult(kept, arrays, ids, *packed(properties), unique_styles(properties), told)


def _read_ids(raws: Sequence[Raw]) -> tuple[list[str], Mask]:
    """Return ids as text, "" for none, and which of them are text, numbers or none."""
    joined = _BETWEEN.join(raws)
    usual = np.ones(len(raws), dtype=np.bool_)
    if not joined.translate(None, b"0123456789\0"):
        return joined.decode().split("\0"), usual
    try:
        texts = _strings.decode(b"[%s]" % joined.replace(_BETWEEN, b","))
        return [text or "" for text in texts], usual
    except PARSER_ERRORS:
        pass
    ids = [""] * len(raws)
    for index, raw in enumerate(joined.split(_BETWEEN)):
        try:
            ids[index] = fast_id(raw)
        except PARSER_ERRORS:
            usual[index] = False
    return ids, usual


def _looks_if_plain(array: bytes, properties: bytes, count: int, arrived: int) -> StyleTable | None:
    """Return the looks of features that have properties of the same names, none twice or too deep.

    None where that cannot be told at once. `arrived` is how many members a parser found outside
    the properties of all.
    """
    joined = properties.replace(_BETWEEN, b",")
    alike = read_shared_properties(properties.partition(_BETWEEN)[0], joined)
    # Each has a bracket of its own: what is over is all that the deepest of them can have.
    if not alike or joined.count(b"[") + joined.count(b"{") - count > DEEPEST:
        return None
    return alike.style_table if _count_names(array) == arrived + count * alike.names else None


def _count_members(feature: FeatureText) -> int:
    """Count what a parser found in a feature and its geometry, but for the properties' members."""
    return (
        (feature.geometry is not None) * 2
        + (feature.properties is not NOTHING)
        + (feature.id is not NOTHING)
        + (feature.bbox is not NOTHING)
        + 2
    )


def _names_fit(array: bytes, features: Sequence[FeatureText], properties: Sequence[bytes]) -> Mask:
    """Tell which features have no name twice and none too deep, by counting, all at once if so."""
    arrived = [*map(_count_members, features)]
    joined = b"[%s]" % b",".join(map(_or_null, properties))
    try:
        members = [named for named in _objects.decode(joined) if named]
        over = joined.count(b"[") + joined.count(b"{") - len(members)
        count = sum(arrived) + sum(map(len, members))
        if (over <= DEEPEST or not _any_deep(properties)) and _count_names(array) == count:
            return np.ones(len(features), dtype=np.bool_)
    except PARSER_ERRORS:
        pass
    items = map(bytes, items_of(array))
    return np.array([*map(_name_fits, items, properties, arrived)], dtype=np.bool_)


def _any_deep(properties: Sequence[bytes]) -> bool:
    return any(text.count(b"[") + text.count(b"{") > DEEPEST for text in properties)


def _or_null(text: bytes) -> bytes:
    return text or b"null"


def _name_fits(item: bytes, properties: bytes, arrived: int) -> bool:
    try:
        return names_fit(item, properties, arrived)
    except PARSER_ERRORS:
        return False


def _count_names(array: bytes) -> int:
    """Count the members of all objects, and what looks like one within texts."""
    letters = np.frombuffer(array, np.uint8)
    before = letters[np.flatnonzero(letters == ord(":")) - 1]
    if (before <= ord(" ")).any():
        return len(_NAME.findall(array))
    return int(np.count_nonzero(before == ord('"')))
