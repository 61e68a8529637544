"""`frontviewer check`: prints the problems of a dossier; verifies quotations in their sources."""

import argparse
from pathlib import Path

from frontviewer.cli.common import DONE, PROBLEMS, RequestCounter, add_paths
from frontviewer.core.problems import UnusableFileError
from frontviewer.core.text.translation import tr


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    add_paths(parser)
    parser.add_argument(
        "--source",
        action="append",
        default=[],
        type=_parse_source,
        metavar="ID=FILE",
        help=tr("verify quotations in the text of a source, as in S0=article.txt; repeatable"),
    )
    parser.add_argument("--json", action="store_true", help=tr("print a JSON array"))


def run(args: argparse.Namespace, _requests: RequestCounter) -> int:
    """Print all problems; return `PROBLEMS` if any is an error or a warning."""
    from frontviewer.core.io.open_dossier import open_dossier
    from frontviewer.core.pages import page_text
    from frontviewer.core.system.data_files import data_folder

    try:
        paths = args.paths or [data_folder("layers")]
        problems = open_dossier(paths, source_texts=dict(args.source)).problems
    except UnusableFileError as error:
        problems = error.problems
    if args.json:
        print(page_text.problems_to_json(problems))
    else:
        for problem in problems:
            print(problem)
    return PROBLEMS if any(problem.severity != "note" for problem in problems) else DONE


def _parse_source(text: str) -> tuple[str, Path]:
    source, equals, file = text.partition("=")
    if not (source and equals and file):
        message = tr("{text} does not have the form ID=FILE, as in S0=article.txt")
        raise argparse.ArgumentTypeError(message.format(text=text))
    return source, Path(file)
