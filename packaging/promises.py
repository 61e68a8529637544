"""Checks of what was built: one line for each promise, `ok` or `FAIL` with what is wrong."""

# ruff: noqa: T201 - it prints
from collections.abc import Callable, Mapping
from typing import TypeAlias

Check: TypeAlias = Callable[[], str]
"""Returns what is wrong; nothing where the promise is kept."""


def report(checks: Mapping[str, Check]) -> int:
    """Check one promise after the other; return the exit status, 1 if any was broken."""
    broken = 0
    for promise, check in checks.items():
        try:
            wrong = check()
        except Exception as error:  # noqa: BLE001 - the others are still worth knowing
            wrong = repr(error)
        broken += bool(wrong)
        print(f"FAIL {promise}: {wrong}" if wrong else f"ok   {promise}", flush=True)
    print(f"{broken} of {len(checks)} promises broken" if broken else "every promise kept")
    return int(broken > 0)
