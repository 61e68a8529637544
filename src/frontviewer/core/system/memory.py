"""How much memory is free for this program: what is too large is refused before it hurts."""

import ctypes
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil

MEMORY_PER_BYTE = 7
"""Bytes of memory that reading takes at its height for each byte of the file.

Measured: lines 2.6, areas 2.9 to 3.4, points with properties 3.6, features without geometry 6.6.
What is made to hurt, such as one MultiPoint of a file's size, can take 16 and more.
"""

_MALLOPT = ((-8, 2), (-3, 32 << 20), (-1, 128 << 20))
"""Of malloc.h: M_ARENA_MAX, M_MMAP_THRESHOLD (at its most), M_TRIM_THRESHOLD."""
_MEMBERSHIP = Path("/proc/self/cgroup")
_GROUPS = Path("/sys/fs/cgroup")
_UNIFIED = (_GROUPS, "memory.max", "memory.current", "inactive_file")
_LEGACY = (
    _GROUPS / "memory",
    "memory.limit_in_bytes",
    "memory.usage_in_bytes",
    "total_inactive_file",
)
"""Where Linux keeps the limits of a container: the folder, the limit, what is used, and what of
it are files that may be let go."""


def available_memory() -> int:
    """Return how many bytes of memory this program can still take.

    The least of what the machine, the container and the shell (ulimit -v) leave it.
    """
    return max(0, min((psutil.virtual_memory().available, *_own_limit(), *_group_limits())))


def max_readable_size() -> int:
    """Return how many bytes of GeoJSON there is memory to read, unpacked."""
    return available_memory() // MEMORY_PER_BYTE


def _own_limit() -> Iterator[int]:
    if sys.platform == "linux":
        process = psutil.Process()
        limit, _ = process.rlimit(psutil.RLIMIT_AS)
        if limit >= 0:  # -1 is none
            yield limit - process.memory_info().vms


def _group_limits() -> Iterator[int]:
    for line in _text(_MEMBERSHIP).splitlines():
        _, controllers, place = line.split(":", 2)
        if not controllers:
            yield from _limits(place, *_UNIFIED)
        elif "memory" in controllers.split(","):
            yield from _limits(place, *_LEGACY)


def _limits(place: str, root: Path, limit: str, used: str, kept: str) -> Iterator[int]:
    """Yield what a group and each one around it leaves; inside a container some are not there."""
    inner = Path(place.lstrip("/"))
    for group in (root / inner, *(root / outer for outer in inner.parents)):
        most, now = _text(group / limit).strip(), _text(group / used).strip()
        if most.isdecimal() and now.isdecimal():  # “max” is none
            facts = dict(map(str.split, _text(group / "memory.stat").splitlines()))
            yield int(most) - int(now) + int(facts.get(kept, 0))


def _text(file: Path) -> str:
    try:
        return file.read_text("ascii")
    except (OSError, UnicodeDecodeError):
        return ""


def limit_malloc_arenas() -> None:
    """Let all threads take their memory from two places, before there is any other thread.

    The C library of most Linux systems keeps a place for each thread, and in each of them what
    was once needed there. But arrays of some megabytes it returns to the system every time, from
    which they are dear to get again; they stay until all is quiet, and `trim_heap` returns them.
    """
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
        if mallopt:
            for option in _MALLOPT:
                mallopt(*option)


def trim_heap() -> None:
    """Return memory to the system that is free within this program.

    The C library of most Linux systems keeps what threads have freed, for days if it comes to
    that; others return it by themselves.
    """
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim:
            trim(0)
