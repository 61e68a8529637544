"""`frontviewer show`: prints what the evidence panel shows about a feature; lists the features."""

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from frontviewer.cli.common import DONE, Requests, add_paths, print_error

if TYPE_CHECKING:
    from frontviewer.core.model.dossier import Dossier


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a feature, and what to look for it in."""
    parser.add_argument(
        "feature",
        nargs="?",
        default="",
        metavar="FEATURE",
        help="its id, or - for the claims about no place; none: list all features",
    )
    add_paths(parser)
    parser.add_argument(
        "--json",
        action="store_true",
        help="as JSON: an object; a list of them where several files have the id",
    )


def run(args: argparse.Namespace, _requests: Requests) -> int:
    """Print what the evidence panel shows of a feature, or the list of all."""
    from frontviewer.core.pages import page_text
    from frontviewer.core.pages.page_builder import build_page, find_features

    dossier, feature = _opened_with(args.feature, args.paths)
    print_error(*(problem for problem in dossier.problems if problem.severity == "error"))
    if not feature:
        print(page_text.list_json(dossier) if args.json else page_text.list_text(dossier))
        return DONE
    pages = [build_page(dossier, key, whole=args.json) for key in find_features(dossier, feature)]
    if args.json:
        print(page_text.pages_json(dossier, pages))
    else:
        print("\n\n".join(map(page_text.page_text, pages)))
    return DONE


def _opened_with(word: str, paths: list[Path]) -> "tuple[Dossier, str]":
    """Return what is open and the feature asked for, "" where the first word is a path, too.

    Of a path and a feature of the bundled dossier with one name, the feature is meant: paths can
    be written `./F-COR`.
    """
    from frontviewer.core.io.open_dossier import open_dossier
    from frontviewer.core.pages.page_builder import NO_LOCATION_ID
    from frontviewer.core.system.app_paths import data_folder

    bundled = None if paths else open_dossier([data_folder("layers")])
    ours = bundled and (word == NO_LOCATION_ID or bundled.keys_with_id(word))
    if not ours and os.path.lexists(word):
        return open_dossier([Path(word), *paths]), ""
    return bundled or open_dossier(paths), word
