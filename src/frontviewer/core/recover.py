"""Finds what is whole in a document that no parser accepts: cut off, glued together, damaged."""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from frontviewer.core.json_scan import BrokenError, name_at, next_start, value_end

Span = tuple[int, int]
"""First byte and end."""

_FEATURES = re.compile(rb'"features"\s*+:\s*+\[')
_FEATURE = re.compile(
    rb'\{\s*+(?:"id"\s*+:\s*+(?:"[^"\\]{0,200}+"|[-+\d.eE]++)\s*+,\s*+)?"type"\s*+:\s*+"Feature"'
)
_LINE = re.compile(rb"[^\r\n]*\S[^\r\n]*")
_PATIENCE = 8
"""How often, on average, each byte is looked at again before the search is given up."""


class Item(NamedTuple):
    """One item of an array; `broken_at` is where it stops making sense, None if it is whole."""

    start: int
    end: int
    broken_at: int | None = None


@dataclass(slots=True)
class Outline:
    """The members of a document, as far as they can be made out.

    Attributes
    ----------
    repeated
        Names that stand twice, and where.
    features
        The items of the member `features`; None where it has none.
    broken_at
        Where the object itself stops making sense; its end when it is cut off.
    bare_array
        Whether it is no object but only the array of features.
    """

    spans: dict[str, Span] = field(default_factory=dict)
    repeated: list[tuple[str, int]] = field(default_factory=list)
    features: list[Item] | None = None
    broken_at: int | None = None
    bare_array: bool = False


def recovered_documents(text: bytes) -> list[Span]:
    """Return the documents that follow each other; of a broken one, all that comes after."""
    found: list[Span] = []
    at = 0
    while (at := next_start(text, at, len(text))) < len(text):
        try:
            end = value_end(text, at, len(text))
        except BrokenError:
            lines = [line.span() for line in _LINE.finditer(text)]
            return lines if _line_by_line(text, lines) else [*found, (at, len(text))]
        found.append((at, end))
        at = end
    return found


def _line_by_line(text: bytes, lines: list[Span]) -> bool:
    """Tell whether each line is a document of its own, going by the first of several."""
    if len(lines) < 2:  # noqa: PLR2004 - two are several
        return False
    start, end = lines[0]
    try:
        first = next_start(text, start, end)
        return (
            text[first : first + 1] == b"{" and not text[value_end(text, first, end) : end].strip()
        )
    except BrokenError:
        return False


def recovered_members(text: bytes, start: int, stop: int) -> Outline:
    """Return the members of the object that begins at `start`."""
    result = Outline()
    at = start + 1
    while at < stop:
        try:
            at = next_start(text, at, stop)
            if text[at : at + 1] == b"}":
                return result
            name, value = name_at(text, at, stop)
            if name in result.spans:
                result.repeated.append((name, at))
            if name == "features" and text[value : value + 1] == b"[":
                result.features, end = recovered_items(text, value, stop)
            else:
                end = value_end(text, value, stop)
            result.spans[name] = (value, end)
            at = end
        except BrokenError as broken:
            result.broken_at = broken.at
            later = _FEATURES.search(text, at + 1, stop) if result.features is None else None
            if not later:
                return result
            at = later.start()
    result.broken_at = stop
    return result


def recovered_items(text: bytes, start: int, stop: int) -> tuple[list[Item], int]:
    """Return the items of the array that begins at `start`, whole or broken, and its end.

    After a broken item the search goes on at the next that begins as features do.
    """
    items: list[Item] = []
    at, patience = start + 1, _PATIENCE * (stop - start)
    while (at := next_start(text, at, stop)) < stop and text[at] != ord("]"):
        try:
            end = value_end(text, at, stop)
            items.append(Item(at, end))
        except BrokenError as broken:
            items.append(Item(at, stop, broken.at))
            later = _FEATURE.search(text, at + 1, stop)
            patience -= broken.at - at
            if not later or patience < 0:
                return items, stop
            end = later.start()
        at = end
    return items, min(at + 1, stop)
