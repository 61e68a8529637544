"""Web Mercator (EPSG:3857): projects degrees to map meters and back.

IOGP Guidance Note 7-2, "Popular Visualisation Pseudo-Mercator". Good to draw on, useless to
measure on: measurements are in `geodesy`.
"""

import math

import numpy as np

from frontviewer.core.geometry.arrays import Coordinates

RADIUS_M = 6_378_137.0
"""Of the sphere of EPSG:3857: the equatorial radius of WGS 84."""

LATITUDE_LIMIT = math.degrees(math.atan(math.sinh(math.pi)))
"""85.051129°: where EPSG:3857 is cut off, so that the map of the world is a square."""

_FLATTENING = 1 / 298.257223563

_ECCENTRICITY_2 = _FLATTENING * (2 - _FLATTENING)
"""Of WGS 84, squared."""


def to_map(coords: Coordinates) -> Coordinates:
    """Project (n, 2) longitudes and latitudes to metres on the map.

    Latitudes beyond `LATITUDE_LIMIT` lie on the edge of the map; NaN stays NaN.
    """
    placed = np.empty((len(coords), 2))
    np.multiply(coords[:, 0], math.radians(RADIUS_M), out=placed[:, 0])
    y = np.clip(coords[:, 1], -LATITUDE_LIMIT, LATITUDE_LIMIT)
    np.arcsinh(np.tan(np.radians(y, out=y), out=y), out=y)  # a fifth of the time of atanh(sin(y))
    np.multiply(y, RADIUS_M, out=placed[:, 1])
    return placed


def from_map(coords: Coordinates) -> Coordinates:
    """Turn (n, 2) metres on the map back into longitudes and latitudes."""
    placed = np.empty((len(coords), 2))
    np.divide(coords[:, 0], math.radians(RADIUS_M), out=placed[:, 0])
    placed[:, 1] = np.degrees(np.arcsin(np.tanh(coords[:, 1] / RADIUS_M)))
    return placed


def ground_scale(latitude: float) -> float:
    """Return ground metres per map metre, going east.

    1 at the equator and 0.67 at Pokrovsk; going north it differs by at most 0.7 %.
    """
    limited = math.radians(max(-LATITUDE_LIMIT, min(LATITUDE_LIMIT, latitude)))
    flattening = math.sqrt(1 - _ECCENTRICITY_2 * math.sin(limited) ** 2)
    return math.cos(limited) / flattening
