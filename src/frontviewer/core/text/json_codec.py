"""Writes JSON for people to read, and reads JSON that is a little wrong."""

import json
from typing import Any

import msgspec


def json_bytes(value: object) -> bytes:
    """Return a value as a JSON file: indented by two spaces, with a line break at its end."""
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"


def lenient_json(raw: bytes) -> Any:
    """Decode a JSON value with NaN, half characters or line breaks within text in it.

    NaN and Infinity become None, half characters question marks.

    Raises
    ------
    ValueError
        If it is no JSON even so, or is nested too deeply.
    """
    try:
        return msgspec.json.decode(raw)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        pass
    try:
        value = json.loads(raw.decode("utf-8", "replace"), parse_constant=_nothing, strict=False)
        return json.loads(
            json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"),
            parse_constant=_nothing,
        )
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _nothing(constant: str) -> None:  # noqa: ARG001 - json hands the word over
    return None
