"""One file of the cache: blocks of bytes, behind a head that says what they must be.

    magic, 8 bytes | length of the head, 4 bytes | head | block | block ...

Blocks are read into memory of our own and not mapped. The check touches every byte anyway, so
mapping would save little time, and cost much: a file that another program cuts short
would end ours, what was checked could change later, and Windows would not let it be deleted.

CRC-32 finds damage: flipped bits, lost pages, an end cut off. It does not find malice; who can
write to the person's own folder needs no detour. Whatever passes is still checked as a layer.
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
    """A file of the cache that is not what it must be."""


class _Head(msgspec.Struct, frozen=True):
    """What follows: the key it is kept under, and the size and CRC-32 of each block."""

    key: str
    sizes: tuple[int, ...]
    checks: tuple[int, ...]


def sealed(key: str, blocks: Sequence[Block]) -> list[memoryview]:
    """Return the parts of a file, to be written one after another: the head, then the blocks."""
    sizes = tuple(block.nbytes for block in blocks)
    head = msgspec.msgpack.encode(_Head(key, sizes, _checks(blocks)))
    return [memoryview(_PREFIX.pack(_MAGIC, len(head)) + head), *(block.data for block in blocks)]


def read_blocks(path: Path, key: str) -> list[Block]:
    """Read the blocks of a file that was sealed with the same key.

    Raises
    ------
    CorruptBlockError
        If it is damaged, cut short, or another file than the one asked for.
    OSError
        If it is not there or cannot be read.
    """
    with path.open("rb") as stream:
        head = _head(stream)
        rest = os.fstat(stream.fileno()).st_size - stream.tell()
        if head.key != key or min(head.sizes, default=0) < 0 or sum(head.sizes) != rest:
            raise CorruptBlockError(path)
        blocks = [_block(stream, size) for size in head.sizes]
    if _checks(blocks) != head.checks:
        raise CorruptBlockError(path)
    return blocks


def _checks(blocks: Sequence[Block]) -> tuple[int, ...]:
    return tuple(zlib.crc32(block.data) for block in blocks)


def _head(stream: BufferedReader) -> _Head:
    prefix = stream.read(_PREFIX.size)
    if len(prefix) < _PREFIX.size:
        raise CorruptBlockError("cut short")
    magic, length = _PREFIX.unpack(prefix)
    room = os.fstat(stream.fileno()).st_size - _PREFIX.size
    packed = stream.read(min(length, room))
    if magic != _MAGIC:
        raise CorruptBlockError("no file of the cache")
    try:
        return msgspec.msgpack.decode(packed, type=_Head)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise CorruptBlockError(str(error)) from error


def _block(stream: BufferedReader, size: int) -> Block:
    block = np.empty(size, np.uint8)  # numpy asks for huge pages: five times as fast as read()
    if stream.readinto(block.data) != size:
        raise CorruptBlockError("cut short while it was read")
    return block
