"""START: arguments to one verb each.

A verb imports what it needs, and until then the standard library is enough: `--help` answers at
once, `show` and `check` run where no graphics library is installed, and the self test can say
what is missing.
"""

import argparse
import gc
import os
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from io import TextIOWrapper
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NoReturn, TypeAlias

from frontviewer import __version__
from frontviewer.core.offline import watch_network
from frontviewer.core.problems import CallError, Problem, UnusableFileError, one_line

if TYPE_CHECKING:
    from frontviewer.core.dossier import Bounds, Dossier

_DONE, _PROBLEMS, _USAGE, _FAILED = 0, 1, 2, 3
_LARGEST = 16384
"""Pixels along one side of a picture: 1 GB for a square."""
_ERROR_SIGN = 0x10
"""Of a message of Windows."""
_VIEW_HELP = "part of the map in degrees; west of Greenwich as in --view=-9.5,51.4,-5.4,55.4"

Requests: TypeAlias = Callable[[], int]
AddArguments: TypeAlias = Callable[[argparse.ArgumentParser], None]
Run: TypeAlias = Callable[[argparse.Namespace, Requests], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status.

    0 done, 1 the data has problems, 2 the call is wrong, 3 the program failed.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    _never_fail_to_print()
    try:
        return _answer(given)
    except BrokenPipeError:  # whoever read us has gone; let Python's last flush go nowhere
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _DONE
    except KeyboardInterrupt:
        _complain("Stopped.")
        return _FAILED
    except Exception as error:  # noqa: BLE001 - the last place that can say it in one line
        if "--debug" in given:
            traceback.print_exc()
        else:
            _complain(f"The program failed: {error!r}. With --debug it tells where.")
        return _FAILED


def _answer(given: list[str]) -> int:
    try:
        asked = _parse(given)
        status = asked.run(asked, watch_network())
        print(end="", flush=True)  # so that a reader who has gone is met here, not at the exit
        return int(status)
    except SystemExit as left:  # the parser has said why
        return int(left.code or _DONE)
    except CallError as error:
        _complain(str(error))
        return _USAGE
    except UnusableFileError as error:
        _complain(*error.problems)
        return _PROBLEMS


class _Parser(argparse.ArgumentParser):
    """Says in one line what is wrong with the call."""

    def error(self, message: str) -> NoReturn:
        self.exit(_USAGE, one_line(f"{self.prog}: {message}; see {self.prog} --help") + "\n")


def _parse(given: list[str]) -> argparse.Namespace:
    common = _Parser(add_help=False)
    common.add_argument("--debug", action="store_true", help="show where the program failed")
    parser = _Parser(
        prog="frontviewer",
        description="Shows who claims what, where, when and on whose word. Offline.",
        epilog="Without a verb the window opens; `frontviewer VERB --help` tells more. "
        "Exit status: 0 done, 1 the data has problems, 2 the call is wrong, 3 the program failed.",
        parents=[common],
    )
    parser.add_argument("--version", action="version", version=f"frontviewer {__version__}")
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    for name, (description, add_arguments, run) in _VERBS.items():
        verb = verbs.add_parser(name, help=description, description=description, parents=[common])
        add_arguments(verb)
        verb.set_defaults(run=run)
    if "--self-test" in given:
        given = ["self-test", *(argument for argument in given if argument != "--self-test")]
    words = [argument for argument in given if argument != "--debug"]
    own = words and words[0] in (*_VERBS, "-h", "--help", "--version")
    return parser.parse_args(given if own else ["window", *given])


# The window ----------------------------------------------------------------------------------


def _window_arguments(parser: argparse.ArgumentParser) -> None:
    _paths_argument(parser)
    _platform_argument(parser)


def _run_window(asked: argparse.Namespace, requests: Requests) -> int:
    return _open_window(asked, requests)


def _present_arguments(parser: argparse.ArgumentParser) -> None:
    _window_arguments(parser)
    parser.add_argument(
        "--step", type=_step, default=1, metavar="N", help="begin at step N, from 1"
    )


def _step(text: str) -> int:
    if not (text.isdecimal() and int(text) > 0):
        raise argparse.ArgumentTypeError(f"{text} is no step; they are counted from 1")
    return int(text)


def _run_present(asked: argparse.Namespace, requests: Requests) -> int:
    return _open_window(asked, requests, present_at=asked.step - 1)


def _open_window(
    asked: argparse.Namespace, requests: Requests, present_at: int | None = None
) -> int:
    _draw_on(asked.platform)
    _need_display()
    gc.disable()  # to look for garbage while there is none yet takes 30 ms; the window collects its
    try:
        from frontviewer import app
    except Exception as error:
        _keep_report(error)
        raise
    if asked.platform:
        from frontviewer.shell.platforms import platform_fault

        if fault := platform_fault(asked.platform):
            raise CallError(fault)
    return app.run(asked.paths, requests, present_at)


def _platform_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--platform", metavar="NAME", help="where Qt draws: xcb, wayland, windows, offscreen ..."
    )


def _draw_on(platform: str | None) -> None:
    """Choose where Qt draws, which asks the environment for it; not every system hands it down."""
    if platform:
        os.environ["QT_QPA_PLATFORM"] = platform


def _keep_report(error: Exception) -> None:
    """Tell a file, and whoever has no terminal, why there can be no window."""
    from datetime import datetime

    from frontviewer.core.crash_reports import crash_text, keep_report
    from frontviewer.core.places import log_folder

    when = datetime.now().astimezone()
    about = f"frontviewer {__version__}\n{sys.platform}, Python {sys.version.split()[0]}\n"
    file = keep_report(crash_text(error, about, when), log_folder(), when)
    if sys.platform == "win32" and not sys.stderr:  # Qt, which would say it, may be what is missing
        import ctypes

        words = f"frontviewer could not start: {error}\n\nThe report is {file}."
        ctypes.windll.user32.MessageBoxW(None, words, "frontviewer", _ERROR_SIGN)


def _need_display() -> None:
    """Leave where Qt would abort: on Linux without a desktop."""
    desktops = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if sys.platform == "linux" and not any(map(os.environ.get, desktops)):
        _complain("There is no display; `frontviewer snapshot -o OUT.png` draws the window anyway.")
        raise SystemExit(_FAILED)


# Words ---------------------------------------------------------------------------------------


def _show_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "feature",
        nargs="?",
        default="",
        metavar="FEATURE",
        help="its id, or - for the claims about no place; none: list all features",
    )
    _paths_argument(parser)
    parser.add_argument(
        "--json",
        action="store_true",
        help="as JSON: an object; a list of them where several files have the id",
    )


def _run_show(asked: argparse.Namespace, _requests: Requests) -> int:
    from frontviewer.core.reading import keys_named, page_of
    from frontviewer.output import show

    dossier, feature = _opened_with(asked.feature, asked.paths)
    _complain(*(problem for problem in dossier.problems if problem.severity == "error"))
    if not feature:
        print(show.list_json(dossier) if asked.json else show.list_text(dossier))
        return _DONE
    pages = [page_of(dossier, key, whole=asked.json) for key in keys_named(dossier, feature)]
    if asked.json:
        print(show.pages_json(dossier, pages))
    else:
        print("\n\n".join(map(show.page_text, pages)))
    return _DONE


def _opened_with(word: str, paths: list[Path]) -> "tuple[Dossier, str]":
    """Return what is open and the feature asked for, "" where the first word is a path, too.

    Of a path and a feature of the bundled dossier with one name, the feature is meant: paths can
    be written `./F-COR`.
    """
    from frontviewer.core.opening import open_dossier
    from frontviewer.core.places import data_folder
    from frontviewer.core.reading import NO_PLACE_ID

    bundled = None if paths else open_dossier([data_folder("layers")])
    ours = bundled and (word == NO_PLACE_ID or bundled.keys_of(word))
    if not ours and os.path.lexists(word):
        return open_dossier([Path(word), *paths]), ""
    return bundled or open_dossier(paths), word


def _check_arguments(parser: argparse.ArgumentParser) -> None:
    _paths_argument(parser)
    parser.add_argument(
        "--source",
        action="append",
        default=[],
        type=_source_text,
        metavar="ID=FILE",
        help="check quotations against the text of a source, as in S0=article.txt; repeatable",
    )
    parser.add_argument("--json", action="store_true", help="as JSON")


def _run_check(asked: argparse.Namespace, _requests: Requests) -> int:
    from frontviewer.core.opening import open_dossier
    from frontviewer.core.places import data_folder
    from frontviewer.output import show

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
    parser.add_argument(
        "--select",
        default="",
        metavar="FEATURE",
        help="id of a feature to select, or - for the claims about no place",
    )
    parser.add_argument(
        "--size", type=_size, default=(1920, 1080), metavar="1920x1080", help="in pixels"
    )
    parser.add_argument("--theme", choices=("day", "night", "projector"), default="day")
    parser.add_argument("--view", type=_view, metavar="W,S,E,N", help=_VIEW_HELP)
    parser.add_argument("--map-only", action="store_true", help="the map without the panels")


def _run_snapshot(asked: argparse.Namespace, requests: Requests) -> int:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # the same picture on every desktop
    from frontviewer import app

    problems = app.snapshot(
        asked.paths,
        asked.out,
        requests=requests,
        select=asked.select,
        size=asked.size,
        theme=asked.theme,
        view=asked.view,
        map_only=asked.map_only,
    )
    _complain(*(problem for problem in problems if problem.severity == "error"))
    return _DONE


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    if not (width.isdecimal() and height.isdecimal()):
        raise argparse.ArgumentTypeError(f"{text} is not of the form 1920x1080")
    if not (0 < int(width) <= _LARGEST and 0 < int(height) <= _LARGEST):
        raise argparse.ArgumentTypeError(f"width and height go from 1 to {_LARGEST}")
    return int(width), int(height)


def _view(text: str) -> "Bounds":
    from frontviewer.core.briefing import is_view

    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text} is not of the form W,S,E,N") from error
    if not is_view(west, south, east, north):
        message = "W must be less than E, from -180 to 180; S less than N, from -90 to 90"
        raise argparse.ArgumentTypeError(message)
    return west, south, east, north


# Trying --------------------------------------------------------------------------------------


def _self_test_arguments(parser: argparse.ArgumentParser) -> None:
    _paths_argument(parser)
    _platform_argument(parser)
    parser.add_argument("--log", type=Path, metavar="FILE.json", help="tell it to a file, too")
    parser.add_argument("--picture", type=Path, metavar="FILE.png", help="keep the picture")


def _run_self_test(asked: argparse.Namespace, requests: Requests) -> int:
    _draw_on(asked.platform)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # another one is to be asked for
    from frontviewer.self_test import self_test

    whole = self_test(asked.paths, requests, log=asked.log, picture=asked.picture)
    return _DONE if whole else _PROBLEMS


# Measuring -----------------------------------------------------------------------------------


def _bench_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", type=Path, metavar="FILE", help="what to open")
    parser.add_argument("--json", action="store_true", help="as one JSON object")


def _run_bench(asked: argparse.Namespace, requests: Requests) -> int:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"  # whatever the desktop, and nobody's hand in it
    from frontviewer import bench

    figures = bench.measure(asked.path, requests)
    print(bench.figures_json(figures) if asked.json else bench.figures_text(figures))
    return _DONE


# Shared --------------------------------------------------------------------------------------


def _paths_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths",
        nargs="*",
        type=Path,
        metavar="PATH",
        help="folders, bundles (.fvz) and GeoJSON files; none: the bundled dossier",
    )


def _complain(*said: Problem | str) -> None:
    for thing in said:
        print(one_line(str(thing)), file=sys.stderr)


def _never_fail_to_print() -> None:
    """Print a substitute for what the terminal's encoding does not have."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


_VERBS: Mapping[str, tuple[str, AddArguments, Run]] = MappingProxyType(
    {
        "window": ("open the window; what happens without a verb", _window_arguments, _run_window),
        "present": ("start the briefing", _present_arguments, _run_present),
        "show": ("print what the evidence panel shows", _show_arguments, _run_show),
        "check": (
            "print every problem; status 1 if one of them is more than a note",
            _check_arguments,
            _run_check,
        ),
        "snapshot": ("draw the window into a picture", _snapshot_arguments, _run_snapshot),
        "self-test": (
            "try whether the program is whole, and tell it in JSON; the same as --self-test",
            _self_test_arguments,
            _run_self_test,
        ),
        "bench": (
            "measure how fast a file opens, moves and answers a click",
            _bench_arguments,
            _run_bench,
        ),
    }
)
