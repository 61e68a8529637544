"""Problems found in data, and the exceptions for expected failures."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from unicodedata import category

Severity = Literal["error", "warning", "note"]
"""`error`: something is left out; `warning`: shown, but doubtful; `note`: converted or ignored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One problem in one file: a value, never raised, so the rest of the file is still used.

    Attributes
    ----------
    file
        Path of the file, as the user named it.
    line, column
        Position in the file, counted from 1; None for a problem without a single position.
    feature
        Number of the affected GeoJSON feature, counted from 1.
    path
        Path in the document, such as ``features[3].geometry.coordinates[0]``.
    message
        What is wrong: a full sentence without the file name.
    remedy
        What the user can do about it; empty if no action is needed.
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
        """Return `file:line:column: severity: message` on one line, like a compiler message."""
        location = ":".join(str(part) for part in (self.file, self.line, self.column) if part)
        feature = f" (feature {self.feature})" if self.feature else ""
        text = f"{self.severity}: {self.message}{feature}"
        return to_one_line(f"{location}: {text} {self.remedy}".rstrip())


def to_one_line(text: str) -> str:
    """Escape line breaks, control characters and surrogates, so that text is safe to print."""
    unsafe_categories = {"Cc", "Cs", "Zl", "Zp"}
    return "".join(repr(c)[1:-1] if category(c) in unsafe_categories else c for c in text)


class FrontviewerError(Exception):
    """Base class of all expected failures; any other exception at the top level is a bug."""


class UsageError(FrontviewerError):
    """A command-line argument names something that does not exist; the message names it."""


class UnusableFileError(FrontviewerError):
    """A file or folder cannot be used at all; `problems` holds the reasons."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


def unusable_file(
    path: Path, message: str, remedy: str = "", severity: Severity = "error"
) -> UnusableFileError:
    """Return an `UnusableFileError` with one problem for a file."""
    return UnusableFileError(
        Problem(severity=severity, file=str(path), message=message, remedy=remedy)
    )
