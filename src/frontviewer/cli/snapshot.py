"""The verb that draws the window into a picture."""

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from frontviewer.cli.common import DONE, Requests, add_paths, print_error

if TYPE_CHECKING:
    from frontviewer.core.model.dossier import Bounds

_LARGEST = 16384
"""Pixels along one side of a picture: 1 GB for a square."""
_VIEW_HELP = "part of the map in degrees; west of Greenwich as in --view=-9.5,51.4,-5.4,55.4"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take what the picture is to show, its size, and its file."""
    add_paths(parser)
    parser.add_argument("-o", "--out", type=Path, required=True, metavar="OUT.png")
    parser.add_argument(
        "--select",
        default="",
        metavar="FEATURE",
        help="id of a feature to select, or - for the claims about no place",
    )
    parser.add_argument(
        "--size", type=_size, default=(1920, 1080), metavar="1920x1080", help="in pixels"
    )
    parser.add_argument("--theme", choices=("day", "night", "projector"), default="day")
    parser.add_argument("--view", type=_view, metavar="W,S,E,N", help=_VIEW_HELP)
    parser.add_argument("--map-only", action="store_true", help="the map without the panels")


def run(args: argparse.Namespace, requests: Requests) -> int:
    """Draw the window into a picture."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # the same picture on every desktop
    from frontviewer.diagnostics.snapshot import snapshot

    problems = snapshot(
        args.paths,
        args.out,
        requests=requests,
        select=args.select,
        size=args.size,
        theme=args.theme,
        view=args.view,
        map_only=args.map_only,
    )
    print_error(*(problem for problem in problems if problem.severity == "error"))
    return DONE


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    if not (width.isdecimal() and height.isdecimal()):
        raise argparse.ArgumentTypeError(f"{text} is not of the form 1920x1080")
    if not (0 < int(width) <= _LARGEST and 0 < int(height) <= _LARGEST):
        raise argparse.ArgumentTypeError(f"width and height go from 1 to {_LARGEST}")
    return int(width), int(height)


def _view(text: str) -> "Bounds":
    from frontviewer.core.model.briefing import is_view

    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text} is not of the form W,S,E,N") from error
    if not is_view(west, south, east, north):
        message = "W must be less than E, from -180 to 180; S less than N, from -90 to 90"
        raise argparse.ArgumentTypeError(message)
    return west, south, east, north
