"""The verbs that open the window: to look around, or to start the briefing."""

import argparse
import gc
import os
import sys

from frontviewer import __version__
from frontviewer.cli.common import (
    FAILED,
    Requests,
    add_paths,
    add_platform,
    print_error,
    set_qt_platform,
)
from frontviewer.core.problems import CallError

_ERROR_SIGN = 0x10
"""Of a message of Windows."""


def add_window_arguments(parser: argparse.ArgumentParser) -> None:
    """Take what is to be opened, and where."""
    add_paths(parser)
    add_platform(parser)


def run_window(args: argparse.Namespace, requests: Requests, present_at: int | None = None) -> int:
    """Open the window, or the briefing at a step from 0, and return when it is closed."""
    set_qt_platform(args.platform)
    _need_display()
    gc.disable()  # to look for garbage while there is none yet takes 30 ms; the window collects its
    try:
        from frontviewer import app
    except Exception as error:
        _keep_report(error)
        raise
    if args.platform:
        from frontviewer.ui.qt_platforms import platform_fault

        if fault := platform_fault(args.platform):
            raise CallError(fault)
    return app.run(args.paths, requests, present_at)


def add_present_arguments(parser: argparse.ArgumentParser) -> None:
    """Take what the window does, and the step."""
    add_window_arguments(parser)
    parser.add_argument(
        "--step", type=_step, default=1, metavar="N", help="begin at step N, from 1"
    )


def run_present(args: argparse.Namespace, requests: Requests) -> int:
    """Open the window and start the briefing."""
    return run_window(args, requests, present_at=args.step - 1)


def _step(text: str) -> int:
    if not (text.isdecimal() and int(text) > 0):
        raise argparse.ArgumentTypeError(f"{text} is no step; they are counted from 1")
    return int(text)


def _keep_report(error: Exception) -> None:
    """Tell a file, and whoever has no terminal, why there can be no window."""
    from datetime import datetime

    from frontviewer.core.system.app_paths import log_folder
    from frontviewer.core.system.crash_reports import crash_text, keep_report

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
        print_error(
            "There is no display; `frontviewer snapshot -o OUT.png` draws the window anyway."
        )
        raise SystemExit(FAILED)
