"""`frontviewer show`: prints the evidence about a feature, or the list of features."""

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from frontviewer.cli.common import DONE, RequestCounter, add_paths, print_errors
from frontviewer.core.text.translation import tr

if TYPE_CHECKING:
    from frontviewer.core.model.dossier import Dossier


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument(
        "feature",
        nargs="?",
        default="",
        metavar="FEATURE",
        help=tr("id of a feature, or - for claims without a location; default: list all features"),
    )
    add_paths(parser)
    parser.add_argument(
        "--json",
        action="store_true",
        help=tr("print a JSON object; an array if several files have a feature with this id"),
    )


def run(args: argparse.Namespace, _requests: RequestCounter) -> int:
    """Print the content of the evidence panel for a feature, or the list of all features."""
    from frontviewer.core.pages import page_text
    from frontviewer.core.pages.page_builder import build_page, find_features

    dossier, feature_id = _open_dossier(args.feature, args.paths)
    print_errors(*(problem for problem in dossier.problems if problem.severity == "error"))
    if not feature_id:
        format_features = page_text.features_to_json if args.json else page_text.features_to_text
        print(format_features(dossier))
        return DONE
    keys = find_features(dossier, feature_id)
    pages = [build_page(dossier, key, full=args.json) for key in keys]
    if args.json:
        print(page_text.pages_to_json(dossier, pages))
    else:
        print("\n\n".join(map(page_text.page_to_text, pages)))
    return DONE


def _open_dossier(argument: str, paths: list[Path]) -> "tuple[Dossier, str]":
    """Open the paths; return the dossier and the feature id, "" if the first argument is a path.

    An argument that is both a path and the id of a feature of the bundled dossier is taken as the
    id; such a path can be written as `./F-COR`.
    """
    from frontviewer.core.io.open_dossier import open_dossier
    from frontviewer.core.pages.page_builder import NO_LOCATION_ID
    from frontviewer.core.system.data_files import data_folder

    bundled = None if paths else open_dossier([data_folder("layers")])
    is_bundled_id = bundled and (argument == NO_LOCATION_ID or bundled.keys_with_id(argument))
    if not is_bundled_id and os.path.lexists(argument):
        return open_dossier([Path(argument), *paths]), ""
    return bundled or open_dossier(paths), argument
