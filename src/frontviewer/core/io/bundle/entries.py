"""What a bundle's zip holds, judged before anything of it is unpacked."""

import re
import stat
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipInfo

from frontviewer.core.io.dossier.dossier_file import FileDigest
from frontviewer.core.problems import unusable
from frontviewer.core.system.memory import max_readable_size
from frontviewer.core.text.formatting import format_size

HEADER, SUFFIX = "dossier.json", ".fvz"

_ENCRYPTED, _UTF8 = 0x1, 0x800
"""Flags of an entry."""
_METHODS = (ZIP_STORED, ZIP_DEFLATED)
_MOST_FILES = 100_000
_REPACK = "Export the bundle again, or unpack it like a zip archive and open the folder."


class Entry(NamedTuple):
    """One file in a zip.

    Attributes
    ----------
    names
        What its name below the dossier's folder can mean; the likeliest first. Empty for a file
        beside that folder.
    """

    info: ZipInfo
    names: tuple[str, ...]

    @property
    def name(self) -> str:
        """Its likeliest name."""
        return self.names[0] if self.names else self.info.orig_filename

    def name_in(self, listed: Mapping[str, str]) -> str:
        """Return its name as it is listed, by composed names, or else the likeliest."""
        found = (listed[name] for name in map(composed, self.names) if name in listed)
        return next(found, self.name)


def entries(bundle: Path, infos: Iterable[ZipInfo]) -> tuple[Entry, list[Entry]]:
    """Return the dossier.json of a bundle and its other files.

    The dossier may lie in one folder of the zip, as when the folder itself was packed.

    Raises
    ------
    UnusableFileError
        If there is no dossier.json, or several.
    """
    files = [info for info in infos if not info.orig_filename.endswith("/")]
    if len(files) > _MOST_FILES:
        message = f"It holds {len(files):,} files; at most {_MOST_FILES:,} are read."
        raise unusable(bundle, message, "Split it.")
    top = _top(bundle, [info.orig_filename for info in files])
    found = [_entry(info, top) for info in files]
    headers = [entry for entry in found if folded(entry.name) == HEADER and entry.names]
    if len(headers) > 1:
        message = f"It holds {len(headers)} files named {HEADER}."
        raise unusable(bundle, message, _REPACK)
    return headers[0], [entry for entry in found if entry is not headers[0]]


def _top(bundle: Path, names: Sequence[str]) -> str:
    """Return what stands before the name of each file of the dossier: "" or "folder/"."""
    if HEADER in names:
        return ""
    tops = {name.removesuffix(HEADER) for name in names if PurePosixPath(name).name == HEADER}
    near = sorted(top for top in tops if top.count("/") == 1)
    if len(near) == 1:
        return near[0]
    if near:
        message = f"It holds several dossiers, in the folders {', '.join(near)}."
        raise unusable(bundle, message, "Unpack it like a zip archive and open their folders.")
    remedy = "Unpack it like a zip archive and look into it: it may be none of ours."
    raise unusable(bundle, f"It holds no {HEADER}.", remedy)


def _entry(info: ZipInfo, top: str) -> Entry:
    name = info.orig_filename
    if not name.startswith(top):
        return Entry(info, ())
    utf8 = bool(info.flag_bits & _UTF8)
    return Entry(info, readings(name.removeprefix(top), utf8=utf8))


def crowded(names: Iterable[str]) -> frozenset[str]:
    """Return, of folded names, those that more than one file has, or a file and a folder."""
    counts = Counter(names)
    take_ranges = {name for name, count in counts.items() if count > 1}
    for name in counts:
        folders = counts.keys() & {str(folder) for folder in PurePosixPath(name).parents}
        take_ranges |= {name, *folders} if folders else set()
    return frozenset(take_ranges)


def fault(entry: Entry, name: str, seal: FileDigest | None, take_ranges: frozenset[str]) -> str:
    """Say why a file of a bundle cannot be used, as far as the zip's table tells; "" if it can.

    `take_ranges` are the folded names that other files have, too.
    """
    if not entry.names:
        return f"It lies beside the folder of {HEADER}."
    return (
        name_fault(name)
        or _packing_fault(entry.info)
        or (
            "Another file has the same name on some systems." if folded(name) in take_ranges else ""
        )
        or (f"{HEADER} does not list it." if seal is None else _size_fault(entry.info, seal))
    )


def _packing_fault(info: ZipInfo) -> str:
    if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG):
        return "It is a link, not a file."
    if info.flag_bits & _ENCRYPTED:
        return "It is encrypted."
    if info.compress_type not in _METHODS:
        return f"It is packed by method {info.compress_type}, which this version does not read."
    return ""


def fault_of_header(info: ZipInfo) -> str:
    """Say why the dossier.json of a bundle cannot be read; "" if it may be."""
    return _packing_fault(info) or _memory_fault(info)


def _size_fault(info: ZipInfo, seal: FileDigest) -> str:
    if info.file_size != seal.bytes:
        return f"It holds {info.file_size:,} bytes; {HEADER} says {seal.bytes:,}."
    return _memory_fault(info) if info.orig_filename.endswith(".json") else ""


def _memory_fault(info: ZipInfo) -> str:
    if info.file_size > max_readable_size():
        return f"It holds {format_size(info.file_size)}, for which there is no memory."
    return ""


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
