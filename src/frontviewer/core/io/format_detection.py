"""Identifies files that are not GeoJSON, by their first bytes or their JSON members."""

import re
from collections.abc import Collection
from typing import NamedTuple

from frontviewer.core.text.translation import mark, tr


class FormatHint(NamedTuple):
    """The format of a file and what the user can do: two sentences."""

    message: str
    remedy: str


_LAYER_REMEDY = mark("Open it in QGIS and export the layer as GeoJSON (RFC 7946).")
# Possessive, so that a series of comments is not tried in every combination.
_PROLOGUE = r"(?>(<\?xml[^>]*>|<!--.*?-->)\s*+)*+"
_SIGNATURES: tuple[tuple[str, FormatHint], ...] = (
    (
        r"version https://git-lfs",
        FormatHint(
            mark("This is a Git LFS pointer file, not the data itself."),
            mark("Run `git lfs pull` in its repository, or download the file itself."),
        ),
    ),
    (
        _PROLOGUE + r"<(!doctype html|html|head|body|script)\b",
        FormatHint(
            mark("This is a web page, not JSON."),
            mark("Download the file itself: on code sites use the “Raw” or “Download” link."),
        ),
    ),
    (
        _PROLOGUE + r"<(kml|gpx|osm|wfs:|gml:|ogr:)",
        FormatHint(mark("This is another map format (XML), not JSON."), _LAYER_REMEDY),
    ),
    (r"<", FormatHint(mark("This is XML or a web page, not JSON."), _LAYER_REMEDY)),
    (
        r"PK\x03\x04|PK\x05\x06",
        FormatHint(
            mark("This is a zip archive, not JSON."),
            mark("Unpack it and open the file inside. The name of a bundle must end in .fvz."),
        ),
    ),
    (r"\x00\x00\x27\x0a", FormatHint(mark("This is a shapefile, not JSON."), _LAYER_REMEDY)),
    (
        r"SQLite format 3",
        FormatHint(mark("This is a GeoPackage or another database, not JSON."), _LAYER_REMEDY),
    ),
    (
        r"%PDF",
        FormatHint(
            mark("This is a PDF document, not JSON."),
            mark("Open the file that the PDF was made from."),
        ),
    ),
    (
        r"(var|let|const)\s|[\w.$]+\s*[=(]",
        FormatHint(
            mark("This is JavaScript, not JSON."),
            mark("Keep only the text from the first opening brace to the last closing brace."),
        ),
    ),
)
_PATTERNS = [
    (re.compile(rb"\s*(?:" + pattern.encode("latin-1") + rb")", re.I | re.S), hint)
    for pattern, hint in _SIGNATURES
]


def identify_foreign_file(head: bytes) -> FormatHint | None:
    """Return the translated hint for a file's first bytes, or None if it may be GeoJSON."""
    head = head.removeprefix(b"\xef\xbb\xbf")
    hint = next((hint for pattern, hint in _PATTERNS if pattern.match(head)), None)
    return FormatHint(tr(hint.message), tr(hint.remedy)) if hint else None


def identify_foreign_json(type_member: object, members: Collection[str]) -> FormatHint:
    """Return the translated hint for a JSON object whose `type` is not a GeoJSON type."""
    if type_member == "Topology":
        return FormatHint(
            tr("This is TopoJSON, not GeoJSON."),
            tr("Convert it, for example with mapshaper or QGIS, and open the result."),
        )
    if {"geometryType", "spatialReference"} & set(members):
        return FormatHint(
            tr("This is Esri JSON (ArcGIS), not GeoJSON."),
            tr("Export it again with f=geojson."),
        )
    if type_member == "Sketch" or {"layers", "sources"} <= set(members):
        return FormatHint(
            tr("This is a map style, not a layer."),
            tr("Open the GeoJSON file itself."),
        )
    example = '{"type": "FeatureCollection", "features": [...]}'
    return FormatHint(
        tr("This is JSON, but not GeoJSON: it is not a FeatureCollection, Feature or geometry."),
        tr("A GeoJSON file has the form {example}.").format(example=example),
    )


def invalid_json_hint() -> FormatHint:
    """Return the translated hint for a file that cannot be parsed as JSON."""
    return FormatHint(
        tr("This is not GeoJSON: the file cannot be parsed as JSON."),
        tr("Check that it is the right file. If it is, download or export it again."),
    )
