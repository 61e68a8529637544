"""Between JSON objects and records, so that reading and saving a file changes nothing in it.

`extra` of a record keeps what its other members cannot:

- members this version does not know; they are written after the known ones;
- members that were written out although they hold their default (`"grade": null`), so that
  a default is saved if and only if it stood in the file;
- entries of a list of records that could not be read; they are saved at its end.

Known members are written in the order of the Struct, numbers without a needless `.0`,
with two spaces of indentation. A file in that form is saved byte for byte as it was read.
"""

from collections.abc import Mapping
from functools import cache, reduce
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from msgspec import inspect

from frontviewer.core.io.dossier.field_checks import explained, flaws
from frontviewer.core.model.evidence import Record
from frontviewer.core.problems import Problem
from frontviewer.core.system.atomic_files import write_atomic
from frontviewer.core.text.json_codec import json_bytes
from frontviewer.core.text.json_positions import Document, JsonPath

R = TypeVar("R", bound=Record)

_LEFT_OUT = "Correct it; until then it is left out, but kept on saving."
_EXACT_INTEGERS = 2**53


def read_record(document: Document, kind: type[R]) -> tuple[R, tuple[Problem, ...]]:
    """Read the outermost record of a file; every member of `kind` must have a default.

    What cannot be read is left out, reported and kept in `extra`.
    """
    problems: list[Problem] = []
    values: dict[str, Any] = {}
    extra: dict[str, Any] = {}
    known = _members(kind)
    for name, raw in document.members.items():
        entry = _entry_type(known[name].type) if name in known else None
        if entry and isinstance(raw, list):
            values[name], left = _read_list(document, name, raw, entry, problems)
            extra.update({name: left} if left or not raw else {})
            continue
        alone = _read_one(document, (), {name: raw}, kind, problems)
        extra.update({name: raw} if alone is None else alone.extra)
        if alone is not None and name in known:
            values[name] = getattr(alone, name)
    return kind(**values, extra=extra), tuple(problems)


def members_of(record: Record) -> dict[str, Any]:
    """Return a record as the JSON object to be written."""
    written: dict[str, Any] = {}
    known = _members(type(record))
    for name, member in known.items():
        value = getattr(record, name)
        if member.required or value != _default(member):
            written[name] = _plain(value)
            kept = record.extra.get(name)
            if isinstance(kept, list) and isinstance(value, tuple):
                written[name] += kept
        elif name in record.extra:
            written[name] = record.extra[name]
    return written | {name: raw for name, raw in record.extra.items() if name not in known}


def write_record(path: Path, record: Record) -> None:
    """Write a record as a file, whole or not at all. Raises UnusableFileError."""
    write_atomic(path, json_bytes(members_of(record)))


def _read_list(
    document: Document, name: str, raw: list[Any], kind: type[R], problems: list[Problem]
) -> tuple[tuple[R, ...], list[Any]]:
    """Return the records of a list, and its entries that are none."""
    records: list[R] = []
    left: list[Any] = []
    ids: set[str] = set()
    for number, entry in enumerate(raw):
        record = _read_one(document, (name, number), entry, kind, problems)
        record_id = getattr(record, "id", None)
        if record is None:
            left.append(entry)
        elif record_id in ids:
            left.append(entry)
            message = f"The id “{record_id}” is taken already in “{name}”."
            problems.append(document.problem("error", (name, number, "id"), message, _LEFT_OUT))
        else:
            records.append(record)
            ids.update([record_id] if record_id is not None else [])
    return tuple(records), left


def _read_one(
    document: Document, path: JsonPath, raw: object, kind: type[R], problems: list[Problem]
) -> R | None:
    """Return a record, or None where it has to be left out."""
    shape = _shape(kind)
    try:
        record = msgspec.convert(_lifted(raw, shape), kind)
    except msgspec.ValidationError as error:
        inner, message = explained(str(error), shape, raw)
        problems.append(document.problem("error", path + inner, message, _LEFT_OUT))
        return None
    found = [document.problem(*flaw) for flaw in flaws(raw, shape, path)]
    problems.extend(found)
    return None if any(problem.severity == "error" for problem in found) else record


def _lifted(raw: Any, kind: inspect.Type) -> Any:
    """Move what the other members cannot hold into `extra`, at every depth."""
    match kind, raw:
        case inspect.StructType(), dict():
            known = _members(kind.cls)
            lifted = {n: _lifted(v, known[n].type) for n, v in raw.items() if n in known}
            extra = {
                name: value
                for name, value in raw.items()
                if name not in known or value == _default_members(known[name])
            }
            return lifted | {"extra": extra}
        case inspect.VarTupleType(), list():
            return [_lifted(entry, kind.item_type) for entry in raw]
        case inspect.DictType(), dict():
            return {name: _lifted(value, kind.value_type) for name, value in raw.items()}
        case inspect.UnionType(), _:
            return reduce(_lifted, kind.types, raw)
    return raw


def _plain(value: Any) -> Any:
    match value:
        case Record():
            return members_of(value)
        case tuple() | list():
            return [_plain(entry) for entry in value]
        case Mapping():
            return {name: _plain(entry) for name, entry in value.items()}
        case float() if value.is_integer() and abs(value) < _EXACT_INTEGERS:
            return int(value)
    return value


_shape = cache(inspect.type_info)
"""What msgspec says of a type; it takes a while to find out."""


@cache
def _members(kind: type[msgspec.Struct]) -> Mapping[str, inspect.Field]:
    """Return the members of a record that a file may name, in the order of the Struct."""
    shape = _shape(kind)
    fields = shape.fields if isinstance(shape, inspect.StructType) else ()
    return {member.encode_name: member for member in fields if member.encode_name != "extra"}


def _entry_type(kind: inspect.Type) -> type[Record] | None:
    """Return what a list of records holds; None for every other kind of value."""
    inner = kind.item_type if isinstance(kind, inspect.VarTupleType) else None
    if isinstance(inner, inspect.StructType) and issubclass(inner.cls, Record):
        return inner.cls
    return None


def _default(member: inspect.Field) -> Any:
    return (
        member.default if member.default_factory is msgspec.NODEFAULT else member.default_factory()
    )


def _default_members(member: inspect.Field) -> Any:
    return _plain(_default(member))
