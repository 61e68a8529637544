"""Reads all features of a chunk at once; unusual ones are read one by one with `read_feature`.

A feature has the same result in both cases.
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
    Indices,
    Mask,
    Offsets,
    concat_geometry,
    geometry_from_shapely,
    take_features,
)
from frontviewer.core.io.geojson.chunking import MISSING, Chunk, FeatureText, split_array
from frontviewer.core.io.geojson.coordinate_parser import parse_coordinates
from frontviewer.core.io.geojson.feature_reader import (
    FeatureRead,
    has_unique_names,
    parse_id,
    read_feature,
)
from frontviewer.core.io.geojson.geometry_types import iter_parts
from frontviewer.core.io.geojson.json_scanner import MAX_DEPTH
from frontviewer.core.io.geojson.shared_properties import read_shared_properties
from frontviewer.core.io.geojson.style_table import StyleTable, unique_styles
from frontviewer.core.model.property_json import PARSER_ERRORS, join_runs

_SEPARATOR = b"\0"
"""Separates joined texts; it does not occur in valid JSON."""
_NAME = re.compile(rb'"\s*+:')
_MEMBER_GETTERS = [attrgetter(name) for name in ("id", "properties", "bbox")]
_strings = msgspec.json.Decoder(list[str | None])
_objects = msgspec.json.Decoder(list[dict[str, Raw] | None])


class ChunkResult(NamedTuple):
    """The content of a chunk.

    Attributes
    ----------
    readable
        (features in the chunk,) mask of the features that could be read.
    geometry, ids, properties, property_offsets, style_table
        Of the readable features.
    unusual
        Index in the chunk and content of each feature with a fault or warning, and of each bare
        geometry.
    """

    readable: Mask
    geometry: GeometryArrays
    ids: list[str]
    properties: bytes
    property_offsets: Offsets
    style_table: StyleTable
    unusual: list[tuple[int, FeatureRead]]


class _BatchResult(NamedTuple):
    """The features that were parsed at once.

    Attributes
    ----------
    parsed
        (features,) mask of the parsed features; the others must be read one by one.
    geometry
        Of the parsed features that have one.
    geometry_indices
        (features,) index of each feature in `geometry`; -1 if it has none.
    properties
        Of all features, joined with `_SEPARATOR`.
    style_table
        Of all features; None if it could not be built.
    """

    parsed: Mask
    geometry: GeometryArrays
    geometry_indices: Indices
    ids: list[str]
    properties: bytes
    style_table: StyleTable | None


def read_chunk(chunk: Chunk, parser: simdjson.Parser) -> ChunkResult:
    """Read the features of a chunk; `parser` is shared, because a new one allocates memory."""
    if chunk.features is None:
        items = split_array(chunk.array)
        return _read_remaining(_empty_batch(len(items)), items)
    batch = _parse_batch(chunk, chunk.features, parser)
    if batch.style_table and batch.parsed.all():
        geometry = _reorder(batch.geometry, batch.geometry_indices)
        properties, property_offsets = _remove_separators(batch.properties)
        return ChunkResult(
            batch.parsed,
            geometry,
            batch.ids,
            properties,
            property_offsets,
            batch.style_table,
            [],
        )
    return _read_remaining(batch, () if batch.parsed.all() else split_array(chunk.array))


def _empty_batch(count: int) -> _BatchResult:
    """Return the result for `count` features that were not parsed."""
    parsed = np.zeros(count, dtype=np.bool_)
    properties = _SEPARATOR * (count - 1)
    no_geometry = geometry_from_shapely([])
    return _BatchResult(parsed, no_geometry, np.full(count, -1), [""] * count, properties, None)


def _parse_batch(
    chunk: Chunk, features: Sequence[FeatureText], parser: simdjson.Parser
) -> _BatchResult:
    optional_geometries = [feature.geometry for feature in features]
    geometries = [geometry for geometry in optional_geometries if geometry]
    arrays, valid = parse_coordinates(
        [geometry.coordinates for geometry in geometries],
        [geometry.type for geometry in geometries],
        parser,
    )
    located = np.flatnonzero([geometry is not None for geometry in optional_geometries])
    geometry_indices = np.full(len(features), -1)
    geometry_indices[located[valid]] = np.arange(np.count_nonzero(valid))
    members = [[*map(get_member, features)] for get_member in _MEMBER_GETTERS]
    ids, parsed = _parse_ids(members[0])
    parsed[located[~valid]] = False
    properties = _SEPARATOR.join(members[1])
    present = sum(len(values) - values.count(MISSING) for values in members)
    name_count = 2 * len(features) + 2 * len(geometries) + present
    style_table = _read_shared_styles(chunk.array, properties, len(features), name_count)
    if style_table is None:
        parsed &= _check_names(chunk.array, features, properties.split(_SEPARATOR))
    return _BatchResult(parsed, arrays, geometry_indices, ids, properties, style_table)


def _reorder(geometry: GeometryArrays, indices: Indices) -> GeometryArrays:
    """Return the geometry of features by their indices; -1 is a feature without geometry."""
    if np.array_equal(indices, np.arange(len(geometry.bounds))):
        return geometry
    # An empty geometry is appended, which is the last one, so that -1 selects it.
    geometry = concat_geometry([geometry, geometry_from_shapely([None])])
    return take_features(geometry, indices % len(geometry.bounds))


def _remove_separators(joined: bytes) -> tuple[bytes, Offsets]:
    """Return joined texts without their separators, and the offsets of the texts."""
    separators = np.flatnonzero(np.frombuffer(joined, np.uint8) == ord(_SEPARATOR))
    starts = separators - np.arange(len(separators))
    offsets = np.concatenate(([0], starts, [len(joined) - len(separators)]))
    return joined.replace(_SEPARATOR, b""), offsets


def _read_remaining(batch: _BatchResult, items: Sequence[Raw]) -> ChunkResult:
    """Read the features that were not parsed, and merge all in file order."""
    readable = batch.parsed.copy()
    geometry_indices, ids = batch.geometry_indices.copy(), list(batch.ids)
    properties = batch.properties.split(_SEPARATOR)
    builder = GeometryBuilder()
    unusual: list[tuple[int, FeatureRead]] = []
    geometry_count = len(batch.geometry.bounds)
    for index in np.flatnonzero(~batch.parsed).tolist():
        feature = read_feature(bytes(items[index]))
        readable[index] = feature.fault is None
        if feature.fault or feature.warnings or feature.bare:
            unusual.append((index, feature))
        if feature.fault is None:
            builder.add_feature((part.kind, part.rings) for part in iter_parts(feature.geometry))
            geometry_indices[index] = geometry_count
            geometry_count += 1
            ids[index], properties[index] = feature.id, feature.properties
    geometry = concat_geometry([batch.geometry, builder.build()])
    geometry = _reorder(geometry, geometry_indices[readable])
    ids, properties = list(compress(ids, readable)), list(compress(properties, readable))
    return ChunkResult(
        readable, geometry, ids, *join_runs(properties), unique_styles(properties), unusual
    )


def _parse_ids(raw_ids: Sequence[Raw]) -> tuple[list[str], Mask]:
    """Return the ids as text, "" for none, and a mask: False where an id has another type."""
    joined = _SEPARATOR.join(raw_ids)
    valid = np.ones(len(raw_ids), dtype=np.bool_)
    if not joined.translate(None, b"0123456789\0"):
        return joined.decode().split("\0"), valid
    try:
        texts = _strings.decode(b"[%s]" % joined.replace(_SEPARATOR, b","))
        return [text or "" for text in texts], valid
    except PARSER_ERRORS:
        pass
    ids = [""] * len(raw_ids)
    for index, raw in enumerate(joined.split(_SEPARATOR)):
        try:
            ids[index] = parse_id(raw)
        except PARSER_ERRORS:
            valid[index] = False
    return ids, valid


def _read_shared_styles(
    array: bytes, properties: bytes, count: int, name_count: int
) -> StyleTable | None:
    """Return the styles if all features have the same property names, unique and not too deep.

    None if this cannot be decided for all features at once. `name_count` is the number of members
    that the parser found outside the properties of all `count` features.
    """
    joined = properties.replace(_SEPARATOR, b",")
    shared = read_shared_properties(properties.partition(_SEPARATOR)[0], joined)
    # Each object has one bracket itself; the rest is an upper limit of the depth of any one.
    if not shared or joined.count(b"[") + joined.count(b"{") - count > MAX_DEPTH:
        return None
    expected = name_count + count * shared.name_count
    return shared.style_table if _count_names(array) == expected else None


def _count_members(feature: FeatureText) -> int:
    """Count the members that the parser found in a feature and its geometry."""
    return (
        (feature.geometry is not None) * 2
        + (feature.properties is not MISSING)
        + (feature.id is not MISSING)
        + (feature.bbox is not MISSING)
        + 2
    )


def _check_names(
    array: bytes, features: Sequence[FeatureText], properties: Sequence[bytes]
) -> Mask:
    """Return a mask of features with unique member names and limited nesting.

    All are checked at once by counting names; one by one only if the counts do not match.
    """
    name_counts = [*map(_count_members, features)]
    joined = b"[%s]" % b",".join(map(_or_null, properties))
    try:
        objects = [members for members in _objects.decode(joined) if members]
        excess = joined.count(b"[") + joined.count(b"{") - len(objects)
        expected = sum(name_counts) + sum(map(len, objects))
        shallow = excess <= MAX_DEPTH or not _any_deep(properties)
        if shallow and _count_names(array) == expected:
            return np.ones(len(features), dtype=np.bool_)
    except PARSER_ERRORS:
        pass
    items = map(bytes, split_array(array))
    unique = map(_has_unique_names, items, properties, name_counts)
    return np.array([*unique], dtype=np.bool_)


def _any_deep(properties: Sequence[bytes]) -> bool:
    return any(raw.count(b"[") + raw.count(b"{") > MAX_DEPTH for raw in properties)


def _or_null(raw: bytes) -> bytes:
    return raw or b"null"


def _has_unique_names(item: bytes, properties: bytes, name_count: int) -> bool:
    try:
        return has_unique_names(item, properties, name_count)
    except PARSER_ERRORS:
        return False


def _count_names(array: bytes) -> int:
    """Count the member names of all objects, including text in strings that looks like one."""
    text = np.frombuffer(array, np.uint8)
    before_colon = text[np.flatnonzero(text == ord(":")) - 1]
    if (before_colon <= ord(" ")).any():
        return len(_NAME.findall(array))
    return int(np.count_nonzero(before_colon == ord('"')))
