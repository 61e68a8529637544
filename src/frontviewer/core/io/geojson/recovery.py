"""Recovers the complete parts of a document that no parser accepts.

Such a document is truncated, damaged, or several documents in one file.
"""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from frontviewer.core.io.geojson.json_scanner import (
    LINEWISE_TOKENS,
    TOKENS,
    IncompleteJsonError,
    find_value_end,
    parse_name,
    skip_separators,
)

Span = tuple[int, int]
"""Start and end offset in bytes."""

_FEATURES_MEMBER = re.compile(rb'"features"\s*+:\s*+\[')
_FEATURE_START = re.compile(
    rb'\{\s*+(?:"id"\s*+:\s*+(?:"[^"\\]{0,200}+"|[-+\d.eE]++)\s*+,\s*+)?"type"\s*+:\s*+"Feature"'
)
_LINE = re.compile(rb"[^\r\n]*\S[^\r\n]*")
_RESCAN_LIMIT = 8
"""How often, on average, each byte is scanned again before long searches are given up."""


class Item(NamedTuple):
    """One item of an array.

    Attributes
    ----------
    end
        Of a damaged item: where the next feature begins.
    error_offset
        Of the first syntax error; None if the item is complete.
    """

    start: int
    end: int
    error_offset: int | None = None


@dataclass(slots=True)
class Outline:
    """The members of a document, as far as they can be recovered.

    Attributes
    ----------
    repeated
        Name and offset of every repetition of a member name.
    features
        The items of the member `features`; None if there is none.
    error_offset
        Of the first syntax error in the object itself; its end if it is truncated.
    bare_array
        Whether the document is the array of features itself, without an object around it.
    """

    spans: dict[str, Span] = field(default_factory=dict)
    repeated: list[tuple[str, int]] = field(default_factory=list)
    features: list[Item] | None = None
    error_offset: int | None = None
    bare_array: bool = False


class _EndFinder:
    """Finds the ends of values with one of two tokenizers, within a budget of bytes to scan.

    A string may contain line breaks by mistake, or lack its closing quotation mark by mistake;
    each tokenizer handles one of the cases. The one that succeeded last is tried first.
    """

    def __init__(self, text: bytes, start: int, stop: int) -> None:
        self._text, self._stop = text, stop
        self._tokenizers: tuple[re.Pattern[bytes], ...] = (TOKENS, LINEWISE_TOKENS)
        self._budget = _RESCAN_LIMIT * (stop - start)

    def find(self, start: int, likely_stop: int | None = None) -> int:
        """Return the end of the value at `start`.

        `likely_stop` is where the value most likely ends at the latest; a search beyond it
        reduces the budget.

        Raises
        ------
        IncompleteJsonError
            If no end is found, with the smallest offset at which a tokenizer failed.
        """
        stops = (likely_stop or self._stop, self._stop)
        errors: list[IncompleteJsonError] = []
        for stop in stops if self._budget > 0 else stops[:1]:
            for tokenizer in self._tokenizers:
                try:
                    end = find_value_end(self._text, start, stop, tokenizer)
                except IncompleteJsonError as error:
                    self._budget -= error.offset - start if stop == self._stop else 0
                    errors.append(error)
                else:
                    others = (other for other in self._tokenizers if other is not tokenizer)
                    self._tokenizers = (tokenizer, *others)
                    return end
        raise min(errors, key=lambda error: error.offset)


def recover_documents(text: bytes) -> list[Span]:
    """Return the spans of consecutive documents; a damaged one extends to the end of the text."""
    documents: list[Span] = []
    offset = 0
    while (offset := skip_separators(text, offset, len(text))) < len(text):
        try:
            end = find_value_end(text, offset, len(text))
        except IncompleteJsonError:
            lines = [line.span() for line in _LINE.finditer(text)]
            return lines if _is_line_delimited(text, lines) else [*documents, (offset, len(text))]
        documents.append((offset, end))
        offset = end
    return documents


def _is_line_delimited(text: bytes, lines: list[Span]) -> bool:
    """Return whether each line is one document, judging by the first of several lines."""
    start, end = lines[0]
    first = skip_separators(text, start, end)
    try:
        rest = text[find_value_end(text, first, end) : end]
    except IncompleteJsonError:
        return False
    return len(lines) > 1 and text[first : first + 1] == b"{" and not rest.strip()


def recover_members(text: bytes, start: int, stop: int) -> Outline:
    """Return the members of the damaged object that begins at `start`."""
    outline = Outline()
    end_finder = _EndFinder(text, start, stop)
    offset = start + 1
    while (offset := skip_separators(text, offset, stop)) < stop and text[offset] != ord("}"):
        try:
            name, value_start = parse_name(text, offset, stop)
            if name in outline.spans:
                outline.repeated.append((name, offset))
            if name == "features" and text[value_start : value_start + 1] == b"[":
                outline.features, end = recover_items(text, value_start, stop)
            else:
                end = end_finder.find(value_start)
            outline.spans[name] = (value_start, end)
            offset = end
        except IncompleteJsonError as error:
            outline.error_offset = error.offset
            features = (
                _FEATURES_MEMBER.search(text, offset + 1, stop)
                if outline.features is None
                else None
            )
            if not features:
                return outline
            offset = features.start()
    if offset >= stop:
        outline.error_offset = stop
    return outline


def recover_items(text: bytes, start: int, stop: int) -> tuple[list[Item], int]:
    """Return the complete and damaged items of the array that begins at `start`, and its end.

    After a damaged item the search continues at the next text that begins like a feature.
    """
    items: list[Item] = []
    end_finder = _EndFinder(text, start, stop)
    offset = start + 1
    while (offset := skip_separators(text, offset, stop)) < stop and text[offset] != ord("]"):
        items.append(_recover_item(text, offset, stop, end_finder))
        offset = items[-1].end
    return items, min(offset + 1, stop)


def _recover_item(text: bytes, start: int, stop: int, end_finder: _EndFinder) -> Item:
    next_match = _FEATURE_START.search(text, start + 1, stop)
    next_feature = next_match.start() if next_match else stop
    complete = None
    error_offset = start
    try:
        complete = Item(start, end_finder.find(start, next_feature))
    except IncompleteJsonError as error:
        error_offset = error.offset
    if complete and (text[start] == ord("{") or not next_match):
        return complete
    # A missing closing bracket is detected at the latest where the next feature begins.
    return Item(start, next_feature, error_offset)
