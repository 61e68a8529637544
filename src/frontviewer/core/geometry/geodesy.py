"""Measuring on the Earth, and the way between the Earth and the map.

The Earth is the WGS 84 ellipsoid, points are (longitude, latitude) in degrees, lengths
metres, azimuths degrees clockwise from true north. The map is Web Mercator (EPSG:3857,
IOGP Guidance Note 7-2, "Popular Visualisation Pseudo-Mercator"): good to draw on,
useless to measure on, so that every measurement here is geodesic (Karney, "Algorithms
for geodesics", J. Geodesy 87, 2013, as in PROJ). A shape that crosses the antimeridian
has to be split before it comes here.
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
def _earth() -> "Geod":
    """Return the WGS 84 ellipsoid, to measure on.

    PROJ is loaded when somebody measures: it takes 50 ms, and the start of the window needs none
    of it.
    """
    from pyproj import Geod  # noqa: PLC0415

    return Geod(ellps="WGS84")


def distance_m(a: Point, b: Point) -> float:
    """Return the length of the shortest way from one point to another."""
    return float(_earth().inv(*a, *b)[2])


def azimuth(a: Point, b: Point) -> float:
    """Return the direction in which the shortest way leaves `a` for `b`, from 0 to 360."""
    return float(_earth().inv(*a, *b)[0]) % 360.0


def destination(point: Point, azimuth: float, meters: float) -> Point:
    """Return where one gets from a point by going straight."""
    longitude, latitude, _ = _earth().fwd(*point, azimuth, meters)
    return float(longitude), float(latitude)


def length_m(shape: BaseGeometry) -> float:
    """Return the length of all lines of a shape; points and areas have none."""
    return sum(
        float(_earth().geometry_length(part))
        for part in _simple_parts(shape)
        if part.geom_type in ("LineString", "LinearRing")
    )


def area_m2(shape: BaseGeometry) -> float:
    """Return the area of a shape in square metres, holes taken out, whatever way its rings run."""
    wound = (shapely.orient_polygons(area) for area in _areas(shape))
    return sum(abs(float(_earth().geometry_area_perimeter(area)[0])) for area in wound)


def perimeter_m(shape: BaseGeometry) -> float:
    """Return the length of all edges of a shape's areas, those of holes included."""
    rings = (ring for area in _areas(shape) for ring in (area.exterior, *area.interiors))
    return sum(float(_earth().geometry_length(ring)) for ring in rings)


def band_measures(band: BaseGeometry) -> tuple[float, float]:
    """Return the length and width in metres of a long band with square ends.

    They are the sides of the rectangle with the band's area and perimeter, both geodesic;
    a bend in the band changes neither much.
    """
    half = perimeter_m(band) / 2
    root = math.sqrt(max(half**2 - 4 * area_m2(band), 0.0))
    return (half + root) / 2, (half - root) / 2


def circle(center: Point, radius_m: float, *, points: int = 96) -> shapely.Polygon:
    """Return the ground within a distance of a point."""
    return shapely.Polygon(_arc(center, radius_m, 0.0, 360.0, points + 1)[:-1]).normalize()


def sector(
    center: Point, from_azimuth: float, to_azimuth: float, inner_m: float, outer_m: float
) -> shapely.Polygon:
    """Return the ground between two distances of a point, clockwise between two azimuths."""
    span = (to_azimuth - from_azimuth) % 360.0
    count = max(2, math.ceil(span / 2.0) + 1)
    outer = _arc(center, outer_m, from_azimuth, from_azimuth + span, count)
    inner = _arc(center, inner_m, from_azimuth, from_azimuth + span, count if inner_m else 1)
    return shapely.Polygon(np.concatenate([outer, inner[::-1]]))


def corridor(axis: shapely.LineString, width_m: float) -> shapely.Polygon:
    """Return the band of one width along a line, with flat ends and rounded bends.

    Measured across, the band is `width_m` wide: to 0.2 % for an axis of 500 km, to 2 % for
    one of 4,000 km. It is made on the azimuthal equidistant map about the axis's middle.
    """
    middle = axis.interpolate(0.5, normalized=True).coords[0]
    flat = shapely.transform(_densified(axis), lambda coords: _seen_from(middle, coords))
    band = flat.buffer(width_m / 2, quad_segs=16, cap_style="flat", join_style="round")
    lean = band.simplify(width_m * 1e-4)
    return shapely.transform(lean, lambda meters: _placed_around(middle, meters))


def _densified(axis: shapely.LineString) -> shapely.LineString:
    """Add points, so that a line straight in degrees stays itself on another map."""
    return shapely.segmentize(axis, max(axis.length / 64, 1e-6))


def _seen_from(center: Point, coords: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return metres east and north on the azimuthal equidistant map about a point."""
    count = len(coords)
    away, _, meters = _earth().inv(
        np.full(count, center[0]), np.full(count, center[1]), coords[:, 0], coords[:, 1]
    )
    radians = np.radians(away)
    return np.column_stack([meters * np.sin(radians), meters * np.cos(radians)])


def _placed_around(center: Point, meters: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Undo `_seen_from`."""
    count = len(meters)
    azimuths = np.degrees(np.arctan2(meters[:, 0], meters[:, 1]))
    distances = np.hypot(meters[:, 0], meters[:, 1])
    longitudes, latitudes, _ = _earth().fwd(
        np.full(count, center[0]), np.full(count, center[1]), azimuths, distances
    )
    return np.column_stack([longitudes, latitudes])


def _arc(
    center: Point, radius_m: float, from_azimuth: float, to_azimuth: float, count: int
) -> npt.NDArray[np.float64]:
    """Return `count` points at one distance of a point, clockwise."""
    azimuths = np.linspace(from_azimuth, to_azimuth, count)
    longitudes, latitudes, _ = _earth().fwd(
        np.full(count, center[0]), np.full(count, center[1]), azimuths, np.full(count, radius_m)
    )
    return np.column_stack([longitudes, latitudes])


def _simple_parts(shape: BaseGeometry) -> list[BaseGeometry]:
    """Return the points, lines and polygons of a shape, out of collections in collections."""
    if not hasattr(shape, "geoms"):
        return [shape]
    return [simple for part in shape.geoms for simple in _simple_parts(part)]


def _areas(shape: BaseGeometry) -> list[shapely.Polygon]:
    return [part for part in _simple_parts(shape) if isinstance(part, shapely.Polygon)]
