"""Arguments, exit statuses and error output that several commands share."""

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from frontviewer.core.problems import Problem, to_one_line
from frontviewer.core.text.translation import tr

RequestCounter: TypeAlias = Callable[[], int]
"""Returns the number of network requests since the start of the program."""

DONE, PROBLEMS, USAGE, FAILED = 0, 1, 2, 3
"""Exit statuses: done; the data has problems; wrong usage; the program failed."""


def add_paths(parser: argparse.ArgumentParser, *, reopen: bool = False) -> None:
    """Add the positional arguments for the files to open.

    `reopen` states in the help that without them the last dossier is opened, not the sample one.
    """
    sample = tr("folders, bundles (.fvz) and GeoJSON files; default: the sample dossier")
    last = tr("folders, bundles (.fvz) and GeoJSON files; default: what was open last")
    parser.add_argument(
        "paths",
        nargs="*",
        type=Path,
        metavar="PATH",
        help=last if reopen else sample,
    )


def add_platform(parser: argparse.ArgumentParser) -> None:
    """Add the option for the Qt platform plugin, which `set_qt_platform` applies."""
    parser.add_argument(
        "--platform",
        metavar="NAME",
        help=tr("Qt platform plugin, such as xcb, wayland, windows or offscreen"),
    )


def set_qt_platform(platform: str | None) -> None:
    """Set the Qt platform plugin in the environment, where Qt reads it; None changes nothing.

    The option exists because not every system passes environment variables on to the program.
    """
    if platform:
        os.environ["QT_QPA_PLATFORM"] = platform


def print_errors(*errors: Problem | str) -> None:
    """Print each error to stderr, on one line."""
    for error in errors:
        print(to_one_line(str(error)), file=sys.stderr)
