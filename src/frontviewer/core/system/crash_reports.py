"""Reports of what went wrong, for the makers: a text file each, the last ten kept.

A report names the program, the system and the place in the code. Of the person it holds as little
as can be: the home folder is written `~`, and what an error says is cut short, for it may quote
what was open.
"""

import faulthandler
import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from frontviewer.core.problems import UnusableFileError
from frontviewer.core.system.atomic_files import write_atomic
from frontviewer.core.text.shorten import shortened

_KEPT = 10
_LONGEST = 300
"""Characters of what an error says."""
_HARD = "hard-"
_WHAT = "\nWhat Python knows of it:\n"
"""Stands before what Python writes into the file of a hard crash, if it comes to that."""


def crash_text(error: BaseException, about: str, when: datetime) -> str:
    """Return the report of an error; `about` names program and system, in whole lines."""
    told = (
        line if line.startswith("  ") else shortened(line.rstrip(), _LONGEST) + "\n"
        for line in traceback.format_exception(error)
    )
    return _without_home(f"{about}Failed: {when:%Y-%m-%d %H:%M:%S}\n\n{''.join(told)}")


def keep_report(text: str, folder: Path, when: datetime) -> Path | None:
    """Write a report and let the oldest go; None where the folder cannot be written."""
    file = folder / f"crash-{when:%Y-%m-%d-%H%M%S-%f}.txt"
    try:
        write_atomic(file, text.encode("utf-8", "backslashreplace"))
    except UnusableFileError:
        return None
    for old in sorted(folder.glob("crash-*.txt"))[:-_KEPT]:
        with suppress(OSError):
            old.unlink()
    return file


@contextmanager
def fatal_reports_enabled(folder: Path, about: str) -> Iterator[None]:
    """Let Python write where it was, should a fault below it end the program at once.

    The file is removed when the program exits normally. At the next start,
    `collect_fatal_reports` finds the files that are left.
    """
    file = folder / f"{_HARD}{os.getpid()}.txt"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        stream = file.open("w", encoding="utf-8")
    except OSError:
        yield
        return
    try:
        with stream:
            stream.write(about + _WHAT)
            stream.flush()
            faulthandler.enable(stream)
            try:
                yield
            finally:
                faulthandler.disable()
    finally:
        with suppress(OSError):
            file.unlink()


def collect_fatal_reports(folder: Path) -> tuple[Path, ...]:
    """Make reports of what programs left that ended at once, and return them, oldest first."""
    take_ranges = []
    for left in folder.glob(f"{_HARD}*.txt"):
        with suppress(OSError):
            if not _runs(left.stem.removeprefix(_HARD)):
                when = datetime.fromtimestamp(left.stat().st_mtime).astimezone()
                text = left.read_text("utf-8", "replace")
                left.unlink()
                if text.partition(_WHAT)[2].strip():
                    take_ranges.append(keep_report(_without_home(text), folder, when))
    return tuple(sorted(file for file in take_ranges if file))


def _runs(process: str) -> bool:
    """Tell whether a program may still write there: a process of this number, not ours, runs."""
    if sys.platform == "win32" or not process.isdecimal() or int(process) == os.getpid():
        return False  # Windows lets nobody take a file that another has open
    try:
        os.kill(int(process), 0)  # asks only
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        pass
    return True


def _without_home(text: str) -> str:
    """Write the home folder, whose name is a person's, as `~`; also where it stands escaped."""
    with suppress(RuntimeError):  # nobody's home
        home = str(Path.home())
        for written in (repr(home)[1:-1], home):
            text = text.replace(written, "~")
    return text
