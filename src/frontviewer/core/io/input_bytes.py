"""From the bytes of a file to one UTF-8 document."""

import codecs
import gzip
import json
import re
import zlib
from io import BufferedReader, BytesIO
from pathlib import Path
from typing import NoReturn

import numpy as np

from frontviewer.core.io.geojson.format_detection import foreign_file
from frontviewer.core.io.problem_collector import Place, ProblemCollector, Text
from frontviewer.core.system.memory import (
    MEMORY_PER_BYTE,
    available_memory,
    max_readable_size,
)
from frontviewer.core.text.formatting import format_size

_GZIP = b"\x1f\x8b"
_CHUNK = 1 << 20
_WINDOW = 1 << 16
"""Bytes looked at at a time: what was made of them lies in the processor's cache."""
_LAST_ASCII = 127
_SHOWN = 4096
_SOLID = re.compile(rb"[^\x00\x1e \t\r\n]")


def decode_to_utf8(data: bytes, collector: ProblemCollector, most: int | None = None) -> bytes:
    """Return the document as UTF-8 without a mark at its beginning.

    Unpacks gzip and converts UTF-16 and UTF-32. Bytes that are no text become U+FFFD, and
    the first of them is reported. `most` is how many bytes may be unpacked; None: as many as
    there is memory for.

    Raises
    ------
    UnusableFileError
        If the file is empty, too large or of another kind.
    """
    if data.startswith(_GZIP):
        data = _unpacked(data, collector, max_readable_size() if most is None else most)
    hint = foreign_file(data[:_SHOWN])
    if hint:
        collector.fail(*hint)
    text = _converted(data, collector)
    if not text.strip(b"\x00\x1e \t\r\n"):
        collector.fail("The file is empty.", "Download or export it again.")
    return text


def is_utf8(data: Text) -> bool:
    """Tell whether the bytes of a file are a UTF-8 document as they are, or may be one."""
    head = bytes(data[:_SHOWN])
    marked = head.startswith((_GZIP, b"\xef\xbb\xbf")) or foreign_file(head)
    if marked or not _SOLID.search(data) or json.detect_encoding(head) != "utf-8":
        return False
    decoder = codecs.getincrementaldecoder("utf-8")()
    letters = np.frombuffer(data, np.uint8)
    try:
        for start in range(0, len(letters), _WINDOW):
            window = letters[start : start + _WINDOW]
            if decoder.getstate()[0] or window.max() > _LAST_ASCII:
                decoder.decode(window.data)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _unpacked(data: bytes, collector: ProblemCollector, most: int) -> bytes:
    unpacked = bytearray()
    try:
        with gzip.GzipFile(fileobj=BytesIO(data)) as packed:
            while chunk := packed.read1(_CHUNK):
                unpacked += chunk
                if len(unpacked) > most:
                    fail_too_large(
                        collector, f"Unpacked, the file holds more than {format_size(most)}."
                    )
    except (OSError, EOFError, zlib.error):
        if not unpacked:
            collector.fail("The gzip data is damaged.", "Download the file again.")
        message = "The gzip data is cut off or damaged; what could be unpacked is read."
        collector.add("error", "damaged gzip", message, "Download the file again.")
    return bytes(unpacked)


def fail_too_large(collector: ProblemCollector, holds: str) -> NoReturn:
    """Give up a file for which there is no memory; `holds` says how large it is.

    Raises
    ------
    UnusableFileError
        Always.
    """
    free = format_size(available_memory())
    message = (
        f"{holds} Reading takes up to {MEMORY_PER_BYTE} times as much memory, and {free} are free."
    )
    collector.fail(message, "Close other programs, split the file, or simplify its outlines.")


def _converted(data: bytes, collector: ProblemCollector) -> bytes:
    encoding = json.detect_encoding(data).removesuffix("-sig")
    skipped = len(b"\xef\xbb\xbf") if data.startswith(b"\xef\xbb\xbf") else 0
    try:
        text = data[skipped:].decode(encoding)
    except UnicodeDecodeError as error:
        before = len(data[skipped:][: error.start].decode(encoding, "replace").encode())
        message = "From here on, letters may be lost: they are not stored as UTF-8."
        remedy = "Save or export the file again with the encoding UTF-8."
        collector.add("warning", "encoding", message, remedy, place=Place(before))
        text = data[skipped:].decode(encoding, "replace")
    else:
        if encoding == "utf-8":
            return data[skipped:]
    # A half character, which UTF-16 can hold, cannot be stored as UTF-8.
    return text.encode("utf-8", "replace")


def read_file_bytes(path: Path, collector: ProblemCollector) -> memoryview:
    """Return a file's bytes.

    Raises
    ------
    UnusableFileError
        If it is not there, cannot be read, or is too large for the memory that is free.
    """
    try:
        if not path.is_file():
            collector.fail("There is no such file.", "Check its name and place.")
        size = path.stat().st_size
        if size > max_readable_size():
            fail_too_large(collector, f"The file holds {format_size(size)}.")
        with path.open("rb") as stream:
            return _read(stream, size)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        collector.fail(f"The file cannot be read: {reason}.", "Check that you may open it.")


def _read(stream: BufferedReader, size: int) -> memoryview:
    """Read to the end, wherever that is by now, into huge pages: five times as fast as `read`."""
    block = np.empty(size, np.uint8)
    read = stream.readinto(block.data)
    more = stream.read()
    return memoryview(block.tobytes() + more) if more else block[:read].data
