"""Where a layer comes from, in words."""

import msgspec
import numpy as np
from PySide6.QtCore import QCoreApplication

from frontviewer.core.dossier import Dossier
from frontviewer.core.layer import Layer

_READ_FIRST = 2000
"""Features whose members are read for their makers; a file has few, and says so early."""


class _Made(msgspec.Struct):
    geom_source: str | None = None
    drawn_by: str | None = None
    drawn_at: str | None = None


class _Feature(msgspec.Struct):
    properties: _Made | None = None


def provenance(layer: Layer, dossier: Dossier) -> tuple[tuple[str, str], ...]:
    """Return (label, words) pairs: file, source, maker, date, licence, features, problems.

    What the file says of itself comes before what the dossier says of all its files.
    """
    translate = QCoreApplication.translate
    located = int(np.count_nonzero(np.diff(layer.columns.feature_offsets)))
    made = _makers(layer)
    rows = (
        (translate("Provenance", "File"), str(layer.path) if layer.path else ""),
        (translate("Provenance", "Source"), _said(layer, "source", "attribution") or made[0]),
        (translate("Provenance", "Drawn by"), _said(layer, "drawn_by", "author") or made[1]),
        (translate("Provenance", "Drawn on"), _said(layer, "drawn_at") or made[2]),
        (translate("Provenance", "As of"), _said(layer, "as_of") or dossier.as_of),
        (translate("Provenance", "Licence"), _said(layer, "licence", "license") or dossier.licence),
        (translate("Provenance", "Features on the map"), f"{located:,}"),
        (translate("Provenance", "Without a place"), f"{len(layer) - located:,}"),
        (translate("Provenance", "Problems"), f"{len(layer.problems):,}"),
    )
    unsaid = translate("Provenance", "not said")
    return tuple((label, words or unsaid) for label, words in rows)


def _said(layer: Layer, *members: str) -> str:
    """Return the first of these members of the file that is text."""
    said = (layer.members.get(member) for member in members)
    return next((words for words in said if isinstance(words, str) and words), "")


def _makers(layer: Layer) -> tuple[str, str, str]:
    """Return what the features say of their sources, makers and dates, each said once."""
    found: tuple[dict[str, None], ...] = ({}, {}, {})  # in the order of the file
    decoder = msgspec.json.Decoder(_Feature)
    for start, end in layer.spans[:_READ_FIRST]:
        try:
            made = decoder.decode(layer.text[start:end]).properties or _Made()
        except msgspec.ValidationError:  # a foreign file's member of the same name
            continue
        for words, said in zip(
            (made.geom_source, made.drawn_by, made.drawn_at), found, strict=True
        ):
            if words:
                said[words] = None
    sources, makers, dates = ("; ".join(said) for said in found)
    return sources, makers, dates
