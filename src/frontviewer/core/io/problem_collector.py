"""Collects what is wrong with one document, and finds the lines once, at the end."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from typing import NamedTuple, NoReturn, TypeAlias

from frontviewer.core.problems import Problem, Severity, UnusableFileError
from frontviewer.core.text.json_positions import JsonPath, path_text

MOST_OF_A_KIND = 100
"""So that a hopeless file stays readable, the rest of each kind is only counted."""


Text: TypeAlias = bytes | memoryview
"""A document, UTF-8."""


class Place(NamedTuple):
    """A byte in the text, from 0, and the path of what stands there."""

    at: int | None = None
    path: JsonPath = ()


NOWHERE = Place()


class ProblemCollector:
    """What was found wrong so far; true if anything was.

    `text` is the document that places point into.
    """

    def __init__(self, file: str) -> None:
        self.text: Text = b""
        self._file = file
        self._found: list[tuple[int | None, Problem]] = []
        self._counts: Counter[tuple[Severity, str]] = Counter()

    def __bool__(self) -> bool:
        return bool(self._found)

    def add(
        self,
        severity: Severity,
        kind: str,
        message: str,
        remedy: str = "",
        *,
        feature: int | None = None,
        place: Place | Callable[[], Place] = NOWHERE,
    ) -> None:
        """Note one problem. `kind` is what problems like it have in common, in a few words.

        A `place` that is slow to find is given as a function, asked only if it is needed.
        """
        self._counts[severity, kind] += 1
        if self._counts[severity, kind] > MOST_OF_A_KIND:
            return
        at, path = place if isinstance(place, Place) else place()
        problem = Problem(
            severity=severity,
            file=self._file,
            message=message,
            remedy=remedy,
            feature=feature,
            path=path_text(path),
        )
        self._found.append((at, problem))

    def fail(self, message: str, remedy: str = "", *, place: Place = NOWHERE) -> NoReturn:
        """Give the whole file up.

        Raises
        ------
        UnusableFileError
            Always, with everything found so far.
        """
        self.add("error", "unusable", message, remedy, place=place)
        raise UnusableFileError(*self.problems())

    def problems(self) -> tuple[Problem, ...]:
        """Return everything found, in the order of the document, with lines and columns."""
        found = sorted(self._found, key=lambda entry: -1 if entry[0] is None else entry[0])
        lines = _lines(self.text, {at for at, _ in found if at is not None})
        told = [_placed(problem, *lines.get(at, (None, None))) for at, problem in found]
        return (*told, *self._overflow())

    def _overflow(self) -> Iterable[Problem]:
        for (severity, kind), count in self._counts.items():
            if count > MOST_OF_A_KIND:
                more = f"And {count - MOST_OF_A_KIND:,} more of this kind: {kind}."
                yield Problem(severity=severity, file=self._file, message=more)


def _placed(problem: Problem, line: int | None, column: int | None) -> Problem:
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


def _lines(text: Text, places: Iterable[int]) -> dict[int | None, tuple[int, int]]:
    """Return line and column, in characters, both from 1, in one pass over the text."""
    ending = b"\n" if re.search(rb"\n", text) else b"\r"
    found: dict[int | None, tuple[int, int]] = {}
    line, column, last = 1, 1, 0
    for place in sorted(places):
        between = bytes(text[last:place])
        breaks = between.count(ending)
        if breaks:
            between = between[between.rindex(ending) + 1 :]
            line, column = line + breaks, 1
        column += len(between.decode("utf-8", "replace"))
        found[place] = (line, column)
        last = place
    return found
