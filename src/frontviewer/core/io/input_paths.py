"""What the paths that a user names ask to be read."""

from dataclasses import dataclass, replace
from pathlib import Path

from frontviewer.core.io.bundle.entries import HEADER, SUFFIX
from frontviewer.core.io.bundle.unpack import Unpacked, Watch, unpack
from frontviewer.core.io.dossier.dossier_file import DossierFile, LayerEntry, read_dossier_file
from frontviewer.core.io.merge_evidence import BRIEFING, EVIDENCE
from frontviewer.core.problems import Problem, UnusableFileError, unusable

_PLAIN_SUFFIXES = (".geojson", ".geojsonl", ".geojsons", ".ndjson", ".json")
LAYER_SUFFIXES = (*_PLAIN_SUFFIXES, *(f"{suffix}.gz" for suffix in _PLAIN_SUFFIXES))
OWN_FILES = (HEADER, EVIDENCE, BRIEFING)
_NO_HEADER = DossierFile()


@dataclass(frozen=True, slots=True)
class ResolvedInput:
    """What one path asks to be read.

    Attributes
    ----------
    folder
        Whose evidence and briefing are read, too.
    layers
        Files, and how each is shown at first.
    bundle
        What was unpacked into the folder.
    """

    folder: Path | None = None
    header: DossierFile = _NO_HEADER
    layers: tuple[tuple[Path, LayerEntry], ...] = ()
    problems: tuple[Problem, ...] = ()
    bundle: Unpacked | None = None

    @property
    def place(self) -> Path | None:
        """The folder or bundle, as the user named it."""
        return self.bundle.path if self.bundle else self.folder


def is_bundle(path: Path) -> bool:
    """Tell whether a file is a bundle, by its name."""
    return path.suffix.lower() == SUFFIX


def resolve_input(path: Path, shelf: Path, watch: Watch) -> ResolvedInput:
    """Return what a path asks to be read; a bundle is unpacked on the shelf, watched.

    What cannot be opened asks for nothing; its problems say why.
    """
    try:
        if path.is_dir():
            return _folder_plan(path)
        if path.name in OWN_FILES and path.is_file():
            return _folder_plan(path.parent)
        path.stat()
    except FileNotFoundError:
        return _refusal(path, "There is no such file or folder.", "Check its name and place.")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        return _refusal(path, f"It cannot be opened: {reason}.", "Check its name and place.")
    if is_bundle(path):
        return _bundle_plan(path, shelf, watch)
    return ResolvedInput(layers=((path, LayerEntry(file=path.name)),))


def _folder_plan(folder: Path) -> ResolvedInput:
    if (folder / HEADER).is_file():
        return _dossier_plan(folder)
    found = sorted(file for file in folder.iterdir() if _is_layer(file))
    if not found:
        remedy = "Choose a folder that holds .geojson files or a dossier.json."
        return _refusal(folder, "The folder holds no layer.", remedy)
    return ResolvedInput(
        folder=folder, layers=tuple((file, LayerEntry(file=file.name)) for file in found)
    )


def _bundle_plan(path: Path, shelf: Path, watch: Watch) -> ResolvedInput:
    try:
        bundle = unpack(path, shelf, watch)
    except UnusableFileError as error:
        return ResolvedInput(problems=error.problems)
    plan = _dossier_plan(bundle.folder)
    return replace(plan, bundle=bundle, problems=bundle.problems + plan.problems)


def _dossier_plan(folder: Path) -> ResolvedInput:
    try:
        header, problems, document = read_dossier_file(folder / HEADER)
    except UnusableFileError as error:
        return ResolvedInput(folder=folder, problems=error.problems)
    layers = tuple((folder / entry.file, entry) for entry in header.layers)
    if not layers:
        message = "The dossier names no layer that could be opened."
        remedy = "Name its .geojson files in “layers”."
        problems += (document.problem("error", ("layers",), message, remedy),)
    return ResolvedInput(folder, header, layers, problems)


def _is_layer(file: Path) -> bool:
    named = file.name.lower().endswith(LAYER_SUFFIXES) and file.name not in OWN_FILES
    return named and file.is_file()


def _refusal(path: Path, message: str, remedy: str) -> ResolvedInput:
    return ResolvedInput(problems=unusable(path, message, remedy).problems)
