"""Low-priority thread pool, so that rendering never starves the UI thread."""

import ctypes
import os
import sys
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

_NICE = 10
"""Niceness, of at most 19: a tenth of the CPU share of a normal thread under full load."""
_CURRENT_THREAD, _BELOW_NORMAL = -2, -1
"""Constants of winbase.h."""
_MAX_WORKERS = 4

T = TypeVar("T")


def worker_count() -> int:
    """Return the number of useful worker threads: the number of CPUs, at most 4."""
    return min(_MAX_WORKERS, os.cpu_count() or 1)


def parallel_for(
    work: Callable[[T], None], items: Iterable[T], max_workers: int | None = None
) -> None:
    """Call `work` for every item, several at a time, and return when all calls are done."""
    queue = list(items)
    count = min(max_workers or worker_count(), len(queue))
    if count <= 1:
        for item in queue:
            work(item)
        return
    with low_priority_pool(count) as pool:
        list(pool.map(work, queue))  # re-raises an exception of a worker


def low_priority_pool(count: int) -> ThreadPoolExecutor:
    """Return a pool of `count` threads with low priority on Linux and Windows.

    The schedulers of other systems favor the interactive thread by themselves.
    """
    return ThreadPoolExecutor(count, thread_name_prefix="map", initializer=_lower_priority)


def _lower_priority() -> None:
    if sys.platform == "linux":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)
    elif sys.platform == "win32":
        ctypes.windll.kernel32.SetThreadPriority(ctypes.c_void_p(_CURRENT_THREAD), _BELOW_NORMAL)
