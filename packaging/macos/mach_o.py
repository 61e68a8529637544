"""Reads in programs and libraries for macOS which system they were built for."""

import struct
from collections.abc import Iterator
from pathlib import Path

_ONE_PROCESSOR = b"\xcf\xfa\xed\xfe"
_MORE_PROCESSORS = b"\xca\xfe\xba\xbe"
_PROCESSORS = {0x0100_0007: "x86_64", 0x0100_000C: "arm64"}
_HEADER = struct.Struct("<4s6I4x")
_VERSION_AT = {0x24: 8, 0x32: 12}
"""Where load commands that name the oldest system name it: LC_VERSION_MIN_MACOSX, and
LC_BUILD_VERSION, which took its place."""


def oldest_systems(path: Path) -> dict[str, tuple[int, int]]:
    """Return the oldest macOS that a file was built for, for each processor that it is for.

    Of other files, and of those that do not tell, nothing.
    """
    data = path.read_bytes()
    systems = {}
    for start in _starts(data):
        _, processor, _, _, commands, _, _ = _HEADER.unpack_from(data, start)
        for at in _command_places(data, start + _HEADER.size, commands):
            (command,) = struct.unpack_from("<I", data, at)
            if command in _VERSION_AT:
                (version,) = struct.unpack_from("<I", data, at + _VERSION_AT[command])
                systems[_PROCESSORS[processor]] = (version >> 16, version >> 8 & 0xFF)
    return systems


def _starts(data: bytes) -> Iterator[int]:
    """Yield where the code for each processor that we know starts."""
    if data.startswith(_ONE_PROCESSOR):
        yield 0
    elif data.startswith(_MORE_PROCESSORS):
        (count,) = struct.unpack_from(">I", data, 4)
        for number in range(count):
            processor, _, start, _, _ = struct.unpack_from(">5I", data, 8 + 20 * number)
            if processor in _PROCESSORS:
                yield start


def _command_places(data: bytes, at: int, count: int) -> Iterator[int]:
    for _ in range(count):
        yield at
        at += struct.unpack_from("<I", data, at + 4)[0]
