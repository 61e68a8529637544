"""Acceptance checks of build results: print one line per check, `ok` or `FAIL` with the reason."""

# ruff: noqa: T201 - it prints
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from PySide6.QtGui import QImage

Check: TypeAlias = Callable[[], str]
"""Returns a description of the failure, or an empty string if the check passes."""

_MIN_COLORS = 64
"""A screenshot with fewer distinct colors is considered blank."""


@dataclass(slots=True)
class Report:
    """Print and count check results.

    Attributes
    ----------
    indent
        Prefix of every printed line.
    passed
        Number of checks that passed.
    failed
        Names of the checks that failed.
    """

    indent: str = ""
    passed: int = 0
    failed: list[str] = field(default_factory=list)

    def check(self, name: str, passed: bool, actual: object = "") -> None:
        """Record and print the result of one check; `actual` is printed if it failed."""
        if passed:
            self.passed += 1
            self.print_line(f"ok   {name}")
        else:
            self.failed.append(name)
            self.print_line(f"FAIL {name}: {actual}")

    def print_line(self, line: str) -> None:
        """Print a line and flush, so that progress is visible while the checks run."""
        print(f"{self.indent}{line}", flush=True)

    def finish(self) -> int:
        """Print the number of failed checks; return the exit status, 1 if any failed."""
        failed, total = len(self.failed), len(self.failed) + self.passed
        self.print_line(f"{failed} of {total} checks failed" if failed else "all checks passed")
        return int(failed > 0)


def run_checks(checks: Mapping[str, Check]) -> int:
    """Run the checks in order; return the exit status, 1 if any failed."""
    report = Report()
    for name, check in checks.items():
        try:
            failure = check()
        except Exception as error:  # noqa: BLE001 - the remaining checks must still run
            failure = repr(error)
        report.check(name, not failure, failure)
    return report.finish()


def megabytes(path: Path) -> float:
    """Return the size of a file, or of all files in a folder, in units of 10^6 bytes."""
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.lstat().st_size for file in files if not file.is_dir()) / 1e6


def is_not_blank(screenshot: Path) -> bool:
    """Return whether a screenshot exists and has more distinct colors than an empty window."""
    if not screenshot.is_file():
        return False
    image = QImage(str(screenshot)).scaled(200, 200)
    colors = {image.pixel(x, y) for x in range(image.width()) for y in range(image.height())}
    return len(colors) >= _MIN_COLORS
