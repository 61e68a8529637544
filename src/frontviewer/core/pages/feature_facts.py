"""What is known of a feature's shape, in words: kind, precision, source, measures."""

from frontviewer.core.geometry import geodesy
from frontviewer.core.geometry.arrays import shape_at
from frontviewer.core.model import edtf
from frontviewer.core.model.dossier import Dossier
from frontviewer.core.model.feature import Feature, is_number
from frontviewer.core.text.formatting import format_area, format_length, format_stated_length

_KINDS = {
    "settlement": "Settlement",
    "corridor": "Corridor",
    "defence_line": "Defence line",
    "area": "Area",
    "route": "Route",
    "point": "Point",
    "vertical": "A height, not a place",
    "not_located": "Named, not located",
}
_BASES = {
    "text": "drawn from the words of a text",
    "image": "drawn from a picture",
    "dataset": "taken from a data set",
    "official": "published by an authority",
    "analyst": "drawn by an analyst",
}

Facts = tuple[tuple[str, str], ...]
"""(label, words) pairs."""


def feature_facts(dossier: Dossier, feature: Feature) -> Facts:
    """Say what a feature is and how its shape is known; what is not known is left out."""
    properties = feature.properties
    feature_class = feature.feature_class
    valid = properties.get("valid")
    drawn = [properties.get("drawn_by"), properties.get("drawn_at")]
    pairs = [
        ("Kind", ", ".join(filter(None, [_KINDS.get(feature.kind, feature.kind), feature_class]))),
        ("Shape", _shape(feature)),
        ("Source", _source(dossier, properties.get("geom_source"))),
        ("Precision", _precision(feature)),
        ("As of", edtf.format_edtf(valid) if isinstance(valid, str) else ""),
        ("Width", _width(dossier, properties.get("width_m"))),
        *_measures(dossier, feature),
        ("Drawn by", ", ".join(str(part) for part in drawn if part)),
    ]
    return tuple((label, words) for label, words in pairs if words)


def _shape(feature: Feature) -> str:
    if not feature.located:
        return "none: nobody says where it is"
    how = _BASES.get(feature.basis, feature.basis) or "nobody says how it is known"
    return f"schematic, {how}" if feature.schematic else how


def _source(dossier: Dossier, value: object) -> str:
    if not isinstance(value, str):
        return ""
    source = dossier.index.sources.get(value)
    return f"{source.title} ({source.id})" if source else value


def _precision(feature: Feature) -> str:
    if not feature.located:
        return ""
    return (
        f"within {format_stated_length(feature.precision_m)}"
        if feature.precision_m
        else "not given"
    )


def _width(dossier: Dossier, value: object) -> str:
    """Return the width as claimed, and by whom."""
    if not isinstance(value, dict) or not is_number(value.get("value")):
        return ""
    named = str(value.get("as_reported_by") or "")
    by = dossier.index.agents[named].name if named in dossier.index.agents else named
    words = ("about " if value.get("approx") else "") + format_stated_length(float(value["value"]))
    return f"{words}, as reported by {by}" if by else words


def _measures(dossier: Dossier, feature: Feature) -> Facts:
    """Measure the shape as drawn, geodesically."""
    place = dossier.locate_feature(feature.key)
    shape = shape_at(place[0].geometry, place[1]) if place else None
    if shape is None:
        return ()
    area, length, width = geodesy.area_m2(shape), geodesy.length_m(shape), 0.0
    if feature.kind == "corridor" and area:
        length, width = geodesy.band_measures(shape)
    measures = [
        ("Area", format_area(area) + " as drawn" if area else ""),
        ("Length", format_length(length) + " as drawn" if length else ""),
        ("Width as drawn", format_length(width) if width else ""),
    ]
    return tuple((label, words) for label, words in measures if words)
