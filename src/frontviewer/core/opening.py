"""Opens what the user names: folders, dossiers and GeoJSON files, joined into one Dossier."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from frontviewer.core.cache import Cache
from frontviewer.core.dossier import Dossier, LayerState
from frontviewer.core.dossier_files.dossier_file import DossierFile, LayerEntry, read_dossier_file
from frontviewer.core.geojson.reader import read_layer
from frontviewer.core.index import index_of
from frontviewer.core.joining import BRIEFING, EVIDENCE, join_words
from frontviewer.core.layer import Layer
from frontviewer.core.problems import Problem, UnusableFileError, unusable
from frontviewer.core.references import broken_references
from frontviewer.core.seal import seal_claims

Progress = Callable[[float, str], None]
"""Called with the share done, from 0 to 1, and the name of the file at hand. May raise to stop."""

_PLAIN_SUFFIXES = (".geojson", ".geojsonl", ".geojsons", ".ndjson", ".json")
LAYER_SUFFIXES = (*_PLAIN_SUFFIXES, *(f"{suffix}.gz" for suffix in _PLAIN_SUFFIXES))
_BUNDLE_SUFFIX = ".fvz"
_HEADER = "dossier.json"
_OWN_FILES = (_HEADER, EVIDENCE, BRIEFING)
_NO_HEADER = DossierFile()


@dataclass(frozen=True, slots=True)
class _Plan:
    """What one path asks to be read.

    Attributes
    ----------
    folder
        Whose evidence and briefing are read, too.
    layers
        Files, and how each is shown at first.
    """

    folder: Path | None = None
    header: DossierFile = _NO_HEADER
    layers: tuple[tuple[Path, LayerEntry], ...] = ()
    problems: tuple[Problem, ...] = ()


def open_dossier(
    paths: Sequence[Path],
    progress: Progress | None = None,
    *,
    source_texts: Mapping[str, Path] | None = None,
    cache: Cache | None = None,
) -> Dossier:
    """Open folders, dossiers and layer files together; what is named twice is opened once.

    Title, date and first view are those of the first dossier. `source_texts` maps source ids to
    files that hold their text, to check quotations against. `cache` is looked into, not filled.

    Raises
    ------
    UnusableFileError
        If nothing of it can be shown; it carries every problem met.
    """
    plans = [_plan(path) for path in paths]
    problems = [problem for plan in plans for problem in plan.problems]
    layers, states, told = _read_layers(_each_once(plans), progress, cache)
    problems += told
    if not layers:
        raise UnusableFileError(*problems)
    words = join_words(_folders(plans), layers)
    main = next((plan for plan in plans if plan.folder), _Plan())
    seals, unsealed = seal_claims(words.evidence, source_texts, words.documents)
    names = [layer.name for layer in layers]
    broken = broken_references(
        words.evidence,
        words.briefing,
        lambda named: any(named in layer.positions for layer in layers),
        names,
        documents=words.documents,
    )
    return Dossier(
        title=main.header.title or _title(main.folder, layers),
        path=main.folder,
        opened=tuple(plan.folder or path for plan, path in zip(plans, paths, strict=True)),
        layers=layers,
        states=states,
        view=main.header.view,
        as_of=main.header.as_of,
        summary=main.header.summary,
        licence=main.header.licence,
        evidence=words.evidence,
        briefing=words.briefing,
        problems=(*problems, *words.problems, *broken, *unsealed),
        members=main.header.extra,
        seals=seals,
        unsourced=sum(layer.unsourced for layer in layers),
        index=index_of(words.evidence),
    )


def watched_files(dossier: Dossier) -> tuple[Path, ...]:
    """Return the files whose change makes a dossier stale, be they there or not.

    Those with problems are among them, and folders in which every layer file counts.
    """
    folders = [path for path in dossier.opened if path.is_dir()]
    own = [folder / name for folder in folders for name in _OWN_FILES]
    plain = [folder for folder in folders if not (folder / _HEADER).is_file()]
    layers = [layer.path for layer in dossier.layers if layer.path]
    blamed = [Path(problem.file) for problem in dossier.problems if problem.file]
    return tuple(dict.fromkeys((*own, *plain, *layers, *blamed)))


def _plan(path: Path) -> _Plan:
    try:
        if path.is_dir():
            return _folder_plan(path)
        if path.name in _OWN_FILES and path.is_file():
            return _folder_plan(path.parent)
        path.stat()
    except FileNotFoundError:
        return _refusal(path, "There is no such file or folder.", "Check its name and place.")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        return _refusal(path, f"It cannot be opened: {reason}.", "Check its name and place.")
    if path.suffix.lower() == _BUNDLE_SUFFIX:
        message = "This version cannot open bundles (.fvz) yet."
        return _refusal(path, message, "Unpack it like a zip archive and open the folder.")
    return _Plan(layers=((path, LayerEntry(file=path.name)),))


def _folder_plan(folder: Path) -> _Plan:
    if (folder / _HEADER).is_file():
        return _dossier_plan(folder)
    found = sorted(file for file in folder.iterdir() if _is_layer(file))
    if not found:
        remedy = "Choose a folder that holds .geojson files or a dossier.json."
        return _refusal(folder, "The folder holds no layer.", remedy)
    return _Plan(folder=folder, layers=tuple((file, LayerEntry(file=file.name)) for file in found))


def _dossier_plan(folder: Path) -> _Plan:
    try:
        header, problems, document = read_dossier_file(folder / _HEADER)
    except UnusableFileError as error:
        return _Plan(folder=folder, problems=error.problems)
    layers = tuple((folder / entry.file, entry) for entry in header.layers)
    if not layers:
        message = "The dossier names no layer that could be opened."
        remedy = "Name its .geojson files in “layers”."
        problems += (document.problem("error", ("layers",), message, remedy),)
    return _Plan(folder, header, layers, problems)


def _is_layer(file: Path) -> bool:
    named = file.name.lower().endswith(LAYER_SUFFIXES) and file.name not in _OWN_FILES
    return named and file.is_file()


def _each_once(plans: Iterable[_Plan]) -> list[tuple[Path, LayerEntry]]:
    """Return the layers to read; a file that is named again keeps its first place."""
    wanted: dict[Path, tuple[Path, LayerEntry]] = {}
    for path, entry in (pair for plan in plans for pair in plan.layers):
        wanted.setdefault(path.absolute(), (path, entry))
    return list(wanted.values())


def _folders(plans: Iterable[_Plan]) -> list[Path]:
    return list({plan.folder.absolute(): plan.folder for plan in plans if plan.folder}.values())


def _title(folder: Path | None, layers: Sequence[Layer]) -> str:
    if folder:
        return folder.absolute().name or str(folder)
    others = len(layers) - 1
    return f"{layers[0].title} and {others} more" if others else layers[0].title


def _read_layers(
    wanted: Sequence[tuple[Path, LayerEntry]], progress: Progress | None, cache: Cache | None
) -> tuple[tuple[Layer, ...], tuple[LayerState, ...], list[Problem]]:
    layers: dict[str, Layer] = {}
    states: list[LayerState] = []
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
        states.append(
            LayerState(name, layer.title, entry.group, entry.visible, min(max(entry.opacity, 0), 1))
        )
    return tuple(layers.values()), tuple(states), problems


def _share_of(
    progress: Progress | None, number: int, count: int, file: str
) -> Callable[[float], None]:
    def report(share: float) -> None:
        if progress is not None:
            progress((number + share) / count, file)

    return report


def _unused_name(path: Path, taken: Mapping[str, Layer]) -> str:
    file = os.fsencode(path.name).decode("utf-8", "replace")
    stem = file.removesuffix(".gz").rpartition(".")[0] or file
    names = chain([stem], (f"{stem}-{number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)


def _refusal(path: Path, message: str, remedy: str) -> _Plan:
    return _Plan(problems=unusable(path, message, remedy).problems)
