"""Properties of many features as one concatenated JSON text, decoded feature by feature."""

from collections.abc import Iterable
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from frontviewer.core.text.json_codec import decode_lenient_json

PARSER_ERRORS = (msgspec.MsgspecError, UnicodeError, RecursionError)
"""Exceptions of msgspec for malformed JSON and for values of an unexpected type."""

_decoder = msgspec.json.Decoder(dict[str, Any] | None)


def decode_properties(raw: bytes) -> dict[str, Any]:
    """Decode the properties of one feature; return {} if they are no object or unreadable."""
    if not raw:
        return {}
    try:
        return _decoder.decode(raw) or {}
    except PARSER_ERRORS:
        pass
    try:
        value = decode_lenient_json(raw)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def join_runs(runs: Iterable[bytes]) -> tuple[bytes, npt.NDArray[np.int64]]:
    """Concatenate byte strings; return them with (n + 1,) offsets: each start, and the end."""
    runs = list(runs)
    offsets = np.zeros(len(runs) + 1, dtype=np.int64)
    np.cumsum([len(run) for run in runs], out=offsets[1:])
    return b"".join(runs), offsets
