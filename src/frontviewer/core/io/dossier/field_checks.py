"""Checks the values of a record beyond their JSON type, and explains type errors to the user."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import reduce
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any, NamedTuple

from msgspec import inspect

from frontviewer.core.model.briefing import is_valid_view
from frontviewer.core.model.edtf import EdtfError, parse
from frontviewer.core.problems import Severity
from frontviewer.core.text.formatting import format_number
from frontviewer.core.text.json_positions import JsonPath
from frontviewer.core.text.shorten import shorten
from frontviewer.core.text.translation import mark, tr, trn

_PATH_STEP = re.compile(r"\.([^.\[]+)|\[(\d+)\]")
_MAX_EXCERPT_LENGTH = 40
_MISSING_FIELD = re.compile(r"missing required field `(.+?)`")
_TYPE_LABELS: tuple[tuple[type[inspect.Type], str], ...] = (
    (inspect.StrType, mark("text in quotation marks")),
    (inspect.BoolType, mark("true or false")),
    (inspect.IntType, mark("a whole number")),
    (inspect.FloatType, mark("a number")),
    (inspect.NoneType, mark("null")),
    (inspect.VarTupleType, mark("a list [ ... ]")),
    (inspect.StructType, mark("an object { ... }")),
    (inspect.DictType, mark("an object { ... }")),
)


class FieldFault(NamedTuple):
    """A value that has the right JSON type but is invalid."""

    severity: Severity
    path: JsonPath
    message: str
    remedy: str


def check_fields(raw: object, type_info: inspect.Type, path: JsonPath) -> Iterator[FieldFault]:
    """Yield the faults of dates, paths and views, at every level."""
    match type_info:
        case inspect.Metadata():
            check = _CHECKS.get((type_info.extra or {}).get("is", ""))
            yield from check(raw, path) if check else ()
        case inspect.UnionType():
            for alternative in type_info.types:
                yield from check_fields(raw, alternative, path)
        case inspect.StructType() if isinstance(raw, dict):
            for field in (field for field in type_info.fields if field.encode_name in raw):
                name = field.encode_name
                yield from check_fields(raw[name], field.type, (*path, name))
        case inspect.VarTupleType() if isinstance(raw, list):
            for index, entry in enumerate(raw):
                yield from check_fields(entry, type_info.item_type, (*path, index))
        case inspect.DictType() if isinstance(raw, dict):
            for name, value in raw.items():
                yield from check_fields(name, type_info.key_type, (*path, name))
                yield from check_fields(value, type_info.value_type, (*path, name))


def explain_error(error: str, type_info: inspect.Type, raw: object) -> tuple[JsonPath, str]:
    """Convert msgspec's validation error for a value to a path and a message for the user."""
    reason, _, location = error.partition(" - at `$")
    steps = location.partition("[...]")[0].removesuffix("`")  # msgspec omits keys of a mapping
    path: JsonPath = tuple(name or int(index) for name, index in _PATH_STEP.findall(steps))
    missing = _MISSING_FIELD.search(reason)
    if missing:
        name = missing[1]
        message = tr("The member “{name}” is missing; expected {expected}.").format(
            name=name, expected=_describe_type_at(type_info, (*path, name))
        )
        return (*path, name), message
    message = tr("Expected {expected}; found {found}.").format(
        expected=_describe_type_at(type_info, path), found=_excerpt(raw, path)
    )
    return path, message


def _excerpt(raw: Any, path: JsonPath) -> str:
    for step in path:
        raw = raw[step]
    return shorten(json.dumps(raw, ensure_ascii=False), _MAX_EXCERPT_LENGTH)


def _describe_type_at(type_info: inspect.Type, path: JsonPath) -> str:
    for step in path:
        type_info = _inner_type(type_info, step)
    return _describe_type(type_info)


def _inner_type(type_info: inspect.Type, step: str | int) -> inspect.Type:
    match type_info:
        case inspect.Metadata():
            return _inner_type(type_info.type, step)
        case inspect.UnionType():
            return _inner_type(type_info.types[0], step)
        case inspect.StructType():
            return next(f.type for f in type_info.fields if f.encode_name == step)
        case inspect.VarTupleType():
            return type_info.item_type
        case inspect.TupleType():
            return type_info.item_types[int(step)]
    return inspect.AnyType()


def _describe_type(type_info: inspect.Type) -> str:
    """Return a translated label of a type, such as "a number or null"."""
    match type_info:
        case inspect.Metadata():
            return _describe_type(type_info.type)
        case inspect.UnionType():
            return reduce(_join_alternatives, map(_describe_type, type_info.types))
        case inspect.LiteralType():
            values = ", ".join(str(value) for value in type_info.values)
            return tr("one of {values}").format(values=values)
        case inspect.TupleType():
            count = len(type_info.item_types)
            label = trn("a list of {count} number", "a list of {count} numbers", count)
            return label.format(count=format_number(count))
        case inspect.DictType() if not isinstance(type_info.value_type, inspect.AnyType):
            label = tr("an object in which every member is {type}")
            return label.format(type=_describe_type(type_info.value_type))
    labels = (tr(label) for plain, label in _TYPE_LABELS if isinstance(type_info, plain))
    return next(labels, tr("a different value"))


def _join_alternatives(first: str, second: str) -> str:
    return tr("{first} or {second}").format(first=first, second=second)


def _check_date(raw: object, path: JsonPath) -> Iterator[FieldFault]:
    if isinstance(raw, str) and raw:
        try:
            parse(raw)
        except EdtfError as error:
            remedy = tr("It is shown as written and sorted last.")
            yield FieldFault("warning", path, str(error), remedy)


def _check_path(raw: object, path: JsonPath) -> Iterator[FieldFault]:
    if not isinstance(raw, str):
        return
    parts = PurePosixPath(raw).parts
    has_invalid_character = any(character in raw for character in "\\:\0")
    if raw.startswith("/") or ".." in parts or has_invalid_character or not parts:
        message = tr("“{path}” is not a path inside the dossier's folder.").format(path=raw)
        remedy = tr("Use a path relative to this folder, with / as the separator.")
        yield FieldFault("error", path, message, remedy)


def _check_view(raw: object, path: JsonPath) -> Iterator[FieldFault]:
    if not isinstance(raw, list):
        return
    if not is_valid_view(*raw):
        message = tr("The view is not west, south, east, north in degrees.")
        remedy = tr(
            "West must be less than east, both from -180 to 180; "
            "south must be less than north, both from -90 to 90."
        )
        yield FieldFault("error", path, message, remedy)


_CHECKS: Mapping[str, Callable[[object, JsonPath], Iterator[FieldFault]]] = MappingProxyType(
    {"date": _check_date, "path": _check_path, "view": _check_view}
)
"""Check for each value of `is` in the metadata of a member's type, as in `EdtfText`."""
