"""Measures available memory, so that a file that is too large is refused before it is read."""

import ctypes
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil

MEMORY_PER_BYTE = 7
"""Peak memory that reading needs, in bytes for each byte of the file.

Measured: lines 2.6, areas 2.9 to 3.4, points with properties 3.6, features without geometry 6.6.
Malicious files, such as one MultiPoint that fills the file, can need 16 and more.
"""

_MALLOPT = ((-8, 2), (-3, 32 << 20), (-1, 128 << 20))
"""Options of malloc.h: M_ARENA_MAX, M_MMAP_THRESHOLD (its maximum), M_TRIM_THRESHOLD."""
_MEMBERSHIP = Path("/proc/self/cgroup")
_CGROUPS = Path("/sys/fs/cgroup")
_UNIFIED = (_CGROUPS, "memory.max", "memory.current", "inactive_file")
_LEGACY = (
    _CGROUPS / "memory",
    "memory.limit_in_bytes",
    "memory.usage_in_bytes",
    "total_inactive_file",
)
"""Memory limits of a control group (v2, v1): folder, file of the limit, file of the usage, and
the `memory.stat` key of the reclaimable page cache."""


def available_memory() -> int:
    """Return how many bytes of memory this process can still allocate.

    This is the smallest of the limits of the machine, the container and the shell (ulimit -v).
    """
    return max(0, min((psutil.virtual_memory().available, *_process_limit(), *_cgroup_limits())))


def max_readable_size() -> int:
    """Return the size, in bytes, of the largest uncompressed GeoJSON that fits into memory."""
    return available_memory() // MEMORY_PER_BYTE


def _process_limit() -> Iterator[int]:
    if sys.platform == "linux":
        process = psutil.Process()
        limit, _ = process.rlimit(psutil.RLIMIT_AS)
        if limit >= 0:  # -1: unlimited
            yield limit - process.memory_info().vms


def _cgroup_limits() -> Iterator[int]:
    for line in _read_text(_MEMBERSHIP).splitlines():
        _, controllers, group = line.split(":", 2)
        if not controllers:
            yield from _hierarchy_limits(group, *_UNIFIED)
        elif "memory" in controllers.split(","):
            yield from _hierarchy_limits(group, *_LEGACY)


def _hierarchy_limits(
    group: str, root: Path, limit_file: str, usage_file: str, reclaimable_key: str
) -> Iterator[int]:
    """Yield the free memory of a control group and its ancestors.

    Ancestors that are not visible inside a container are skipped.
    """
    inner = Path(group.lstrip("/"))
    for folder in (root / inner, *(root / outer for outer in inner.parents)):
        limit = _read_text(folder / limit_file).strip()
        usage = _read_text(folder / usage_file).strip()
        if limit.isdecimal() and usage.isdecimal():  # "max": unlimited
            stat = dict(map(str.split, _read_text(folder / "memory.stat").splitlines()))
            yield int(limit) - int(usage) + int(stat.get(reclaimable_key, 0))


def _read_text(file: Path) -> str:
    try:
        return file.read_text("ascii")
    except (OSError, UnicodeDecodeError):
        return ""


def limit_malloc_arenas() -> None:
    """Limit glibc's malloc to two arenas and raise its thresholds; call before starting threads.

    By default glibc has an arena for each thread, and each arena retains its peak usage. Arrays
    of some megabytes, however, are returned to the system at every free, and allocating them again
    is expensive; with the higher thresholds glibc retains them until `trim_heap` is called in an
    idle moment.
    """
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
        if mallopt:
            for option in _MALLOPT:
                mallopt(*option)


def trim_heap() -> None:
    """Return freed heap memory to the system.

    glibc retains memory that threads have freed, possibly for days; other C libraries return it
    by themselves.
    """
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim:
            trim(0)
