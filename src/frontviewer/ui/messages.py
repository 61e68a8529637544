"""What happened, in a sentence or two: what it means and what to do."""

from collections.abc import Sequence
from pathlib import Path

from frontviewer.core.model.dossier import Dossier
from frontviewer.core.problems import Problem
from frontviewer.core.text.formatting import format_size


def window_title(dossier: Dossier) -> str:
    """Name what is open, and the file that it is in, if it is in one."""
    if not dossier.title:
        return "frontviewer"
    files = [path.name for path in dossier.opened if not path.is_dir()]
    title = dossier.title
    if len(files) == 1:
        (file,) = files
        title = file if file.startswith(title) else f"{title} ({file})"
    return f"{title} – frontviewer"


def failed(problems: Sequence[Problem]) -> str:
    """Say why nothing could be opened."""
    first = problems[0]
    place = f"{first.file}, line {first.line}" if first.line else first.file
    more = f" ({len(problems) - 1} more in Details.)" if len(problems) > 1 else ""
    words = f"{place}: {first.message} {first.remedy}".rstrip()
    return f"{words} What was on the map stays there.{more}"


def opened(dossier: Dossier) -> str:
    """Say what was left out, or "" where all is well or only remarked upon."""
    errors = [problem for problem in dossier.problems if problem.severity == "error"]
    if not errors:
        return ""
    if len(errors) == 1:
        return f"{dossier.title}: one thing was left out. {errors[0].message}"
    return f"{dossier.title}: {len(errors)} things were left out. The first: {errors[0].message}"


def reloaded(dossier: Dossier) -> str:
    """Say that a change on disk is now on the map."""
    return f"{dossier.title} changed on disk and was read again."


def cleared(freed: int) -> str:
    """Say how many bytes the cache gave back."""
    if not freed:
        return "The cache is empty already."
    return f"The cache is empty now; {format_size(freed)} are free again."


def cache_holds(size: int) -> str:
    """Say how many bytes the cache takes, and what for."""
    if not size:
        return "Empty now"
    return f"{format_size(size)}, so that the same files open sooner"


PORTABLE = "All of this lies beside the program, because the file portable.txt does."


def not_shown(folder: Path) -> str:
    """Say that the desktop cannot show a folder."""
    return f"No program was found that shows folders. The folder is {folder}."


FAILED = "A part of frontviewer has failed."
NOT_STARTED = "frontviewer could not start."
GO_ON = (
    "What was open is still open, and its files are as they were. You can go on; "
    "if something looks wrong, quit and start again."
)


def reported(report: Path | None) -> str:
    """Say where the report of a failure is."""
    return f"The report is {report}." if report else "The report could not be kept."


def to_be_sent() -> str:
    """Say what to do with a report."""
    return (
        "The makers of frontviewer would like to have it. "
        "Look through it before you send it: an error may quote what was open."
    )


def failed_again(report: Path | None) -> str:
    """Say in passing that something failed."""
    return f"{FAILED} {reported(report)}"


def ended(report: Path) -> str:
    """Say that the program did not end by itself the last time."""
    return f"The last time, frontviewer ended unexpectedly. {reported(report)}"


def shortened(path: Path) -> str:
    """Return a path's last two names: enough to tell it in a menu."""
    return str(Path(*path.parts[-2:]))
