"""Read the minimum macOS version from Mach-O executables and libraries."""

import struct
from collections.abc import Iterator
from pathlib import Path

_MAGIC_64 = b"\xcf\xfa\xed\xfe"
_MAGIC_UNIVERSAL = b"\xca\xfe\xba\xbe"
_ARCHITECTURES = {0x0100_0007: "x86_64", 0x0100_000C: "arm64"}
_HEADER = struct.Struct("<4s6I4x")
_VERSION_OFFSETS = {0x24: 8, 0x32: 12}
"""Load commands that contain the minimum system, with the byte offset of the version in them:
LC_VERSION_MIN_MACOSX, and LC_BUILD_VERSION, which replaced it."""


def min_system_versions(path: Path) -> dict[str, tuple[int, int]]:
    """Return the minimum macOS version (major, minor) for each architecture in a file.

    Empty for files that are not Mach-O or do not state a version.
    """
    data = path.read_bytes()
    versions = {}
    for start in _slice_offsets(data):
        _, processor, _, _, command_count, _, _ = _HEADER.unpack_from(data, start)
        for offset in _load_command_offsets(data, start + _HEADER.size, command_count):
            (command,) = struct.unpack_from("<I", data, offset)
            if command in _VERSION_OFFSETS:
                (version,) = struct.unpack_from("<I", data, offset + _VERSION_OFFSETS[command])
                versions[_ARCHITECTURES[processor]] = (version >> 16, version >> 8 & 0xFF)
    return versions


def _slice_offsets(data: bytes) -> Iterator[int]:
    """Yield the byte offset of the code for each known architecture."""
    if data.startswith(_MAGIC_64):
        yield 0
    elif data.startswith(_MAGIC_UNIVERSAL):
        (count,) = struct.unpack_from(">I", data, 4)
        for index in range(count):
            processor, _, start, _, _ = struct.unpack_from(">5I", data, 8 + 20 * index)
            if processor in _ARCHITECTURES:
                yield start


def _load_command_offsets(data: bytes, offset: int, count: int) -> Iterator[int]:
    for _ in range(count):
        yield offset
        offset += struct.unpack_from("<I", data, offset + 4)[0]
