"""Finds what is whole in a document that no parser accepts: cut off, glued together, damaged."""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from frontviewer.core.io.geojson.json_scanner import (
    BRACKETS,
    LINEWISE_BRACKETS,
    IncompleteJsonError,
    name_at,
    next_start,
    value_end,
)

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
    """One item of an array; `broken_at` is where it stops making sense, None if it is whole.

    A broken one ends where something begins that makes sense again.
    """

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


class _Ends:
    """Finds where values end, remembers which way of reading quotation marks works, and tires.

    Text may hold line breaks by mistake, or lack its second quotation mark by mistake.
    """

    def __init__(self, text: bytes, start: int, stop: int) -> None:
        self._text, self._stop = text, stop
        self._ways: tuple[re.Pattern[bytes], ...] = (BRACKETS, LINEWISE_BRACKETS)
        self._patience = _PATIENCE * (stop - start)

    def after(self, start: int, likely_stop: int | None = None) -> int:
        """Return the end of the value at `start`, or raise IncompleteJsonError.

        It ends most likely before `likely_stop`; looking further costs patience.
        """
        stops = (likely_stop or self._stop, self._stop)
        faults: list[IncompleteJsonError] = []
        for stop in stops if self._patience > 0 else stops[:1]:
            for way in self._ways:
                try:
                    end = value_end(self._text, start, stop, way)
                except IncompleteJsonError as fault:
                    self._patience -= fault.at - start if stop == self._stop else 0
                    faults.append(fault)
                else:
                    self._ways = (way, *(other for other in self._ways if other is not way))
                    return end
        raise min(faults, key=lambda fault: fault.at)


def recovered_documents(text: bytes) -> list[Span]:
    """Return the documents that follow each other; of a broken one, all that comes after."""
    found: list[Span] = []
    at = 0
    while (at := next_start(text, at, len(text))) < len(text):
        try:
            end = value_end(text, at, len(text))
        except IncompleteJsonError:
            lines = [line.span() for line in _LINE.finditer(text)]
            return lines if _line_by_line(text, lines) else [*found, (at, len(text))]
        found.append((at, end))
        at = end
    return found


def _line_by_line(text: bytes, lines: list[Span]) -> bool:
    """Tell whether each line is a document of its own, going by the first of several."""
    start, end = lines[0]
    first = next_start(text, start, end)
    try:
        rest = text[value_end(text, first, end) : end]
    except IncompleteJsonError:
        return False
    return len(lines) > 1 and text[first : first + 1] == b"{" and not rest.strip()


def recovered_members(text: bytes, start: int, stop: int) -> Outline:
    """Return the members of the object that begins at `start`."""
    result = Outline()
    ends = _Ends(text, start, stop)
    at = start + 1
    while (at := next_start(text, at, stop)) < stop and text[at] != ord("}"):
        try:
            name, value = name_at(text, at, stop)
            if name in result.spans:
                result.repeated.append((name, at))
            if name == "features" and text[value : value + 1] == b"[":
                result.features, end = recovered_items(text, value, stop)
            else:
                end = ends.after(value)
            result.spans[name] = (value, end)
            at = end
        except IncompleteJsonError as broken:
            result.broken_at = broken.at
            later = _FEATURES.search(text, at + 1, stop) if result.features is None else None
            if not later:
                return result
            at = later.start()
    if at >= stop:
        result.broken_at = stop
    return result


def recovered_items(text: bytes, start: int, stop: int) -> tuple[list[Item], int]:
    """Return the items of the array that begins at `start`, whole or broken, and its end.

    After a broken item the search goes on at the next that begins as features do.
    """
    items: list[Item] = []
    ends = _Ends(text, start, stop)
    at = start + 1
    while (at := next_start(text, at, stop)) < stop and text[at] != ord("]"):
        items.append(_item(text, at, stop, ends))
        at = items[-1].end
    return items, min(at + 1, stop)


def _item(text: bytes, start: int, stop: int, ends: _Ends) -> Item:
    later = _FEATURE.search(text, start + 1, stop)
    next_feature = later.start() if later else stop
    whole = None
    broken_at = start
    try:
        whole = Item(start, ends.after(start, next_feature))
    except IncompleteJsonError as broken:
        broken_at = broken.at
    if whole and (text[start] == ord("{") or not later):
        return whole
    # What does not close is noticed at the latest where the next feature begins.
    return Item(start, next_feature, broken_at)
