"""`frontviewer --self-test`: checks that the installed program is complete and works."""

import argparse
import os
from pathlib import Path

from frontviewer.cli.common import (
    DONE,
    PROBLEMS,
    RequestCounter,
    add_paths,
    add_platform,
    set_qt_platform,
)
from frontviewer.core.text.translation import tr


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    add_paths(parser)
    add_platform(parser)
    parser.add_argument(
        "--log", type=Path, metavar="FILE.json", help=tr("also write the result to a file")
    )
    parser.add_argument(
        "--picture", type=Path, metavar="FILE.png", help=tr("save an image of the window")
    )


def run(args: argparse.Namespace, requests: RequestCounter) -> int:
    """Run the self-test; return `PROBLEMS` if a step fails."""
    set_qt_platform(args.platform)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # no window unless --platform asks for it
    from frontviewer.diagnostics.self_test import self_test

    passed = self_test(args.paths, requests, log=args.log, picture=args.picture)
    return DONE if passed else PROBLEMS
