"""What happened, in a sentence or two: what it means and what to do."""

from collections.abc import Sequence
from pathlib import Path

from frontviewer.core.dossier import Dossier
from frontviewer.core.problems import Problem
from frontviewer.core.room import size_words


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
    return f"The cache is empty now; {size_words(freed)} are free again."


def shortened(path: Path) -> str:
    """Return a path's last two names: enough to tell it in a menu."""
    return str(Path(*path.parts[-2:]))
