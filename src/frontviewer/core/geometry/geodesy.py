"""Geodesic measuring and construction on the WGS 84 ellipsoid.

Points are (longitude, latitude) in degrees, lengths meters, azimuths degrees clockwise from true
north. Algorithms: Karney, "Algorithms for geodesics", J. Geodesy 87, 2013, as implemented in PROJ.
Shapes that cross the antimeridian must be split by the caller.
"""

import math
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

if TYPE_CHECKING:
    from pyproj import Geod

Point = tuple[float, float]
"""Longitude, latitude in degrees."""


@cache
def _geod() -> "Geod":
    """Return the WGS 84 ellipsoid.

    PROJ is imported at the first measurement: it takes 50 ms, and the start does not need it.
    """
    from pyproj import Geod  # noqa: PLC0415

    return Geod(ellps="WGS84")


def distance_m(start: Point, end: Point) -> float:
    """Return the length of the geodesic between two points, in meters."""
    return float(_geod().inv(*start, *end)[2])


def azimuth(start: Point, end: Point) -> float:
    """Return the azimuth, from 0 to 360, of the geodesic to `end` at its `start`."""
    return float(_geod().inv(*start, *end)[0]) % 360.0


def destination(point: Point, azimuth: float, meters: float) -> Point:
    """Return the point at a distance from a point along the geodesic with an initial azimuth."""
    longitude, latitude, _ = _geod().fwd(*point, azimuth, meters)
    return float(longitude), float(latitude)


def length_m(shape: BaseGeometry) -> float:
    """Return the total length of a shape's lines, in meters; points and areas count 0."""
    return sum(
        float(_geod().geometry_length(part))
        for part in _simple_parts(shape)
        if part.geom_type in ("LineString", "LinearRing")
    )


def area_m2(shape: BaseGeometry) -> float:
    """Return the area of a shape in square meters, without holes, for any winding of its rings."""
    oriented = (shapely.orient_polygons(polygon) for polygon in _polygons(shape))
    return sum(abs(float(_geod().geometry_area_perimeter(part)[0])) for part in oriented)


def perimeter_m(shape: BaseGeometry) -> float:
    """Return the perimeter of a shape's polygons in meters, including their holes."""
    rings = (ring for part in _polygons(shape) for ring in (part.exterior, *part.interiors))
    return sum(float(_geod().geometry_length(ring)) for ring in rings)


def measure_band(band: BaseGeometry) -> tuple[float, float]:
    """Return the length and width, in meters, of a long band with square ends.

    They are the sides of the rectangle with the band's geodesic area and perimeter; bends in the
    band have little effect on them.
    """
    half = perimeter_m(band) / 2
    root = math.sqrt(max(half**2 - 4 * area_m2(band), 0.0))
    return (half + root) / 2, (half - root) / 2


def circle(center: Point, radius_m: float, *, points: int = 96) -> shapely.Polygon:
    """Return the geodesic circle around a point as a polygon with `points` vertices."""
    return shapely.Polygon(_arc(center, radius_m, 0.0, 360.0, points + 1)[:-1]).normalize()


def sector(
    center: Point, from_azimuth: float, to_azimuth: float, inner_m: float, outer_m: float
) -> shapely.Polygon:
    """Return the annular sector around a point, clockwise from one azimuth to another."""
    span = (to_azimuth - from_azimuth) % 360.0
    count = max(2, math.ceil(span / 2.0) + 1)
    outer = _arc(center, outer_m, from_azimuth, from_azimuth + span, count)
    inner = _arc(center, inner_m, from_azimuth, from_azimuth + span, count if inner_m else 1)
    return shapely.Polygon(np.concatenate([outer, inner[::-1]]))


def corridor(axis: shapely.LineString, width_m: float) -> shapely.Polygon:
    """Return a band of constant width along a line, with flat ends and rounded bends.

    The error of the width is 0.2 % for an axis of 500 km and 2 % for one of 4,000 km: the axis is
    buffered in the azimuthal equidistant projection centered on its midpoint.
    """
    middle = axis.interpolate(0.5, normalized=True).coords[0]
    projected = shapely.transform(_densify(axis), lambda coords: _project(middle, coords))
    band = projected.buffer(width_m / 2, quad_segs=16, cap_style="flat", join_style="round")
    simplified = band.simplify(width_m * 1e-4)
    return shapely.transform(simplified, lambda meters: _unproject(middle, meters))


def _densify(axis: shapely.LineString) -> shapely.LineString:
    """Add vertices, so that a line that is straight in degrees has the same course projected."""
    return shapely.segmentize(axis, max(axis.length / 64, 1e-6))


def _project(center: Point, coords: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Project (n, 2) degrees to meters, azimuthal equidistant around a center."""
    count = len(coords)
    azimuths, _, meters = _geod().inv(
        np.full(count, center[0]), np.full(count, center[1]), coords[:, 0], coords[:, 1]
    )
    radians = np.radians(azimuths)
    return np.column_stack([meters * np.sin(radians), meters * np.cos(radians)])


def _unproject(center: Point, meters: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Invert `_project`: (n, 2) meters to degrees."""
    count = len(meters)
    azimuths = np.degrees(np.arctan2(meters[:, 0], meters[:, 1]))
    distances = np.hypot(meters[:, 0], meters[:, 1])
    longitudes, latitudes, _ = _geod().fwd(
        np.full(count, center[0]), np.full(count, center[1]), azimuths, distances
    )
    return np.column_stack([longitudes, latitudes])


def _arc(
    center: Point, radius_m: float, from_azimuth: float, to_azimuth: float, count: int
) -> npt.NDArray[np.float64]:
    """Return (count, 2) points of a geodesic arc around a center, clockwise, in degrees."""
    azimuths = np.linspace(from_azimuth, to_azimuth, count)
    longitudes, latitudes, _ = _geod().fwd(
        np.full(count, center[0]), np.full(count, center[1]), azimuths, np.full(count, radius_m)
    )
    return np.column_stack([longitudes, latitudes])


def _simple_parts(shape: BaseGeometry) -> list[BaseGeometry]:
    """Return the points, lines and polygons of a shape; nested collections are flattened."""
    if not hasattr(shape, "geoms"):
        return [shape]
    return [simple for part in shape.geoms for simple in _simple_parts(part)]


def _polygons(shape: BaseGeometry) -> list[shapely.Polygon]:
    return [part for part in _simple_parts(shape) if isinstance(part, shapely.Polygon)]
