"""Self-test: checks that the installed program is complete and works, and reports it as JSON.

This module needs only the standard library, so that it can report that anything else is missing;
`self_test_steps` imports and tests the rest.
"""

import faulthandler
import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

from frontviewer import __version__
from frontviewer.core.problems import to_one_line
from frontviewer.core.text.translation import tr


def self_test(
    paths: Sequence[Path],
    requests: Callable[[], int],
    *,
    log: Path | None = None,
    picture: Path | None = None,
) -> bool:
    """Run all steps of the self-test, write the report, and return whether all passed.

    Parameters
    ----------
    paths
        Files to open; empty for the bundled dossier.
    requests
        Returns the number of network requests so far.
    log
        File for the report, which is also printed if there is a standard output.
    picture
        PNG file for a screenshot of the window.
    """
    start = time.perf_counter()
    facts: dict[str, Any] = {
        "version": __version__,
        "frozen": bool(getattr(sys, "frozen", False)),
        "python": sys.version.split()[0],
        "executable": sys.executable,
    }
    failed: list[str] = []

    def report() -> None:
        facts["seconds"] = round(time.perf_counter() - start, 3)
        _write_report({**facts, "failed": failed}, log)

    def abort(reason: str) -> NoReturn:
        """Report why Qt is about to abort, and exit before it does."""
        failed.append(to_one_line(reason))
        report()
        os._exit(1)

    try:
        with _fatal_reports_enabled(log):
            _run_steps(facts, failed, paths, picture, requests, abort)
    except OSError as error:
        failed.append(_describe_failure(tr("The log cannot be written"), error))
        log = None
    report()
    return not failed


def _run_steps(facts: dict[str, Any], failed: list[str], *step_args: Any) -> None:
    """Run every step, and add its results to `facts` and its errors to `failed`."""
    try:
        from frontviewer.diagnostics import self_test_steps  # noqa: PLC0415 - may fail to import

        steps = self_test_steps.build_steps(*step_args)
    except Exception as error:  # noqa: BLE001 - any failure to import is what this tests for
        failed.append(_describe_failure(tr("The program cannot be loaded"), error))
        return
    for failure, step in steps:
        try:
            step_facts, errors = step()
        except Exception as error:  # noqa: BLE001 - a step may fail in any way
            failed.append(_describe_failure(failure, error))
        else:
            facts |= step_facts
            failed += map(to_one_line, errors)


def _describe_failure(failure: str, error: Exception) -> str:
    return to_one_line(f"{failure}: {type(error).__name__}: {error}")


@contextmanager
def _fatal_reports_enabled(log: Path | None) -> Iterator[None]:
    """Make `faulthandler` write a traceback to the log if native code crashes."""
    if log is None:
        yield
        return
    with log.open("w", encoding="utf-8") as stream:
        faulthandler.enable(stream)
        try:
            yield
        finally:
            faulthandler.disable()


def _write_report(report: dict[str, Any], log: Path | None) -> None:
    """Write the report to the log file and to standard output, as far as they exist."""
    if log:
        text = json.dumps(report, indent=2, ensure_ascii=False)
        log.write_bytes(f"{text}\n".encode("utf-8", "backslashreplace"))
    if sys.stdout:  # None for a windowed program on Windows
        ascii_only = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
        print(json.dumps(report, indent=2, ensure_ascii=ascii_only), flush=True)  # noqa: T201
