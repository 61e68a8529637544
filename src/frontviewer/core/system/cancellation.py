"""Cooperative cancellation and progress callbacks for long-running work."""

from collections.abc import Callable

CancelCheck = Callable[[], bool]
"""Called about every millisecond by long work; True cancels the work, which raises `Cancelled`."""


class Cancelled(Exception):  # noqa: N818 - not an error
    """The work was cancelled because its result is no longer needed."""


def never_cancel() -> bool:
    """Return False: a `CancelCheck` for work that always runs to its end."""
    return False


def raise_if_cancelled(cancel: CancelCheck) -> None:
    """Raise `Cancelled` if the check returns True.

    Raises
    ------
    Cancelled
        If the work is cancelled.
    """
    if cancel():
        raise Cancelled


Progress = Callable[[float], None]
"""Called now and then with the share done, from 0 to 1; an exception from it stops the work."""


def ignore_progress(share: float) -> None:
    """Do nothing: a `Progress` for work whose progress is not shown."""


def sub_progress(progress: Progress, start: float, end: float) -> Progress:
    """Return a `Progress` that maps 0 to 1 of one part to `start` to `end` of the whole work."""

    def report(share: float) -> None:
        progress(start + share * (end - start))

    return report
