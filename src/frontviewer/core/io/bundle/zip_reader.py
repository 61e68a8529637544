"""Reads a bundle's zip archive; damage of any kind raises an exception with a message."""

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader, FileIO
from pathlib import Path
from zipfile import BadZipFile, ZipFile, ZipInfo

from frontviewer.core.problems import unusable_file
from frontviewer.core.text.translation import mark, tr

NEW_COPY_REMEDY = mark("Get a new copy of the bundle from its sender or download page.")

_CHUNK_BYTES = 1 << 20
_ZIP_ERRORS = (
    *(BadZipFile, zlib.error, struct.error, EOFError, OSError),
    *(NotImplementedError, ValueError, OverflowError),
)
"""Exceptions that zipfile raises for damaged or malicious archives."""
_MAX_DIRECTORY_BYTES = 1 << 24
"""Largest central directory; one of a hundred thousand files is smaller."""
_LOCAL_HEADER = b"PK\3\4"


class CorruptEntryError(Exception):
    """An entry of a bundle is damaged or not the expected file; the message is for the user."""


@contextmanager
def open_zip(bundle: Path) -> Iterator[ZipFile]:
    """Open a bundle's zip archive.

    Raises
    ------
    UnusableFileError
        If the file cannot be read or is not a zip archive.
    """
    with _open_stream(bundle) as stream, _open_archive(bundle, stream) as archive:
        yield archive


def read_chunks(archive: ZipFile, info: ZipInfo) -> Iterator[bytes]:
    """Yield the content of an entry in chunks. Raises CorruptEntryError."""
    try:
        with archive.open(info) as stream:
            while chunk := stream.read(_CHUNK_BYTES):
                yield chunk
    except _ZIP_ERRORS as error:
        raise CorruptEntryError(tr("The file is damaged.")) from error


class _LimitedReader(BufferedReader):
    """A file stream that refuses reads larger than any legitimate central directory."""

    def read(self, size: int | None = -1, /) -> bytes:
        """Read up to `size` bytes; zipfile reads the directory in one call, entries in chunks."""
        if size is not None and size > _MAX_DIRECTORY_BYTES:
            raise BadZipFile("central directory too large")
        return super().read(size)


def _open_stream(bundle: Path) -> _LimitedReader:
    try:
        if not bundle.is_file():
            raise unusable_file(bundle, tr("This is not a file."), tr("Check the path."))
        return _LimitedReader(FileIO(bundle))
    except OSError as error:
        reason = error.strerror or error
        message = tr("The file cannot be read: {reason}.").format(reason=reason)
        remedy = tr("Check that you have permission to read it.")
        raise unusable_file(bundle, message, remedy) from error


def _open_archive(bundle: Path, stream: _LimitedReader) -> ZipFile:
    try:
        return ZipFile(stream)
    except _ZIP_ERRORS as error:
        stream.seek(0)
        if stream.read(len(_LOCAL_HEADER)) == _LOCAL_HEADER:
            message = tr(
                "The bundle is truncated or damaged: its central directory cannot be read."
            )
            raise unusable_file(bundle, message, tr(NEW_COPY_REMEDY)) from error
        message = tr("Not a bundle: the file is not a zip archive.")
        remedy = tr("Download it again, or correct its file name extension.")
        raise unusable_file(bundle, message, remedy) from error
