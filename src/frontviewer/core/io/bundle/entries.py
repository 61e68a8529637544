"""Checks the entries of a bundle's zip archive before anything is unpacked."""

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
from frontviewer.core.problems import unusable_file
from frontviewer.core.system.memory import max_readable_size
from frontviewer.core.text.formatting import format_number, format_size
from frontviewer.core.text.translation import tr, trn

MANIFEST_FILE, BUNDLE_SUFFIX = "dossier.json", ".fvz"

_ENCRYPTED_FLAG, _UTF8_FLAG = 0x1, 0x800
"""General purpose flags of a zip entry."""
_SUPPORTED_METHODS = (ZIP_STORED, ZIP_DEFLATED)
_MAX_FILES = 100_000


class BundleEntry(NamedTuple):
    """One file in a bundle's zip archive.

    Attributes
    ----------
    candidate_names
        Possible decodings of its path below the dossier's folder, the most likely first. Empty for
        an entry outside this folder.
    """

    info: ZipInfo
    candidate_names: tuple[str, ...]

    @property
    def name(self) -> str:
        """The most likely name."""
        return self.candidate_names[0] if self.candidate_names else self.info.orig_filename

    def match_name(self, listed: Mapping[str, str]) -> str:
        """Return the listed name that matches a candidate, else the most likely name.

        `listed` maps names in Normalization Form C to the names as listed.
        """
        matches = (listed[name] for name in map(to_nfc, self.candidate_names) if name in listed)
        return next(matches, self.name)


def find_entries(bundle: Path, infos: Iterable[ZipInfo]) -> tuple[BundleEntry, list[BundleEntry]]:
    """Return the entry of the bundle's dossier.json, and the entries of all other files.

    The dossier may be in one folder of the archive, as when the folder itself was zipped.

    Raises
    ------
    UnusableFileError
        If there is no dossier.json, or more than one.
    """
    files = [info for info in infos if not info.orig_filename.endswith("/")]
    if len(files) > _MAX_FILES:
        message = trn(
            "The bundle contains {count} file; at most {limit} are allowed.",
            "The bundle contains {count} files; at most {limit} are allowed.",
            len(files),
        ).format(count=format_number(len(files)), limit=format_number(_MAX_FILES))
        raise unusable_file(bundle, message, tr("Split the dossier into several bundles."))
    root = _find_root(bundle, [info.orig_filename for info in files])
    entries = [_make_entry(info, root) for info in files]
    manifests = [
        entry
        for entry in entries
        if name_key(entry.name) == MANIFEST_FILE and entry.candidate_names
    ]
    if len(manifests) > 1:
        message = trn(
            "The bundle contains {count} file named {name}.",
            "The bundle contains {count} files named {name}.",
            len(manifests),
        ).format(count=format_number(len(manifests)), name=MANIFEST_FILE)
        remedy = tr("Export the bundle again, or unpack it with a zip program and open the folder.")
        raise unusable_file(bundle, message, remedy)
    return manifests[0], [entry for entry in entries if entry is not manifests[0]]


def _find_root(bundle: Path, names: Sequence[str]) -> str:
    """Return the common prefix of the dossier's files: "" or "folder/"."""
    if MANIFEST_FILE in names:
        return ""
    prefixes = {
        name.removesuffix(MANIFEST_FILE)
        for name in names
        if PurePosixPath(name).name == MANIFEST_FILE
    }
    folders = sorted(prefix for prefix in prefixes if prefix.count("/") == 1)
    if len(folders) == 1:
        return folders[0]
    if folders:
        message = tr("The bundle contains several dossiers, in the folders {folders}.")
        message = message.format(folders=", ".join(folders))
        remedy = tr("Unpack it with a zip program and open one of the folders.")
        raise unusable_file(bundle, message, remedy)
    message = tr("The bundle contains no {name}.").format(name=MANIFEST_FILE)
    remedy = tr("Unpack it with a zip program to see what it contains.")
    raise unusable_file(bundle, message, remedy)


def _make_entry(info: ZipInfo, root: str) -> BundleEntry:
    name = info.orig_filename
    if not name.startswith(root):
        return BundleEntry(info, ())
    utf8 = bool(info.flag_bits & _UTF8_FLAG)
    return BundleEntry(info, decode_name(name.removeprefix(root), utf8=utf8))


def find_collisions(name_keys: Iterable[str]) -> frozenset[str]:
    """Return the name keys that several files share, or that are both a file and a folder."""
    counts = Counter(name_keys)
    collisions = {name for name, count in counts.items() if count > 1}
    for name in counts:
        folders = counts.keys() & {str(folder) for folder in PurePosixPath(name).parents}
        collisions |= {name, *folders} if folders else set()
    return frozenset(collisions)


def check_entry(
    entry: BundleEntry, name: str, digest: FileDigest | None, collisions: frozenset[str]
) -> str:
    """Return why an entry cannot be unpacked, judged by the central directory; "" if it can.

    `collisions` are the name keys that other files have too.
    """
    if not entry.candidate_names:
        return tr("The file is outside the folder of {name}.").format(name=MANIFEST_FILE)
    reason = check_name(name) or _check_storage(entry.info)
    if not reason and name_key(name) in collisions:
        reason = tr("Another file has the same name on some systems.")
    if not reason and digest is None:
        reason = tr("{name} does not list the file.").format(name=MANIFEST_FILE)
    return reason or (_check_size(entry.info, digest) if digest else "")


def _check_storage(info: ZipInfo) -> str:
    if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG):
        return tr("The entry is a link or a special file.")
    if info.flag_bits & _ENCRYPTED_FLAG:
        return tr("The file is encrypted.")
    if info.compress_type not in _SUPPORTED_METHODS:
        message = tr("The compression method {method} is not supported.")
        return message.format(method=info.compress_type)
    return ""


def check_manifest(info: ZipInfo) -> str:
    """Return why the bundle's dossier.json cannot be read; "" if it can."""
    return _check_storage(info) or _check_memory(info)


def _check_size(info: ZipInfo, digest: FileDigest) -> str:
    if info.file_size != digest.bytes:
        return trn(
            "The file has {size} byte, but {name} lists {listed}.",
            "The file has {size} bytes, but {name} lists {listed}.",
            info.file_size,
        ).format(
            size=format_number(info.file_size),
            name=MANIFEST_FILE,
            listed=format_number(digest.bytes),
        )
    return _check_memory(info) if info.orig_filename.endswith(".json") else ""


def _check_memory(info: ZipInfo) -> str:
    if info.file_size > max_readable_size():
        message = tr("There is not enough memory for this file of {size}.")
        return message.format(size=format_size(info.file_size))
    return ""


_ENCODINGS = ("utf-8", "cp866", "cp1251")
"""Encodings of names without the UTF-8 flag: macOS; Windows with Cyrillic, OEM and ANSI."""

_DRIVE = re.compile(r"[A-Za-z]:")

_INVALID_CHARACTERS = re.compile(r'[\x00-\x1f\x7f\\<>:"|?*]')

_DEVICE_NAME = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)

_MAX_NAME_BYTES = 255
"""Longest file name that common file systems allow, in bytes."""


def decode_name(name: str, *, utf8: bool) -> tuple[str, ...]:
    """Return the possible decodings of an entry's name, the most likely first.

    `utf8` is the entry's UTF-8 flag. Without it, zipfile has decoded the name as code page 437,
    which is reversible.
    """
    if utf8 or name.isascii():
        return (name,)
    raw = name.encode("cp437")
    candidates: list[str] = []
    for encoding in _ENCODINGS:
        with suppress(UnicodeDecodeError):
            candidates.append(raw.decode(encoding))
    return tuple(dict.fromkeys((*candidates, name)))


def to_nfc(name: str) -> str:
    """Return a name in Normalization Form C; some systems store accents separately."""
    return unicodedata.normalize("NFC", name)


def name_key(name: str) -> str:
    """Return a key that is equal for names that identify the same file on some system."""
    return to_nfc(name).casefold()


def check_name(name: str) -> str:
    """Return why a path with "/" separators is not usable on every system; "" if it is."""
    parts = name.split("/")
    if ".." in parts or name.startswith("/") or _DRIVE.match(name):
        return tr("The file name points outside the dossier's folder.")
    if _INVALID_CHARACTERS.search(name) or not all(map(_is_portable_name, parts)):
        return tr("The file name is not valid on every system.")
    return ""


def _is_portable_name(part: str) -> bool:
    if not part or part.endswith((".", " ")):  # Windows removes a dot or space at the end
        return False
    too_long = len(part.encode("utf-8", "replace")) > _MAX_NAME_BYTES
    return not (too_long or _DEVICE_NAME.fullmatch(part))
