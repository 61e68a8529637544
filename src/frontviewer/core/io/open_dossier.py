"""Opens what the user names: folders, bundles and GeoJSON files, joined into one Dossier."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path

from frontviewer.core.io.bundle.entries import HEADER
from frontviewer.core.io.bundle.unpack import Unpacked, Watch
from frontviewer.core.io.bundle.unpack_cache import tidy, usual_shelf
from frontviewer.core.io.cache.layer_cache import LayerCache
from frontviewer.core.io.dossier.dossier_file import LayerEntry
from frontviewer.core.io.geojson.reader import read_layer
from frontviewer.core.io.input_paths import OWN_FILES, ResolvedInput, is_bundle, resolve_input
from frontviewer.core.io.merge_evidence import merge_evidence
from frontviewer.core.model.dossier import Dossier, LayerState
from frontviewer.core.model.evidence_index import build_index
from frontviewer.core.model.layer import Layer
from frontviewer.core.problems import Problem, UnusableFileError
from frontviewer.core.validation.quotations import verify_quotations
from frontviewer.core.validation.references import broken_references

Progress = Callable[[float, str], None]
"""Called with the share done, from 0 to 1, and the name of the file at hand. May raise to stop."""


def open_dossier(
    paths: Sequence[Path],
    progress: Progress | None = None,
    *,
    source_texts: Mapping[str, Path] | None = None,
    cache: LayerCache | None = None,
    shelf: Path | None = None,
) -> Dossier:
    """Open folders, bundles and layer files together; what is named twice is opened once.

    Title, date and first view are those of the first dossier. `source_texts` maps source ids to
    files that hold their text, to check quotations against. `cache` is looked into, not filled.
    `shelf` is where bundles are unpacked; None: in the person's cache.

    Raises
    ------
    UnusableFileError
        If nothing of it can be shown; it carries every problem met.
    """
    shelf = (shelf or usual_shelf()).absolute()
    if any(map(is_bundle, paths)):
        tidy(shelf)
    plans = [resolve_input(path, shelf, _watch_of(progress, path.name)) for path in paths]
    bundles = [plan.bundle for plan in plans if plan.bundle]
    problems = [problem for plan in plans for problem in plan.problems]
    layers, layer_states, told = _read_layers(_deduplicated(plans), progress, cache)
    problems += told
    if not layers:
        raise UnusableFileError(*_as_named(problems, bundles))
    words = merge_evidence(_folders(plans), layers)
    main = next((plan for plan in plans if plan.folder), ResolvedInput())
    verification, unsealed = verify_quotations(words.evidence, source_texts, words.documents)
    names = [layer.name for layer in layers]
    broken = broken_references(
        words.evidence,
        words.briefing,
        lambda named: any(named in layer.positions for layer in layers),
        names,
        documents=words.documents,
    )
    problems += (*words.problems, *broken, *unsealed)
    return Dossier(
        title=main.header.title or _title(main, layers),
        path=main.place,
        opened=tuple(plan.place or path for plan, path in zip(plans, paths, strict=True)),
        layers=tuple(_layer_as_named(layer, bundles) for layer in layers),
        layer_states=layer_states,
        view=main.header.view,
        as_of=main.header.as_of,
        summary=main.header.summary,
        licence=main.header.licence,
        evidence=words.evidence,
        briefing=words.briefing,
        problems=_as_named(problems, bundles),
        members=main.header.extra,
        verification=verification,
        unsourced=sum(layer.unsourced for layer in layers),
        index=build_index(words.evidence),
    )


def watched_files(dossier: Dossier) -> tuple[Path, ...]:
    """Return the files whose change makes a dossier stale, be they there or not.

    Those with problems are among them, and folders in which every layer file counts.
    """
    folders = [path for path in dossier.opened if path.is_dir()]
    own = [folder / name for folder in folders for name in OWN_FILES]
    plain = [folder for folder in folders if not (folder / HEADER).is_file()]
    layers = [layer.path for layer in dossier.layers if layer.path]
    blamed = [Path(problem.file) for problem in dossier.problems if problem.file]
    bundles = [path for path in dossier.opened if is_bundle(path) and path not in folders]
    watched = dict.fromkeys((*bundles, *own, *plain, *layers, *blamed))
    return tuple(path for path in watched if not any(each in path.parents for each in bundles))


def _deduplicated(plans: Iterable[ResolvedInput]) -> list[tuple[Path, LayerEntry]]:
    """Return the layers to read; a file that is named again keeps its first place."""
    wanted: dict[Path, tuple[Path, LayerEntry]] = {}
    for path, entry in (pair for plan in plans for pair in plan.layers):
        wanted.setdefault(path.absolute(), (path, entry))
    return list(wanted.values())


def _folders(plans: Iterable[ResolvedInput]) -> list[Path]:
    return list({plan.folder.absolute(): plan.folder for plan in plans if plan.folder}.values())


def _as_named(problems: Iterable[Problem], bundles: Iterable[Unpacked]) -> tuple[Problem, ...]:
    """Return problems whose places are in the bundles that the user named."""
    for bundle in bundles:
        problems = bundle.told(problems)
    return tuple(problems)


def _layer_as_named(layer: Layer, bundles: Iterable[Unpacked]) -> Layer:
    for bundle in bundles:
        path = bundle.named(layer.path) if layer.path else None
        layer = replace(layer, path=path, problems=tuple(bundle.told(layer.problems)))
    return layer


def _title(main: ResolvedInput, layers: Sequence[Layer]) -> str:
    if main.bundle:
        return main.bundle.path.stem
    if main.folder:
        return main.folder.absolute().name or str(main.folder)
    others = len(layers) - 1
    return f"{layers[0].title} and {others} more" if others else layers[0].title


def _read_layers(
    wanted: Sequence[tuple[Path, LayerEntry]], progress: Progress | None, cache: LayerCache | None
) -> tuple[tuple[Layer, ...], tuple[LayerState, ...], list[Problem]]:
    layers: dict[str, Layer] = {}
    layer_states: list[LayerState] = []
    problems: list[Problem] = []
    for number, (path, entry) in enumerate(wanted):
        report = _share_of(progress, number, len(wanted), path.name)
        report(0.0)
        name = _unused_name(path, layers)
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


def _watch_of(progress: Progress | None, file: str) -> Watch:
    report = _share_of(progress, 0, 1, file)
    return lambda: report(0.0)


def _share_of(
    progress: Progress | None, number: int, count: int, file: str
) -> Callable[[float], None]:
    def report(share: float) -> None:
        if progress is not None:
            progress((number + share) / count, file)

    return report


def _unused_name(path: Path, take_ranges: Mapping[str, Layer]) -> str:
    file = os.fsencode(path.name).decode("utf-8", "replace")
    stem = file.removesuffix(".gz").rpartition(".")[0] or file
    names = chain([stem], (f"{stem}-{number}" for number in range(2, len(take_ranges) + 3)))
    return next(name for name in names if name not in take_ranges)
