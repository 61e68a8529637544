"""Resolves the paths that the user opens to the files that must be read."""

from dataclasses import dataclass, replace
from pathlib import Path

from frontviewer.core.io.bundle.entries import BUNDLE_SUFFIX, MANIFEST_FILE
from frontviewer.core.io.bundle.unpack import CancelHook, UnpackedBundle, unpack
from frontviewer.core.io.dossier.dossier_file import DossierFile, LayerEntry, read_dossier_file
from frontviewer.core.io.merge_evidence import BRIEFING_FILE, EVIDENCE_FILE
from frontviewer.core.problems import Problem, UnusableFileError, unusable_file
from frontviewer.core.text.translation import tr

_PLAIN_SUFFIXES = (".geojson", ".geojsonl", ".geojsons", ".ndjson", ".json")
LAYER_SUFFIXES = (*_PLAIN_SUFFIXES, *(f"{suffix}.gz" for suffix in _PLAIN_SUFFIXES))
DOSSIER_FILES = (MANIFEST_FILE, EVIDENCE_FILE, BRIEFING_FILE)
_NO_MANIFEST = DossierFile()


@dataclass(frozen=True, slots=True)
class ResolvedInput:
    """The files to read for one path.

    Attributes
    ----------
    folder
        Folder whose evidence and briefing are read too; None for a single layer file.
    manifest
        The folder's `dossier.json`.
    layers
        Layer files, each with its initial display.
    bundle
        The bundle that was unpacked into the folder.
    """

    folder: Path | None = None
    manifest: DossierFile = _NO_MANIFEST
    layers: tuple[tuple[Path, LayerEntry], ...] = ()
    problems: tuple[Problem, ...] = ()
    bundle: UnpackedBundle | None = None

    @property
    def container(self) -> Path | None:
        """The folder or bundle, as the user named it."""
        return self.bundle.path if self.bundle else self.folder


def is_bundle(path: Path) -> bool:
    """Return whether a path has the suffix of a bundle."""
    return path.suffix.lower() == BUNDLE_SUFFIX


def resolve_input(path: Path, unpack_folder: Path, cancel_hook: CancelHook) -> ResolvedInput:
    """Resolve a path to layers; a bundle is unpacked below `unpack_folder`.

    A path that cannot be opened gives no layers, only problems.
    """
    try:
        if path.is_dir():
            return _resolve_folder(path)
        if path.name in DOSSIER_FILES and path.is_file():
            return _resolve_folder(path.parent)
        path.stat()
    except FileNotFoundError:
        return _failure(path, tr("There is no such file or folder."), tr("Check the path."))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        message = tr("The path cannot be opened: {reason}.").format(reason=reason)
        return _failure(path, message, tr("Check the path."))
    if is_bundle(path):
        return _resolve_bundle(path, unpack_folder, cancel_hook)
    return ResolvedInput(layers=((path, LayerEntry(file=path.name)),))


def _resolve_folder(folder: Path) -> ResolvedInput:
    if (folder / MANIFEST_FILE).is_file():
        return _resolve_dossier(folder)
    files = sorted(file for file in folder.iterdir() if _is_layer(file))
    if not files:
        remedy = tr("Choose a folder that contains .geojson files or a dossier.json.")
        return _failure(folder, tr("The folder contains no layers."), remedy)
    return ResolvedInput(
        folder=folder, layers=tuple((file, LayerEntry(file=file.name)) for file in files)
    )


def _resolve_bundle(path: Path, unpack_folder: Path, cancel_hook: CancelHook) -> ResolvedInput:
    try:
        bundle = unpack(path, unpack_folder, cancel_hook)
    except UnusableFileError as error:
        return ResolvedInput(problems=error.problems)
    resolved = _resolve_dossier(bundle.folder)
    return replace(resolved, bundle=bundle, problems=bundle.problems + resolved.problems)


def _resolve_dossier(folder: Path) -> ResolvedInput:
    try:
        manifest, problems, document = read_dossier_file(folder / MANIFEST_FILE)
    except UnusableFileError as error:
        return ResolvedInput(folder=folder, problems=error.problems)
    layers = tuple((folder / entry.file, entry) for entry in manifest.layers)
    if not layers:
        message = tr("The dossier lists no layers that can be opened.")
        remedy = tr("List its .geojson files in “layers”.")
        problems += (document.make_problem("error", ("layers",), message, remedy),)
    return ResolvedInput(folder, manifest, layers, problems)


def _is_layer(file: Path) -> bool:
    has_layer_name = file.name.lower().endswith(LAYER_SUFFIXES) and file.name not in DOSSIER_FILES
    return has_layer_name and file.is_file()


def _failure(path: Path, message: str, remedy: str) -> ResolvedInput:
    return ResolvedInput(problems=unusable_file(path, message, remedy).problems)
