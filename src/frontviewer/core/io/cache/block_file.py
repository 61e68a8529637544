"""Cache file format: blocks of bytes behind a header with their sizes and checksums.

    magic, 8 bytes | length of the header, 4 bytes | header | block | block ...

Blocks are read into memory and not memory-mapped. The checksum reads every byte anyway, so mapping
would save little time and has drawbacks: a file that another process truncates would crash the
program, verified data could change later, and Windows could not delete the file.

CRC-32 detects damage: flipped bits, lost pages, a truncated end. It does not detect manipulation,
but an attacker who can write to the user's folder gains nothing from the cache. A layer decoded
from the blocks is validated in addition.
"""

import os
import struct
import zlib
from collections.abc import Sequence
from io import BufferedReader
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt

Block = npt.NDArray[np.uint8]
"""(n,) bytes."""

_MAGIC = b"FVCACHE\n"
_PREFIX = struct.Struct("<8sI")


class CorruptBlockError(Exception):
    """A cache file is damaged, truncated or not the expected file."""


class _Header(msgspec.Struct, frozen=True):
    """Cache key of the file, and the size and CRC-32 of each block."""

    key: str
    sizes: tuple[int, ...]
    checks: tuple[int, ...]


def pack_blocks(key: str, blocks: Sequence[Block]) -> list[memoryview]:
    """Return the parts of a cache file in order: the header, then the blocks, not copied."""
    sizes = tuple(block.nbytes for block in blocks)
    header = msgspec.msgpack.encode(_Header(key, sizes, _checksums(blocks)))
    prefix = _PREFIX.pack(_MAGIC, len(header))
    return [memoryview(prefix + header), *(block.data for block in blocks)]


def read_blocks(path: Path, key: str) -> list[Block]:
    """Read and verify the blocks of a cache file.

    Raises
    ------
    CorruptBlockError
        If the file is damaged or truncated, or has a different key.
    OSError
        If the file does not exist or cannot be read.
    """
    with path.open("rb") as stream:
        header = _read_header(stream)
        rest = os.fstat(stream.fileno()).st_size - stream.tell()
        if header.key != key or min(header.sizes, default=0) < 0 or sum(header.sizes) != rest:
            raise CorruptBlockError(path)
        blocks = [_read_block(stream, size) for size in header.sizes]
    if _checksums(blocks) != header.checks:
        raise CorruptBlockError(path)
    return blocks


def _checksums(blocks: Sequence[Block]) -> tuple[int, ...]:
    return tuple(zlib.crc32(block.data) for block in blocks)


def _read_header(stream: BufferedReader) -> _Header:
    prefix = stream.read(_PREFIX.size)
    if len(prefix) < _PREFIX.size:
        raise CorruptBlockError("truncated")
    magic, length = _PREFIX.unpack(prefix)
    remaining = os.fstat(stream.fileno()).st_size - _PREFIX.size
    packed = stream.read(min(length, remaining))
    if magic != _MAGIC:
        raise CorruptBlockError("not a cache file")
    try:
        return msgspec.msgpack.decode(packed, type=_Header)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise CorruptBlockError(str(error)) from error


def _read_block(stream: BufferedReader, size: int) -> Block:
    block = np.empty(size, np.uint8)  # numpy allocates huge pages: five times as fast as read()
    if stream.readinto(block.data) != size:
        raise CorruptBlockError("truncated while it was read")
    return block
