"""Writes a dossier's folder as a bundle."""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from msgspec.structs import replace

from frontviewer.core.io.bundle.entries import HEADER, SUFFIX, crowded, folded, name_fault
from frontviewer.core.io.dossier.dossier_file import FileDigest, read_dossier_file
from frontviewer.core.io.dossier.record_codec import members_of
from frontviewer.core.problems import Problem, UnusableFileError, unusable
from frontviewer.core.system.atomic_files import TEMP_SUFFIX, atomic_writer
from frontviewer.core.text.json_codec import json_bytes

_LEFT_OUT = (SUFFIX, TEMP_SUFFIX)
_PACKED_ALREADY = (".gz", ".jpg", ".jpeg", ".png", ".webp", ".gif", ".mp4", ".webm", ".mov", ".mkv")
_CHUNK = 1 << 20
_DATE = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_ORDINARY_FILE = 0o100644 << 16


def write_bundle(dossier: Path, out: Path) -> None:
    """Write a dossier's folder, or that of its dossier.json, as a bundle: whole or not at all.

    Every file goes in byte for byte, but for hidden ones and other bundles. Only dossier.json is
    written anew, with the list of the others. The same files make the same bundle, whenever and
    wherever it is written, as long as zlib packs alike.

    Raises
    ------
    UnusableFileError
        If there is no sound dossier.json, a file cannot be read or has a name that is none on
        some system, or `out` cannot be written.
    """
    folder = dossier.parent if dossier.name == HEADER else dossier
    header, _, _ = read_dossier_file(folder / HEADER)
    files = _files(folder)
    with atomic_writer(out, "bundle") as stream, ZipFile(stream, "w") as archive:
        verification = {name: _add(archive, name, file) for name, file in files.items()}
        text = json_bytes(members_of(replace(header, files=verification)))
        archive.writestr(_info(HEADER, len(text)), text)


def _files(folder: Path) -> Mapping[str, Path]:
    """Return the files to be packed beside dossier.json, by their names in the bundle, in order."""
    inner = {file.relative_to(folder): file for file in folder.rglob("*") if file.is_file()}
    shown = {
        name.as_posix(): file
        for name, file in inner.items()
        if not any(part.startswith(".") for part in name.parts) and file.suffix not in _LEFT_OUT
    }
    take_ranges = crowded(map(folded, shown))
    faults = {
        name: name_fault(name) or "Another file has the same name on some systems."
        for name in shown
        if name_fault(name) or folded(name) in take_ranges
    }
    if faults:
        raise UnusableFileError(
            *(_problem(shown[name], message) for name, message in sorted(faults.items()))
        )
    return {name: shown[name] for name in sorted(shown) if name != HEADER}


def _problem(file: Path, message: str) -> Problem:
    remedy = "Rename it, here and where the dossier names it."
    return Problem(severity="error", file=str(file), message=message, remedy=remedy)


def _add(archive: ZipFile, name: str, file: Path) -> FileDigest:
    """Pack a file and return its seal, made of the very bytes that were packed."""
    digest, size = sha256(), 0
    try:
        source = file.open("rb")
    except OSError as error:
        raise unusable(file, f"The file cannot be read: {error.strerror or error}.") from error
    info = _info(name, file.stat().st_size)
    with source, archive.open(info, "w") as entry:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            size += entry.write(chunk)
    return FileDigest(sha256=digest.hexdigest(), bytes=size)


def _info(name: str, size: int) -> ZipInfo:
    """Return what a zip says of a file; nothing of when and where it was packed."""
    info = ZipInfo(name, _DATE)
    info.create_system = _UNIX
    info.external_attr = _ORDINARY_FILE
    info.file_size = size
    packed = name.lower().endswith(_PACKED_ALREADY)
    info.compress_type = ZIP_STORED if packed else ZIP_DEFLATED
    return info
