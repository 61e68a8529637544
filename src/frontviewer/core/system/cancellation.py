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


Progress = Callable[[float], None]
"""Is told the share done, from 0 to 1, now and then; what it raises stops the reading."""


def unwatched(share: float) -> None:
    """Take no notice."""


def part_of(progress: Progress, first: float, last: float) -> Progress:
    """Return the progress of one part of the work, which takes it from one share to another."""

    def report(share: float) -> None:
        progress(first + share * (last - first))

    return report
