"""What a record's members may hold: checked beyond their JSON type, and said in words."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any, NamedTuple

from msgspec import inspect

from frontviewer.core.model.briefing import is_view
from frontviewer.core.model.edtf import EdtfError, parse
from frontviewer.core.problems import Severity
from frontviewer.core.text.json_positions import JsonPath
from frontviewer.core.text.shorten import shortened

_STEP = re.compile(r"\.([^.\[]+)|\[(\d+)\]")
_LONGEST = 40
_MISSING = re.compile(r"missing required field `(.+?)`")
_WORDS: tuple[tuple[type[inspect.Type], str], ...] = (
    (inspect.StrType, "text in quotation marks"),
    (inspect.BoolType, "true or false"),
    (inspect.IntType, "a whole number"),
    (inspect.FloatType, "a number"),
    (inspect.NoneType, "null"),
    (inspect.VarTupleType, "a list [ ... ]"),
    (inspect.StructType, "an object { ... }"),
    (inspect.DictType, "an object { ... }"),
)


class Flaw(NamedTuple):
    """A value of the right JSON type that is wrong all the same."""

    severity: Severity
    path: JsonPath
    message: str
    remedy: str


def flaws(raw: object, kind: inspect.Type, path: JsonPath) -> Iterator[Flaw]:
    """Yield what is wrong with dates, paths and views, at every depth."""
    match kind:
        case inspect.Metadata():
            check = _CHECKS.get((kind.extra or {}).get("is", ""))
            yield from check(raw, path) if check else ()
        case inspect.UnionType():
            for choice in kind.types:
                yield from flaws(raw, choice, path)
        case inspect.StructType() if isinstance(raw, dict):
            for member in (field for field in kind.fields if field.encode_name in raw):
                step = member.encode_name
                yield from flaws(raw[step], member.type, (*path, step))
        case inspect.VarTupleType() if isinstance(raw, list):
            for number, entry in enumerate(raw):
                yield from flaws(entry, kind.item_type, (*path, number))
        case inspect.DictType() if isinstance(raw, dict):
            for name, value in raw.items():
                yield from flaws(name, kind.key_type, (*path, name))
                yield from flaws(value, kind.value_type, (*path, name))


def explained(reason: str, kind: inspect.Type, raw: object) -> tuple[JsonPath, str]:
    """Turn msgspec's complaint about a value that should be of this kind into path and sentence."""
    what, _, where = reason.partition(" - at `$")
    named = where.partition("[...]")[0].removesuffix("`")  # msgspec names no key of a mapping
    path: JsonPath = tuple(name or int(number) for name, number in _STEP.findall(named))
    missing = _MISSING.search(what)
    if missing:
        name = missing[1]
        return (*path, name), f"The member “{name}” is missing: {_wanted(kind, (*path, name))}."
    return path, f"Expected {_wanted(kind, path)}; found {_excerpt(raw, path)}."


def _excerpt(raw: Any, path: JsonPath) -> str:
    for step in path:
        raw = raw[step]
    return shortened(json.dumps(raw, ensure_ascii=False), _LONGEST)


def _wanted(kind: inspect.Type, path: JsonPath) -> str:
    for step in path:
        kind = _inner(kind, step)
    return _words(kind)


def _inner(kind: inspect.Type, step: str | int) -> inspect.Type:
    match kind:
        case inspect.Metadata():
            return _inner(kind.type, step)
        case inspect.UnionType():
            return _inner(kind.types[0], step)
        case inspect.StructType():
            return next(f.type for f in kind.fields if f.encode_name == step)
        case inspect.VarTupleType():
            return kind.item_type
        case inspect.TupleType():
            return kind.item_types[int(step)]
    return inspect.AnyType()


def _words(kind: inspect.Type) -> str:
    match kind:
        case inspect.Metadata():
            return _words(kind.type)
        case inspect.UnionType():
            return " or ".join(_words(choice) for choice in kind.types)
        case inspect.LiteralType():
            return "one of " + ", ".join(str(value) for value in kind.values)
        case inspect.TupleType():
            return f"a list of {len(kind.item_types)} numbers"
        case inspect.DictType() if not isinstance(kind.value_type, inspect.AnyType):
            return f"an object whose every member is {_words(kind.value_type)}"
    return next((words for plain, words in _WORDS if isinstance(kind, plain)), "something else")


def _date_flaws(raw: object, path: JsonPath) -> Iterator[Flaw]:
    if isinstance(raw, str) and raw:
        try:
            parse(raw)
        except EdtfError as error:
            yield Flaw("warning", path, str(error), "It is shown as written and ordered last.")


def _path_flaws(raw: object, path: JsonPath) -> Iterator[Flaw]:
    if not isinstance(raw, str):
        return
    parts = PurePosixPath(raw).parts
    outside = raw.startswith("/") or ".." in parts or any(sign in raw for sign in "\\:\0")
    if outside or not parts:
        message = f"“{raw}” is no path below the dossier's folder."
        yield Flaw("error", path, message, "Name a file in it, with / between the parts.")


def _view_flaws(raw: object, path: JsonPath) -> Iterator[Flaw]:
    if not isinstance(raw, list):
        return
    if not is_view(*raw):
        message = "The view is not west, south, east, north in degrees."
        yield Flaw(
            "error",
            path,
            message,
            "West is less than east, from -180 to 180; south less than north, from -90 to 90.",
        )


_CHECKS: Mapping[str, Callable[[object, JsonPath], Iterator[Flaw]]] = MappingProxyType(
    {"date": _date_flaws, "path": _path_flaws, "view": _view_flaws}
)
"""By what the type of a member says of itself, as in `core.evidence.EdtfText`."""
