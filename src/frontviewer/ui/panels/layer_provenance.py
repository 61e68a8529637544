"""Builds the provenance table of a layer: file, source, author, dates, license and counts."""

from collections.abc import Sequence

import msgspec
import numpy as np

from frontviewer.core.model.dossier import Dossier
from frontviewer.core.model.edtf import format_edtf
from frontviewer.core.model.layer import Layer
from frontviewer.core.text.formatting import format_number
from frontviewer.core.text.translation import tr

_MAX_FEATURES_READ = 2000
"""Features searched for sources and authors; a file has few of them and repeats them early."""


class _FeatureOrigin(msgspec.Struct):
    geom_source: str | None = None
    drawn_by: str | None = None
    drawn_at: str | None = None


_origin_decoder = msgspec.json.Decoder(_FeatureOrigin | None)


def build_provenance_rows(layer: Layer, dossier: Dossier) -> tuple[tuple[str, str], ...]:
    """Return (label, value) pairs: file, source, author, dates, license, features, problems.

    Members of the layer's own file take precedence over those of its features and of the dossier.
    """
    mapped_count = int(np.count_nonzero(np.diff(layer.geometry.feature_offsets)))
    source_ids, authors, dates = _collect_origins(layer)
    titles = {source.id: source.title for source in dossier.evidence.sources}
    sources = "; ".join(titles.get(source_id) or source_id for source_id in source_ids)
    drawn_at = "; ".join(format_edtf(date) for date in dates)
    rows = (
        (tr("File"), str(layer.path) if layer.path else ""),
        (tr("Source"), _text_member(layer, "source") or sources),
        (tr("Credit"), _text_member(layer, "attribution")),
        (tr("Drawn by"), _text_member(layer, "drawn_by", "author") or "; ".join(authors)),
        (tr("Date drawn"), _text_member(layer, "drawn_at") or drawn_at),
        (tr("Data as of"), format_edtf(_text_member(layer, "as_of") or dossier.as_of)),
        (tr("License"), _text_member(layer, "licence", "license") or dossier.licence),
        (tr("Mapped features"), format_number(mapped_count)),
        (tr("Unmapped"), format_number(len(layer) - mapped_count)),
        (tr("Problems"), format_number(len(layer.problems))),
    )
    return tuple((label, value or tr("Not stated")) for label, value in rows)


def _text_member(layer: Layer, *names: str) -> str:
    """Return the first of these members of the file that is non-empty text; "" if none is."""
    values = (layer.members.get(name) for name in names)
    return next((value for value in values if isinstance(value, str) and value), "")


def _collect_origins(layer: Layer) -> tuple[Sequence[str], Sequence[str], Sequence[str]]:
    """Return the distinct source ids, authors and drawing dates of the features, in file order."""
    source_ids: dict[str, None] = {}  # dictionaries as ordered sets
    authors: dict[str, None] = {}
    dates: dict[str, None] = {}
    for index in range(min(len(layer), _MAX_FEATURES_READ)):
        try:
            origin = _origin_decoder.decode(layer.property_text(index)) or _FeatureOrigin()
        except (msgspec.DecodeError, UnicodeError):  # a foreign file: other types, or not JSON
            continue
        for value, distinct in (
            (origin.geom_source, source_ids),
            (origin.drawn_by, authors),
            (origin.drawn_at, dates),
        ):
            if value:
                distinct[value] = None
    return tuple(source_ids), tuple(authors), tuple(dates)
