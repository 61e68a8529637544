"""Collects the problems of one document and computes their lines and columns in one pass."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from typing import NamedTuple, NoReturn, TypeAlias

from frontviewer.core.problems import Problem, Severity, UnusableFileError
from frontviewer.core.text.formatting import format_number
from frontviewer.core.text.json_positions import JsonPath, format_json_path
from frontviewer.core.text.translation import mark, tr, trn

MAX_PER_KIND = 100
"""Problems of one kind that are listed; further ones are only counted."""


Utf8Text: TypeAlias = bytes | memoryview
"""A document's text, encoded in UTF-8."""


class Location(NamedTuple):
    """A byte offset in the text, from 0, and the JSON path of the value at this offset."""

    offset: int | None = None
    path: JsonPath = ()


UNKNOWN_LOCATION = Location()


class ProblemCollector:
    """Problems of one document, in the order of their detection; true if there are any.

    `text` is the document that the locations refer to.
    """

    def __init__(self, file: str) -> None:
        self.text: Utf8Text = b""
        self._file = file
        self._problems: list[tuple[int | None, Problem]] = []
        self._counts: Counter[tuple[Severity, str]] = Counter()

    def __bool__(self) -> bool:
        return bool(self._problems)

    def add(
        self,
        severity: Severity,
        kind: str,
        message: str,
        remedy: str = "",
        *,
        feature: int | None = None,
        location: Location | Callable[[], Location] = UNKNOWN_LOCATION,
    ) -> None:
        """Add one problem.

        `kind` names, in a few words (see `translation.mark`), what similar problems have in
        common. A `location` that is slow to compute is given as a function, which is called only
        if the problem is listed.
        """
        self._counts[severity, kind] += 1
        if self._counts[severity, kind] > MAX_PER_KIND:
            return
        offset, path = location if isinstance(location, Location) else location()
        problem = Problem(
            severity=severity,
            file=self._file,
            message=message,
            remedy=remedy,
            feature=feature,
            path=format_json_path(path),
        )
        self._problems.append((offset, problem))

    def fail(
        self, message: str, remedy: str = "", *, location: Location = UNKNOWN_LOCATION
    ) -> NoReturn:
        """Reject the whole file.

        Raises
        ------
        UnusableFileError
            Always, with all problems collected so far.
        """
        self.add("error", mark("unusable"), message, remedy, location=location)
        raise UnusableFileError(*self.problems())

    def problems(self) -> tuple[Problem, ...]:
        """Return all problems in document order, with lines and columns."""
        ordered = sorted(self._problems, key=lambda entry: -1 if entry[0] is None else entry[0])
        positions = _locate(self.text, {offset for offset, _ in ordered if offset is not None})
        located = [
            _with_position(problem, *positions.get(offset, (None, None)))
            for offset, problem in ordered
        ]
        return (*located, *self._overflow())

    def _overflow(self) -> Iterable[Problem]:
        """Yield one problem for each kind with more than `MAX_PER_KIND`: the number of the rest."""
        for (severity, kind), count in self._counts.items():
            rest = count - MAX_PER_KIND
            if rest > 0:
                message = trn(
                    "And {count} more of this kind: {kind}.",
                    "And {count} more of this kind: {kind}.",
                    rest,
                ).format(count=format_number(rest), kind=tr(kind))
                yield Problem(severity=severity, file=self._file, message=message)


def _with_position(problem: Problem, line: int | None, column: int | None) -> Problem:
    return Problem(
        severity=problem.severity,
        file=problem.file,
        message=problem.message,
        remedy=problem.remedy,
        feature=problem.feature,
        path=problem.path,
        line=line,
        column=column,
    )


def _locate(text: Utf8Text, offsets: Iterable[int]) -> dict[int | None, tuple[int, int]]:
    """Return line and column (in characters), from 1, of byte offsets, in one pass."""
    line_break = b"\n" if re.search(rb"\n", text) else b"\r"
    positions: dict[int | None, tuple[int, int]] = {}
    line, column, previous = 1, 1, 0
    for offset in sorted(offsets):
        between = bytes(text[previous:offset])
        breaks = between.count(line_break)
        if breaks:
            between = between[between.rindex(line_break) + 1 :]
            line, column = line + breaks, 1
        column += len(between.decode("utf-8", "replace"))
        positions[offset] = (line, column)
        previous = offset
    return positions
