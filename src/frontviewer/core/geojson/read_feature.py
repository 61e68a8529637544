"""Reads one Feature: fast where it is as it should be, closely where it is not."""

import math
import re
from dataclasses import dataclass, field
from typing import Any

import msgspec

from frontviewer.core.geojson.faults import Fault, inspect
from frontviewer.core.geojson.geometry import Geometry, GeometryCollection
from frontviewer.core.geojson.json_scan import DEEPEST

_NAME = re.compile(rb'"\s*+:')
_COORDINATES = re.compile(rb'("coordinates"\s*+:\s*+)\[[-+\d.eE,\s\[\]]*\]')
_PARSER_ERRORS = (msgspec.MsgspecError, UnicodeError, RecursionError)


class _Feature(msgspec.Struct, tag="Feature", tag_field="type", gc=False):
    geometry: Geometry | None
    id: msgspec.Raw = msgspec.Raw()
    properties: msgspec.Raw = msgspec.Raw()
    bbox: msgspec.Raw = msgspec.Raw()


_feature = msgspec.json.Decoder(_Feature)
_properties = msgspec.json.Decoder(dict[str, msgspec.Raw] | None)


@dataclass(slots=True)
class FeatureRead:
    """What was read of a feature. One with a fault is left out.

    Attributes
    ----------
    id
        As text; "" where it has none.
    bare
        Whether it is a geometry without a Feature around it.
    """

    id: str = ""
    geometry: Geometry | None = None
    bare: bool = False
    fault: Fault | None = None
    doubts: list[Fault] = field(default_factory=list)


def read_feature(raw: bytes) -> FeatureRead:
    """Read a Feature or a bare geometry, whatever it may be. Never raises."""
    try:
        feature = _feature.decode(raw)
        name = _fast_id(bytes(feature.id))
        plain = _is_plain(raw, feature)
    except _PARSER_ERRORS:
        return _read_closely(raw)
    if plain:
        return FeatureRead(name, feature.geometry)
    # Only the names and the nesting are in doubt: the many numbers need no second look.
    seen = inspect(_COORDINATES.sub(rb"\1[]", raw))
    return FeatureRead(name, feature.geometry, fault=seen.fault, doubts=seen.doubts)


def _is_plain(raw: bytes, feature: _Feature) -> bool:
    """Tell whether no name stands twice, by counting, and nothing can be nested too deeply."""
    properties = bytes(feature.properties)
    members = _properties.decode(properties) if properties else None
    arrived = 2 + sum(map(bool, (bytes(feature.id), properties, bytes(feature.bbox))))
    arrived += len(members or ()) + (2 if feature.geometry else 0)
    brackets = properties.count(b"[") + properties.count(b"{")
    nested = isinstance(feature.geometry, GeometryCollection) or brackets > DEEPEST
    return not nested and len(_NAME.findall(raw)) == arrived


def _fast_id(raw: bytes) -> str:
    if not raw or raw == b"null":
        return ""
    return msgspec.json.decode(raw, type=str) if raw.startswith(b'"') else _number_text(raw)


def _number_text(raw: bytes) -> str:
    msgspec.json.decode(raw, type=int | float)
    return raw.decode()


def _read_closely(raw: bytes) -> FeatureRead:
    seen = inspect(raw)
    if seen.fault:
        return FeatureRead(fault=seen.fault)
    bare = seen.record.get("type") != "Feature"
    shape = seen.record if bare else seen.record.get("geometry")
    return FeatureRead(
        id=_id_text(seen.record.get("id")),
        geometry=msgspec.convert(shape, Geometry | None),
        bare=bare,
        doubts=seen.doubts,
    )


def _id_text(value: Any) -> str:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    usable = isinstance(value, int | float) and not isinstance(value, bool)
    return str(value) if usable and math.isfinite(value) else ""
