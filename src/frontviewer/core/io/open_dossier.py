"""Opens folders, bundles and GeoJSON files and merges them into one Dossier."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path

from frontviewer.core.io.bundle.entries import MANIFEST_FILE
from frontviewer.core.io.bundle.unpack import CancelHook, UnpackedBundle
from frontviewer.core.io.bundle.unpack_cache import default_unpack_folder, prune
from frontviewer.core.io.cache.layer_cache import LayerCache
from frontviewer.core.io.dossier.dossier_file import LayerEntry
from frontviewer.core.io.geojson.reader import read_layer
from frontviewer.core.io.input_paths import DOSSIER_FILES, ResolvedInput, is_bundle, resolve_input
from frontviewer.core.io.merge_evidence import merge_evidence
from frontviewer.core.model.dossier import Dossier, LayerState
from frontviewer.core.model.evidence_index import build_index
from frontviewer.core.model.layer import Layer
from frontviewer.core.problems import Problem, UnusableFileError
from frontviewer.core.text.formatting import format_number
from frontviewer.core.text.translation import trn
from frontviewer.core.validation.quotations import verify_quotations
from frontviewer.core.validation.references import find_broken_references

FileProgress = Callable[[float, str], None]
"""Called with the share done, from 0 to 1, and the current file name; may raise to cancel."""


def open_dossier(
    paths: Sequence[Path],
    progress: FileProgress | None = None,
    *,
    source_texts: Mapping[str, Path] | None = None,
    cache: LayerCache | None = None,
    unpack_folder: Path | None = None,
) -> Dossier:
    """Open folders, bundles and layer files together; files that are named twice are read once.

    Title, date and initial view are those of the first dossier.

    Parameters
    ----------
    source_texts
        Maps source ids to text files, to verify quotations against.
    cache
        Layers are loaded from it, but not stored in it.
    unpack_folder
        Folder in which bundles are unpacked; None: in the user's cache folder.

    Raises
    ------
    UnusableFileError
        If no layer can be opened; it carries all problems.
    """
    unpack_folder = (unpack_folder or default_unpack_folder()).absolute()
    if any(map(is_bundle, paths)):
        prune(unpack_folder)
    inputs = [
        resolve_input(path, unpack_folder, _make_cancel_hook(progress, path.name)) for path in paths
    ]
    bundles = [resolved.bundle for resolved in inputs if resolved.bundle]
    problems = [problem for resolved in inputs for problem in resolved.problems]
    layers, layer_states, layer_problems = _read_layers(_deduplicated(inputs), progress, cache)
    problems += layer_problems
    if not layers:
        raise UnusableFileError(*_map_problems(problems, bundles))
    merged = merge_evidence(_folders(inputs), layers)
    main = next((resolved for resolved in inputs if resolved.folder), ResolvedInput())
    verification, quotation_problems = verify_quotations(
        merged.evidence, source_texts, merged.documents
    )
    reference_problems = find_broken_references(
        merged.evidence,
        merged.briefing,
        lambda feature_id: any(feature_id in layer.positions for layer in layers),
        [layer.name for layer in layers],
        documents=merged.documents,
    )
    problems += (*merged.problems, *reference_problems, *quotation_problems)
    return Dossier(
        title=main.manifest.title or _default_title(main, layers),
        path=main.container,
        opened=tuple(
            resolved.container or path for resolved, path in zip(inputs, paths, strict=True)
        ),
        layers=tuple(_map_layer(layer, bundles) for layer in layers),
        layer_states=layer_states,
        view=main.manifest.view,
        as_of=main.manifest.as_of,
        summary=main.manifest.summary,
        licence=main.manifest.licence,
        evidence=merged.evidence,
        briefing=merged.briefing,
        problems=_map_problems(problems, bundles),
        members=main.manifest.extra,
        verification=verification,
        unsourced_count=sum(layer.unsourced_count for layer in layers),
        index=build_index(merged.evidence),
    )


def list_watched_files(dossier: Dossier) -> tuple[Path, ...]:
    """Return the paths whose change makes a dossier stale, including files that do not exist yet.

    Files with problems are included, and folders whose layers are not listed in a manifest.
    """
    folders = [path for path in dossier.opened if path.is_dir()]
    dossier_files = [folder / name for folder in folders for name in DOSSIER_FILES]
    unlisted = [folder for folder in folders if not (folder / MANIFEST_FILE).is_file()]
    layers = [layer.path for layer in dossier.layers if layer.path]
    faulty = [Path(problem.file) for problem in dossier.problems if problem.file]
    bundles = [path for path in dossier.opened if is_bundle(path) and path not in folders]
    paths = dict.fromkeys((*bundles, *dossier_files, *unlisted, *layers, *faulty))
    return tuple(path for path in paths if not any(bundle in path.parents for bundle in bundles))


def _deduplicated(inputs: Iterable[ResolvedInput]) -> list[tuple[Path, LayerEntry]]:
    """Return the layers to read, each file once, in the order of first mention."""
    unique: dict[Path, tuple[Path, LayerEntry]] = {}
    for path, entry in (layer for resolved in inputs for layer in resolved.layers):
        unique.setdefault(path.absolute(), (path, entry))
    return list(unique.values())


def _folders(inputs: Iterable[ResolvedInput]) -> list[Path]:
    folders = (resolved.folder for resolved in inputs if resolved.folder)
    return list({folder.absolute(): folder for folder in folders}.values())


def _map_problems(
    problems: Iterable[Problem], bundles: Iterable[UnpackedBundle]
) -> tuple[Problem, ...]:
    """Replace paths of unpacked files by paths in the bundles that the user named."""
    for bundle in bundles:
        problems = bundle.map_problems(problems)
    return tuple(problems)


def _map_layer(layer: Layer, bundles: Iterable[UnpackedBundle]) -> Layer:
    for bundle in bundles:
        path = bundle.map_path(layer.path) if layer.path else None
        layer = replace(layer, path=path, problems=tuple(bundle.map_problems(layer.problems)))
    return layer


def _default_title(main: ResolvedInput, layers: Sequence[Layer]) -> str:
    if main.bundle:
        return main.bundle.path.stem
    if main.folder:
        return main.folder.absolute().name or str(main.folder)
    title, rest = layers[0].title, len(layers) - 1
    if not rest:
        return title
    message = trn("{title} and {count} more", "{title} and {count} more", rest)
    return message.format(title=title, count=format_number(rest))


def _read_layers(
    entries: Sequence[tuple[Path, LayerEntry]],
    progress: FileProgress | None,
    cache: LayerCache | None,
) -> tuple[tuple[Layer, ...], tuple[LayerState, ...], list[Problem]]:
    layers: dict[str, Layer] = {}
    layer_states: list[LayerState] = []
    problems: list[Problem] = []
    for index, (path, entry) in enumerate(entries):
        report = _make_progress(progress, index, len(entries), path.name)
        report(0.0)
        name = _unique_name(path, layers)
        try:
            layer = read_layer(
                path, name=name, title=entry.title or name, progress=report, cache=cache
            )
        except UnusableFileError as error:
            problems += error.problems
            continue
        layers[name] = replace(layer, style=entry.style)
        problems += layer.problems
        layer_states.append(
            LayerState(name, layer.title, entry.group, entry.visible, min(max(entry.opacity, 0), 1))
        )
    return tuple(layers.values()), tuple(layer_states), problems


def _make_cancel_hook(progress: FileProgress | None, file: str) -> CancelHook:
    report = _make_progress(progress, 0, 1, file)
    return lambda: report(0.0)


def _make_progress(
    progress: FileProgress | None, index: int, count: int, file: str
) -> Callable[[float], None]:
    """Return the progress callback of one file out of several."""

    def report(share: float) -> None:
        if progress is not None:
            progress((index + share) / count, file)

    return report


def _unique_name(path: Path, existing: Mapping[str, Layer]) -> str:
    """Return the stem of a file, with a number appended if another layer has this name."""
    file = os.fsencode(path.name).decode("utf-8", "replace")
    stem = file.removesuffix(".gz").rpartition(".")[0] or file
    names = chain([stem], (f"{stem}-{number}" for number in range(2, len(existing) + 3)))
    return next(name for name in names if name not in existing)
