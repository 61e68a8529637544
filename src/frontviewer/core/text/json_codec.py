"""Encodes JSON in a readable layout, and decodes JSON with small syntax errors."""

import json
from typing import Any

import msgspec


def encode_json(value: object) -> bytes:
    """Return a value as a JSON file: indented by two spaces, with a line break at the end."""
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"


def decode_lenient_json(raw: bytes) -> Any:
    """Decode a JSON value that may hold NaN, lone surrogates or line breaks in strings.

    NaN and Infinity become None, lone surrogates become question marks.

    Raises
    ------
    ValueError
        If the value is not JSON even with these exceptions, or is nested too deeply.
    """
    try:
        return msgspec.json.decode(raw)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        pass
    try:
        value = json.loads(
            raw.decode("utf-8", "replace"), parse_constant=_constant_to_none, strict=False
        )
        return json.loads(
            json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"),
            parse_constant=_constant_to_none,
        )
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _constant_to_none(constant: str) -> None:  # noqa: ARG001 - json passes the constant
    return None
