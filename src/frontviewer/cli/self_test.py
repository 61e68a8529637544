"""`frontviewer --self-test`: checks that the installed program is complete and works."""

import argparse
import os
from pathlib import Path

from frontviewer.cli.common import (
    DONE,
    PROBLEMS,
    Requests,
    add_paths,
    add_platform,
    set_qt_platform,
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take what is to be opened, and where to tell of it."""
    add_paths(parser)
    add_platform(parser)
    parser.add_argument("--log", type=Path, metavar="FILE.json", help="tell it to a file, too")
    parser.add_argument("--picture", type=Path, metavar="FILE.png", help="keep the picture")


def run(args: argparse.Namespace, requests: Requests) -> int:
    """Try whether the program is whole."""
    set_qt_platform(args.platform)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # another one is to be asked for
    from frontviewer.diagnostics.self_test import self_test

    whole = self_test(args.paths, requests, log=args.log, picture=args.picture)
    return DONE if whole else PROBLEMS
