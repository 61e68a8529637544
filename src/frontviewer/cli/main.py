"""START: arguments to one verb each."""

import argparse
import os
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from io import TextIOWrapper
from types import MappingProxyType
from typing import NamedTuple, NoReturn, TypeAlias

from frontviewer import __version__
from frontviewer.cli import bench, check, self_test, show, snapshot, window
from frontviewer.cli.common import DONE, FAILED, PROBLEMS, USAGE, Requests, print_error
from frontviewer.core.problems import CallError, UnusableFileError, one_line
from frontviewer.core.system.network_monitor import count_network_requests

Run: TypeAlias = Callable[[argparse.Namespace, Requests], int]


class Command(NamedTuple):
    """One thing the program can be asked for: what it does, its arguments, and what runs it."""

    does: str
    add_arguments: Callable[[argparse.ArgumentParser], None]
    run: Run


_COMMANDS: Mapping[str, Command] = MappingProxyType(
    {
        "window": Command(
            "open the window; what happens without a verb",
            window.add_window_arguments,
            window.run_window,
        ),
        "present": Command("start the briefing", window.add_present_arguments, window.run_present),
        "show": Command("print what the evidence panel shows", show.add_arguments, show.run),
        "check": Command(
            "print every problem; status 1 if one of them is more than a note",
            check.add_arguments,
            check.run,
        ),
        "snapshot": Command("draw the window into a picture", snapshot.add_arguments, snapshot.run),
        "bench": Command(
            "measure how fast a file opens, moves and answers a click",
            bench.add_arguments,
            bench.run,
        ),
        "--self-test": Command(
            "try whether the program is whole, and tell it in JSON",
            self_test.add_arguments,
            self_test.run,
        ),
    }
)
"""By the word that comes first."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status.

    0 done, 1 the data has problems, 2 the call is wrong, 3 the program failed.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    _replace_unencodable_output()
    try:
        return _run([argument for argument in given if argument != "--debug"])
    except BrokenPipeError:  # whoever read us has gone; let Python's last flush go nowhere
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        print_error("Cancelled.")
        return FAILED
    except Exception as error:  # noqa: BLE001 - the last place that can say it in one line
        if "--debug" in given:
            traceback.print_exc()
        else:
            print_error(f"The program failed: {error!r}. With --debug it tells where.")
        return FAILED


def _run(given: list[str]) -> int:
    try:
        run, args = _parse(given)
        status = run(args, count_network_requests())
        print(end="", flush=True)  # so that a reader who has gone is met here, not at the exit
        return int(status)
    except SystemExit as left:  # the parser has said why
        return int(left.code or DONE)
    except CallError as error:
        print_error(str(error))
        return USAGE
    except UnusableFileError as error:
        print_error(*error.problems)
        return PROBLEMS


class _Parser(argparse.ArgumentParser):
    """Says in one line what is wrong with the call."""

    def error(self, message: str) -> NoReturn:
        self.exit(USAGE, one_line(f"{self.prog}: {message}; see {self.prog} --help") + "\n")


def _parse(given: list[str]) -> tuple[Run, argparse.Namespace]:
    """Return what runs the verb that comes first, and the arguments that it was given."""
    common = _Parser(add_help=False)
    common.add_argument("--debug", action="store_true", help="show where the program failed")
    whole = _Parser(
        prog="frontviewer",
        description="Shows who claims what, where, when and on whose word. Offline.",
        epilog="Without a verb the window opens; `frontviewer VERB --help` tells more. "
        "Exit status: 0 done, 1 the data has problems, 2 the call is wrong, 3 the program failed.",
        parents=[common],
    )
    whole.add_argument("--version", action="version", version=f"frontviewer {__version__}")
    listed = whole.add_subparsers(metavar="VERB")
    parsers = {
        name: listed.add_parser(name, help=command.does, description=command.does, parents=[common])
        for name, command in _COMMANDS.items()
    }
    first = given[0] if given else ""
    if first in ("-h", "--help", "--version"):
        whole.parse_args(given)  # prints it, and leaves
    name, rest = (first, given[1:]) if first in _COMMANDS else ("window", given)
    _COMMANDS[name].add_arguments(parsers[name])
    return _COMMANDS[name].run, parsers[name].parse_args(rest)


def _replace_unencodable_output() -> None:
    """Print a substitute for what the terminal's encoding does not have."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
