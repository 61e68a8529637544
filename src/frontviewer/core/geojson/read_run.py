"""Reads all features of a run at once; those in any way unusual one by one, as `read_feature` does.

What is read is the same either way.
"""

import re
from collections.abc import Sequence
from itertools import compress
from typing import NamedTuple

import msgspec
import numpy as np
from msgspec import Raw

from frontviewer.core.columns import ColumnBuilder, columns_of, joined_columns, take_features
from frontviewer.core.geojson.coordinates import Indices, Mask, read_coordinates
from frontviewer.core.geojson.cutting import NOTHING, FeatureText, Run, items_of
from frontviewer.core.geojson.geometry import parts
from frontviewer.core.geojson.json_scan import DEEPEST
from frontviewer.core.geojson.read_feature import FeatureRead, fast_id, names_fit, read_feature
from frontviewer.core.layer import Columns, Offsets
from frontviewer.core.properties import PARSER_ERRORS, packed

_BETWEEN = b"\0"
"""Joins texts; it stands in no sound JSON."""
_NAME = re.compile(rb'"\s*+:')
_strings = msgspec.json.Decoder(list[str | None])
_objects = msgspec.json.Decoder(list[dict[str, Raw] | None])


class RunRead(NamedTuple):
    """What was read of a run.

    Attributes
    ----------
    kept
        Which of its features could be read.
    columns, ids, properties, property_offsets
        Of those.
    told
        The position in the run of each with something odd or wrong, and what that is.
    """

    kept: Mask
    columns: Columns
    ids: list[str]
    properties: bytes
    property_offsets: Offsets
    told: list[tuple[int, FeatureRead]]


class _Usual(NamedTuple):
    """What was read at once.

    Attributes
    ----------
    usual
        Which features were.
    places
        (features,) of each in `columns`; -1 without geometry.
    """

    usual: Mask
    columns: Columns
    places: Indices
    ids: list[str]
    properties: list[bytes]


def read_run(run: Run) -> RunRead:
    """Read the features of a run."""
    if run.features is None:
        items = items_of(run.array)
        return _completed(_nothing(len(items)), items)
    read = _read_usual(run.array, run.features)
    return _completed(read, () if read.usual.all() else items_of(run.array))


def _nothing(count: int) -> _Usual:
    usual = np.zeros(count, dtype=np.bool_)
    return _Usual(usual, columns_of([]), np.full(count, -1), [""] * count, [b""] * count)


def _read_usual(array: bytes, features: Sequence[FeatureText]) -> _Usual:
    geometries = [feature.geometry for feature in features]
    located = np.flatnonzero([geometry is not None for geometry in geometries])
    columns, fit = read_coordinates(
        [geometry.coordinates for geometry in geometries if geometry],
        [geometry.type for geometry in geometries if geometry],
    )
    places = np.full(len(features), -1)
    places[located[fit]] = np.arange(np.count_nonzero(fit))
    ids, usual = _read_ids([feature.id for feature in features])
    properties = _BETWEEN.join([feature.properties for feature in features]).split(_BETWEEN)
    usual[located[~fit]] = False
    usual &= _names_fit(array, features, properties)
    return _Usual(usual, columns, places, ids, properties)


def _completed(read: _Usual, items: Sequence[Raw]) -> RunRead:
    """Read the unusual ones, and put all in the order of the file."""
    kept = read.usual.copy()
    places, ids, properties = read.places.copy(), list(read.ids), list(read.properties)
    builder = ColumnBuilder()
    told: list[tuple[int, FeatureRead]] = []
    pool = len(read.columns.bounds)
    for index in np.flatnonzero(~read.usual).tolist():
        feature = read_feature(bytes(items[index]))
        kept[index] = feature.fault is None
        if feature.fault or feature.doubts or feature.bare:
            told.append((index, feature))
        if feature.fault is None:
            builder.add_feature((part.kind, part.rings) for part in parts(feature.geometry))
            places[index], pool = pool, pool + 1
            ids[index], properties[index] = feature.id, feature.properties
    columns = read.columns
    if not (kept.all() and np.array_equal(places, np.arange(len(columns.bounds)))):
        # The last one, which -1 leads to, stands for those without geometry.
        columns = joined_columns([columns, builder.columns(), columns_of([None])])
        columns = take_features(columns, places[kept] % len(columns.bounds))
    ids = list(compress(ids, kept))
    return RunRead(kept, columns, ids, *packed(compress(properties, kept)), told)


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


def _names_fit(array: bytes, features: Sequence[FeatureText], properties: Sequence[bytes]) -> Mask:
    """Tell which features have no name twice and none too deep, by counting, all at once if so."""
    arrived = [
        (feature.geometry is not None) * 2
        + (feature.properties is not NOTHING)
        + (feature.id is not NOTHING)
        + (feature.bbox is not NOTHING)
        + 2
        for feature in features
    ]
    joined = b"[%s]" % b",".join(map(_or_null, properties))
    try:
        members = [named for named in _objects.decode(joined) if named]
        # Each has a bracket of its own: what is over is all that the deepest of them can have.
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
