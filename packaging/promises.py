"""Checks of what was built: one line for each promise, `ok` or `FAIL` with what is wrong."""

# ruff: noqa: T201 - it prints
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from PySide6.QtGui import QImage

Check: TypeAlias = Callable[[], str]
"""Returns what is wrong; nothing where the promise is kept."""

_FEWEST_COLOURS = 64
"""With fewer, a picture shows an empty window."""


@dataclass(slots=True)
class Report:
    """Says of one promise after the other whether it is kept."""

    indent: str = ""
    kept: int = 0
    failed: list[str] = field(default_factory=list)

    def check(self, promise: str, kept: bool, found: object = "") -> None:
        """Say whether a promise is kept, and if not, what was found instead."""
        if kept:
            self.kept += 1
            self.say(f"ok   {promise}")
        else:
            self.failed.append(promise)
            self.say(f"FAIL {promise}: {found}")

    def say(self, line: str) -> None:
        """Print a line at once: whoever watches waits for the next."""
        print(f"{self.indent}{line}", flush=True)

    def close(self) -> int:
        """Say how many promises were broken; return the exit status, 1 if any was."""
        broken, number = len(self.failed), len(self.failed) + self.kept
        self.say(f"{broken} of {number} promises broken" if broken else "every promise kept")
        return int(broken > 0)


def report(checks: Mapping[str, Check]) -> int:
    """Check one promise after the other; return the exit status, 1 if any was broken."""
    told = Report()
    for promise, check in checks.items():
        try:
            wrong = check()
        except Exception as error:  # noqa: BLE001 - the others are still worth knowing
            wrong = repr(error)
        told.check(promise, not wrong, wrong)
    return told.close()


def megabytes(path: Path) -> float:
    """Return how large a file is, or everything in a folder."""
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.lstat().st_size for file in files if not file.is_dir()) / 1e6


def is_drawn(picture: Path) -> bool:
    """Tell whether there is a picture, with more colours than a blank one."""
    if not picture.is_file():
        return False
    image = QImage(str(picture)).scaled(200, 200)
    colors = {image.pixel(x, y) for x in range(image.width()) for y in range(image.height())}
    return len(colors) >= _FEWEST_COLOURS
