"""Reads a file's bytes and decodes them to one UTF-8 document."""

import codecs
import gzip
import json
import re
import zlib
from io import BufferedReader, BytesIO
from pathlib import Path
from typing import NoReturn

import numpy as np

from frontviewer.core.io.format_detection import identify_foreign_file
from frontviewer.core.io.problem_collector import Location, ProblemCollector, Utf8Text
from frontviewer.core.system.memory import (
    MEMORY_PER_BYTE,
    available_memory,
    max_readable_size,
)
from frontviewer.core.text.formatting import format_number, format_size
from frontviewer.core.text.translation import mark, tr

_GZIP = b"\x1f\x8b"
_UTF8_BOM = b"\xef\xbb\xbf"
_CHUNK_BYTES = 1 << 20
_WINDOW_BYTES = 1 << 16
"""Bytes that are validated at a time: they fit into the processor's cache."""
_LAST_ASCII = 127
_HEAD_BYTES = 4096
_BLANK = b"\x00\x1e \t\r\n"
_NOT_BLANK = re.compile(rb"[^\x00\x1e \t\r\n]")


def decode_to_utf8(data: bytes, collector: ProblemCollector, max_bytes: int | None = None) -> bytes:
    """Return the document as UTF-8 without a byte order mark.

    Unpacks gzip, and converts UTF-16 and UTF-32. Invalid bytes become U+FFFD, and the first of
    them is reported. `max_bytes` limits the unpacked size; None limits it to what fits into memory.

    Raises
    ------
    UnusableFileError
        If the file is empty, too large or in a different format.
    """
    if data.startswith(_GZIP):
        data = _gunzip(data, collector, max_readable_size() if max_bytes is None else max_bytes)
    hint = identify_foreign_file(data[:_HEAD_BYTES])
    if hint:
        collector.fail(*hint)
    text = _convert_to_utf8(data, collector)
    if not text.strip(_BLANK):
        collector.fail(tr("The file is empty."), tr("Download or export it again."))
    return text


def is_utf8(data: Utf8Text) -> bool:
    """Return whether a file's bytes are a UTF-8 document that needs no conversion."""
    head = bytes(data[:_HEAD_BYTES])
    is_encoded = head.startswith((_GZIP, _UTF8_BOM)) or identify_foreign_file(head)
    if is_encoded or not _NOT_BLANK.search(data) or json.detect_encoding(head) != "utf-8":
        return False
    decoder = codecs.getincrementaldecoder("utf-8")()
    array = np.frombuffer(data, np.uint8)
    try:
        for start in range(0, len(array), _WINDOW_BYTES):
            window = array[start : start + _WINDOW_BYTES]
            if decoder.getstate()[0] or window.max() > _LAST_ASCII:
                decoder.decode(window.data)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _gunzip(data: bytes, collector: ProblemCollector, max_bytes: int) -> bytes:
    unpacked = bytearray()
    try:
        with gzip.GzipFile(fileobj=BytesIO(data)) as stream:
            while chunk := stream.read1(_CHUNK_BYTES):
                unpacked += chunk
                if len(unpacked) > max_bytes:
                    fail_too_large(collector, max_bytes, unpacked=True)
    except (OSError, EOFError, zlib.error):
        remedy = tr("Download the file again.")
        if not unpacked:
            collector.fail(tr("The gzip data is damaged."), remedy)
        message = tr("The gzip data is truncated or damaged; only the beginning could be read.")
        collector.add("error", mark("damaged gzip"), message, remedy)
    return bytes(unpacked)


def fail_too_large(collector: ProblemCollector, size: int, *, unpacked: bool = False) -> NoReturn:
    """Reject a file that does not fit into memory.

    `size` is the file's size in bytes or, if `unpacked`, a lower bound of its unpacked size.

    Raises
    ------
    UnusableFileError
        Always.
    """
    message = (
        tr(
            "The unpacked file is too large: more than {size}. Reading it needs up to {factor} "
            "times as much memory; {free} is free."
        )
        if unpacked
        else tr(
            "The file is too large: {size}. Reading it needs up to {factor} times as much "
            "memory; {free} is free."
        )
    )
    values = {
        "size": format_size(size),
        "factor": format_number(MEMORY_PER_BYTE),
        "free": format_size(available_memory()),
    }
    remedy = tr("Close other programs, split the file, or simplify its geometry.")
    collector.fail(message.format(**values), remedy)


def _convert_to_utf8(data: bytes, collector: ProblemCollector) -> bytes:
    encoding = json.detect_encoding(data).removesuffix("-sig")
    content = data.removeprefix(_UTF8_BOM)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        offset = len(content[: error.start].decode(encoding, "replace").encode())
        message = tr("Some characters may be wrong from here on: they are not encoded in UTF-8.")
        remedy = tr("Save or export the file again in UTF-8 encoding.")
        location = Location(offset)
        collector.add("warning", mark("encoding"), message, remedy, location=location)
        text = content.decode(encoding, "replace")
    else:
        if encoding == "utf-8":
            return content
    # UTF-16 may contain lone surrogates, which UTF-8 cannot encode.
    return text.encode("utf-8", "replace")


def read_file_bytes(path: Path, collector: ProblemCollector) -> memoryview:
    """Return a file's bytes.

    Raises
    ------
    UnusableFileError
        If the file does not exist, cannot be read, or does not fit into the free memory.
    """
    try:
        if not path.is_file():
            collector.fail(tr("There is no such file."), tr("Check the path."))
        size = path.stat().st_size
        if size > max_readable_size():
            fail_too_large(collector, size)
        with path.open("rb") as stream:
            return _read(stream, size)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        message = tr("The file cannot be read: {reason}.").format(reason=reason)
        collector.fail(message, tr("Check that you have permission to read it."))


def _read(stream: BufferedReader, expected_size: int) -> memoryview:
    """Read a stream to its end, even if the file has grown.

    numpy allocates huge pages, which makes this five times as fast as `stream.read()`.
    """
    block = np.empty(expected_size, np.uint8)
    size = stream.readinto(block.data)
    rest = stream.read()
    return memoryview(block.tobytes() + rest) if rest else block[:size].data
