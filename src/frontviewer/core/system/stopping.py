"""How long work that nobody waits for any more comes to its end."""

from collections.abc import Callable

Stop = Callable[[], bool]
"""Asked about every millisecond by what takes long: whether to give up, by raising `Stopped`."""


class Stopped(Exception):  # noqa: N818 - not an error
    """What was being made is no longer wanted."""


def never() -> bool:
    """Go on, whatever comes."""
    return False


def give_up_if(stop: Stop) -> None:
    """Give up if the work is no longer wanted.

    Raises
    ------
    Stopped
        If so.
    """
    if stop():
        raise Stopped
