"""START: arguments to one verb each.

Qt is imported only by the verbs that draw, so that `show` and `check` start at once and run
where no graphics library is installed.
"""

import argparse
import os
import sys
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias

from frontviewer import __version__
from frontviewer.core.offline import watch_network
from frontviewer.core.opening import open_dossier
from frontviewer.core.places import data_folder
from frontviewer.core.problems import Problem, UnusableFileError
from frontviewer.core.reading import page_of
from frontviewer.output import show

_DONE, _PROBLEMS, _USAGE, _FAILED = 0, 1, 2, 3

Requests: TypeAlias = Callable[[], int]
AddArguments: TypeAlias = Callable[[argparse.ArgumentParser], None]
Run: TypeAlias = Callable[[argparse.Namespace, Requests], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status.

    0 done, 1 the data has problems, 2 the call is wrong, 3 the program failed.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    requests = watch_network()
    try:
        asked = _parse(given)
        return int(asked.run(asked, requests))
    except SystemExit as left:
        return int(left.code or _DONE)
    except UnusableFileError as error:
        _complain(error.problems)
        return _PROBLEMS
    except BrokenPipeError:
        sys.stderr.close()  # whoever read us has gone; Python would complain at its end
        return _DONE
    except Exception as error:  # noqa: BLE001 - the last place that can say it in one line
        if "--debug" in given:
            traceback.print_exc()
        else:
            print(f"frontviewer failed: {error!r}; --debug tells where.", file=sys.stderr)
        return _FAILED


def _parse(given: list[str]) -> argparse.Namespace:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--debug", action="store_true", help="show where the program failed")
    parser = argparse.ArgumentParser(
        prog="frontviewer",
        description="Shows who claims what, where, when and on whose word. Offline.",
        epilog="Without a verb the window opens; `frontviewer VERB --help` tells more.",
    )
    parser.add_argument("--version", action="version", version=f"frontviewer {__version__}")
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    for name, (description, add_arguments, run) in _VERBS.items():
        verb = verbs.add_parser(name, help=description, description=description, parents=[common])
        add_arguments(verb)
        verb.set_defaults(run=run)
    own = given and given[0] in (*_VERBS, "-h", "--help", "--version")
    return parser.parse_args(given if own else ["window", *given])


# The window ----------------------------------------------------------------------------------


def _window_arguments(parser: argparse.ArgumentParser) -> None:
    _paths_argument(parser)


def _run_window(asked: argparse.Namespace, requests: Requests) -> int:
    from frontviewer import app

    return app.run(asked.paths, requests)


def _present_arguments(parser: argparse.ArgumentParser) -> None:
    _paths_argument(parser)
    parser.add_argument("--step", type=int, default=1, metavar="N", help="begin at step N, from 1")


def _run_present(asked: argparse.Namespace, requests: Requests) -> int:
    from frontviewer import app

    return app.run(asked.paths, requests, present=True, step=asked.step)


# Words ---------------------------------------------------------------------------------------


def _show_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("feature", nargs="?", default="", help="its id; none: list all features")
    _paths_argument(parser)
    parser.add_argument("--json", action="store_true", help="as JSON")


def _run_show(asked: argparse.Namespace, _requests: Requests) -> int:
    feature, paths = asked.feature, asked.paths
    if feature and Path(feature).exists():  # a path and no feature: the list of that
        feature, paths = "", [Path(feature), *paths]
    dossier = open_dossier(paths or [data_folder("layers")])
    if not feature:
        print(show.list_json(dossier) if asked.json else show.list_text(dossier))
        return _DONE
    keys = dossier.index.keys.get(feature, ())
    if not keys:
        print(f"There is no feature {feature}; `frontviewer show` lists them.", file=sys.stderr)
        return _USAGE
    pages = [page_of(dossier, key) for key in keys]
    for page in pages:
        print(show.page_json(dossier, page) if asked.json else show.page_text(page))
    return _DONE


def _check_arguments(parser: argparse.ArgumentParser) -> None:
    _paths_argument(parser)
    parser.add_argument(
        "--source",
        action="append",
        default=[],
        type=_source_text,
        metavar="ID=FILE",
        help="check quotations against the text of a source; may be given again",
    )
    parser.add_argument("--json", action="store_true", help="as JSON")


def _run_check(asked: argparse.Namespace, _requests: Requests) -> int:
    try:
        paths = asked.paths or [data_folder("layers")]
        problems = open_dossier(paths, source_texts=dict(asked.source)).problems
    except UnusableFileError as error:
        problems = error.problems
    if asked.json:
        print(show.problems_json(problems))
    else:
        for problem in problems:
            print(problem)
    return _PROBLEMS if any(problem.severity != "note" for problem in problems) else _DONE


def _source_text(text: str) -> tuple[str, Path]:
    source, equals, file = text.partition("=")
    if not (source and equals and file):
        raise argparse.ArgumentTypeError(f"{text} is not of the form ID=FILE, as in S0=article.txt")
    return source, Path(file)


# Pictures ------------------------------------------------------------------------------------


def _snapshot_arguments(parser: argparse.ArgumentParser) -> None:
    _paths_argument(parser)
    parser.add_argument("-o", "--out", type=Path, required=True, metavar="OUT.png")
    parser.add_argument("--select", default="", metavar="ID", help="a feature to select")
    parser.add_argument("--size", type=_size, default=(1920, 1080), metavar="1920x1080")
    parser.add_argument("--theme", choices=("day", "night", "projector"), default="day")
    parser.add_argument("--view", type=_view, metavar="W,S,E,N", help="part of the map, in degrees")
    parser.add_argument("--map-only", action="store_true", help="the map without the panels")


def _run_snapshot(asked: argparse.Namespace, _requests: Requests) -> int:
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from frontviewer import app

    problems = app.snapshot(
        asked.paths,
        asked.out,
        select=asked.select,
        size=asked.size,
        theme=asked.theme,
        view=asked.view,
        map_only=asked.map_only,
    )
    _complain([problem for problem in problems if problem.severity == "error"])
    return _DONE


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    if not (width.isdecimal() and height.isdecimal() and int(width) > 0 and int(height) > 0):
        raise argparse.ArgumentTypeError(f"{text} is not of the form 1920x1080")
    return int(width), int(height)


def _view(text: str) -> tuple[float, ...]:
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text} is not of the form W,S,E,N") from error
    if not (west < east and south < north):
        raise argparse.ArgumentTypeError("west must be less than east, and south than north")
    return west, south, east, north


# Shared --------------------------------------------------------------------------------------


def _paths_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths",
        nargs="*",
        type=Path,
        metavar="PATH",
        help="folders, dossiers and GeoJSON files; none: the bundled dossier",
    )


def _complain(problems: Iterable[Problem]) -> None:
    for problem in problems:
        print(problem, file=sys.stderr)


_VERBS: Mapping[str, tuple[str, AddArguments, Run]] = MappingProxyType(
    {
        "window": ("open the window; what happens without a verb", _window_arguments, _run_window),
        "present": ("start the briefing", _present_arguments, _run_present),
        "show": ("print what the evidence panel shows", _show_arguments, _run_show),
        "check": ("print every problem", _check_arguments, _run_check),
        "snapshot": ("draw the window into a picture", _snapshot_arguments, _run_snapshot),
    }
)
