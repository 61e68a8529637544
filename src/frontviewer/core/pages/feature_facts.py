"""What is known of a feature's shape, in words: kind, precision, source, measures."""

from frontviewer.core.geometry import geodesy
from frontviewer.core.geometry.arrays import shape_at
from frontviewer.core.model import edtf
from frontviewer.core.model.dossier import Dossier
from frontviewer.core.model.feature import Feature, is_number

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
_KM = 1000.0
_FINE_KM = 10.0

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


def format_length(meters: float) -> str:
    """Return a measured length as people say it: "850 m", "3.0 km", "42 km"."""
    if round(meters) < _KM:
        return f"{meters:.0f} m"
    km = meters / _KM
    return f"{km:.1f} km" if round(km, 1) < _FINE_KM else f"{km:,.0f} km"


def format_stated_length(meters: float) -> str:
    """Return a length that somebody gave, no more exactly than given: "800 m", "3 km"."""
    return f"{meters:,g} m" if meters < _KM else f"{meters / _KM:,g} km"


def format_area(square_meters: float) -> str:
    """Return an area as people say it: "2,500 m²", "3.4 km²", "27,000 km²"."""
    km2 = square_meters / _KM**2
    if km2 < 0.01:  # noqa: PLR2004 - a hectare
        return f"{square_meters:,.0f} m²"
    return f"{km2:.2f} km²" if km2 < 1 else f"{km2:,.1f} km²" if km2 < 100 else f"{km2:,.0f} km²"  # noqa: PLR2004


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
    shape = shape_at(place[0].columns, place[1]) if place else None
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
