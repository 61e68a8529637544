"""From the bytes of a file to one UTF-8 document."""

import gzip
import json
import zlib
from io import BytesIO
from typing import NoReturn

from frontviewer.core.geojson.findings import Findings, Place
from frontviewer.core.geojson.foreign import foreign_file

MOST_BYTES = 1 << 29
"""A layer larger than half a gigabyte, unpacked, does not fit into memory with all it needs."""

_GZIP = b"\x1f\x8b"
_CHUNK = 1 << 20
_SHOWN = 4096


def utf8_text(data: bytes, findings: Findings, most: int = MOST_BYTES) -> bytes:
    """Return the document as UTF-8 without a mark at its beginning.

    Unpacks gzip and converts UTF-16 and UTF-32. Bytes that are no text become U+FFFD, and
    the first of them is reported.

    Raises
    ------
    UnusableFileError
        If the file is empty, too large or of another kind.
    """
    if data.startswith(_GZIP):
        data = _unpacked(data, findings, most)
    if len(data) > most:
        refuse_size(findings, most)
    verdict = foreign_file(data[:_SHOWN])
    if verdict:
        findings.refuse(*verdict)
    text = _converted(data, findings)
    if not text.strip(b"\x00\x1e \t\r\n"):
        findings.refuse("The file is empty.", "Download or export it again.")
    return text


def _unpacked(data: bytes, findings: Findings, most: int) -> bytes:
    unpacked = bytearray()
    try:
        with gzip.GzipFile(fileobj=BytesIO(data)) as packed:
            while chunk := packed.read1(_CHUNK):
                unpacked += chunk
                if len(unpacked) > most:
                    refuse_size(findings, most)
    except (OSError, EOFError, zlib.error):
        if not unpacked:
            findings.refuse("The gzip data is damaged.", "Download the file again.")
        message = "The gzip data is cut off or damaged; what could be unpacked is read."
        findings.add("error", "damaged gzip", message, "Download the file again.")
    return bytes(unpacked)


def refuse_size(findings: Findings, most: int = MOST_BYTES) -> NoReturn:
    """Give up a file that holds too many bytes.

    Raises
    ------
    UnusableFileError
        Always.
    """
    size = f"{most >> 20} megabytes"
    findings.refuse(
        f"The file holds more than {size}, unpacked.", "Split it, or simplify its outlines."
    )


def _converted(data: bytes, findings: Findings) -> bytes:
    encoding = json.detect_encoding(data).removesuffix("-sig")
    skipped = len(b"\xef\xbb\xbf") if data.startswith(b"\xef\xbb\xbf") else 0
    try:
        text = data[skipped:].decode(encoding)
    except UnicodeDecodeError as error:
        before = len(data[skipped:][: error.start].decode(encoding, "replace").encode())
        message = "From here on, letters may be lost: they are not stored as UTF-8."
        remedy = "Save or export the file again with the encoding UTF-8."
        findings.add("warning", "encoding", message, remedy, place=Place(before))
        text = data[skipped:].decode(encoding, "replace")
    else:
        if encoding == "utf-8":
            return data[skipped:]
    # A half character, which UTF-16 can hold, cannot be stored as UTF-8.
    return text.encode("utf-8", "replace")
