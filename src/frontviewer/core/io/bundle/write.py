"""Writes a dossier's folder as a bundle."""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from msgspec.structs import replace

from frontviewer.core.io.bundle.entries import (
    BUNDLE_SUFFIX,
    MANIFEST_FILE,
    check_name,
    find_collisions,
    name_key,
)
from frontviewer.core.io.dossier.dossier_file import FileDigest, read_dossier_file
from frontviewer.core.io.dossier.record_codec import to_json_object
from frontviewer.core.problems import Problem, UnusableFileError, unusable_file
from frontviewer.core.system.atomic_files import TEMP_SUFFIX, atomic_writer
from frontviewer.core.text.json_codec import encode_json
from frontviewer.core.text.translation import tr

_EXCLUDED_SUFFIXES = (BUNDLE_SUFFIX, TEMP_SUFFIX)
_COMPRESSED_SUFFIXES = (
    *(".gz", ".jpg", ".jpeg", ".png", ".webp", ".gif"),
    *(".mp4", ".webm", ".mov", ".mkv"),
)
_CHUNK_BYTES = 1 << 20
_FIXED_DATE = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_REGULAR_FILE = 0o100644 << 16


def write_bundle(dossier: Path, out: Path) -> None:
    """Write a dossier's folder, given by its path or that of its dossier.json, as a bundle.

    The bundle is written atomically. All files are stored byte for byte, except hidden files and
    other bundles, which are left out. Only dossier.json is rewritten, with the digests of the other
    files. The same files give the same bundle at any time and place, if zlib compresses alike.

    Raises
    ------
    UnusableFileError
        If there is no valid dossier.json, a file cannot be read or has a name that is not valid
        on every system, or `out` cannot be written.
    """
    folder = dossier.parent if dossier.name == MANIFEST_FILE else dossier
    manifest, _, _ = read_dossier_file(folder / MANIFEST_FILE)
    files = _find_files(folder)
    with atomic_writer(out) as stream, ZipFile(stream, "w") as archive:
        digests = {name: _add_file(archive, name, file) for name, file in files.items()}
        text = encode_json(to_json_object(replace(manifest, files=digests)))
        archive.writestr(_make_info(MANIFEST_FILE, len(text)), text)


def _find_files(folder: Path) -> Mapping[str, Path]:
    """Return the files to pack, except dossier.json, sorted by their name in the bundle."""
    relative = {file.relative_to(folder): file for file in folder.rglob("*") if file.is_file()}
    files = {
        path.as_posix(): file
        for path, file in relative.items()
        if not any(part.startswith(".") for part in path.parts)
        and file.suffix not in _EXCLUDED_SUFFIXES
    }
    collisions = find_collisions(map(name_key, files))
    errors = {
        name: check_name(name) or tr("Another file has the same name on some systems.")
        for name in files
        if check_name(name) or name_key(name) in collisions
    }
    if errors:
        raise UnusableFileError(
            *(_make_problem(files[name], message) for name, message in sorted(errors.items()))
        )
    return {name: files[name] for name in sorted(files) if name != MANIFEST_FILE}


def _make_problem(file: Path, message: str) -> Problem:
    remedy = tr("Rename it, and correct its name in the dossier.")
    return Problem(severity="error", file=str(file), message=message, remedy=remedy)


def _add_file(archive: ZipFile, name: str, file: Path) -> FileDigest:
    """Add a file to the archive and return the digest of the bytes that were packed."""
    digest, size = sha256(), 0
    try:
        source = file.open("rb")
    except OSError as error:
        reason = error.strerror or error
        message = tr("The file cannot be read: {reason}.").format(reason=reason)
        raise unusable_file(file, message) from error
    info = _make_info(name, file.stat().st_size)
    with source, archive.open(info, "w") as entry:
        while chunk := source.read(_CHUNK_BYTES):
            digest.update(chunk)
            size += entry.write(chunk)
    return FileDigest(sha256=digest.hexdigest(), bytes=size)


def _make_info(name: str, size: int) -> ZipInfo:
    """Return an entry's metadata, without the time and system of packing."""
    info = ZipInfo(name, _FIXED_DATE)
    info.create_system = _UNIX
    info.external_attr = _REGULAR_FILE
    info.file_size = size
    is_compressed = name.lower().endswith(_COMPRESSED_SUFFIXES)
    info.compress_type = ZIP_STORED if is_compressed else ZIP_DEFLATED
    return info
