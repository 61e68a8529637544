"""START of the self test: whether the program is whole where it stands now, in one JSON object.

Only the standard library is needed to say so; what else may be missing is found out by `trial`.
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
from frontviewer.core.problems import one_line


def self_test(
    paths: Sequence[Path],
    requests: Callable[[], int],
    *,
    log: Path | None = None,
    picture: Path | None = None,
) -> bool:
    """Try everything that a window needs, tell what was found, and return whether all is well.

    `requests` counts network requests so far. What is told goes to the terminal, if there is one,
    and to the file `log`; the picture of the window to `picture`.
    """
    begun = time.perf_counter()
    facts: dict[str, Any] = {
        "version": __version__,
        "frozen": bool(getattr(sys, "frozen", False)),
        "python": sys.version.split()[0],
        "executable": sys.executable,
    }
    failed: list[str] = []

    def tell() -> None:
        facts["seconds"] = round(time.perf_counter() - begun, 3)
        _tell({**facts, "failed": failed}, log)

    def give_up(why: str) -> NoReturn:
        """Say why Qt is about to end the program, and end it without more ado."""
        failed.append(one_line(why))
        tell()
        os._exit(1)

    try:
        with _hard_crashes_noted(log):
            _try_all(facts, failed, paths, picture, requests, give_up)
    except OSError as error:
        failed.append(_sentence("The log cannot be written", error))
        log = None
    tell()
    return not failed


def _try_all(facts: dict[str, Any], failed: list[str], *wishes: Any) -> None:
    """Go through all steps, and add to the facts and to the reasons why the test failed."""
    try:
        from frontviewer.diagnostics import self_test_steps  # noqa: PLC0415 - what it needs may be missing

        steps = self_test_steps.steps(*wishes)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what was looked for
        failed.append(_sentence("The program cannot be loaded", error))
        return
    for what, step in steps:
        try:
            found, faults = step()
        except Exception as error:  # noqa: BLE001 - as above
            failed.append(_sentence(what, error))
        else:
            facts |= found
            failed += map(one_line, faults)


def _sentence(what: str, error: Exception) -> str:
    return one_line(f"{what}: {type(error).__name__}: {error}")


@contextmanager
def _hard_crashes_noted(log: Path | None) -> Iterator[None]:
    """Let Python write into the log where it was, should a fault below it end the program."""
    if log is None:
        yield
        return
    with log.open("w", encoding="utf-8") as stream:
        faulthandler.enable(stream)
        try:
            yield
        finally:
            faulthandler.disable()


def _tell(report: dict[str, Any], log: Path | None) -> None:
    if log:
        text = json.dumps(report, indent=2, ensure_ascii=False)
        log.write_bytes(f"{text}\n".encode("utf-8", "backslashreplace"))
    if sys.stdout:  # a program with windows has none on Windows
        simple = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
        print(json.dumps(report, indent=2, ensure_ascii=simple), flush=True)  # noqa: T201
