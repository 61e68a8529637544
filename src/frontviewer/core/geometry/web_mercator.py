"""Web Mercator (EPSG:3857): projects degrees to map meters and back.

Source: IOGP Guidance Note 7-2, "Popular Visualisation Pseudo-Mercator". For display only: its
lengths and areas are distorted, so measurements are geodesic (see `geodesy`).
"""

import math

import numpy as np

from frontviewer.core.geometry.arrays import Coordinates

RADIUS_M = 6_378_137.0
"""Radius of the sphere of EPSG:3857: the equatorial radius of WGS 84."""

LATITUDE_LIMIT = math.degrees(math.atan(math.sinh(math.pi)))
"""85.051129°: the latitude at which EPSG:3857 is cut off, so that the world is a square."""

_FLATTENING = 1 / 298.257223563
"""Flattening of WGS 84."""

_ECCENTRICITY_2 = _FLATTENING * (2 - _FLATTENING)
"""Square of the eccentricity of WGS 84."""


def to_map(coords: Coordinates) -> Coordinates:
    """Project (n, 2) longitude, latitude in degrees to map meters.

    Latitudes beyond `LATITUDE_LIMIT` are clamped to it; NaN stays NaN.
    """
    projected = np.empty((len(coords), 2))
    np.multiply(coords[:, 0], math.radians(RADIUS_M), out=projected[:, 0])
    y = np.clip(coords[:, 1], -LATITUDE_LIMIT, LATITUDE_LIMIT)
    np.arcsinh(np.tan(np.radians(y, out=y), out=y), out=y)  # a fifth of the time of atanh(sin(y))
    np.multiply(y, RADIUS_M, out=projected[:, 1])
    return projected


def from_map(coords: Coordinates) -> Coordinates:
    """Convert (n, 2) map meters to longitude, latitude in degrees."""
    degrees = np.empty((len(coords), 2))
    np.divide(coords[:, 0], math.radians(RADIUS_M), out=degrees[:, 0])
    degrees[:, 1] = np.degrees(np.arcsin(np.tanh(coords[:, 1] / RADIUS_M)))
    return degrees


def ground_scale(latitude: float) -> float:
    """Return ground meters per map meter in the east-west direction.

    It is 1 at the equator and 0.67 at Pokrovsk; the north-south scale differs by at most 0.7 %.
    """
    phi = math.radians(max(-LATITUDE_LIMIT, min(LATITUDE_LIMIT, latitude)))
    radius_ratio = math.sqrt(1 - _ECCENTRICITY_2 * math.sin(phi) ** 2)
    return math.cos(phi) / radius_ratio
