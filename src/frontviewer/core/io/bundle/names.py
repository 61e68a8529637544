"""The names of files in a zip: what they mean, and whether they mean the same on every system."""

import re
import unicodedata
from contextlib import suppress

_ENCODINGS = ("utf-8", "cp866", "cp1251")
"""Of names that do not say theirs: macOS; Windows where Cyrillic is written, old and less old."""
_DRIVE = re.compile(r"[A-Za-z]:")
_SIGNS = re.compile(r'[\x00-\x1f\x7f\\<>:"|?*]')
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
_LONGEST_PART = 255
"""Bytes; no common file system takes more."""


def readings(name: str, *, utf8: bool) -> tuple[str, ...]:
    """Return what a name in a zip can mean, the likeliest first; `utf8`: it says its encoding.

    A name that does not say it was read as code page 437, which loses nothing.
    """
    if utf8 or name.isascii():
        return (name,)
    raw = name.encode("cp437")
    found: list[str] = []
    for encoding in _ENCODINGS:
        with suppress(UnicodeDecodeError):
            found.append(raw.decode(encoding))
    return tuple(dict.fromkeys((*found, name)))


def composed(name: str) -> str:
    """Return a name with its accents joined to their letters, as not every system stores it."""
    return unicodedata.normalize("NFC", name)


def folded(name: str) -> str:
    """Return what is the same for names that are one file on some system."""
    return composed(name).casefold()


def name_fault(name: str) -> str:
    """Say why a name, with / between its parts, cannot be used on every system; "" if it can."""
    parts = name.split("/")
    if ".." in parts or name.startswith("/") or _DRIVE.match(name):
        return "Its name leads out of the dossier's folder."
    if _SIGNS.search(name) or not all(map(_is_usual, parts)):
        return "Its name is none that a file can have on every system."
    return ""


def _is_usual(part: str) -> bool:
    empty = part in ("", ".") or part.endswith((".", " "))
    long = len(part.encode("utf-8", "replace")) > _LONGEST_PART
    return not (empty or long or _DEVICE.fullmatch(part))
