"""Where a layer comes from, in words."""

from collections.abc import Sequence

import msgspec
import numpy as np
from PySide6.QtCore import QCoreApplication

from frontviewer.core.model.dossier import Dossier
from frontviewer.core.model.edtf import format_edtf
from frontviewer.core.model.layer import Layer

_READ_FIRST = 2000
"""Features whose members are read for their makers; a file has few, and says so early."""


class _Made(msgspec.Struct):
    geom_source: str | None = None
    drawn_by: str | None = None
    drawn_at: str | None = None


_made = msgspec.json.Decoder(_Made | None)


def provenance(layer: Layer, dossier: Dossier) -> tuple[tuple[str, str], ...]:
    """Return (label, words) pairs: file, source, maker, date, licence, features, problems.

    What the file says of itself comes before what the dossier says of all its files.
    """
    translate = QCoreApplication.translate
    located = int(np.count_nonzero(np.diff(layer.geometry.feature_offsets)))
    sources, makers, dates = _makers(layer)
    titles = {source.id: source.title for source in dossier.evidence.sources}
    source = "; ".join(titles.get(name) or name for name in sources)
    drawn_at = "; ".join(format_edtf(date) for date in dates)
    rows = (
        (translate("Provenance", "File"), str(layer.path) if layer.path else ""),
        (translate("Provenance", "Source"), _said(layer, "source") or source),
        (translate("Provenance", "Credit"), _said(layer, "attribution")),
        (
            translate("Provenance", "Drawn by"),
            _said(layer, "drawn_by", "author") or "; ".join(makers),
        ),
        (translate("Provenance", "Drawn on"), _said(layer, "drawn_at") or drawn_at),
        (translate("Provenance", "As of"), format_edtf(_said(layer, "as_of") or dossier.as_of)),
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


def _makers(layer: Layer) -> tuple[Sequence[str], Sequence[str], Sequence[str]]:
    """Return the sources, makers and dates that the features name, each once, in their order."""
    sources: dict[str, None] = {}
    makers: dict[str, None] = {}
    dates: dict[str, None] = {}
    for index in range(min(len(layer), _READ_FIRST)):
        try:
            made = _made.decode(layer.property_text(index)) or _Made()
        except (msgspec.DecodeError, UnicodeError):  # a foreign file's own, or none
            continue
        for words, named in (
            (made.geom_source, sources),
            (made.drawn_by, makers),
            (made.drawn_at, dates),
        ):
            if words:
                named[words] = None
    return tuple(sources), tuple(makers), tuple(dates)
