"""A bundle's zip as bytes, whatever was done to it."""

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader, FileIO
from pathlib import Path
from zipfile import BadZipFile, ZipFile, ZipInfo

from frontviewer.core.problems import unusable

AGAIN = "Ask for the bundle once more where it came from."

_PIECE = 1 << 20
_DAMAGE = (
    *(BadZipFile, zlib.error, struct.error, EOFError, OSError),
    *(NotImplementedError, ValueError, OverflowError),
)
"""What reading a zip raises that is damaged, or was made to look so."""
_LARGEST_TABLE = 1 << 24
"""Bytes; a hundred thousand files take less."""
_MARK = b"PK\3\4"


class CorruptEntryError(Exception):
    """A file in a bundle is not what it must be; the message says why."""


@contextmanager
def opened(bundle: Path) -> Iterator[ZipFile]:
    """Yield a bundle's zip.

    Raises
    ------
    UnusableFileError
        If it cannot be read, or is none.
    """
    with _stream(bundle) as stream, _archive(bundle, stream) as archive:
        yield archive


def pieces(archive: ZipFile, info: ZipInfo) -> Iterator[bytes]:
    """Yield what a file in a zip holds, piece by piece. Raises CorruptEntryError."""
    try:
        with archive.open(info) as stream:
            while piece := stream.read(_PIECE):
                yield piece
    except _DAMAGE as error:
        raise CorruptEntryError("It is damaged.") from error


class _Stream(BufferedReader):
    """A bundle as a stream that hands out no table of contents larger than any we made."""

    def read(self, size: int | None = -1, /) -> bytes:
        """Read so many bytes; zipfile reads the table at one go, and files in pieces."""
        if size is not None and size > _LARGEST_TABLE:
            raise BadZipFile("a table without end")
        return super().read(size)


def _stream(bundle: Path) -> _Stream:
    try:
        if not bundle.is_file():
            raise unusable(bundle, "It is no file.", "Check its name and place.")
        return _Stream(FileIO(bundle))
    except OSError as error:
        message = f"The file cannot be read: {error.strerror or error}."
        raise unusable(bundle, message, "Check that you may open it.") from error


def _archive(bundle: Path, stream: _Stream) -> ZipFile:
    try:
        return ZipFile(stream)
    except _DAMAGE as error:
        stream.seek(0)
        if stream.read(len(_MARK)) == _MARK:
            message = "The bundle is cut off or damaged: its table of contents cannot be read."
            raise unusable(bundle, message, AGAIN) from error
        remedy = "Download it again; if it is something else, give it that name."
        raise unusable(bundle, "This is no bundle, for it is no zip archive.", remedy) from error
