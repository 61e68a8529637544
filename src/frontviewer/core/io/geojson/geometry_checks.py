"""Checks the geometry of a whole layer at once: ranges, rings, likely mistakes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from frontviewer.core.geometry.arrays import (
    GeometryArrays,
    PartKind,
    close_rings,
    ring_kinds,
    ring_owners,
    take_features,
)
from frontviewer.core.io.geojson.polygon_validity import InvalidAreas
from frontviewer.core.io.problem_collector import Place, ProblemCollector
from frontviewer.core.problems import Severity

Mask: TypeAlias = npt.NDArray[np.bool_]
Indices: TypeAlias = npt.NDArray[np.int64]

_EXCESS = 1e-6
"""Degrees that rounding may carry a coordinate past the edge of the world."""
_FARTHEST = (180 + _EXCESS, 90 + _EXCESS) * 2
_METERS = 1000
"""No degrees are larger than this by mistake; metres of a projection nearly always are."""
_MIRRORED_UKRAINE = (44.0, 22.0, 52.5, 40.5)
"""Smallest x, smallest y, largest x, largest y of Ukraine with latitude first."""
_LINE_SIZE, _RING_SIZE = 2, 4
_SHORT_LINE = (
    "line too short",
    "A line has fewer than two positions.",
    "Give it two positions, or make it a Point.",
)
_SHORT_RING = (
    "ring too short",
    "A ring has fewer than four positions, the last equal to the first: that is no area.",
    "Correct the ring, or make it a LineString or Point.",
)
_OPEN_RING = (
    "ring not closed",
    "A ring does not end where it began; it is closed with a straight line.",
    "Repeat its first position at its end.",
)
_OUTSIDE = "coordinates out of range"
_REASONS = {
    "Self-intersection": "The outline crosses itself",
    "Ring Self-intersection": "The outline touches itself",
    "Hole lies outside shell": "A hole lies outside its area",
    "Holes are nested": "A hole lies within another hole",
    "Interior is disconnected": "Holes cut the area into pieces",
    "Too few points in geometry component": "The outline has no width",
}
_REPAIR_REMEDY = "If it looks wrong, repair it, in QGIS with “Fix geometries”."
_EXPORT_REMEDY = "Export the layer again in WGS 84 (EPSG:4326), longitude first."


class Spot(NamedTuple):
    """A place in columns: a feature, a part and a ring of it, and maybe a vertex of the ring."""

    feature: int
    part: int = 0
    ring: int = 0
    vertex: int | None = None


PositionOf = Callable[[Spot], Place]
"""Finds a spot in the document; slow."""


@dataclass(frozen=True, slots=True, eq=False)
class CheckContext:
    """What is checked: features as columns, in degrees, rings as the file has them.

    Attributes
    ----------
    numbers
        Of the features in the file, from 1.
    """

    geometry: GeometryArrays
    numbers: Indices
    collector: ProblemCollector
    position_of: PositionOf

    def report(self, severity: Severity, kind: str, spot: Spot, message: str, remedy: str) -> None:
        """Report something at a spot."""
        self.collector.add(
            severity,
            kind,
            message,
            remedy,
            feature=int(self.numbers[spot.feature]),
            place=lambda: self.position_of(spot),
        )


def drop_undrawable(context: CheckContext) -> tuple[GeometryArrays, Mask]:
    """Report features that cannot be drawn; return the others, rings closed, and which they are."""
    arrays = context.geometry
    sound = np.ones(len(context.numbers), dtype=np.bool_)
    sizes = np.diff(arrays.ring_offsets)
    kinds = ring_kinds(arrays)
    still_open = (kinds == PartKind.AREA) & _open_rings(arrays)
    short_lines = (kinds == PartKind.LINE) & (sizes < _LINE_SIZE)
    short_rings = (kinds == PartKind.AREA) & (sizes + still_open < _RING_SIZE)
    sound[_report_out_of_range(context)] = False
    sound[_report_rings(context, "error", short_lines, _SHORT_LINE)] = False
    sound[_report_rings(context, "error", short_rings, _SHORT_RING)] = False
    if still_open.any():
        _report_rings(context, "warning", still_open & sound[ring_owners(arrays)], _OPEN_RING)
        arrays = close_rings(arrays, still_open)
    return arrays if sound.all() else take_features(arrays, sound), sound


def report_invalid_areas(context: CheckContext, crossed: InvalidAreas) -> Indices:
    """Report areas that cross themselves; return the features, each once, ascending."""
    arrays = context.geometry
    owners = _runs_of(arrays.feature_offsets, crossed.parts)
    for first, more in _first_of_each(owners):
        what, _, where = crossed.reasons[first].rstrip("]").partition("[")
        near = f" near {', '.join(where.split())}" if where else ""
        message = f"{_REASONS.get(what, what)}{near}; it is drawn as it is.{_more(more, 'areas')}"
        spot = _ring_spot(arrays, int(arrays.part_offsets[crossed.parts[first]]))
        context.report("warning", "area is not simple", spot, message, _REPAIR_REMEDY)
    return np.unique(owners)


def report_swapped_axes(context: CheckContext) -> None:
    """Warn when all of the layer lies where Ukraine would with its axes swapped."""
    west, south, east, north = context.geometry.bounds.T
    least_x, least_y, most_x, most_y = _MIRRORED_UKRAINE
    if np.isnan(west).all():
        return
    inside = (
        np.nanmin(west) >= least_x
        and np.nanmin(south) >= least_y
        and np.nanmax(east) <= most_x
        and np.nanmax(north) <= most_y
    )
    if inside:
        message = (
            "Latitude and longitude look swapped: all of it lies between Iraq and the Caspian Sea, "
            "where Ukraine would be with latitude first."
        )
        context.collector.add("warning", "swapped axes", message, _EXPORT_REMEDY)


def fail_if_projected_meters(context: CheckContext) -> None:
    """Give up a file all of whose features are in metres although no `crs` says so.

    Raises
    ------
    UnusableFileError
        If that is so.
    """
    arrays = context.geometry
    largest = np.abs(arrays.bounds).max(axis=1)
    located = ~np.isnan(largest)
    if not located.any() or (largest[located] < _METERS).any():
        return
    x, y = arrays.coords[0]
    utm = 1e5 <= x < 1e6 and 0 <= y < 1e7  # noqa: PLR2004 - the range of a UTM zone
    likely = "UTM (for example EPSG:32637)" if utm else "Web Mercator (EPSG:3857)"
    context.collector.fail(
        f"The coordinates are metres of a projection, such as {x:.0f}, {y:.0f}, "
        "but the file does not say of which one.",
        f"{_EXPORT_REMEDY} It is probably in {likely}.",
        place=context.position_of(spot_at(arrays, 0)),
    )


def _report_out_of_range(context: CheckContext) -> Indices:
    arrays = context.geometry
    located = np.diff(arrays.feature_offsets) > 0
    farthest = np.abs(arrays.bounds[located])
    if (farthest <= _FARTHEST).all():
        return np.arange(0)
    longitude, latitude = arrays.coords.T
    # Written so that NaN, which is in no range, counts as outside.
    inside = (np.abs(longitude) <= 180 + _EXCESS) & (np.abs(latitude) <= 90 + _EXCESS)
    outside = np.flatnonzero(~inside)
    vertex_offsets = arrays.ring_offsets[arrays.part_offsets[arrays.feature_offsets]]
    owners = _runs_of(vertex_offsets, outside)
    for first, more in _first_of_each(owners):
        vertex = int(outside[first])
        message, remedy = _outside_words(*arrays.coords[vertex].tolist())
        message += _more(more, "positions")
        context.report("error", _OUTSIDE, spot_at(arrays, vertex), message, remedy)
    return owners


def _outside_words(x: float, y: float) -> tuple[str, str]:
    message = f"The position {x:.10g}, {y:.10g} is out of range: longitude ±180, latitude ±90."
    if not (np.isfinite(x) and np.isfinite(y)):
        return "A position does not exist in the coordinate system of the file.", _EXPORT_REMEDY
    if max(abs(x), abs(y)) >= _METERS:
        return message, f"It looks like metres of a projection. {_EXPORT_REMEDY}"
    if abs(x) <= 90 and abs(y) <= 180:  # noqa: PLR2004 - the range of latitudes and longitudes
        return message, "Longitude and latitude are probably swapped: longitude comes first."
    return message, "Correct it; a shape across the 180th meridian must be cut in two there."


def _report_rings(
    context: CheckContext, severity: Severity, chosen: Mask, words: tuple[str, str, str]
) -> Indices:
    """Report rings, once per feature; return the features."""
    arrays = context.geometry
    rings = np.flatnonzero(chosen)
    owners = _runs_of(arrays.feature_offsets, _runs_of(arrays.part_offsets, rings))
    kind, message, remedy = words
    for first, more in _first_of_each(owners):
        spot = _ring_spot(arrays, int(rings[first]))
        context.report(severity, kind, spot, message + _more(more, "times"), remedy)
    return owners


def _first_of_each(owners: Indices) -> Iterator[tuple[int, int]]:
    """Yield the first index of each owner, and how many more it has."""
    _, firsts, counts = np.unique(owners, return_index=True, return_counts=True)
    return zip(firsts.tolist(), (counts - 1).tolist(), strict=True)


def _more(count: int, what: str) -> str:
    return f" (And {count:,} more {what} in this feature.)" if count else ""


def _open_rings(arrays: GeometryArrays) -> Mask:
    filled = np.flatnonzero(np.diff(arrays.ring_offsets))
    firsts = arrays.coords[arrays.ring_offsets[filled]]
    lasts = arrays.coords[arrays.ring_offsets[filled + 1] - 1]
    result = np.zeros(len(arrays.ring_offsets) - 1, dtype=np.bool_)
    result[filled] = (firsts != lasts).any(axis=1)
    return result


def spot_at(arrays: GeometryArrays, vertex: int) -> Spot:
    """Return where a vertex is."""
    ring = _run_of(arrays.ring_offsets, vertex)
    return _ring_spot(arrays, ring)._replace(vertex=vertex - int(arrays.ring_offsets[ring]))


def _ring_spot(arrays: GeometryArrays, ring: int) -> Spot:
    part = _run_of(arrays.part_offsets, ring)
    feature = _run_of(arrays.feature_offsets, part)
    return Spot(
        feature,
        part - int(arrays.feature_offsets[feature]),
        ring - int(arrays.part_offsets[part]),
    )


def _run_of(offsets: Indices, index: int) -> int:
    return int(_runs_of(offsets, np.array([index]))[0])


def _runs_of(offsets: Indices, indices: Indices) -> Indices:
    """Return which run each index lies in."""
    return np.searchsorted(offsets, indices, side="right") - 1
