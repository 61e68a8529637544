"""Threads that let the interface's come first."""

import ctypes
import os
import sys
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

_NICE = 10
"""Of 19: a tenth of the processor where both want all of it."""
_THIS_THREAD, _BELOW_NORMAL = -2, -1
"""As winbase.h has them."""
_MOST = 4

T = TypeVar("T")


def worker_count() -> int:
    """Return how many threads are worth their while."""
    return min(_MOST, os.cpu_count() or 1)


def parallel_for(
    work: Callable[[T], None], pieces: Iterable[T], at_a_time: int | None = None
) -> None:
    """Do some work for every piece, several at a time, and return when all is done."""
    waiting = list(pieces)
    count = min(at_a_time or worker_count(), len(waiting))
    if count <= 1:
        for piece in waiting:
            work(piece)
        return
    with low_priority_pool(count) as threads:
        list(threads.map(work, waiting))  # raises what one of them raised


def low_priority_pool(count: int) -> ThreadPoolExecutor:
    """Return so many threads for long work: the hand on the window is felt at once, they are not.

    Systems other than Linux and Windows find that out by themselves.
    """
    return ThreadPoolExecutor(count, thread_name_prefix="map", initializer=_give_way)


def _give_way() -> None:
    if sys.platform == "linux":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)
    elif sys.platform == "win32":
        ctypes.windll.kernel32.SetThreadPriority(ctypes.c_void_p(_THIS_THREAD), _BELOW_NORMAL)
