"""`frontviewer check`: prints the problems of a dossier; checks quotations against their source."""

import argparse
from pathlib import Path

from frontviewer.cli.common import DONE, PROBLEMS, Requests, add_paths
from frontviewer.core.problems import UnusableFileError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take what is to be checked, and against what."""
    add_paths(parser)
    parser.add_argument(
        "--source",
        action="append",
        default=[],
        type=_source_text,
        metavar="ID=FILE",
        help="check quotations against the text of a source, as in S0=article.txt; repeatable",
    )
    parser.add_argument("--json", action="store_true", help="as JSON")


def run(args: argparse.Namespace, _requests: Requests) -> int:
    """Print every problem, and answer whether there are any."""
    from frontviewer.core.io.open_dossier import open_dossier
    from frontviewer.core.pages import page_text
    from frontviewer.core.system.app_paths import data_folder

    try:
        paths = args.paths or [data_folder("layers")]
        problems = open_dossier(paths, source_texts=dict(args.source)).problems
    except UnusableFileError as error:
        problems = error.problems
    if args.json:
        print(page_text.problems_json(problems))
    else:
        for problem in problems:
            print(problem)
    return PROBLEMS if any(problem.severity != "note" for problem in problems) else DONE


def _source_text(text: str) -> tuple[str, Path]:
    source, equals, file = text.partition("=")
    if not (source and equals and file):
        raise argparse.ArgumentTypeError(f"{text} is not of the form ID=FILE, as in S0=article.txt")
    return source, Path(file)
