"""The values of `dossier.json`, read and written."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from frontviewer.core.io.dossier.json_reader import read_document
from frontviewer.core.io.dossier.record_codec import read_record, write_record
from frontviewer.core.model.briefing import View
from frontviewer.core.model.evidence import EdtfText, InnerPath, Record
from frontviewer.core.problems import Problem
from frontviewer.core.text.json_positions import Document

FORMAT = "frontviewer/1"


class LayerEntry(Record, frozen=True, kw_only=True):
    """One layer of a dossier and how it is shown at first.

    Attributes
    ----------
    file
        Below the dossier's folder.
    title
        For people; "" where the stem of its file will do.
    opacity
        From 0 to 1.
    style
        Looks of the whole layer, keys as in simplestyle-spec.
    """

    file: InnerPath
    title: str = ""
    group: str = ""
    visible: bool = True
    opacity: float = 1.0
    style: dict[str, Any] = {}  # noqa: RUF012 - msgspec copies it


class FileDigest(Record, frozen=True, kw_only=True):
    """What a file of a bundle must be: its SHA-256 in hexadecimal and its length in bytes."""

    sha256: str
    bytes: int


class DossierFile(Record, frozen=True, kw_only=True):
    """All of `dossier.json`.

    Attributes
    ----------
    format
        "frontviewer/1".
    layers
        Topmost first.
    view
        West, south, east, north in degrees, WGS 84, to show at first; None: all.
    files
        Every file of a bundle, by its path below the folder.
    """

    format: str = FORMAT
    title: str = ""
    as_of: EdtfText = ""
    summary: str = ""
    licence: str = ""
    layers: tuple[LayerEntry, ...] = ()
    view: View | None = None
    files: dict[InnerPath, FileDigest] = {}  # noqa: RUF012 - msgspec copies it


def read_dossier_file(path: Path) -> tuple[DossierFile, tuple[Problem, ...], Document]:
    """Read a dossier file: return it, its problems and the document. Raises UnusableFileError.

    A layer entry that cannot be read is left out and reported, the rest is kept.
    """
    document, repeated = read_document(path)
    dossier, problems = dossier_file_of(document)
    return dossier, repeated + problems, document


def dossier_file_of(document: Document) -> tuple[DossierFile, tuple[Problem, ...]]:
    """Read the dossier file in a document."""
    dossier, problems = read_record(document, DossierFile)
    return dossier, problems + tuple(_doubts(document, dossier))


def write_dossier_file(path: Path, dossier: DossierFile) -> None:
    """Write a dossier file, whole or not at all. Raises UnusableFileError."""
    write_record(path, dossier)


def _doubts(document: Document, dossier: DossierFile) -> Iterator[Problem]:
    if dossier.format != FORMAT:
        message = f"The format is “{dossier.format}”; this version reads “{FORMAT}”."
        remedy = "What it does not understand is kept on saving, but not shown."
        yield document.problem("warning", ("format",), message, remedy)
    for entry in dossier.layers:
        if not 0 <= entry.opacity <= 1:
            place = document.find("layers", entry.file, key="file") or ("layers",)
            message = f"Layer {entry.file}: the opacity lies outside 0 to 1."
            yield document.problem("warning", (*place, "opacity"), message)
