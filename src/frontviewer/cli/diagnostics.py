"""The verbs that try the program itself: whether it is whole, and how fast it is."""

import argparse
import os
from pathlib import Path

from frontviewer.cli.answers import DONE, PROBLEMS
from frontviewer.cli.common import Requests, add_paths, add_platform, draw_on


def add_self_test_arguments(parser: argparse.ArgumentParser) -> None:
    """Take what is to be opened, and where to tell of it."""
    add_paths(parser)
    add_platform(parser)
    parser.add_argument("--log", type=Path, metavar="FILE.json", help="tell it to a file, too")
    parser.add_argument("--picture", type=Path, metavar="FILE.png", help="keep the picture")


def run_self_test(asked: argparse.Namespace, requests: Requests) -> int:
    """Try whether the program is whole."""
    draw_on(asked.platform)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # another one is to be asked for
    from frontviewer.diagnostics.self_test import self_test

    whole = self_test(asked.paths, requests, log=asked.log, picture=asked.picture)
    return DONE if whole else PROBLEMS


def add_bench_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the file to measure with."""
    parser.add_argument("path", type=Path, metavar="FILE", help="what to open")
    parser.add_argument("--json", action="store_true", help="as one JSON object")


def run_bench(asked: argparse.Namespace, requests: Requests) -> int:
    """Measure, and print the figures."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"  # whatever the desktop, and nobody's hand in it
    from frontviewer.diagnostics import benchmark

    figures = benchmark.measure(asked.path, requests)
    print(benchmark.figures_json(figures) if asked.json else benchmark.figures_text(figures))
    return DONE
