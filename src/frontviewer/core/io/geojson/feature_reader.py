"""Reads one Feature: fast where it is as it should be, closely where it is not."""

import math
import re
from dataclasses import dataclass, field
from typing import Any

import msgspec

from frontviewer.core.io.geojson.feature_diagnosis import FeatureFault, diagnose
from frontviewer.core.io.geojson.geometry_types import Geometry, GeometryCollection
from frontviewer.core.io.geojson.json_scanner import DEEPEST, children, next_start

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
_OWN_NAMES = 2
"""The names in a plain geometry: type and coordinates."""
_properties = msgspec.json.Decoder(dict[str, msgspec.Raw] | None)


@dataclass(slots=True)
class FeatureRead:
    """What was read of a feature. One with a fault is left out.

    Attributes
    ----------
    id
        As text; "" where it has none.
    properties
        As JSON; b"" where it has none.
    bare
        Whether it is a geometry without a Feature around it.
    """

    id: str = ""
    properties: bytes = b""
    geometry: Geometry | None = None
    bare: bool = False
    fault: FeatureFault | None = None
    warnings: list[FeatureFault] = field(default_factory=list)


def read_feature(raw: bytes) -> FeatureRead:
    """Read a Feature or a bare geometry, whatever it may be. Never raises."""
    try:
        feature = _feature.decode(raw)
        name = fast_id(bytes(feature.id))
        plain = _is_plain(raw, feature)
    except _PARSER_ERRORS:
        return _read_bare(raw) or _read_closely(raw)
    if plain:
        return FeatureRead(name, bytes(feature.properties), feature.geometry)
    # Only the names and the nesting are in doubt: the many numbers need no second look.
    seen = diagnose(_COORDINATES.sub(rb"\1[]", raw))
    return FeatureRead(
        name, bytes(feature.properties), feature.geometry, fault=seen.fault, warnings=seen.warnings
    )


def _read_bare(raw: bytes) -> FeatureRead | None:
    """Read a geometry without a Feature around it; None where it is not quite one."""
    try:
        shape = _geometry.decode(raw)
    except _PARSER_ERRORS:
        return None
    plain = len(_NAME.findall(raw)) == _OWN_NAMES and not isinstance(shape, GeometryCollection)
    return FeatureRead(geometry=shape, bare=True) if plain else None


def _is_plain(raw: bytes, feature: _Feature) -> bool:
    arrived = 2 + sum(map(bool, map(bytes, (feature.id, feature.properties, feature.bbox))))
    arrived += 2 if feature.geometry else 0
    fit = names_fit(raw, bytes(feature.properties), arrived)
    return fit and not isinstance(feature.geometry, GeometryCollection)


def names_fit(raw: bytes, properties: bytes, arrived: int) -> bool:
    """Tell whether no name stands twice in a feature, by counting, and none is nested too deeply.

    `arrived` are the members that a parser found outside the properties.

    Raises
    ------
    msgspec.MsgspecError, UnicodeError, RecursionError
        If the properties are not quite an object.
    """
    if properties.count(b"[") + properties.count(b"{") > DEEPEST:
        return False
    arrived += len(_properties.decode(properties) or ()) if properties else 0
    if len(_NAME.findall(raw)) == arrived:
        return True
    arrived += _nested_names(msgspec.json.decode(properties)) if properties else 0
    return sum(map(bool, _STRING.findall(raw))) == arrived


def _nested_names(value: Any) -> int:
    """Count the members of all objects within a value, its own left out."""
    inner = value.values() if isinstance(value, dict) else value
    deeper = [item for item in inner or () if isinstance(item, dict | list)]
    return sum(_nested_names(item) + isinstance(item, dict) * len(item) for item in deeper)


def fast_id(raw: bytes) -> str:
    """Return an id as text; "" for none.

    Raises
    ------
    msgspec.MsgspecError, UnicodeError
        If it is neither text nor a number.
    """
    if not raw or raw == b"null":
        return ""
    return msgspec.json.decode(raw, type=str) if raw.startswith(b'"') else _number_text(raw)


def _number_text(raw: bytes) -> str:
    msgspec.json.decode(raw, type=int | float)
    return raw.decode()


def _read_closely(raw: bytes) -> FeatureRead:
    seen = diagnose(raw)
    if seen.fault:
        return FeatureRead(fault=seen.fault)
    bare = seen.record.get("type") != "Feature"
    shape = seen.record if bare else seen.record.get("geometry")
    return FeatureRead(
        id=_id_text(seen.record.get("id")),
        properties=_member(raw, "properties"),
        geometry=msgspec.convert(shape, Geometry | None),
        bare=bare,
        warnings=seen.warnings,
    )


def _member(raw: bytes, name: str) -> bytes:
    """Return the text of a member; of several of that name the last one counts."""
    start = next_start(raw, 0, len(raw))
    found = [(first, end) for step, first, end in children(raw, start, len(raw)) if step == name]
    return raw[slice(*found[-1])] if found else b""


def _id_text(value: Any) -> str:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    usable = isinstance(value, int | float) and not isinstance(value, bool)
    return str(value) if usable and math.isfinite(value) else ""
