"""Where the map is looked at from: a pure value between map metres and pixels.

Three coordinate systems meet here: *geographic* (longitude, latitude in degrees, WGS 84),
*map* (x, y in Web-Mercator metres, EPSG:3857, y up) and *screen* (device-independent
pixels from the top left corner, y down). A map metre is a ground metre only at the equator.

The map goes round: the world lies beside itself, again and again, `WORLD_M` apart.
"""

import math
from dataclasses import dataclass, replace
from typing import Any, overload

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QTransform

from frontviewer.core.geometry.geodesy import Point
from frontviewer.core.geometry.web_mercator import RADIUS_M, from_map, ground_scale, to_map
from frontviewer.core.model.dossier import Bounds

MapBounds = tuple[float, float, float, float]
"""West, south, east, north in map metres; beyond the antimeridian, east goes on growing."""

PIXEL_M = 0.0254 / 96
"""What a device-independent pixel measures on the desktop: 1/96 inch, in metres."""
WORLD_M = 2 * math.pi * RADIUS_M
"""Width and height of the world in map metres."""
_CLOSEST = 500.0
_MARGIN = 0.06


@dataclass(frozen=True, slots=True)
class Camera:
    """What part of the map is seen, and how large.

    Attributes
    ----------
    x, y
        Centre, in map metres, within the world.
    resolution
        Map metres per device-independent pixel.
    width, height
        Of the widget, in device-independent pixels.
    """

    x: float
    y: float
    resolution: float
    width: float
    height: float

    @property
    def bounds(self) -> MapBounds:
        """What is visible, in map metres."""
        across, up = self.width * self.resolution / 2, self.height * self.resolution / 2
        return self.x - across, self.y - up, self.x + across, self.y + up

    @property
    def world_copies(self) -> tuple["Camera", ...]:
        """One camera for each copy of the world in sight, to look at shapes of the one world.

        Their centres may lie outside it; the first is this camera itself.
        """
        west, _, east, _ = self.bounds
        first = math.ceil(west / WORLD_M - 0.5)
        last = math.floor(east / WORLD_M + 0.5)
        others = (number for number in range(first, last + 1) if number)
        return self, *(replace(self, x=self.x - number * WORLD_M) for number in others)

    @property
    def ground_resolution(self) -> float:
        """Ground metres per device-independent pixel at the centre."""
        return self.resolution * ground_scale(float(from_map(np.array([[self.x, self.y]]))[0, 1]))

    @property
    def transform(self) -> QTransform:
        """From map metres to the screen."""
        west, _, _, north = self.bounds
        per_meter = 1 / self.resolution
        return QTransform(per_meter, 0, 0, -per_meter, -west * per_meter, north * per_meter)

    def to_screen(self, x: float, y: float) -> QPointF:
        """Return where a point of the map is on the screen."""
        west, _, _, north = self.bounds
        return QPointF((x - west) / self.resolution, (north - y) / self.resolution)

    def from_screen(self, at: QPointF) -> tuple[float, float]:
        """Return the point of the map under a place on the screen."""
        west, _, _, north = self.bounds
        return west + at.x() * self.resolution, north - at.y() * self.resolution

    def panned(self, across: float, down: float) -> "Camera":
        """Return the camera after the map was pushed by so many pixels."""
        x, y = self.x - across * self.resolution, self.y + down * self.resolution
        return _limited(replace(self, x=x, y=y))

    def zoomed(self, factor: float, at: QPointF) -> "Camera":
        """Return the camera `factor` times closer, with the point under `at` kept in place."""
        x, y = self.from_screen(at)
        closer = _limited(replace(self, resolution=self.resolution / factor))
        there_x, there_y = closer.from_screen(at)
        return _limited(replace(closer, x=closer.x + x - there_x, y=closer.y + y - there_y))

    def snapped_to_pixels(self, ratio: float) -> "Camera":
        """Return the camera moved, by half a pixel at most, so that its edge lies between pixels.

        Then pictures of one scale fit to each other. `ratio` is how many pixels of the screen a
        device-independent one is wide.
        """
        west, _, _, north = self.bounds
        pixel_m = self.resolution / ratio
        across, up = (round(at / pixel_m) * pixel_m - at for at in (west, north))
        return replace(self, x=self.x + across, y=self.y + up)

    def resized(self, width: float, height: float) -> "Camera":
        """Return the camera for another size of widget, with the same centre and scale."""
        return _limited(replace(self, width=max(1.0, width), height=max(1.0, height)))

    def fit_padded(self, bounds: MapBounds) -> "Camera":
        """Return the camera that shows all of some bounds, with a little air around them."""
        west, south, east, north = bounds
        across = (east - west) / (self.width * (1 - 2 * _MARGIN))
        up = (north - south) / (self.height * (1 - 2 * _MARGIN))
        return self.centered((west + east) / 2, (south + north) / 2, max(across, up))

    def fit_exactly(self, bounds: MapBounds) -> "Camera":
        """Return the camera that shows all of some bounds, without air around them."""
        west, south, east, north = bounds
        resolution = max((east - west) / self.width, (north - south) / self.height)
        return self.centered((west + east) / 2, (south + north) / 2, resolution)

    def centered(self, x: float, y: float, resolution: float) -> "Camera":
        """Return the camera over a point of the map, at a resolution within the limits."""
        return _limited(replace(self, x=x, y=y, resolution=resolution))


@overload
def nearest_world_copy(x: float, to: float) -> float: ...
@overload
def nearest_world_copy(x: npt.NDArray[np.float64], to: float) -> npt.NDArray[np.float64]: ...
def nearest_world_copy(x: Any, to: float) -> Any:
    """Return the copy of a map x that lies nearest to another, within half a world."""
    return x + WORLD_M * np.ceil((to - x) / WORLD_M - 0.5)


def within_world(x: float) -> float:
    """Return the map x of the same place within [-WORLD_M / 2, WORLD_M / 2)."""
    return float(nearest_world_copy(x, 0.0))


def _limited(camera: Camera) -> Camera:
    """Keep a camera between 1:500 and the whole world, over the world."""
    y = max(-WORLD_M / 2, min(WORLD_M / 2, camera.y))
    latitude = float(from_map(np.array([[0.0, y]]))[0, 1])
    closest = _CLOSEST * PIXEL_M / ground_scale(latitude)
    farthest = max(closest, WORLD_M / max(256.0, min(camera.width, camera.height)))
    resolution = max(closest, min(farthest, camera.resolution))
    return replace(camera, x=within_world(camera.x), y=y, resolution=resolution)


@dataclass(frozen=True, slots=True)
class View:
    """What people are told about the part of the map they see.

    Attributes
    ----------
    bounds
        West, south, east, north in degrees.
    scale_denominator
        The 25,000 of 1:25,000 at the centre, for pixels of 1/96 inch.
    """

    bounds: Bounds
    scale_denominator: float


def describe_view(camera: Camera) -> View:
    """Say what a camera sees in degrees and ground metres."""
    west, south, east, north = camera.bounds
    (west_deg, south_deg), (east_deg, north_deg) = from_map(
        np.array([[west, south], [east, north]])
    ).tolist()
    return View(
        bounds=(west_deg, south_deg, east_deg, north_deg),
        scale_denominator=camera.ground_resolution / PIXEL_M,
    )


def lon_lat_at(camera: Camera, at: QPointF) -> Point | None:
    """Return the place under a point of the screen, in degrees; None beyond the poles' edge."""
    x, y = camera.from_screen(at)
    if abs(y) > WORLD_M / 2:
        return None
    longitude, latitude = from_map(np.array([[within_world(x), y]]))[0].tolist()
    return longitude, latitude


def project_bounds(bounds: Bounds) -> MapBounds:
    """Project bounds in degrees; what lies beyond the edge of the map is cut off.

    A west greater than the east says that they cross the antimeridian (RFC 7946, 5.2).
    """
    west, south, east, north = bounds
    (left, low), (right, high) = to_map(np.array([[west, south], [east, north]])).tolist()
    return left, low, right + WORLD_M * (west > east), high


def screen_rect(camera: Camera, bounds: MapBounds) -> QRectF:
    """Return some bounds as a rectangle on the screen."""
    west, south, east, north = bounds
    return QRectF(camera.to_screen(west, north), camera.to_screen(east, south))
