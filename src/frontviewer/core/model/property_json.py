"""The properties of many features as one run of JSON, decoded when somebody looks at them."""

from collections.abc import Iterable
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from frontviewer.core.text.json_codec import lenient_json

PARSER_ERRORS = (msgspec.MsgspecError, UnicodeError, RecursionError)
"""What msgspec raises where text is not quite JSON, or not what was expected."""

_object = msgspec.json.Decoder(dict[str, Any] | None)


def properties_of(raw: bytes) -> dict[str, Any]:
    """Return properties as values; none where they are no object or cannot be read."""
    if not raw:
        return {}
    try:
        return _object.decode(raw) or {}
    except PARSER_ERRORS:
        pass
    try:
        value = lenient_json(raw)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def packed(runs: Iterable[bytes]) -> tuple[bytes, npt.NDArray[np.int64]]:
    """Return runs of bytes one after the other, and (n + 1,) where each begins and the end."""
    runs = list(runs)
    offsets = np.zeros(len(runs) + 1, dtype=np.int64)
    np.cumsum([len(run) for run in runs], out=offsets[1:])
    return b"".join(runs), offsets
