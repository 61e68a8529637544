"""Opens what the user names: folders, dossiers and GeoJSON files, joined into one Dossier."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from frontviewer.core.briefing import Briefing
from frontviewer.core.briefing_file import briefing_of
from frontviewer.core.dossier import Dossier, LayerState
from frontviewer.core.dossier_file import DossierFile, LayerEntry, dossier_file_of
from frontviewer.core.evidence import Evidence
from frontviewer.core.evidence_file import evidence_of
from frontviewer.core.geojson import read_layer
from frontviewer.core.index import index_of
from frontviewer.core.json_file import read_document
from frontviewer.core.json_place import Document
from frontviewer.core.layer import Layer
from frontviewer.core.problems import Problem, UnusableFileError
from frontviewer.core.references import broken_references
from frontviewer.core.seal import seal_claims

Progress = Callable[[float, str], None]
"""Called with the share done, from 0 to 1, and the name of the file at hand. May raise to stop."""

LAYER_SUFFIXES = (".geojson", ".geojsonl", ".geojsons", ".ndjson", ".json", ".gz")
_HEADER, _EVIDENCE, _BRIEFING = "dossier.json", "evidence.json", "briefing.json"
_OWN_FILES = (_HEADER, _EVIDENCE, _BRIEFING)
_MEMBER = "frontviewer"


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


@dataclass(frozen=True, slots=True)
class _Words:
    """Evidence and briefing, and the documents they stand in."""

    evidence: Evidence
    briefing: Briefing
    documents: tuple[Document, ...]
    problems: tuple[Problem, ...]


def open_dossier(
    paths: Sequence[Path],
    progress: Progress | None = None,
    *,
    source_texts: Mapping[str, Path] | None = None,
) -> Dossier:
    """Open folders, dossiers and layer files together.

    `source_texts` maps source ids to files that hold their text, to check quotations against.

    Raises
    ------
    UnusableFileError
        If nothing of it can be shown; it carries every problem met.
    """
    plans = [_plan(path) for path in paths]
    problems = [problem for plan in plans for problem in plan.problems]
    layers, states, told = _read_layers([pair for plan in plans for pair in plan.layers], progress)
    problems += told
    if not layers:
        raise UnusableFileError(*problems)
    words = _read_words([plan.folder for plan in plans if plan.folder], layers)
    main = next((plan for plan in plans if plan.folder), _Plan())
    index = index_of(layers, words.evidence)
    seals, unsealed = seal_claims(
        words.evidence, main.folder, source_texts or {}, documents=words.documents
    )
    names = [layer.name for layer in layers]
    broken = broken_references(
        words.evidence, words.briefing, index.keys, names, documents=words.documents
    )
    return Dossier(
        title=main.header.title or layers[0].title,
        path=main.folder,
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
        unsourced=sum(feature.unsourced for layer in layers for feature in layer.features()),
        index=index,
    )


def watched_files(dossier: Dossier) -> tuple[Path, ...]:
    """Return the files whose change makes a dossier stale."""
    own = [dossier.path / name for name in _OWN_FILES] if dossier.path else []
    layers = [layer.path for layer in dossier.layers if layer.path]
    return tuple(file for file in (*own, *layers) if file.is_file())


def _plan(path: Path) -> _Plan:
    if not path.exists():
        return _Plan(problems=(_fault(path, "There is no such file or folder."),))
    if path.is_file() and path.name != _HEADER:
        return _Plan(layers=((path, LayerEntry(file=path.name)),))
    folder = path if path.is_dir() else path.parent
    if (folder / _HEADER).is_file():
        return _dossier_plan(folder)
    found = sorted(file for file in folder.iterdir() if _is_layer(file))
    if not found:
        remedy = "Choose a folder that holds .geojson files or a dossier.json."
        return _Plan(problems=(_fault(path, "The folder holds no layer.", remedy),))
    return _Plan(folder=folder, layers=tuple((file, LayerEntry(file=file.name)) for file in found))


def _dossier_plan(folder: Path) -> _Plan:
    try:
        document, repeated = read_document(folder / _HEADER)
    except UnusableFileError as error:
        return _Plan(folder=folder, problems=error.problems)
    header, problems = dossier_file_of(document)
    layers = tuple((folder / entry.file, entry) for entry in header.layers)
    return _Plan(folder, header, layers, (*repeated, *problems))


def _is_layer(file: Path) -> bool:
    return file.is_file() and file.suffix in LAYER_SUFFIXES and file.name not in _OWN_FILES


def _read_layers(
    wanted: Sequence[tuple[Path, LayerEntry]], progress: Progress | None
) -> tuple[tuple[Layer, ...], tuple[LayerState, ...], list[Problem]]:
    layers: dict[str, Layer] = {}
    states: list[LayerState] = []
    problems: list[Problem] = []
    for number, (path, entry) in enumerate(wanted):
        report = _share_of(progress, number, len(wanted), path.name)
        report(0.0)
        name = _unused_name(path, layers)
        try:
            layer = read_layer(path, name=name, title=entry.title, progress=report)
        except UnusableFileError as error:
            problems += error.problems
            continue
        layers[name] = layer
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
    stem = path.name.removesuffix(".gz").rpartition(".")[0] or path.name
    names = chain([stem], (f"{stem}-{number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)


def _read_words(folders: Iterable[Path], layers: Iterable[Layer]) -> _Words:
    """Read evidence and briefings of the folders, and evidence inside the layers."""
    parts = [*_folder_words(folders), *_layer_words(layers)]
    return _Words(
        evidence=Evidence(
            agents=tuple(a for part in parts for a in part.evidence.agents),
            sources=tuple(s for part in parts for s in part.evidence.sources),
            claims=tuple(c for part in parts for c in part.evidence.claims),
            media=tuple(m for part in parts for m in part.evidence.media),
        ),
        briefing=next((part.briefing for part in parts if part.briefing.steps), Briefing()),
        documents=tuple(d for part in parts for d in part.documents),
        problems=tuple(p for part in parts for p in part.problems),
    )


def _folder_words(folders: Iterable[Path]) -> Iterator[_Words]:
    for file in (folder / name for folder in folders for name in (_EVIDENCE, _BRIEFING)):
        nothing = _Words(Evidence(), Briefing(), (), ())
        if not file.is_file():
            continue
        try:
            document, repeated = read_document(file)
        except UnusableFileError as error:
            yield replace(nothing, problems=error.problems)
            continue
        if file.name == _EVIDENCE:
            evidence, problems = evidence_of(document)
            yield _Words(evidence, Briefing(), (document,), (*repeated, *problems))
        else:
            briefing, problems = briefing_of(document)
            yield _Words(Evidence(), briefing, (document,), (*repeated, *problems))


def _layer_words(layers: Iterable[Layer]) -> Iterator[_Words]:
    for layer in layers:
        members = layer.members.get(_MEMBER)
        if isinstance(members, dict):
            text = layer.text.decode("utf-8", "replace")
            document = Document(str(layer.path), members, text, base=(_MEMBER,))
            evidence, problems = evidence_of(document)
            yield _Words(evidence, Briefing(), (document,), problems)


def _fault(path: Path, message: str, remedy: str = "") -> Problem:
    return Problem(severity="error", file=str(path), message=message, remedy=remedy)
