"""Entry point of the command line: parses the arguments and runs one command."""

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
from frontviewer.cli.argparse_messages import translate_argparse
from frontviewer.cli.common import DONE, FAILED, PROBLEMS, USAGE, RequestCounter, print_errors
from frontviewer.core.problems import UnusableFileError, UsageError, to_one_line
from frontviewer.core.system.data_files import data_folder
from frontviewer.core.system.network_monitor import count_network_requests
from frontviewer.core.text.translation import install_language, mark, tr

RunCommand: TypeAlias = Callable[[argparse.Namespace, RequestCounter], int]


class Subcommand(NamedTuple):
    """A command: its description, translated when shown, its arguments and its function."""

    description: str
    add_arguments: Callable[[argparse.ArgumentParser], None]
    run: RunCommand


_DEFAULT_COMMAND = "window"
_COMMANDS: Mapping[str, Subcommand] = MappingProxyType(
    {
        _DEFAULT_COMMAND: Subcommand(
            mark("open the window; the default command"),
            window.add_window_arguments,
            window.run_window,
        ),
        "present": Subcommand(
            mark("start the briefing"), window.add_present_arguments, window.run_present
        ),
        "show": Subcommand(
            mark("print the content of the evidence panel"), show.add_arguments, show.run
        ),
        "check": Subcommand(
            mark("print all problems; exit status 1 if there are errors or warnings"),
            check.add_arguments,
            check.run,
        ),
        "snapshot": Subcommand(
            mark("save the window as an image"), snapshot.add_arguments, snapshot.run
        ),
        "bench": Subcommand(
            mark("measure how fast a file opens, pans and responds to clicks"),
            bench.add_arguments,
            bench.run,
        ),
        "--self-test": Subcommand(
            mark("check that the installed program works; print the result as JSON"),
            self_test.add_arguments,
            self_test.run,
        ),
    }
)
"""First argument to command."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status.

    0 done, 1 the data has problems, 2 wrong usage, 3 the program failed.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    _replace_unencodable_output()
    try:
        install_language(data_folder("resources") / "i18n")
        translate_argparse()
        return _run([argument for argument in given if argument != "--debug"])
    except BrokenPipeError:
        # The reader closed the pipe. Redirect stdout, or Python's flush at exit fails again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        print_errors(tr("Cancelled."))
        return FAILED
    except Exception as error:  # noqa: BLE001 - report every failure on one line
        if "--debug" in given:
            traceback.print_exc()
        else:
            message = tr("The program failed: {error}. Use --debug to print the traceback.")
            print_errors(message.format(error=repr(error)))
        return FAILED


def _run(arguments: list[str]) -> int:
    try:
        run_command, args = _parse(arguments)
        status = run_command(args, count_network_requests())
        print(end="", flush=True)  # raises BrokenPipeError here instead of at exit
        return int(status)
    except SystemExit as error:  # argparse has printed the reason
        return int(error.code or DONE)
    except UsageError as error:
        print_errors(str(error))
        return USAGE
    except UnusableFileError as error:
        print_errors(*error.problems)
        return PROBLEMS


class _Parser(argparse.ArgumentParser):
    """Argument parser that reports an error on one line."""

    def error(self, message: str) -> NoReturn:
        text = tr("{program}: {message}; see {program} --help")
        self.exit(USAGE, to_one_line(text.format(program=self.prog, message=message)) + "\n")


def _parse(arguments: list[str]) -> tuple[RunCommand, argparse.Namespace]:
    """Return the function of the command in the first argument, and its parsed arguments."""
    common = _Parser(add_help=False)
    common.add_argument(
        "--debug", action="store_true", help=tr("print the traceback if the program fails")
    )
    parser = _Parser(
        prog="frontviewer",
        description=tr("Shows who claims what, where, when and on whose word. Offline."),
        epilog=tr(
            "Without a command, the window opens. `frontviewer COMMAND --help` describes a "
            "command. Exit status: 0 done, 1 the data has problems, 2 wrong usage, "
            "3 the program failed."
        ),
        parents=[common],
    )
    version = f"frontviewer {__version__}"
    show_version = tr("show the version number and exit")
    parser.add_argument("--version", action="version", version=version, help=show_version)
    subparsers = parser.add_subparsers(metavar=tr("COMMAND"))
    parsers = {
        name: subparsers.add_parser(
            name,
            help=tr(command.description),
            description=tr(command.description),
            parents=[common],
        )
        for name, command in _COMMANDS.items()
    }
    first = arguments[0] if arguments else ""
    if first in ("-h", "--help", "--version"):
        parser.parse_args(arguments)  # prints and raises SystemExit
    if first in _COMMANDS:
        name, rest = first, arguments[1:]
    else:
        name, rest = _DEFAULT_COMMAND, arguments
    _COMMANDS[name].add_arguments(parsers[name])
    return _COMMANDS[name].run, parsers[name].parse_args(rest)


def _replace_unencodable_output() -> None:
    """Print an escape sequence for characters that the terminal's encoding lacks."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
