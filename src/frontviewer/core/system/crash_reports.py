"""Crash reports for the developers: one text file for each crash; the newest ten are retained.

A report names the program, the system and the position in the code. It holds as little personal
data as possible: the home folder is replaced by `~`, and error messages are shortened, because
they may quote the content of open files.
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
from frontviewer.core.text.shorten import shorten

_MAX_REPORTS = 10
_MAX_MESSAGE_LENGTH = 300
"""Longest error message, in characters."""
_FATAL_PREFIX = "hard-"
_FATAL_HEADING = "\nPython's fatal error report:\n"
"""Separates our header from the text that `faulthandler` appends after a fatal error."""


def format_crash_report(error: BaseException, about: str, when: datetime) -> str:
    """Return the report text of an exception.

    `about` names program and system, in lines that each end with a line break.
    """
    lines = (
        line if line.startswith("  ") else shorten(line.rstrip(), _MAX_MESSAGE_LENGTH) + "\n"
        for line in traceback.format_exception(error)
    )
    return _mask_home(f"{about}Failed: {when:%Y-%m-%d %H:%M:%S}\n\n{''.join(lines)}")


def save_crash_report(text: str, folder: Path, when: datetime) -> Path | None:
    """Write a report and delete the oldest ones; return None if the folder is not writable."""
    file = folder / f"crash-{when:%Y-%m-%d-%H%M%S-%f}.txt"
    try:
        write_atomic(file, text.encode("utf-8", "backslashreplace"))
    except UnusableFileError:
        return None
    for old_report in sorted(folder.glob("crash-*.txt"))[:-_MAX_REPORTS]:
        with suppress(OSError):
            old_report.unlink()
    return file


@contextmanager
def fatal_reports_enabled(folder: Path, about: str) -> Iterator[None]:
    """Enable `faulthandler`, so that a segmentation fault leaves a Python traceback in a file.

    The file is removed when the program exits normally. At the next start,
    `collect_fatal_reports` converts the files that remain.
    """
    file = folder / f"{_FATAL_PREFIX}{os.getpid()}.txt"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        stream = file.open("w", encoding="utf-8")
    except OSError:
        yield
        return
    try:
        with stream:
            stream.write(about + _FATAL_HEADING)
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
    """Turn the files that crashed processes left into reports; return these, oldest first."""
    reports = []
    for file in folder.glob(f"{_FATAL_PREFIX}*.txt"):
        with suppress(OSError):
            if not _is_in_use(file.stem.removeprefix(_FATAL_PREFIX)):
                when = datetime.fromtimestamp(file.stat().st_mtime).astimezone()
                text = file.read_text("utf-8", "replace")
                file.unlink()
                if text.partition(_FATAL_HEADING)[2].strip():
                    reports.append(save_crash_report(_mask_home(text), folder, when))
    return tuple(sorted(report for report in reports if report))


def _is_in_use(process_id: str) -> bool:
    """Return whether another running process has this id and may still write to its file."""
    if sys.platform == "win32" or not process_id.isdecimal() or int(process_id) == os.getpid():
        return False  # on Windows, an open file cannot be deleted anyway
    try:
        os.kill(int(process_id), 0)  # signal 0 only tests for existence
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        pass
    return True


def _mask_home(text: str) -> str:
    """Replace the home folder, which contains the user's name, by `~`; escaped forms too."""
    with suppress(RuntimeError):  # there is no home folder
        home = str(Path.home())
        for spelling in (repr(home)[1:-1], home):
            text = text.replace(spelling, "~")
    return text
