"""Reads one Feature: with a fast typed parser, or with a full diagnosis if that fails."""

import math
import re
from dataclasses import dataclass, field
from typing import Any

import msgspec

from frontviewer.core.io.geojson.feature_diagnosis import FeatureFault, diagnose
from frontviewer.core.io.geojson.geometry_types import Geometry, GeometryCollection
from frontviewer.core.io.geojson.json_scanner import MAX_DEPTH, iter_children, skip_separators

_NAME = re.compile(rb'"\s*+:')
_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"(\s*+:)?', re.DOTALL)
_COORDINATES = re.compile(rb'("coordinates"\s*+:\s*+)\[[-+\d.eE,\s\[\]]*\]')
_PARSER_ERRORS = (msgspec.MsgspecError, UnicodeError, RecursionError)


class _Feature(msgspec.Struct, tag="Feature", tag_field="type", gc=False):
    geometry: Geometry | None
    id: msgspec.Raw = msgspec.Raw()
    properties: msgspec.Raw = msgspec.Raw()
    bbox: msgspec.Raw = msgspec.Raw()


_feature = msgspec.json.Decoder(_Feature)
_geometry = msgspec.json.Decoder(Geometry)
_GEOMETRY_NAME_COUNT = 2
"""Members of a geometry that is not a collection: type and coordinates."""
_properties = msgspec.json.Decoder(dict[str, msgspec.Raw] | None)


@dataclass(slots=True)
class FeatureRead:
    """The content of one feature. A feature with a fault is left out of the layer.

    Attributes
    ----------
    id
        As text; "" if there is none.
    properties
        As JSON; b"" if there are none.
    bare
        Whether the item is a geometry without a Feature around it.
    """

    id: str = ""
    properties: bytes = b""
    geometry: Geometry | None = None
    bare: bool = False
    fault: FeatureFault | None = None
    warnings: list[FeatureFault] = field(default_factory=list)


def read_feature(raw: bytes) -> FeatureRead:
    """Read the text of a Feature or a bare geometry; return any error as a fault."""
    try:
        feature = _feature.decode(raw)
        feature_id = parse_id(bytes(feature.id))
        plain = _is_plain(raw, feature)
    except _PARSER_ERRORS:
        return _read_bare_geometry(raw) or _read_with_diagnosis(raw)
    if plain:
        return FeatureRead(feature_id, bytes(feature.properties), feature.geometry)
    # Only names and nesting need a check, so the many coordinates are removed before it.
    diagnosis = diagnose(_COORDINATES.sub(rb"\1[]", raw))
    return FeatureRead(
        feature_id,
        bytes(feature.properties),
        feature.geometry,
        fault=diagnosis.fault,
        warnings=diagnosis.warnings,
    )


def _read_bare_geometry(raw: bytes) -> FeatureRead | None:
    """Read a geometry without a Feature; None if it is a collection, unusual or invalid."""
    try:
        geometry = _geometry.decode(raw)
    except _PARSER_ERRORS:
        return None
    has_plain_names = len(_NAME.findall(raw)) == _GEOMETRY_NAME_COUNT
    if not has_plain_names or isinstance(geometry, GeometryCollection):
        return None
    return FeatureRead(geometry=geometry, bare=True)


def _is_plain(raw: bytes, feature: _Feature) -> bool:
    """Return whether a feature needs no diagnosis: unique names, limited nesting, no collection."""
    name_count = 2 + sum(map(bool, map(bytes, (feature.id, feature.properties, feature.bbox))))
    name_count += 2 if feature.geometry else 0
    unique = has_unique_names(raw, bytes(feature.properties), name_count)
    return unique and not isinstance(feature.geometry, GeometryCollection)


def has_unique_names(raw: bytes, properties: bytes, name_count: int) -> bool:
    """Return whether no object in a feature repeats a name and no property is nested too deeply.

    Names are counted in the text and compared with the number of members that a parser found:
    `name_count` outside the properties, plus those in `properties`.

    Raises
    ------
    msgspec.MsgspecError, UnicodeError, RecursionError
        If the properties are not a valid object.
    """
    if properties.count(b"[") + properties.count(b"{") > MAX_DEPTH:
        return False
    name_count += len(_properties.decode(properties) or ()) if properties else 0
    if len(_NAME.findall(raw)) == name_count:
        return True
    name_count += _count_nested_names(msgspec.json.decode(properties)) if properties else 0
    return sum(map(bool, _STRING.findall(raw))) == name_count


def _count_nested_names(value: Any) -> int:
    """Count the members of all objects within a value, excluding its own members."""
    items = value.values() if isinstance(value, dict) else value
    containers = [item for item in items or () if isinstance(item, dict | list)]
    return sum(
        _count_nested_names(item) + isinstance(item, dict) * len(item) for item in containers
    )


def parse_id(raw: bytes) -> str:
    """Return an id as text; "" if it is missing or null.

    Raises
    ------
    msgspec.MsgspecError, UnicodeError
        If the id is neither text nor a number.
    """
    if not raw or raw == b"null":
        return ""
    return msgspec.json.decode(raw, type=str) if raw.startswith(b'"') else _parse_number_id(raw)


def _parse_number_id(raw: bytes) -> str:
    msgspec.json.decode(raw, type=int | float)
    return raw.decode()


def _read_with_diagnosis(raw: bytes) -> FeatureRead:
    diagnosis = diagnose(raw)
    if diagnosis.fault:
        return FeatureRead(fault=diagnosis.fault)
    bare = diagnosis.record.get("type") != "Feature"
    geometry = diagnosis.record if bare else diagnosis.record.get("geometry")
    return FeatureRead(
        id=_format_id(diagnosis.record.get("id")),
        properties=_find_member(raw, "properties"),
        geometry=msgspec.convert(geometry, Geometry | None),
        bare=bare,
        warnings=diagnosis.warnings,
    )


def _find_member(raw: bytes, name: str) -> bytes:
    """Return the text of a member, b"" if there is none; of duplicates the last one counts."""
    start = skip_separators(raw, 0, len(raw))
    children = iter_children(raw, start, len(raw))
    spans = [(value_start, end) for step, value_start, end in children if step == name]
    return raw[slice(*spans[-1])] if spans else b""


def _format_id(value: Any) -> str:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    usable = isinstance(value, int | float) and not isinstance(value, bool)
    return str(value) if usable and math.isfinite(value) else ""
