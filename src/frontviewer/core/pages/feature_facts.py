"""Facts about a feature for readers: kind, basis, source, precision and measurements."""

from collections.abc import Mapping
from types import MappingProxyType

from frontviewer.core.geometry import geodesy
from frontviewer.core.geometry.arrays import to_shapely
from frontviewer.core.model.dossier import Dossier
from frontviewer.core.model.edtf import format_edtf
from frontviewer.core.model.feature import Feature, is_finite_number
from frontviewer.core.text.formatting import format_area, format_length, format_stated_length
from frontviewer.core.text.translation import mark, tr

FACT_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "Kind": mark("Kind"),
        "Shape": mark("Shape"),
        "Source": mark("Source"),
        "Precision": mark("Precision"),
        "As of": mark("As of"),
        "Width": mark("Width"),
        "Area": mark("Area"),
        "Length": mark("Length"),
        "Width as drawn": mark("Drawn width"),
        "Drawn by": mark("Drawn by"),
    }
)
"""Member name of each fact in the JSON of `frontviewer show` to its label for readers."""

_KINDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "settlement": (mark("Settlement"), ""),
        "corridor": (mark("Corridor"), ""),
        "defence_line": (mark("Defense line"), ""),
        "area": (mark("Area"), ""),
        "route": (mark("Route"), ""),
        "point": (mark("Point"), ""),
        "vertical": (mark("Airspace"), mark("no location")),
        "not_located": (mark("Unmapped"), ""),
    }
)
"""`Feature.kind` to its label and a remark in parentheses."""
_CLASSES: Mapping[str, str] = MappingProxyType(
    {
        "reported": mark("reported"),
        "claimed": mark("claimed"),
        "assessed": mark("assessed"),
        "historic": mark("historic"),
        "background": mark("reference"),
    }
)
_BASES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "": (mark("Basis not stated"), mark("Schematic, basis not stated")),
        "text": (mark("From text description"), mark("Schematic, from text description")),
        "image": (mark("From an image"), mark("Schematic, from an image")),
        "dataset": (mark("From a dataset"), mark("Schematic, from a dataset")),
        "official": (mark("From an official source"), mark("Schematic, from an official source")),
        "analyst": (mark("Drawn by an analyst"), mark("Schematic, drawn by an analyst")),
    }
)
"""`Feature.basis` to its description, and to that of a schematic shape."""

Facts = tuple[tuple[str, str], ...]
"""(label, text) pairs."""


def feature_facts(dossier: Dossier, feature: Feature) -> Facts:
    """Return labeled facts about a feature and its geometry; unknown ones are omitted."""
    properties = feature.properties
    valid = properties.get("valid")
    facts = {
        "Kind": _format_kind(feature),
        "Shape": _format_shape(feature),
        "Source": _format_source(dossier, properties.get("geom_source")),
        "Precision": _format_precision(feature),
        "As of": format_edtf(valid) if isinstance(valid, str) else "",
        "Width": _format_width(dossier, properties.get("width_m")),
        **_measure(dossier, feature),
        "Drawn by": _format_author(properties.get("drawn_by"), properties.get("drawn_at")),
    }
    return tuple((tr(FACT_LABELS[name]), text) for name, text in facts.items() if text)


def _format_kind(feature: Feature) -> str:
    kind, remark = _KINDS.get(feature.kind, (feature.kind, ""))
    feature_class = _CLASSES.get(feature.feature_class, feature.feature_class)
    label = tr(kind) if feature.kind in _KINDS else kind
    if feature.feature_class in _CLASSES:
        feature_class = tr(feature_class)
    details = ", ".join(filter(None, [tr(remark) if remark else "", feature_class]))
    return f"{label} ({details})" if label and details else label or details


def _format_shape(feature: Feature) -> str:
    if not feature.located:
        return tr("Location unknown")
    if feature.basis in _BASES:
        return tr(_BASES[feature.basis][feature.schematic])
    return (
        tr("Schematic, {basis}").format(basis=feature.basis) if feature.schematic else feature.basis
    )


def _format_source(dossier: Dossier, value: object) -> str:
    if not isinstance(value, str):
        return ""
    source = dossier.index.sources.get(value)
    return f"{source.title} [{source.id}]" if source else value


def _format_precision(feature: Feature) -> str:
    if not feature.located:
        return ""
    if not feature.precision_m:
        return tr("Not stated")
    return tr("Within {distance}").format(distance=format_stated_length(feature.precision_m))


def _format_width(dossier: Dossier, value: object) -> str:
    """Format a stated width with the agent who states it: "~3 km (reported by ...)"."""
    if not isinstance(value, dict) or not is_finite_number(value.get("value")):
        return ""
    agent_id = str(value.get("as_reported_by") or "")
    agents = dossier.index.agents
    agent = agents[agent_id].name if agent_id in agents else agent_id
    width = ("~" if value.get("approx") else "") + format_stated_length(float(value["value"]))
    return tr("{width} (reported by {agent})").format(width=width, agent=agent) if agent else width


def _format_author(author: object, date: object) -> str:
    parts = [str(author) if author else "", format_edtf(str(date)) if date else ""]
    return ", ".join(filter(None, parts))


def _measure(dossier: Dossier, feature: Feature) -> dict[str, str]:
    """Return the geodesic measurements of the drawn shape; "" where it has no such dimension."""
    location = dossier.locate_feature(feature.key)
    shape = to_shapely(location[0].geometry, location[1]) if location else None
    if shape is None:
        return {}
    area, length, width = geodesy.area_m2(shape), geodesy.length_m(shape), 0.0
    if feature.kind == "corridor" and area:
        length, width = geodesy.measure_band(shape)
    drawn = tr("{measurement} (drawn shape)")
    return {
        "Area": drawn.format(measurement=format_area(area)) if area else "",
        "Length": drawn.format(measurement=format_length(length)) if length else "",
        "Width as drawn": format_length(width) if width else "",
    }
