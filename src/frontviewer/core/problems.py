"""What is wrong with the data, said so that a person can act on it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from unicodedata import category

Severity = Literal["error", "warning", "note"]
"""`error`: something is left out; `warning`: shown, but doubtful; `note`: converted or ignored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong in one file. A value, never raised: the rest of the file is still used.

    Attributes
    ----------
    file
        Path of the file, as the user named it.
    line, column
        Place in the file, from 1; None where the fault has no single place.
    feature
        Number of the GeoJSON feature at fault, from 1.
    path
        Place in the document, such as ``features[3].geometry.coordinates[0]``.
    message
        What is wrong, as a full sentence without its subject's file name.
    remedy
        What the person can do about it; empty where nothing need be done.
    """

    severity: Severity
    file: str
    message: str
    line: int | None = None
    column: int | None = None
    feature: int | None = None
    path: str = ""
    remedy: str = ""

    def __str__(self) -> str:
        """Return `file:line:column: severity: message` in one line, as compilers do."""
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part)
        where = f" (feature {self.feature})" if self.feature else ""
        what = f"{self.severity}: {self.message}{where}"
        return one_line(f"{place}: {what} {self.remedy}".rstrip())


def one_line(text: str) -> str:
    """Return text fit for a terminal: what would break the line or steer it is escaped."""
    steering = {"Cc", "Cs", "Zl", "Zp"}
    return "".join(repr(c)[1:-1] if category(c) in steering else c for c in text)


class FrontviewerError(Exception):
    """Base class of what can be expected to fail; anything else that reaches the top is a bug."""


class CallError(FrontviewerError):
    """The program was called with something that is not there; the message says what."""


class UnusableFileError(FrontviewerError):
    """A file or folder that cannot be used at all. Carries the problems that say why."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


def unusable(
    path: Path, message: str, remedy: str = "", severity: Severity = "error"
) -> UnusableFileError:
    """Return the error of a file with one problem."""
    return UnusableFileError(
        Problem(severity=severity, file=str(path), message=message, remedy=remedy)
    )
