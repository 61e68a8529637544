"""Finds out what is wrong with a feature that the fast parser refuses, and where."""

import json
import math
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple, NoReturn

from frontviewer.core.io.geojson.geometry_types import GEOMETRY_TYPES, NESTING
from frontviewer.core.io.geojson.json_scanner import DEEPEST, depth
from frontviewer.core.text.json_positions import JsonPath
from frontviewer.core.text.shorten import shortened

_GEOMETRY_LIST = ", ".join(sorted(GEOMETRY_TYPES))
_LARGEST = 10**300
"""Whole numbers in JSON may have any number of digits; coordinates may not."""
_SORTS = {
    str: "text",
    int: "a number",
    float: "a number",
    bool: "true or false",
    list: "an array",
    dict: "an object",
}
_NESTING_WORDS = (
    "a position: [longitude, latitude]",
    "an array of positions",
    "an array of arrays of positions",
    "an array of areas, each an array of rings",
)


class FeatureFault(NamedTuple):
    """One thing wrong with a feature. `at` is a byte within it; else `path` leads to the place."""

    message: str
    remedy: str = ""
    path: JsonPath = ()
    at: int | None = None
    kind: str = "unlike GeoJSON"


@dataclass(slots=True)
class Diagnosis:
    """A feature looked at closely.

    Attributes
    ----------
    record
        The Feature or bare geometry as plain values; it conforms when there is no `fault`.
    fault
        Why it must be left out.
    doubts
        What is odd about it, although it can be shown.
    """

    record: dict[str, Any] = field(default_factory=dict)
    fault: FeatureFault | None = None
    warnings: list[FeatureFault] = field(default_factory=list)


class _FaultError(Exception):
    def __init__(self, fault: FeatureFault) -> None:
        self.fault = fault
        super().__init__(fault.message)


def diagnose(raw: bytes) -> Diagnosis:
    """Look at a Feature, or a bare geometry, that is whole but may be anything."""
    result = Diagnosis()
    try:
        value = _parsed(raw, result.warnings)
        result.record = _feature(value, result.warnings)
    except _FaultError as error:
        result.fault = error.fault
    return result


def _parsed(raw: bytes, warnings: list[FeatureFault]) -> Any:
    if depth(raw) > DEEPEST:
        message = f"The feature is nested more than {DEEPEST} levels deep."
        raise _FaultError(FeatureFault(message, "Flatten its collections.")) from None
    text = raw.decode("utf-8", "replace")
    repeated: list[str] = []
    try:
        value = json.loads(text, object_pairs_hook=_noting_repeated(repeated), strict=False)
    except json.JSONDecodeError as error:
        at = len(text[: error.pos].encode())
        message = f"The text of the feature breaks here ({error.msg[0].lower()}{error.msg[1:]})."
        raise _FaultError(
            FeatureFault(message, "Correct this place or export again.", at=at)
        ) from None
    except (RecursionError, ValueError):
        raise _FaultError(FeatureFault("The feature cannot be read.", "Export it again.")) from None
    warnings.extend(
        FeatureFault(f"The member “{shortened(name)}” stands twice; the last one counts.")
        for name in repeated
    )
    return value


def _noting_repeated(repeated: list[str]) -> Callable[[list[tuple[str, Any]]], dict[str, Any]]:
    def joined(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        members = dict(pairs)
        if len(members) < len(pairs):
            counts = Counter(name for name, _ in pairs)
            repeated.extend(name for name, count in counts.items() if count > 1)
        return members

    return joined


def _feature(value: Any, warnings: list[FeatureFault]) -> dict[str, Any]:
    if not isinstance(value, dict):
        _refuse(f"Here stands {_sort(value)} instead of a feature.")
    kind = value.get("type")
    if kind == "Feature":
        _note_properties(value, warnings)
        if "geometry" not in value:
            warnings.append(
                FeatureFault("The feature has no member “geometry”, so it is only listed.")
            )
        elif value["geometry"] is not None:
            _check_geometry(value["geometry"], ("geometry",))
    elif isinstance(kind, str) and kind in GEOMETRY_TYPES:
        _check_geometry(value, ())
    elif "type" not in value:
        _refuse("The feature does not say that it is one.", 'Write "type": "Feature" into it.')
    else:
        message = f"Its type is {_shown(kind)}, not Feature."
        _refuse(message, 'Write "type": "Feature"; upper and lower case count.', ("type",))
    return value


def _note_properties(feature: dict[str, Any], warnings: list[FeatureFault]) -> None:
    properties = feature.get("properties")
    if properties is not None and not isinstance(properties, dict):
        message = f"Its properties are {_sort(properties)}, not an object, and are not shown."
        warnings.append(FeatureFault(message, path=("properties",)))
    unreal = next(_not_finite(properties, ("properties",)), None)
    if unreal:
        message = "Its properties hold NaN or Infinity, which JSON does not have; shown as empty."
        warnings.append(FeatureFault(message, "Write null instead.", unreal))
    if isinstance(feature.get("id"), bool | list | dict) or _is_unreal(feature.get("id")):
        message = "Its id is neither text nor a number; its position in the file stands in."
        warnings.append(FeatureFault(message, path=("id",)))


def _check_geometry(geometry: Any, path: JsonPath) -> None:
    """Refuse what is no geometry, in the order of the document."""
    waiting = [(geometry, path)]
    while waiting:
        shape, path = waiting.pop()
        if not isinstance(shape, dict):
            _refuse(f"Here stands {_sort(shape)} instead of a geometry.", path=path)
        kind = shape.get("type")
        if not isinstance(kind, str) or kind not in GEOMETRY_TYPES:
            message = f"There is no geometry type {_shown(kind)}."
            _refuse(message, f"GeoJSON has {_GEOMETRY_LIST}.", (*path, "type"))
        if kind == "GeometryCollection":
            inner = shape.get("geometries")
            if not isinstance(inner, list):
                _refuse("The collection has no array “geometries”.", path=path)
            waiting.extend((g, (*path, "geometries", i)) for i, g in reversed([*enumerate(inner)]))
        elif "coordinates" not in shape:
            _refuse("The geometry has no coordinates.", path=path)
        else:
            _check_coordinates(shape["coordinates"], NESTING[kind], (*path, "coordinates"), kind)


def _check_coordinates(value: Any, nesting: int, path: JsonPath, kind: str) -> None:
    if not isinstance(value, list):
        words = f"Here stands {_sort(value)} instead of {_NESTING_WORDS[nesting]}."
        _refuse(words, f"The coordinates of a {kind} are {_NESTING_WORDS[NESTING[kind]]}.", path)
    if nesting == 0:
        if value or kind != "Point":
            _check_position(value, path)
        return
    for index, inner in enumerate(value):
        # Nearly all of a million positions are sound: a path is made for the others only.
        if nesting > 1 or not _is_position(inner):
            _check_coordinates(inner, nesting - 1, (*path, index), kind)


def _is_position(value: Any) -> bool:
    return (
        isinstance(value, list)
        and len(value) > 1
        and all(type(number) is float and math.isfinite(number) for number in value)
    )


def _check_position(position: list[Any], path: JsonPath) -> None:
    for index, number in enumerate(position):
        here = (*path, index)
        if isinstance(number, list):
            _refuse("There is an array too many around these coordinates.", path=path)
        if isinstance(number, bool) or not isinstance(number, int | float):
            remedy = "Write it as a number, without quotation marks." if number else ""
            _refuse(f"Here stands {_sort(number)} instead of a number.", remedy, here)
        if _is_unreal(number):
            remedy = "Give the place a number, or the feature no geometry (null)."
            _refuse("A coordinate is NaN, Infinity or too large.", remedy, here)
    if len(position) < 2:  # noqa: PLR2004 - longitude and latitude
        _refuse("A position needs two numbers: longitude and latitude.", path=path)


def _refuse(message: str, remedy: str = "", path: JsonPath = ()) -> NoReturn:
    raise _FaultError(FeatureFault(message, remedy, path))


def _not_finite(value: Any, path: JsonPath) -> Iterator[JsonPath]:
    waiting = [(value, path)]
    while waiting:
        value, path = waiting.pop()
        if isinstance(value, dict):
            waiting.extend((v, (*path, k)) for k, v in value.items())
        elif isinstance(value, list):
            waiting.extend((v, (*path, i)) for i, v in enumerate(value))
        elif _is_unreal(value):
            yield path


def _is_unreal(value: Any) -> bool:
    if isinstance(value, float):
        return not math.isfinite(value)
    return isinstance(value, int) and abs(value) > _LARGEST


def _sort(value: Any) -> str:
    return _SORTS.get(type(value), "nothing (null)")


def _shown(value: Any) -> str:
    return f"“{shortened(value)}”" if isinstance(value, str) else _sort(value)
