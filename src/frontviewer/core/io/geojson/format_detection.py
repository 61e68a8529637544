"""Says what a file is that is not GeoJSON, told by how it begins or what it holds."""

import re
from collections.abc import Collection
from typing import NamedTuple


class FormatHint(NamedTuple):
    """What the file is, and what to do about it: two sentences."""

    message: str
    remedy: str


_LAYER_REMEDY = "Open it in QGIS and export the layer as GeoJSON (RFC 7946)."
# Atomic: a run of comments must not be tried in every combination.
_PROLOGUE = r"(?>(<\?xml[^>]*>|<!--.*?-->)\s*+)*+"
_BEGINNINGS: tuple[tuple[str, FormatHint], ...] = (
    (
        r"version https://git-lfs",
        FormatHint(
            "This is a Git LFS pointer, not the data: only a note saying where the file lies.",
            'Run "git lfs pull" where it came from, or download the file itself.',
        ),
    ),
    (
        _PROLOGUE + r"<(!doctype html|html|head|body|script)\b",
        FormatHint(
            "This is a web page, not JSON.",
            'Download the file itself: on code sites use the "Raw" or "Download" link.',
        ),
    ),
    (
        _PROLOGUE + r"<(kml|gpx|osm|wfs:|gml:|ogr:)",
        FormatHint("This is another map format (XML), not JSON.", _LAYER_REMEDY),
    ),
    (r"<", FormatHint("This is XML or a web page, not JSON.", _LAYER_REMEDY)),
    (
        r"PK\x03\x04|PK\x05\x06",
        FormatHint(
            "This is a zip archive, not JSON.",
            "Unpack it and open the file inside; a bundle of ours must be named .fvz.",
        ),
    ),
    (r"\x00\x00\x27\x0a", FormatHint("This is a shapefile, not JSON.", _LAYER_REMEDY)),
    (r"SQLite format 3", FormatHint("This is a GeoPackage or database.", _LAYER_REMEDY)),
    (
        r"%PDF",
        FormatHint("This is a PDF document, not JSON.", "Open the file that it was made from."),
    ),
    (
        r"(var|let|const)\s|[\w.$]+\s*[=(]",
        FormatHint(
            "This is JavaScript around the data, not JSON.",
            "Keep only what stands between the first { and the last } of it.",
        ),
    ),
)
_PATTERNS = [
    (re.compile(rb"\s*(?:" + pattern.encode("latin-1") + rb")", re.I | re.S), hint)
    for pattern, hint in _BEGINNINGS
]


NOT_JSON = FormatHint(
    "This is not GeoJSON: it cannot be read as JSON at all.",
    "Check that it is the right file; if it is, download or export it again.",
)


def foreign_file(head: bytes) -> FormatHint | None:
    """Return what a file is by its first bytes, or None if it may be GeoJSON."""
    head = head.removeprefix(b"\xef\xbb\xbf")
    return next((hint for pattern, hint in _PATTERNS if pattern.match(head)), None)


def foreign_json(kind: object, members: Collection[str]) -> FormatHint:
    """Return what a JSON object is whose `type` is none of GeoJSON's."""
    if kind == "Topology":
        return FormatHint(
            "This is TopoJSON, not GeoJSON.",
            "Convert it, for example with mapshaper or in QGIS, and open the result.",
        )
    if {"geometryType", "spatialReference"} & set(members):
        return FormatHint("This is Esri JSON (ArcGIS), not GeoJSON.", "Export it with f=geojson.")
    if kind == "Sketch" or {"layers", "sources"} <= set(members):
        return FormatHint("This is a map style, not a layer.", "Open the GeoJSON file itself.")
    return FormatHint(
        "This is JSON, but not GeoJSON: nothing in it says FeatureCollection or Feature.",
        'A GeoJSON file begins with {"type": "FeatureCollection", "features": [...]}.',
    )
