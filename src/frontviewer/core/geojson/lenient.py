"""Reads JSON that is a little wrong: NaN, half characters, line breaks within text."""

import json
from typing import Any

import msgspec


def lenient_json(raw: bytes) -> Any:
    """Decode a JSON value. NaN and Infinity become None, half characters question marks.

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
