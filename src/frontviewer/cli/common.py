"""Arguments that several verbs take."""

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from frontviewer.core.problems import Problem, one_line

Requests: TypeAlias = Callable[[], int]
"""Counts the network requests so far; every verb that runs is given it."""


def add_paths(parser: argparse.ArgumentParser) -> None:
    """Take what is to be opened."""
    parser.add_argument(
        "paths",
        nargs="*",
        type=Path,
        metavar="PATH",
        help="folders, bundles (.fvz) and GeoJSON files; none: the bundled dossier",
    )


def add_platform(parser: argparse.ArgumentParser) -> None:
    """Take where Qt draws; `set_qt_platform` obeys."""
    parser.add_argument(
        "--platform", metavar="NAME", help="where Qt draws: xcb, wayland, windows, offscreen ..."
    )


def set_qt_platform(platform: str | None) -> None:
    """Choose where Qt draws, which asks the environment for it; not every system hands it down."""
    if platform:
        os.environ["QT_QPA_PLATFORM"] = platform


DONE, PROBLEMS, USAGE, FAILED = 0, 1, 2, 3
"""The exit status: done; the data has problems; the call is wrong; the program failed."""


def print_error(*said: Problem | str) -> None:
    """Say each thing in one line."""
    for thing in said:
        print(one_line(str(thing)), file=sys.stderr)
