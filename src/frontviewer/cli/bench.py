"""`frontviewer bench`: measures how fast a file opens, renders, pans and answers clicks."""

import argparse
import os
from pathlib import Path

from frontviewer.cli.common import DONE, Requests


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the file to measure with."""
    parser.add_argument("path", type=Path, metavar="FILE", help="what to open")
    parser.add_argument("--json", action="store_true", help="as one JSON object")


def run(args: argparse.Namespace, requests: Requests) -> int:
    """Measure, and print the figures."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"  # whatever the desktop, and nobody's hand in it
    from frontviewer.diagnostics import benchmark

    figures = benchmark.measure(args.path, requests)
    print(benchmark.figures_json(figures) if args.json else benchmark.figures_text(figures))
    return DONE
