"""Finds out why the fast parser rejects a feature, and where the error is."""

import json
import math
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple, NoReturn

from frontviewer.core.io.geojson.geometry_types import GEOMETRY_TYPES, NESTING
from frontviewer.core.io.geojson.json_scanner import MAX_DEPTH, nesting_depth
from frontviewer.core.text.formatting import format_number
from frontviewer.core.text.json_positions import JsonPath
from frontviewer.core.text.shorten import shorten
from frontviewer.core.text.translation import mark, tr

_FEATURE_TYPE = '"type": "Feature"'
_MAX_INTEGER = 10**300
"""Integers in JSON may have any number of digits; as coordinates they must fit a float."""
_TYPE_NAMES = {
    str: mark("text"),
    int: mark("a number"),
    float: mark("a number"),
    bool: mark("true or false"),
    list: mark("an array"),
    dict: mark("an object"),
    type(None): mark("null"),
}
_COORDINATE_MESSAGES = (
    mark("Expected a position ([longitude, latitude]), found {found}."),
    mark("Expected an array of positions, found {found}."),
    mark("Expected an array of arrays of positions, found {found}."),
    mark("Expected an array of polygons (each an array of rings), found {found}."),
)
"""By nesting depth."""
_COORDINATE_REMEDIES = (
    mark("The coordinates of a {type} are a position: [longitude, latitude]."),
    mark("The coordinates of a {type} are an array of positions."),
    mark("The coordinates of a {type} are an array of arrays of positions."),
    mark("The coordinates of a {type} are an array of polygons, each an array of rings."),
)
"""By nesting depth of the geometry type."""


class FeatureFault(NamedTuple):
    """One error in a feature; message and remedy are translated.

    Attributes
    ----------
    path
        Path of the invalid value below the feature; not used if there is an `offset`.
    offset
        Position of the error, in bytes from the start of the feature.
    kind
        What similar problems have in common; marked for translation.
    """

    message: str
    remedy: str = ""
    path: JsonPath = ()
    offset: int | None = None
    kind: str = mark("invalid GeoJSON")


@dataclass(slots=True)
class Diagnosis:
    """The result of a strict check of one feature.

    Attributes
    ----------
    record
        The Feature or bare geometry as plain Python values; valid if there is no `fault`.
    fault
        Why the feature cannot be used.
    warnings
        What is unusual about the feature, although it can be shown.
    """

    record: dict[str, Any] = field(default_factory=dict)
    fault: FeatureFault | None = None
    warnings: list[FeatureFault] = field(default_factory=list)


class _FaultError(Exception):
    def __init__(self, fault: FeatureFault) -> None:
        self.fault = fault
        super().__init__(fault.message)


def diagnose(raw: bytes) -> Diagnosis:
    """Check the text of one array item that should be a Feature or a bare geometry."""
    result = Diagnosis()
    try:
        value = _parse(raw, result.warnings)
        result.record = _check_feature(value, result.warnings)
    except _FaultError as error:
        result.fault = error.fault
    return result


def _parse(raw: bytes, warnings: list[FeatureFault]) -> Any:
    if nesting_depth(raw) > MAX_DEPTH:
        message = tr("The feature is nested more than {max_depth} levels deep.")
        _reject(
            message.format(max_depth=format_number(MAX_DEPTH)), tr("Flatten nested collections.")
        )
    text = raw.decode("utf-8", "replace")
    repeated: list[str] = []
    try:
        value = json.loads(text, object_pairs_hook=_repeat_collector(repeated), strict=False)
    except json.JSONDecodeError as error:
        reason = f"{error.msg[0].lower()}{error.msg[1:]}"
        fault = FeatureFault(
            tr("Invalid JSON in this feature: {reason}.").format(reason=reason),
            tr("Correct it here, or export the file again."),
            offset=len(text[: error.pos].encode()),
        )
        raise _FaultError(fault) from None
    except (RecursionError, ValueError):
        fault = FeatureFault(tr("The feature cannot be parsed."), tr("Export the file again."))
        raise _FaultError(fault) from None
    message = tr("Duplicate member “{name}”; the last value is used.")
    warnings.extend(FeatureFault(message.format(name=shorten(name))) for name in repeated)
    return value


def _repeat_collector(repeated: list[str]) -> Callable[[list[tuple[str, Any]]], dict[str, Any]]:
    """Return an `object_pairs_hook` that appends duplicate member names to `repeated`."""

    def build_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        members = dict(pairs)
        if len(members) < len(pairs):
            counts = Counter(name for name, _ in pairs)
            repeated.extend(name for name, count in counts.items() if count > 1)
        return members

    return build_object


def _check_feature(value: Any, warnings: list[FeatureFault]) -> dict[str, Any]:
    if not isinstance(value, dict):
        _reject(tr("Expected a feature, found {found}.").format(found=_type_name(value)))
    kind = value.get("type")
    if kind == "Feature":
        _check_properties(value, warnings)
        if "geometry" not in value:
            message = tr("The feature has no member “geometry”; it is listed but not drawn.")
            warnings.append(FeatureFault(message))
        elif value["geometry"] is not None:
            _check_geometry(value["geometry"], ("geometry",))
    elif isinstance(kind, str) and kind in GEOMETRY_TYPES:
        _check_geometry(value, ())
    elif "type" not in value:
        remedy = tr("Add {member} to the feature.").format(member=_FEATURE_TYPE)
        _reject(tr("The feature has no member “type”."), remedy)
    else:
        message = (
            tr("Expected the type “Feature”, found “{type}”.").format(type=shorten(kind))
            if isinstance(kind, str)
            else tr("Expected the type “Feature”, found {found}.").format(found=_type_name(kind))
        )
        remedy = tr("Write {member}; the value is case-sensitive.").format(member=_FEATURE_TYPE)
        _reject(message, remedy, ("type",))
    return value


def _check_properties(feature: dict[str, Any], warnings: list[FeatureFault]) -> None:
    properties = feature.get("properties")
    if properties is not None and not isinstance(properties, dict):
        message = tr("The properties are {found}, not an object; they are not shown.")
        message = message.format(found=_type_name(properties))
        warnings.append(FeatureFault(message, path=("properties",)))
    path = next(_find_non_finite(properties, ("properties",)), None)
    if path:
        message = tr(
            "The properties contain NaN or Infinity, which JSON does not allow; "
            "the value is shown as empty."
        )
        warnings.append(FeatureFault(message, tr("Write null instead."), path))
    if isinstance(feature.get("id"), bool | list | dict) or _is_non_finite(feature.get("id")):
        message = tr("The id is neither text nor a number; the feature number is used instead.")
        warnings.append(FeatureFault(message, path=("id",)))


def _check_geometry(geometry: Any, path: JsonPath) -> None:
    """Reject an invalid geometry at its first error in document order."""
    stack = [(geometry, path)]
    while stack:
        value, path = stack.pop()
        if not isinstance(value, dict):
            message = tr("Expected a geometry, found {found}.")
            _reject(message.format(found=_type_name(value)), path=path)
        kind = value.get("type")
        if not isinstance(kind, str) or kind not in GEOMETRY_TYPES:
            message = (
                tr("Unknown geometry type “{type}”.").format(type=shorten(kind))
                if isinstance(kind, str)
                else tr("Expected a geometry type, found {found}.").format(found=_type_name(kind))
            )
            remedy = tr("The geometry types of GeoJSON are {types}.")
            remedy = remedy.format(types=", ".join(sorted(GEOMETRY_TYPES)))
            _reject(message, remedy, (*path, "type"))
        if kind == "GeometryCollection":
            members = value.get("geometries")
            if not isinstance(members, list):
                _reject(tr("The GeometryCollection has no array “geometries”."), path=path)
            children = [(g, (*path, "geometries", i)) for i, g in enumerate(members)]
            stack.extend(reversed(children))
        elif "coordinates" not in value:
            _reject(tr("The geometry has no coordinates."), path=path)
        else:
            _check_coordinates(value["coordinates"], NESTING[kind], (*path, "coordinates"), kind)


def _check_coordinates(value: Any, nesting: int, path: JsonPath, kind: str) -> None:
    if not isinstance(value, list):
        message = tr(_COORDINATE_MESSAGES[nesting]).format(found=_type_name(value))
        _reject(message, tr(_COORDINATE_REMEDIES[NESTING[kind]]).format(type=kind), path)
    if nesting == 0:
        if value or kind != "Point":
            _check_position(value, path)
        return
    for index, item in enumerate(value):
        # Nearly all of a million positions are valid; a path is built only for the others.
        if nesting > 1 or not _is_position(item):
            _check_coordinates(item, nesting - 1, (*path, index), kind)


def _is_position(value: Any) -> bool:
    return (
        isinstance(value, list)
        and len(value) > 1
        and all(type(number) is float and math.isfinite(number) for number in value)
    )


def _check_position(position: list[Any], path: JsonPath) -> None:
    for index, number in enumerate(position):
        number_path = (*path, index)
        if isinstance(number, list):
            _reject(tr("The coordinates are nested one array too deep."), path=path)
        if isinstance(number, bool) or not isinstance(number, int | float):
            message = tr("Expected a number, found {found}.").format(found=_type_name(number))
            remedy = tr("Write it as a number, without quotation marks.") if number else ""
            _reject(message, remedy, number_path)
        if _is_non_finite(number):
            message = tr("A coordinate is NaN, Infinity or too large.")
            _reject(message, tr("Correct the number, or set the geometry to null."), number_path)
    if len(position) < 2:  # noqa: PLR2004 - longitude and latitude
        _reject(tr("A position needs two numbers: longitude and latitude."), path=path)


def _reject(message: str, remedy: str = "", path: JsonPath = ()) -> NoReturn:
    raise _FaultError(FeatureFault(message, remedy, path))


def _find_non_finite(value: Any, path: JsonPath) -> Iterator[JsonPath]:
    """Yield the paths of all numbers that are not finite."""
    stack = [(value, path)]
    while stack:
        value, path = stack.pop()
        if isinstance(value, dict):
            stack.extend((v, (*path, k)) for k, v in value.items())
        elif isinstance(value, list):
            stack.extend((v, (*path, i)) for i, v in enumerate(value))
        elif _is_non_finite(value):
            yield path


def _is_non_finite(value: Any) -> bool:
    """Return whether a value is NaN, infinite, or an integer that does not fit a float."""
    if isinstance(value, float):
        return not math.isfinite(value)
    return isinstance(value, int) and abs(value) > _MAX_INTEGER


def _type_name(value: Any) -> str:
    return tr(_TYPE_NAMES[type(value)])
