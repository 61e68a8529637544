"""Geodesic measures: known values, and constructed shapes that are measured again."""

import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from frontviewer.core.geometry import geodesy
from frontviewer.core.geometry.web_mercator import RADIUS_M, from_map, ground_scale, to_map

POKROVSK = (37.17706, 48.28014)
MYRNOHRAD = (37.26513, 48.3099)
WGS84_SURFACE_M2 = 510_065_621_724_088.5
"""Surface area of the ellipsoid: 2 pi a^2 (1 + (1 - e^2) / e artanh e)."""

longitudes = st.floats(-180, 180)
latitudes = st.floats(-85, 85)


def test_length_of_a_degree_at_the_equator() -> None:
    assert geodesy.distance_m((0, 0), (0, 1)) == pytest.approx(110_574.3886, abs=1e-3)
    assert geodesy.distance_m((0, 0), (1, 0)) == pytest.approx(111_319.4908, abs=1e-3)


def test_distance_and_azimuth_between_two_towns() -> None:
    assert geodesy.distance_m(POKROVSK, MYRNOHRAD) == pytest.approx(7_325, abs=1)
    assert geodesy.azimuth(POKROVSK, MYRNOHRAD) == pytest.approx(63, abs=1)
    assert geodesy.azimuth(MYRNOHRAD, POKROVSK) == pytest.approx(243, abs=1)


def test_projection_agrees_with_pyproj() -> None:
    # pyproj 3.7, EPSG:4326 to EPSG:3857
    projected = to_map(np.array([POKROVSK]))
    assert projected[0] == pytest.approx([4_138_531.388, 6_153_587.334], abs=1e-3)


def test_poles_are_clamped_to_the_edge_of_the_map() -> None:
    edges = to_map(np.array([[-180.0, -90.0], [180.0, 90.0]]))
    assert np.abs(edges) == pytest.approx(math.pi * RADIUS_M, rel=1e-12)


def test_nan_stays_nan() -> None:
    assert np.isnan(to_map(np.array([[np.nan, np.nan]]))).all()


@settings(max_examples=100)
@given(longitudes, latitudes)
def test_projection_round_trip(longitude: float, latitude: float) -> None:
    coords = np.array([[longitude, latitude]])
    back = from_map(to_map(coords))
    assert back == pytest.approx(coords, abs=1e-9)


@settings(max_examples=100)
@given(latitudes)
def test_ground_scale_agrees_with_geodesic_distance(latitude: float) -> None:
    west, east = (-0.005, latitude), (0.005, latitude)
    map_meters = np.ptp(to_map(np.array([west, east]))[:, 0])
    ground = geodesy.distance_m(west, east)
    assert map_meters * ground_scale(latitude) == pytest.approx(ground, rel=1e-6)


@settings(max_examples=100)
@given(longitudes, latitudes, st.floats(0, 360), st.floats(1, 1_000_000))
def test_destination_is_at_the_given_distance(
    longitude: float, latitude: float, azimuth: float, meters: float
) -> None:
    end = geodesy.destination((longitude, latitude), azimuth, meters)
    assert geodesy.distance_m((longitude, latitude), end) == pytest.approx(meters, rel=1e-6)


def test_length_counts_lines_only() -> None:
    bent = shapely.LineString([(0, 0), (0, 1), (1, 1)])
    legs = geodesy.distance_m((0, 0), (0, 1)) + geodesy.distance_m((0, 1), (1, 1))
    both = shapely.GeometryCollection([bent, shapely.box(0, 0, 1, 1), shapely.Point(0, 0)])
    assert geodesy.length_m(both) == pytest.approx(legs)
    assert geodesy.length_m(shapely.Polygon()) == 0


def test_area_of_an_octant() -> None:
    octant = shapely.Polygon([(0, 0), (90, 0), (0, 90)])
    assert geodesy.area_m2(octant) == pytest.approx(WGS84_SURFACE_M2 / 8, rel=1e-9)


def test_holes_are_subtracted_for_any_winding() -> None:
    outer, inner = shapely.box(37, 48, 38, 49), shapely.box(37.4, 48.4, 37.6, 48.6)
    for hole in (inner.exterior, inner.exterior.reverse()):
        holed = shapely.Polygon(outer.exterior, [hole])
        left = geodesy.area_m2(outer) - geodesy.area_m2(inner)
        assert geodesy.area_m2(holed) == pytest.approx(left)
        edges = geodesy.perimeter_m(outer) + geodesy.perimeter_m(inner)
        assert geodesy.perimeter_m(holed) == pytest.approx(edges)


def test_circle_has_constant_geodesic_radius() -> None:
    ring = geodesy.circle(POKROVSK, 5_000).exterior.coords
    radii = [geodesy.distance_m(POKROVSK, point) for point in ring]
    assert radii == pytest.approx([5_000] * len(radii), rel=1e-9)


def test_sector_may_cross_north() -> None:
    sector = geodesy.sector(POKROVSK, 292.5, 22.5, 5_000, 15_000)
    corners = list(sector.exterior.coords)
    angles = [(geodesy.azimuth(POKROVSK, corner) - 292.5 + 1e-6) % 360 for corner in corners]
    assert max(angles) == pytest.approx(90, abs=1e-3)
    assert {round(geodesy.distance_m(POKROVSK, c)) for c in corners} == {5_000, 15_000}
    assert sector.is_valid
    assert geodesy.area_m2(sector) == pytest.approx(math.pi / 4 * (15_000**2 - 5_000**2), rel=1e-3)


def test_sector_without_inner_radius_is_a_slice() -> None:
    half = geodesy.sector(POKROVSK, 90, 270, 0, 10_000)
    assert half.is_valid
    assert geodesy.area_m2(half) == pytest.approx(math.pi / 2 * 10_000**2, rel=1e-3)
    assert half.bounds[3] == pytest.approx(POKROVSK[1], abs=1e-3)


@pytest.mark.parametrize("azimuth", [0, 35, 90, 160, 270])
@pytest.mark.parametrize("length", [5_000, 60_000, 500_000])
def test_corridor_has_constant_width(azimuth: int, length: int) -> None:
    axis = shapely.LineString([POKROVSK, geodesy.destination(POKROVSK, azimuth, length)])
    band = geodesy.corridor(axis, 3_000)
    for share in (0.1, 0.5, 0.9):
        point = axis.interpolate(share, normalized=True).coords[0]
        ahead = geodesy.azimuth(point, axis.interpolate(share + 0.001, normalized=True).coords[0])
        across = shapely.LineString(
            [geodesy.destination(point, ahead + side, 4_000) for side in (-90, 90)]
        )
        width = geodesy.length_m(shapely.segmentize(across, 0.001).intersection(band))
        assert width == pytest.approx(3_000, rel=0.005)


def test_bent_corridor_extends_half_its_width_from_the_axis() -> None:
    bend = shapely.LineString([(37.0, 48.28), POKROVSK, MYRNOHRAD])
    band = geodesy.corridor(bend, 3_000)
    assert band.is_valid
    assert not band.interiors
    assert all(band.contains(shapely.Point(point)) for point in list(bend.coords)[1:-1])
    ring = band.exterior.coords
    distances = [geodesy.distance_m(corner[:2], nearest_point(bend, corner)) for corner in ring]
    assert max(distances) == pytest.approx(1_500, rel=0.01)


def nearest_point(line: shapely.LineString, point: tuple[float, ...]) -> tuple[float, float]:
    """Return the nearest point of a short line, in coordinates scaled to equal units."""
    factor_x = math.cos(math.radians(48.3))

    def scale_x(shape: shapely.Geometry, factor: float) -> shapely.Geometry:
        return shapely.transform(shape, lambda coords: coords * [factor, 1])

    flat, target = scale_x(line, factor_x), scale_x(shapely.Point(point[:2]), factor_x)
    nearest = scale_x(flat.interpolate(flat.project(target)), 1 / factor_x)
    return (nearest.x, nearest.y)


def test_measured_band_has_its_constructed_length_and_width() -> None:
    band = geodesy.corridor(shapely.LineString([POKROVSK, MYRNOHRAD]), 500)

    assert geodesy.measure_band(band) == pytest.approx((7325, 500), rel=0.01)
