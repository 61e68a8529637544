"""How long work that nobody waits for any more comes to its end."""

from collections.abc import Callable

CancelCheck = Callable[[], bool]
"""Asked about every millisecond by what takes long: whether to give up, by raising `Cancelled`."""


class Cancelled(Exception):  # noqa: N818 - not an error
    """What was being made is no longer wanted."""


def never_cancel() -> bool:
    """Go on, whatever comes."""
    return False


def raise_if_cancelled(stop: CancelCheck) -> None:
    """Give up if the work is no longer wanted.

    Raises
    ------
    Cancelled
        If so.
    """
    if stop():
        raise Cancelled


Progress = Callable[[float], None]
"""Is told the share done, from 0 to 1, now and then; what it raises stops the reading."""


def ignore_progress(share: float) -> None:
    """Take no notice."""


def sub_progress(progress: Progress, first: float, last: float) -> Progress:
    """Return the progress of one part of the work, which takes it from one share to another."""

    def report(share: float) -> None:
        progress(first + share * (last - first))

    return report
