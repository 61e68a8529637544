"""Converts between JSON objects and records, so that reading and saving a file is lossless.

`extra` of a record holds what its other members cannot:

- unknown members; they are written after the known ones;
- members that are present although they equal their default (`"grade": null`), so that a default
  is written if and only if it was in the file;
- entries of a list of records that could not be read; they are written at its end.

Known members are written in the order of the Struct, integral numbers without `.0`, with an
indentation of two spaces. A file in this form is saved byte for byte as it was read.
"""

from collections.abc import Mapping
from functools import cache, reduce
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from msgspec import inspect

from frontviewer.core.io.dossier.field_checks import check_fields, explain_error
from frontviewer.core.model.evidence import Record
from frontviewer.core.problems import Problem
from frontviewer.core.system.atomic_files import write_atomic
from frontviewer.core.text.json_codec import encode_json
from frontviewer.core.text.json_positions import JsonDocument, JsonPath
from frontviewer.core.text.translation import mark, tr

R = TypeVar("R", bound=Record)

_LEFT_OUT_REMEDY = mark("Correct it. Until then it is left out, but preserved on saving.")
_MAX_EXACT_INTEGER = 2**53


def read_record(document: JsonDocument, record_type: type[R]) -> tuple[R, tuple[Problem, ...]]:
    """Read the root record of a file; all members of `record_type` must have a default.

    Invalid values are left out, reported and preserved in `extra`.
    """
    problems: list[Problem] = []
    values: dict[str, Any] = {}
    extra: dict[str, Any] = {}
    fields = _fields(record_type)
    for name, raw in document.members.items():
        entry_type = _entry_type(fields[name].type) if name in fields else None
        if entry_type and isinstance(raw, list):
            values[name], invalid = _read_list(document, name, raw, entry_type, problems)
            extra.update({name: invalid} if invalid or not raw else {})
            continue
        single = _read_one(document, (), {name: raw}, record_type, problems)
        extra.update({name: raw} if single is None else single.extra)
        if single is not None and name in fields:
            values[name] = getattr(single, name)
    return record_type(**values, extra=extra), tuple(problems)


def to_json_object(record: Record) -> dict[str, Any]:
    """Return a record as a JSON object, including the content of `extra`."""
    members: dict[str, Any] = {}
    fields = _fields(type(record))
    for name, field in fields.items():
        value = getattr(record, name)
        if field.required or value != _default(field):
            members[name] = _to_json(value)
            invalid = record.extra.get(name)
            if isinstance(invalid, list) and isinstance(value, tuple):
                members[name] += invalid
        elif name in record.extra:
            members[name] = record.extra[name]
    return members | {name: raw for name, raw in record.extra.items() if name not in fields}


def write_record(path: Path, record: Record) -> None:
    """Write a record to a file atomically. Raises UnusableFileError."""
    write_atomic(path, encode_json(to_json_object(record)))


def _read_list(
    document: JsonDocument,
    name: str,
    raw: list[Any],
    record_type: type[R],
    problems: list[Problem],
) -> tuple[tuple[R, ...], list[Any]]:
    """Return the valid records of a list, and its invalid entries."""
    records: list[R] = []
    invalid: list[Any] = []
    ids: set[str] = set()
    for index, entry in enumerate(raw):
        record = _read_one(document, (name, index), entry, record_type, problems)
        record_id = getattr(record, "id", None)
        if record is None:
            invalid.append(entry)
        elif record_id in ids:
            invalid.append(entry)
            message = tr("The id “{id}” is already used in “{member}”.")
            message = message.format(id=record_id, member=name)
            path = (name, index, "id")
            problems.append(document.make_problem("error", path, message, tr(_LEFT_OUT_REMEDY)))
        else:
            records.append(record)
            ids.update([record_id] if record_id is not None else [])
    return tuple(records), invalid


def _read_one(
    document: JsonDocument,
    path: JsonPath,
    raw: object,
    record_type: type[R],
    problems: list[Problem],
) -> R | None:
    """Return a record, or None if it is invalid and must be left out."""
    type_info = _type_info(record_type)
    try:
        record = msgspec.convert(_collect_extra(raw, type_info), record_type)
    except msgspec.ValidationError as error:
        inner_path, message = explain_error(str(error), type_info, raw)
        problems.append(
            document.make_problem("error", path + inner_path, message, tr(_LEFT_OUT_REMEDY))
        )
        return None
    field_problems = [document.make_problem(*fault) for fault in check_fields(raw, type_info, path)]
    problems.extend(field_problems)
    return None if any(problem.severity == "error" for problem in field_problems) else record


def _collect_extra(raw: Any, type_info: inspect.Type) -> Any:
    """Move what the other members cannot hold into `extra`, at every level."""
    match type_info, raw:
        case inspect.StructType(), dict():
            fields = _fields(type_info.cls)
            members = {
                name: _collect_extra(value, fields[name].type)
                for name, value in raw.items()
                if name in fields
            }
            extra = {
                name: value
                for name, value in raw.items()
                if name not in fields or value == _default_as_json(fields[name])
            }
            return members | {"extra": extra}
        case inspect.VarTupleType(), list():
            return [_collect_extra(entry, type_info.item_type) for entry in raw]
        case inspect.DictType(), dict():
            return {
                name: _collect_extra(value, type_info.value_type) for name, value in raw.items()
            }
        case inspect.UnionType(), _:
            return reduce(_collect_extra, type_info.types, raw)
    return raw


def _to_json(value: Any) -> Any:
    match value:
        case Record():
            return to_json_object(value)
        case tuple() | list():
            return [_to_json(entry) for entry in value]
        case Mapping():
            return {name: _to_json(entry) for name, entry in value.items()}
        case float() if value.is_integer() and abs(value) < _MAX_EXACT_INTEGER:
            return int(value)
    return value


_type_info = cache(inspect.type_info)
"""msgspec's description of a type, cached because it is slow to compute."""


@cache
def _fields(record_type: type[msgspec.Struct]) -> Mapping[str, inspect.Field]:
    """Return the fields of a record by JSON member name, in the order of the Struct."""
    type_info = _type_info(record_type)
    fields = type_info.fields if isinstance(type_info, inspect.StructType) else ()
    return {field.encode_name: field for field in fields if field.encode_name != "extra"}


def _entry_type(type_info: inspect.Type) -> type[Record] | None:
    """Return the record type of a list of records; None for all other types."""
    inner = type_info.item_type if isinstance(type_info, inspect.VarTupleType) else None
    if isinstance(inner, inspect.StructType) and issubclass(inner.cls, Record):
        return inner.cls
    return None


def _default(field: inspect.Field) -> Any:
    return field.default if field.default_factory is msgspec.NODEFAULT else field.default_factory()


def _default_as_json(field: inspect.Field) -> Any:
    return _to_json(_default(field))
