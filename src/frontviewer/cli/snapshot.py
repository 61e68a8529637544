"""`frontviewer snapshot`: saves the window as an image, without a display."""

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from frontviewer.cli.common import DONE, RequestCounter, add_paths, print_errors
from frontviewer.core.text.formatting import format_number
from frontviewer.core.text.translation import mark, tr

if TYPE_CHECKING:
    from frontviewer.core.model.dossier import Bounds

_MAX_SIDE_PX = 16384
"""Maximum width and height of an image in pixels; a square of that size needs 1 GB."""
_VIEW_HELP = mark(
    "visible part of the map in degrees; if W is negative, as in --view=-9.5,51.4,-5.4,55.4"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    add_paths(parser)
    parser.add_argument(
        "-o", "--out", type=Path, required=True, metavar="OUT.png", help=tr("image file to write")
    )
    parser.add_argument(
        "--select",
        default="",
        metavar="FEATURE",
        help=tr("id of a feature to select, or - for claims without a location"),
    )
    parser.add_argument(
        "--size",
        type=_parse_size,
        default=(1920, 1080),
        metavar="1920x1080",
        help=tr("width and height in pixels"),
    )
    parser.add_argument(
        "--theme", choices=("day", "night", "projector"), default="day", help=tr("color theme")
    )
    parser.add_argument("--view", type=_parse_view, metavar="W,S,E,N", help=tr(_VIEW_HELP))
    parser.add_argument("--map-only", action="store_true", help=tr("save the map without panels"))


def run(args: argparse.Namespace, requests: RequestCounter) -> int:
    """Save the window as an image."""
    # The result must not depend on the desktop.
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
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
    print_errors(*(problem for problem in problems if problem.severity == "error"))
    return DONE


def _parse_size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    if not (width.isdecimal() and height.isdecimal()):
        message = tr("{text} does not have the form 1920x1080")
        raise argparse.ArgumentTypeError(message.format(text=text))
    if not (0 < int(width) <= _MAX_SIDE_PX and 0 < int(height) <= _MAX_SIDE_PX):
        message = tr("width and height must be from 1 to {maximum}")
        raise argparse.ArgumentTypeError(message.format(maximum=format_number(_MAX_SIDE_PX)))
    return int(width), int(height)


def _parse_view(text: str) -> "Bounds":
    from frontviewer.core.model.briefing import is_valid_view

    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError as error:
        message = tr("{text} does not have the form W,S,E,N")
        raise argparse.ArgumentTypeError(message.format(text=text)) from error
    if not is_valid_view(west, south, east, north):
        message = tr("W must be less than E, from -180 to 180; S less than N, from -90 to 90")
        raise argparse.ArgumentTypeError(message)
    return west, south, east, north
