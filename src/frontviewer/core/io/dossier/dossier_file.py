"""Reads and writes `dossier.json`, and defines its records."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from frontviewer.core.io.dossier.json_reader import read_json_file
from frontviewer.core.io.dossier.record_codec import read_record, write_record
from frontviewer.core.model.briefing import View
from frontviewer.core.model.evidence import EdtfText, InnerPath, Record
from frontviewer.core.problems import Problem
from frontviewer.core.text.json_positions import JsonDocument
from frontviewer.core.text.translation import tr

FORMAT = "frontviewer/1"


class LayerEntry(Record, frozen=True, kw_only=True):
    """One layer of a dossier and its initial display.

    Attributes
    ----------
    file
        Path of the layer file, relative to the dossier's folder.
    title
        Displayed title; "" displays the stem of the file name.
    opacity
        From 0 to 1.
    style
        Style of the whole layer, with the keys of simplestyle-spec.
    """

    file: InnerPath
    title: str = ""
    group: str = ""
    visible: bool = True
    opacity: float = 1.0
    style: dict[str, Any] = {}  # noqa: RUF012 - msgspec copies it


class FileDigest(Record, frozen=True, kw_only=True):
    """Expected digest of a file in a bundle: SHA-256 in hexadecimal and size in bytes."""

    sha256: str
    bytes: int


class DossierFile(Record, frozen=True, kw_only=True):
    """Content of `dossier.json`.

    Attributes
    ----------
    format
        "frontviewer/1".
    layers
        Topmost first.
    view
        Initial view: west, south, east, north in degrees, WGS 84; null shows all layers.
    files
        Digests of all other files of a bundle, by path relative to the dossier's folder.
    """

    format: str = FORMAT
    title: str = ""
    as_of: EdtfText = ""
    summary: str = ""
    licence: str = ""
    layers: tuple[LayerEntry, ...] = ()
    view: View | None = None
    files: dict[InnerPath, FileDigest] = {}  # noqa: RUF012 - msgspec copies it


def read_dossier_file(path: Path) -> tuple[DossierFile, tuple[Problem, ...], JsonDocument]:
    """Read a dossier file; return it, its problems and the document. Raises UnusableFileError.

    Invalid layer entries are left out and reported.
    """
    document, duplicates = read_json_file(path)
    dossier, problems = parse_dossier_file(document)
    return dossier, duplicates + problems, document


def parse_dossier_file(document: JsonDocument) -> tuple[DossierFile, tuple[Problem, ...]]:
    """Parse the dossier file in a document; return it and its problems."""
    dossier, problems = read_record(document, DossierFile)
    return dossier, problems + tuple(_find_warnings(document, dossier))


def write_dossier_file(path: Path, dossier: DossierFile) -> None:
    """Write a dossier file atomically. Raises UnusableFileError."""
    write_record(path, dossier)


def _find_warnings(document: JsonDocument, dossier: DossierFile) -> Iterator[Problem]:
    if dossier.format != FORMAT:
        message = tr("The format is “{format}”; this version supports “{supported}”.")
        message = message.format(format=dossier.format, supported=FORMAT)
        remedy = tr("Unknown members are not shown, but preserved when the file is saved.")
        yield document.make_problem("warning", ("format",), message, remedy)
    for entry in dossier.layers:
        if not 0 <= entry.opacity <= 1:
            path = document.find_record("layers", entry.file, key="file") or ("layers",)
            message = tr("Layer {file}: the opacity is not between 0 and 1.")
            message = message.format(file=entry.file)
            yield document.make_problem("warning", (*path, "opacity"), message)
