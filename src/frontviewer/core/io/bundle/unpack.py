"""Unpacks a bundle: verified files go into a folder, every other entry becomes a Problem."""

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from shutil import disk_usage
from zipfile import ZipFile, ZipInfo

from frontviewer.core.io.bundle.entries import (
    MANIFEST_FILE,
    BundleEntry,
    check_entry,
    check_manifest,
    find_collisions,
    find_entries,
    name_key,
    to_nfc,
)
from frontviewer.core.io.bundle.zip_reader import (
    NEW_COPY_REMEDY,
    CorruptEntryError,
    open_zip,
    read_chunks,
)
from frontviewer.core.io.dossier.dossier_file import FileDigest, read_dossier_file
from frontviewer.core.problems import Problem, UnusableFileError, unusable_file
from frontviewer.core.system.atomic_files import TEMP_SUFFIX, replace_on_success
from frontviewer.core.text.formatting import format_number, format_size
from frontviewer.core.text.translation import tr

_SAFE_SIZE, _MAX_RATIO = 1 << 28, 200
"""A bundle may unpack to this many bytes, or to this multiple of its own size."""


@dataclass(frozen=True, slots=True)
class UnpackedBundle:
    """A bundle that has been unpacked.

    Attributes
    ----------
    path
        Path of the bundle, as the user named it.
    folder
        Folder with the verified files.
    problems
        One for each file that is left out.
    """

    path: Path
    folder: Path
    problems: tuple[Problem, ...] = ()

    def map_path(self, file: Path) -> Path:
        """Return an unpacked file's path in the bundle; other paths are returned unchanged."""
        return self.path / file.relative_to(self.folder) if self._contains(file) else file

    def map_problems(self, problems: Iterable[Problem]) -> Iterator[Problem]:
        """Yield problems with their paths in the bundle, except those of files that are left out.

        A file that is left out already has a problem.
        """
        left_out = {problem.file for problem in self.problems}
        for problem in problems:
            file = Path(problem.file)
            if not self._contains(file):
                yield problem
            elif str(self.map_path(file)) not in left_out:
                yield replace(problem, file=str(self.map_path(file)))

    def _contains(self, file: Path) -> bool:
        return self.folder in file.parents


CancelHook = Callable[[], None]
"""Called repeatedly during the work; may raise, but no OSError, to cancel it."""


def unpack(
    bundle: Path, unpack_folder: Path, cancel_hook: CancelHook = lambda: None
) -> UnpackedBundle:
    """Unpack the valid files of a bundle into a subfolder of `unpack_folder`.

    Raises
    ------
    UnusableFileError
        If the bundle cannot be used at all; its problems hold the reasons.
    """
    with open_zip(bundle) as archive:
        manifest, files = find_entries(bundle, archive.infolist())
        text = _read_manifest(bundle, archive, manifest.info)
        unpacked = UnpackedBundle(bundle, unpack_folder / sha256(text).hexdigest())
        try:
            problems = _unpack_files(unpacked, archive, text, files, cancel_hook)
        except OSError as error:
            message = tr("The bundle cannot be unpacked into {folder}: {reason}.").format(
                folder=unpack_folder, reason=error.strerror or error
            )
            remedy = tr("Check that there is free space and that you have permission to write.")
            raise unusable_file(bundle, message, remedy) from error
    return replace(unpacked, problems=problems)


def _read_manifest(bundle: Path, archive: ZipFile, info: ZipInfo) -> bytes:
    reason = check_manifest(info)
    if not reason:
        try:
            return b"".join(read_chunks(archive, info))
        except CorruptEntryError as error:
            reason = str(error)
    message = tr("{reason} The bundle cannot be opened.").format(reason=reason)
    raise unusable_file(bundle / MANIFEST_FILE, message, tr(NEW_COPY_REMEDY))


def _unpack_files(
    unpacked: UnpackedBundle,
    archive: ZipFile,
    manifest_text: bytes,
    files: Iterable[BundleEntry],
    cancel_hook: CancelHook,
) -> tuple[Problem, ...]:
    """Fill the folder with the valid files and nothing else; return the problems of the others."""
    folder = unpacked.folder
    if folder.is_symlink():
        folder.unlink()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.utime(folder)
    with replace_on_success(folder / MANIFEST_FILE) as stream:
        stream.write(manifest_text)
    digests = _read_digests(unpacked)
    valid, problems = _check_entries(unpacked.path, files, digests)
    _check_total_size(unpacked, valid)
    _remove_unknown(folder, {folder / name for name in (MANIFEST_FILE, *valid)})
    for name, info in valid.items():
        try:
            _extract(archive, info, folder / name, digests[name], cancel_hook)
        except CorruptEntryError as error:
            (folder / name).unlink(missing_ok=True)
            problems.append(_make_problem(unpacked.path, name, str(error)))
    return tuple(dict.fromkeys(problems))


def _read_digests(unpacked: UnpackedBundle) -> Mapping[str, FileDigest]:
    """Return the digests that dossier.json lists for all other files."""
    try:
        manifest, problems, _ = read_dossier_file(unpacked.folder / MANIFEST_FILE)
    except UnusableFileError as error:
        raise UnusableFileError(*unpacked.map_problems(error.problems)) from error
    digests = {name: digest for name, digest in manifest.files.items() if name != MANIFEST_FILE}
    if not digests:
        message = tr("{name} does not list the bundle's files, so they cannot be verified.")
        message = message.format(name=MANIFEST_FILE)
        remedy = tr("Export the bundle again, or unpack it with a zip program and open the folder.")
        unverifiable = unusable_file(unpacked.path / MANIFEST_FILE, message, remedy)
        raise UnusableFileError(*unverifiable.problems, *unpacked.map_problems(problems))
    return digests


def _check_entries(
    bundle: Path, files: Iterable[BundleEntry], digests: Mapping[str, FileDigest]
) -> tuple[dict[str, ZipInfo], list[Problem]]:
    """Return the entries that can be unpacked, by name, and the problems of the others."""
    listed = {to_nfc(name): name for name in digests}
    named = [(entry.match_name(listed), entry) for entry in files]
    collisions = find_collisions([MANIFEST_FILE, *(name_key(name) for name, _ in named)])
    valid: dict[str, ZipInfo] = {}
    problems: list[Problem] = []
    for name, entry in named:
        reason = check_entry(entry, name, digests.get(name), collisions)
        if reason:
            problems.append(_make_problem(bundle, name, reason))
        else:
            valid[name] = entry.info
    missing = digests.keys() - {name for name, _ in named}
    reason = tr("{name} lists the file, but it is not in the bundle.").format(name=MANIFEST_FILE)
    return valid, problems + [_make_problem(bundle, name, reason) for name in sorted(missing)]


def _check_total_size(unpacked: UnpackedBundle, files: Mapping[str, ZipInfo]) -> None:
    """Reject zip bombs, and bundles that do not fit on the disk."""
    size = sum(info.file_size for info in files.values())
    ratio = size // max(1, unpacked.path.stat().st_size)
    if size > _SAFE_SIZE and ratio > _MAX_RATIO:
        message = tr("The bundle unpacks to {factor} times its size ({size}), like a zip bomb.")
        message = message.format(factor=format_number(ratio), size=format_size(size))
        raise unusable_file(unpacked.path, message, tr("Do not trust this file."))
    new = [info for name, info in files.items() if not (unpacked.folder / name).exists()]
    needed, free = sum(info.file_size for info in new), disk_usage(unpacked.folder).free
    if needed > free:
        message = tr("Unpacking needs {needed}, but {folder} has {free} free.").format(
            needed=format_size(needed), folder=unpacked.folder.parent, free=format_size(free)
        )
        raise unusable_file(unpacked.path, message, tr("Free some space on this disk."))


def _remove_unknown(folder: Path, known: Collection[Path]) -> None:
    """Remove all files and folders that are not part of the bundle, except temporary files."""
    folders = {parent for file in known for parent in file.parents}
    for path in sorted(folder.rglob("*"), reverse=True):  # contents before their folder
        if path.is_symlink() or not path.is_dir():
            unknown = path.is_symlink() or path not in known
            if unknown and path.suffix != TEMP_SUFFIX:
                path.unlink(missing_ok=True)
        elif path not in folders:
            with suppress(OSError):
                path.rmdir()


def _extract(
    archive: ZipFile, info: ZipInfo, target: Path, digest: FileDigest, cancel_hook: CancelHook
) -> None:
    """Verify an entry and write it to its target, unless the target already has this content.

    Equal files are not rewritten, because Windows cannot replace a file that another window has
    open.
    """
    if _has_content(target, _verified_chunks(archive, info, digest, cancel_hook)):
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    with replace_on_success(target) as stream:
        stream.writelines(_verified_chunks(archive, info, digest, cancel_hook))


def _verified_chunks(
    archive: ZipFile, info: ZipInfo, digest: FileDigest, cancel_hook: CancelHook
) -> Iterator[bytes]:
    """Yield the chunks of an entry; after the last, raise if the SHA-256 is not the listed one."""
    computed = sha256()
    for chunk in read_chunks(archive, info):
        cancel_hook()
        computed.update(chunk)
        yield chunk
    if computed.hexdigest() != digest.sha256.lower():
        message = tr("The file is not the one that was packed: its SHA-256 is different.")
        raise CorruptEntryError(message)


def _has_content(target: Path, chunks: Iterator[bytes]) -> bool:
    if not target.is_file():
        return False
    with target.open("rb") as stream:
        return all(stream.read(len(chunk)) == chunk for chunk in chunks) and not stream.read(1)


def _make_problem(bundle: Path, name: str, reason: str) -> Problem:
    file = f"{bundle}{os.sep}{name.replace('/', os.sep)}"
    message = tr("{reason} The file is left out.").format(reason=reason)
    return Problem(severity="error", file=file, message=message, remedy=tr(NEW_COPY_REMEDY))
