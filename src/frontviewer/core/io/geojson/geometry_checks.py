"""Checks the geometry of a whole layer at once: coordinate ranges, rings, swapped axes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from frontviewer.core.geometry.arrays import (
    GeometryArrays,
    Indices,
    Mask,
    PartKind,
    close_rings,
    ring_kinds,
    ring_owners,
    take_features,
)
from frontviewer.core.io.geojson.polygon_validity import InvalidAreas
from frontviewer.core.io.problem_collector import Location, ProblemCollector
from frontviewer.core.problems import Severity
from frontviewer.core.text.formatting import format_coordinate, format_number
from frontviewer.core.text.translation import mark, tr, trn

_TOLERANCE = 1e-6
"""Degrees by which rounding may move a coordinate out of range."""
_MAX_BOUNDS = (180 + _TOLERANCE, 90 + _TOLERANCE) * 2
_MIN_METERS = 1000
"""Coordinates of this size are not wrong degrees but, almost always, projected meters."""
_SWAPPED_UKRAINE_BOUNDS = (44.0, 22.0, 52.5, 40.5)
"""Minimum x, minimum y, maximum x, maximum y of Ukraine with latitude first."""
_MIN_LINE_SIZE, _MIN_RING_SIZE = 2, 4


class _RingProblem(NamedTuple):
    """The texts of a problem, marked for translation."""

    kind: str
    message: str
    remedy: str


_SHORT_LINE = _RingProblem(
    mark("lines too short"),
    mark("A line has fewer than two positions."),
    mark("Add a position, or change the geometry to a Point."),
)
_SHORT_RING = _RingProblem(
    mark("rings too short"),
    mark("A polygon ring has fewer than four positions (the last must equal the first)."),
    mark("Correct the ring, or change the geometry to a LineString or Point."),
)
_OPEN_RING = _RingProblem(
    mark("rings not closed"),
    mark("A polygon ring is not closed; it was closed with a straight line."),
    mark("Repeat the first position of the ring at its end."),
)
_GEOS_MESSAGES = {
    "Self-intersection": mark(
        "The outline of a polygon crosses itself near longitude {x}, latitude {y}; "
        "it is drawn unchanged."
    ),
    "Ring Self-intersection": mark(
        "The outline of a polygon touches itself near longitude {x}, latitude {y}; "
        "it is drawn unchanged."
    ),
    "Hole lies outside shell": mark(
        "A hole is outside its polygon near longitude {x}, latitude {y}; "
        "the polygon is drawn unchanged."
    ),
    "Holes are nested": mark(
        "A hole is inside another hole near longitude {x}, latitude {y}; "
        "the polygon is drawn unchanged."
    ),
    "Interior is disconnected": mark(
        "Holes cut a polygon into pieces near longitude {x}, latitude {y}; "
        "the polygon is drawn unchanged."
    ),
    "Too few points in geometry component": mark(
        "The outline of a polygon encloses no area near longitude {x}, latitude {y}; "
        "it is drawn unchanged."
    ),
}
"""By the reason that GEOS gives."""
_EXPORT_REMEDY = mark("Export the layer again in WGS 84 (EPSG:4326), longitude first.")


class VertexId(NamedTuple):
    """A ring or a vertex: indices of its feature, of the part in it, of the ring, of the vertex."""

    feature: int
    part: int = 0
    ring: int = 0
    vertex: int | None = None


LocationFinder = Callable[[VertexId], Location]
"""Returns the location of a ring or vertex in the document; slow."""


@dataclass(frozen=True, slots=True, eq=False)
class CheckContext:
    """The features to check, and where to report problems.

    Attributes
    ----------
    geometry
        In degrees, rings as in the file.
    numbers
        (features,) number of each feature in the file, from 1.
    find_location
        Returns the location of a ring or vertex in the document.
    """

    geometry: GeometryArrays
    numbers: Indices
    collector: ProblemCollector
    find_location: LocationFinder

    def report(
        self, severity: Severity, kind: str, vertex: VertexId, message: str, remedy: str
    ) -> None:
        """Report a problem at a ring or vertex."""
        self.collector.add(
            severity,
            kind,
            message,
            remedy,
            feature=int(self.numbers[vertex.feature]),
            location=lambda: self.find_location(vertex),
        )


def drop_undrawable(context: CheckContext) -> tuple[GeometryArrays, Mask]:
    """Report and remove features that cannot be drawn, and close all rings.

    Returns
    -------
    geometry
        Of the features that can be drawn.
    drawable
        (features,) mask of the features that can be drawn.
    """
    geometry = context.geometry
    drawable = np.ones(len(context.numbers), dtype=np.bool_)
    sizes = np.diff(geometry.ring_offsets)
    kinds = ring_kinds(geometry)
    is_open = (kinds == PartKind.AREA) & _find_open_rings(geometry)
    short_lines = (kinds == PartKind.LINE) & (sizes < _MIN_LINE_SIZE)
    short_rings = (kinds == PartKind.AREA) & (sizes + is_open < _MIN_RING_SIZE)
    drawable[_report_out_of_range(context)] = False
    drawable[_report_rings(context, "error", short_lines, _SHORT_LINE)] = False
    drawable[_report_rings(context, "error", short_rings, _SHORT_RING)] = False
    if is_open.any():
        _report_rings(context, "warning", is_open & drawable[ring_owners(geometry)], _OPEN_RING)
        geometry = close_rings(geometry, is_open)
    return geometry if drawable.all() else take_features(geometry, drawable), drawable


def report_invalid_areas(context: CheckContext, invalid: InvalidAreas) -> Indices:
    """Report invalid polygons; return the indices of their features, unique and ascending."""
    geometry = context.geometry
    owners = _find_ranges(geometry.feature_offsets, invalid.parts)
    remedy = tr("If it is drawn incorrectly, repair it, for example with “Fix geometries” in QGIS.")
    for first, additional in _iter_first_per_owner(owners):
        message = _add_count(_describe_geos_reason(invalid.reasons[first]), additional)
        ring = _identify_ring(geometry, int(geometry.part_offsets[invalid.parts[first]]))
        context.report("warning", mark("invalid polygons"), ring, message, remedy)
    return np.unique(owners)


def _describe_geos_reason(text: str) -> str:
    """Return a translated message for a reason such as "Self-intersection[37.5 48]"."""
    reason, _, position = text.rstrip("]").partition("[")
    if reason in _GEOS_MESSAGES and position:
        x, y = (format_coordinate(float(number)) for number in position.split())
        return tr(_GEOS_MESSAGES[reason]).format(x=x, y=y)
    return tr("Invalid polygon ({reason}); it is drawn unchanged.").format(reason=text)


def report_swapped_axes(context: CheckContext) -> None:
    """Warn if the whole layer is where Ukraine would be with its axes swapped."""
    west, south, east, north = context.geometry.bounds.T
    min_x, min_y, max_x, max_y = _SWAPPED_UKRAINE_BOUNDS
    if np.isnan(west).all():
        return
    inside = (
        np.nanmin(west) >= min_x
        and np.nanmin(south) >= min_y
        and np.nanmax(east) <= max_x
        and np.nanmax(north) <= max_y
    )
    if inside:
        message = tr(
            "Latitude and longitude are probably swapped: the whole layer is between Iraq and the "
            "Caspian Sea, where Ukraine would be with latitude first."
        )
        context.collector.add("warning", mark("swapped axes"), message, tr(_EXPORT_REMEDY))


def fail_if_projected_meters(context: CheckContext) -> None:
    """Reject a file whose features are all in projected meters although it has no `crs`.

    Raises
    ------
    UnusableFileError
        If they are.
    """
    geometry = context.geometry
    max_coordinate = np.abs(geometry.bounds).max(axis=1)
    located = ~np.isnan(max_coordinate)
    if not located.any() or (max_coordinate[located] < _MIN_METERS).any():
        return
    x, y = geometry.coords[0]
    is_utm = 1e5 <= x < 1e6 and 0 <= y < 1e7  # noqa: PLR2004 - the range of a UTM zone
    message = tr(
        "The coordinates are in projected meters (such as x {x}, y {y}), "
        "but the file does not state the coordinate system."
    )
    remedy = (
        tr(
            "Export the layer again in WGS 84 (EPSG:4326), longitude first. "
            "It is probably in UTM (for example EPSG:32637)."
        )
        if is_utm
        else tr(
            "Export the layer again in WGS 84 (EPSG:4326), longitude first. "
            "It is probably in Web Mercator (EPSG:3857)."
        )
    )
    context.collector.fail(
        message.format(x=format_coordinate(np.rint(x)), y=format_coordinate(np.rint(y))),
        remedy,
        location=context.find_location(identify_vertex(geometry, 0)),
    )


def _report_out_of_range(context: CheckContext) -> Indices:
    """Report positions out of range, once per feature; return the indices of the features."""
    geometry = context.geometry
    located = np.diff(geometry.feature_offsets) > 0
    if (np.abs(geometry.bounds[located]) <= _MAX_BOUNDS).all():
        return np.arange(0)
    longitude, latitude = geometry.coords.T
    # NaN compares as false, so it counts as out of range.
    inside = (np.abs(longitude) <= 180 + _TOLERANCE) & (np.abs(latitude) <= 90 + _TOLERANCE)
    outside = np.flatnonzero(~inside)
    vertex_offsets = geometry.ring_offsets[geometry.part_offsets[geometry.feature_offsets]]
    owners = _find_ranges(vertex_offsets, outside)
    for first, additional in _iter_first_per_owner(owners):
        vertex = int(outside[first])
        message, remedy = _describe_out_of_range(*geometry.coords[vertex].tolist())
        context.report(
            "error",
            mark("coordinates out of range"),
            identify_vertex(geometry, vertex),
            _add_count(message, additional),
            remedy,
        )
    return owners


def _describe_out_of_range(x: float, y: float) -> tuple[str, str]:
    """Return the message and the remedy for a position."""
    if not (np.isfinite(x) and np.isfinite(y)):
        return tr("A position cannot be converted to WGS 84."), tr(_EXPORT_REMEDY)
    message = tr("Longitude {x}, latitude {y} is out of range (longitude ±180, latitude ±90).")
    message = message.format(x=format_coordinate(x), y=format_coordinate(y))
    if max(abs(x), abs(y)) >= _MIN_METERS:
        return message, tr(
            "The coordinates are probably in projected meters. "
            "Export the layer again in WGS 84 (EPSG:4326), longitude first."
        )
    if abs(x) <= 90 and abs(y) <= 180:  # noqa: PLR2004 - the range of latitudes and longitudes
        return message, tr("Longitude and latitude are probably swapped: longitude comes first.")
    return message, tr(
        "Correct the position. Split geometries that cross the 180th meridian there."
    )


def _report_rings(
    context: CheckContext, severity: Severity, selected: Mask, problem: _RingProblem
) -> Indices:
    """Report rings, once per feature; return the indices of the features."""
    geometry = context.geometry
    rings = np.flatnonzero(selected)
    owners = _find_ranges(geometry.feature_offsets, _find_ranges(geometry.part_offsets, rings))
    for first, additional in _iter_first_per_owner(owners):
        ring = _identify_ring(geometry, int(rings[first]))
        message = _add_count(tr(problem.message), additional)
        context.report(severity, problem.kind, ring, message, tr(problem.remedy))
    return owners


def _iter_first_per_owner(owners: Indices) -> Iterator[tuple[int, int]]:
    """Yield the first index of each owner, and the number of its additional ones."""
    _, firsts, counts = np.unique(owners, return_index=True, return_counts=True)
    return zip(firsts.tolist(), (counts - 1).tolist(), strict=True)


def _add_count(message: str, additional: int) -> str:
    """Return a message with the number of additional occurrences in the same feature."""
    if not additional:
        return message
    return trn(
        "{message} ({count} more occurrence in this feature.)",
        "{message} ({count} more occurrences in this feature.)",
        additional,
    ).format(message=message, count=format_number(additional))


def _find_open_rings(geometry: GeometryArrays) -> Mask:
    """Return a mask, (rings,), of the rings whose first and last position differ."""
    not_empty = np.flatnonzero(np.diff(geometry.ring_offsets))
    firsts = geometry.coords[geometry.ring_offsets[not_empty]]
    lasts = geometry.coords[geometry.ring_offsets[not_empty + 1] - 1]
    is_open = np.zeros(len(geometry.ring_offsets) - 1, dtype=np.bool_)
    is_open[not_empty] = (firsts != lasts).any(axis=1)
    return is_open


def identify_vertex(geometry: GeometryArrays, vertex: int) -> VertexId:
    """Return the feature, part and ring of a vertex index, and the vertex within the ring."""
    ring = _find_range(geometry.ring_offsets, vertex)
    ring_id = _identify_ring(geometry, ring)
    return ring_id._replace(vertex=vertex - int(geometry.ring_offsets[ring]))


def _identify_ring(geometry: GeometryArrays, ring: int) -> VertexId:
    part = _find_range(geometry.part_offsets, ring)
    feature = _find_range(geometry.feature_offsets, part)
    return VertexId(
        feature,
        part - int(geometry.feature_offsets[feature]),
        ring - int(geometry.part_offsets[part]),
    )


def _find_range(offsets: Indices, index: int) -> int:
    return int(_find_ranges(offsets, np.array([index]))[0])


def _find_ranges(offsets: Indices, indices: Indices) -> Indices:
    """Return, for each index, the number of the range between two offsets that contains it."""
    return np.searchsorted(offsets, indices, side="right") - 1
