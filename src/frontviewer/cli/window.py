"""`frontviewer` and `frontviewer present`: open the window, and start the briefing."""

import argparse
import gc
import os
import sys

from frontviewer import __version__
from frontviewer.cli.common import (
    FAILED,
    RequestCounter,
    add_paths,
    add_platform,
    print_errors,
    set_qt_platform,
)
from frontviewer.core.problems import UsageError
from frontviewer.core.text.translation import tr

_MB_ICONERROR = 0x10
"""Flag of MessageBoxW."""


def add_window_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command `window`."""
    add_paths(parser, reopen=True)
    add_platform(parser)


def run_window(
    args: argparse.Namespace, requests: RequestCounter, first_step: int | None = None
) -> int:
    """Open the window and return its exit status when it is closed.

    `first_step` starts the briefing at a step, from 0.
    """
    set_qt_platform(args.platform)
    _require_display()
    # Collections during the imports take 30 ms and find nothing; the window has its own schedule.
    gc.disable()
    try:
        from frontviewer import app
    except Exception as error:
        _report_failed_start(error)
        raise
    if args.platform:
        from frontviewer.ui.qt_platforms import find_platform_error

        if message := find_platform_error(args.platform):
            raise UsageError(message)
    return app.run(args.paths, requests, first_step)


def add_present_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command `present`."""
    add_window_arguments(parser)
    parser.add_argument(
        "--step",
        type=_parse_step,
        default=1,
        metavar="N",
        help=tr("step to start with; the first step is 1"),
    )


def run_present(args: argparse.Namespace, requests: RequestCounter) -> int:
    """Open the window and start the briefing."""
    return run_window(args, requests, first_step=args.step - 1)


def _parse_step(text: str) -> int:
    if not (text.isdecimal() and int(text) > 0):
        message = tr("{text} is not the number of a step; the first step is 1")
        raise argparse.ArgumentTypeError(message.format(text=text))
    return int(text)


def _report_failed_start(error: Exception) -> None:
    """Save a crash report; on Windows without a console, also show a message box."""
    from datetime import datetime

    from frontviewer.core.system.app_paths import log_folder
    from frontviewer.core.system.crash_reports import format_crash_report, save_crash_report

    time = datetime.now().astimezone()
    versions = f"frontviewer {__version__}\n{sys.platform}, Python {sys.version.split()[0]}\n"
    file = save_crash_report(format_crash_report(error, versions, time), log_folder(), time)
    if sys.platform == "win32" and not sys.stderr:  # Qt itself may have failed to load
        import ctypes

        message = (
            tr("frontviewer could not start: {error}\n\nCrash report: {file}")
            if file
            else tr("frontviewer could not start: {error}")
        )
        ctypes.windll.user32.MessageBoxW(
            None, message.format(error=error, file=file), "frontviewer", _MB_ICONERROR
        )


def _require_display() -> None:
    """Exit with a message on Linux without a display, where Qt would abort."""
    variables = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if sys.platform == "linux" and not any(map(os.environ.get, variables)):
        print_errors(
            tr("There is no display. `frontviewer snapshot -o OUT.png` saves the window anyway.")
        )
        raise SystemExit(FAILED)
