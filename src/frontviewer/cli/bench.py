"""`frontviewer bench`: measures how fast a file opens, renders, pans and responds to clicks."""

import argparse
import os
from pathlib import Path

from frontviewer.cli.common import DONE, RequestCounter
from frontviewer.core.text.translation import tr


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("path", type=Path, metavar="FILE", help=tr("file to open"))
    parser.add_argument("--json", action="store_true", help=tr("print a JSON object"))


def run(args: argparse.Namespace, requests: RequestCounter) -> int:
    """Run the benchmark and print the results."""
    # Without a desktop, the results depend neither on its size nor on the user's mouse.
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from frontviewer.diagnostics import benchmark

    figures = benchmark.run_benchmark(args.path, requests)
    print(benchmark.result_to_json(figures) if args.json else benchmark.result_to_text(figures))
    return DONE
