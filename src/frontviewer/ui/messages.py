"""Texts of the window title, the message bar and the dialogs.

A message gives the file, what happened to it and what to do, in this order.
"""

from collections.abc import Sequence
from pathlib import Path

from frontviewer.core.model.dossier import Dossier
from frontviewer.core.problems import Problem
from frontviewer.core.text.formatting import format_number, format_size
from frontviewer.core.text.translation import mark, tr, trn

PORTABLE = mark("Portable mode: data is stored next to the program.")
FAILED = mark("Something went wrong.")
NOT_STARTED = mark("frontviewer could not start.")
CAN_CONTINUE = mark(
    "The dossier is still open, and its files were not changed. You can continue. "
    "If something looks wrong, quit and restart frontviewer."
)
SEND_REPORT = mark(
    "Please send the report to the frontviewer developers. "
    "Read it first: an error message can quote data from the open files."
)


def format_window_title(dossier: Dossier) -> str:
    """Return the title of the dossier and, if it comes from a single file, the file name."""
    if not dossier.title:
        return "frontviewer"
    files = [path.name for path in dossier.opened if not path.is_dir()]
    title = dossier.title
    if len(files) == 1:
        (file,) = files
        title = file if file.startswith(title) else f"{title} ({file})"
    return f"{title} – frontviewer"


def format_open_failure(problems: Sequence[Problem]) -> str:
    """Return the message that nothing could be opened: the first problem and how many follow."""
    message = tr("{problem} The map was not changed.").format(
        problem=_format_problem(problems[0], problems[0].file)
    )
    rest_count = len(problems) - 1
    if not rest_count:
        return message
    rest = trn("{count} more problem in Details.", "{count} more problems in Details.", rest_count)
    return f"{message} {rest.format(count=format_number(rest_count))}"


def format_export_failure(problems: Sequence[Problem]) -> str:
    """Return the message that an image could not be exported: all problems, one after another."""
    return " ".join(_format_problem(problem, problem.file) for problem in problems)


def format_load_errors(dossier: Dossier) -> str:
    """Return the message about the errors in a dossier that was opened.

    It is "" if there are none. Warnings and notes are listed in the Problems panel only.
    """
    errors = [problem for problem in dossier.problems if problem.severity == "error"]
    if not errors:
        return ""
    first = errors[0]
    file = Path(first.file).name
    if len(errors) == 1:
        return _format_problem(first, file)
    features = {(error.file, error.feature) for error in errors}
    if all(error.feature and error.file == first.file for error in errors):
        message = trn(
            "{file}: {count} feature could not be read completely. First error: {message}",
            "{file}: {count} features could not be read completely. First error: {message}",
            len(features),
        )
        count = format_number(len(features))
        return message.format(file=file, count=count, message=first.message)
    message = trn(
        "{title}: {count} error. First error: {problem}",
        "{title}: {count} errors. First error: {problem}",
        len(errors),
    )
    count, problem = format_number(len(errors)), _format_problem(first, file)
    return message.format(title=dossier.title, count=count, problem=problem)


def format_reloaded(dossier: Dossier) -> str:
    """Return the message that a dossier was read again."""
    return tr("{title}: reloaded from disk.").format(title=dossier.title)


def format_cache_cleared(freed: int) -> str:
    """Return the message that clearing the cache freed a number of bytes."""
    if not freed:
        return tr("The cache is already empty.")
    return tr("Cache cleared ({size} freed).").format(size=format_size(freed))


def format_cache_size(size: int) -> str:
    """Return the size of the cache, given in bytes, and its purpose."""
    if not size:
        return tr("Empty")
    return tr("{size} (lets files reopen faster)").format(size=format_size(size))


def format_folder_not_shown(folder: Path) -> str:
    """Return the message that no file manager could be started."""
    return tr("{folder}: no file manager was found. Open this folder yourself.").format(
        folder=folder
    )


def format_report_location(report: Path | None) -> str:
    """Return where a crash report was saved; None means that it could not be saved."""
    if report is None:
        return tr("The crash report could not be saved.")
    return tr("Crash report: {file}").format(file=report)


def format_repeated_crash(report: Path | None) -> str:
    """Return the message about a crash after the first, which is not shown in a dialog."""
    return f"{tr(FAILED)} {format_report_location(report)}"


def format_previous_crash(report: Path) -> str:
    """Return the message that the previous run of the program crashed."""
    message = tr("frontviewer crashed during its last run. Crash report: {file}")
    return message.format(file=report)


def shorten_path(path: Path) -> str:
    """Return the last two parts of a path, enough to recognize it in a menu."""
    return str(Path(*path.parts[-2:]))


def _format_problem(problem: Problem, file: str) -> str:
    """Return file, line, message and remedy of a problem."""
    place = file
    if problem.line:
        place = tr("{file}, line {line}").format(file=file, line=problem.line)
    return f"{place}: {problem.message} {problem.remedy}".rstrip()
