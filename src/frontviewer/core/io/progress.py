"""How a reading tells of itself, and is stopped."""

from collections.abc import Callable

Progress = Callable[[float], None]
"""Is told the share done, from 0 to 1, now and then; what it raises stops the reading."""


def unwatched(share: float) -> None:
    """Take no notice."""


def part_of(progress: Progress, first: float, last: float) -> Progress:
    """Return the progress of one part of the work, which takes it from one share to another."""

    def report(share: float) -> None:
        progress(first + share * (last - first))

    return report
