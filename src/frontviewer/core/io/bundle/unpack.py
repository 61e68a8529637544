"""Unpacks a bundle: what is sound in it lies in a folder afterwards, the rest is a Problem."""

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from shutil import disk_usage
from zipfile import ZipFile, ZipInfo

from frontviewer.core.io.bundle.entries import (
    HEADER,
    Entry,
    composed,
    crowded,
    entries,
    fault,
    fault_of_header,
    folded,
)
from frontviewer.core.io.bundle.zip_reader import AGAIN, CorruptEntryError, opened, pieces
from frontviewer.core.io.dossier.dossier_file import FileDigest, read_dossier_file
from frontviewer.core.problems import Problem, UnusableFileError, unusable
from frontviewer.core.system.atomic_files import TEMP_SUFFIX, replace_on_success
from frontviewer.core.text.formatting import format_size

_HARMLESS, _MOST_TIMES = 1 << 28, 200
"""A bundle may unpack to so many bytes, or to so many times its own size."""


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A bundle that has been unpacked.

    Attributes
    ----------
    path
        Of the bundle, as the user named it.
    folder
        Where its sound files lie.
    problems
        One for each file that is left out.
    """

    path: Path
    folder: Path
    problems: tuple[Problem, ...] = ()

    def named(self, file: Path) -> Path:
        """Return the place in the bundle of a file that lies in the folder; others stay."""
        return self.path / file.relative_to(self.folder) if self._holds(file) else file

    def told(self, problems: Iterable[Problem]) -> Iterator[Problem]:
        """Yield problems by their places in the bundle; nothing more of what is left out of it."""
        left_out = {problem.file for problem in self.problems}
        for problem in problems:
            file = Path(problem.file)
            if not self._holds(file):
                yield problem
            elif str(self.named(file)) not in left_out:
                yield replace(problem, file=str(self.named(file)))

    def _holds(self, file: Path) -> bool:
        return self.folder in file.parents


Watch = Callable[[], None]
"""Called again and again while there is work; may raise, but no OSError, to stop it."""


def unpack(bundle: Path, shelf: Path, watch: Watch = lambda: None) -> Unpacked:
    """Unpack what is sound of a bundle into a folder of the shelf.

    Raises
    ------
    UnusableFileError
        If nothing of it can be used; its problems say why.
    """
    with opened(bundle) as archive:
        header, files = entries(bundle, archive.infolist())
        text = _header_text(bundle, archive, header.info)
        unpacked = Unpacked(bundle, shelf / sha256(text).hexdigest())
        try:
            problems = _fill(unpacked, archive, text, files, watch)
        except OSError as error:
            message = f"It cannot be unpacked into {shelf}: {error.strerror or error}."
            remedy = "Make room there, and check that you may write there."
            raise unusable(bundle, message, remedy) from error
    return replace(unpacked, problems=problems)


def _header_text(bundle: Path, archive: ZipFile, info: ZipInfo) -> bytes:
    why = fault_of_header(info)
    if not why:
        try:
            return b"".join(pieces(archive, info))
        except CorruptEntryError as error:
            why = str(error)
    raise unusable(bundle / HEADER, f"{why} So nothing of the bundle can be shown.", AGAIN)


def _fill(
    unpacked: Unpacked, archive: ZipFile, text: bytes, files: Iterable[Entry], watch: Watch
) -> tuple[Problem, ...]:
    """Make the folder hold what is sound and nothing else; return what is wrong with the rest."""
    folder = unpacked.folder
    if folder.is_symlink():
        folder.unlink()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.utime(folder)
    with replace_on_success(folder / HEADER) as stream:
        stream.write(text)
    verification = _seals(unpacked)
    sound, problems = _sorted_out(unpacked.path, files, verification)
    _refuse_flood(unpacked, sound)
    _sweep(folder, {folder / name for name in (HEADER, *sound)})
    for name, info in sound.items():
        try:
            _put(archive, info, folder / name, verification[name], watch)
        except CorruptEntryError as error:
            (folder / name).unlink(missing_ok=True)
            problems.append(_problem(unpacked.path, name, str(error)))
    return tuple(dict.fromkeys(problems))


def _seals(unpacked: Unpacked) -> Mapping[str, FileDigest]:
    """Return what dossier.json says of every other file."""
    try:
        header, problems, _ = read_dossier_file(unpacked.folder / HEADER)
    except UnusableFileError as error:
        raise UnusableFileError(*unpacked.told(error.problems)) from error
    verification = {name: seal for name, seal in header.files.items() if name != HEADER}
    if not verification:
        message = "It does not list the bundle's files, so nobody says what they must be."
        remedy = "Export the bundle again, or unpack it like a zip archive and open the folder."
        refusal = unusable(unpacked.path / HEADER, message, remedy)
        raise UnusableFileError(*refusal.problems, *unpacked.told(problems))
    return verification


def _sorted_out(
    bundle: Path, files: Iterable[Entry], verification: Mapping[str, FileDigest]
) -> tuple[dict[str, ZipInfo], list[Problem]]:
    """Return the files that may be unpacked, by name, and what is wrong with the others."""
    listed = {composed(name): name for name in verification}
    named = [(entry.name_in(listed), entry) for entry in files]
    take_ranges = crowded([HEADER, *(folded(name) for name, _ in named)])
    sound: dict[str, ZipInfo] = {}
    problems: list[Problem] = []
    for name, entry in named:
        why = fault(entry, name, verification.get(name), take_ranges)
        if why:
            problems.append(_problem(bundle, name, why))
        else:
            sound[name] = entry.info
    lost = verification.keys() - {name for name, _ in named}
    why = f"{HEADER} lists it, but it is not in the bundle."
    return sound, problems + [_problem(bundle, name, why) for name in sorted(lost)]


def _refuse_flood(unpacked: Unpacked, files: Mapping[str, ZipInfo]) -> None:
    """Refuse what has no room on the disk, or was made to fill it."""
    size = sum(info.file_size for info in files.values())
    times = size // max(1, unpacked.path.stat().st_size)
    if size > _HARMLESS and times > _MOST_TIMES:
        message = f"It unpacks to {times:,} times its size, {format_size(size)}, to fill a disk."
        raise unusable(unpacked.path, message, "Do not trust whoever made it.")
    new = [info for name, info in files.items() if not (unpacked.folder / name).exists()]
    needed, free = sum(info.file_size for info in new), disk_usage(unpacked.folder).free
    if needed > free:
        message = (
            f"It needs {format_size(needed)}; {unpacked.folder.parent} has {format_size(free)}."
        )
        raise unusable(unpacked.path, message, "Make room on that disk.")


def _sweep(folder: Path, wanted: Collection[Path]) -> None:
    """Remove what does not belong to the bundle, but for what is just being written."""
    folders = {outer for file in wanted for outer in file.parents}
    for path in sorted(folder.rglob("*"), reverse=True):  # what a folder holds before itself
        if path.is_symlink() or not path.is_dir():
            strange = path.is_symlink() or path not in wanted
            if strange and path.suffix != TEMP_SUFFIX:
                path.unlink(missing_ok=True)
        elif path not in folders:
            with suppress(OSError):
                path.rmdir()


def _put(archive: ZipFile, info: ZipInfo, target: Path, seal: FileDigest, watch: Watch) -> None:
    """Check a file of the bundle, and put it in its place unless it lies there already.

    Windows does not let a file be replaced that another window has open.
    """
    if _lies_there(target, _checked(archive, info, seal, watch)):
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    with replace_on_success(target) as stream:
        stream.writelines(_checked(archive, info, seal, watch))


def _checked(archive: ZipFile, info: ZipInfo, seal: FileDigest, watch: Watch) -> Iterator[bytes]:
    """Yield what a file of the bundle holds; in the end, raise if it is not what is listed."""
    digest = sha256()
    for piece in pieces(archive, info):
        watch()
        digest.update(piece)
        yield piece
    if digest.hexdigest() != seal.sha256.lower():
        raise CorruptEntryError("It is not the file that was packed: its SHA-256 is another.")


def _lies_there(target: Path, wanted: Iterator[bytes]) -> bool:
    if not target.is_file():
        return False
    with target.open("rb") as stream:
        return all(stream.read(len(piece)) == piece for piece in wanted) and not stream.read(1)


def _problem(bundle: Path, name: str, why: str) -> Problem:
    file = f"{bundle}{os.sep}{name.replace('/', os.sep)}"
    return Problem(severity="error", file=file, message=f"{why} It is left out.", remedy=AGAIN)
