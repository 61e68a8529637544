"""Where the map is looked at from: a pure value between map metres and pixels.

Three coordinate systems meet here: *geographic* (longitude, latitude in degrees, WGS 84),
*map* (x, y in Web-Mercator metres, EPSG:3857, y up) and *screen* (device-independent
pixels from the top left corner, y down). A map metre is a ground metre only at the equator.
"""

from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QTransform

from frontviewer.core.dossier import Bounds
from frontviewer.core.geodesy import LATITUDE_LIMIT, from_map, ground_scale, to_map
from frontviewer.core.layer import Coordinates

MapBounds = tuple[float, float, float, float]
"""West, south, east, north in map metres."""

PIXEL_M = 0.0254 / 96
"""What a device-independent pixel measures on the desktop: 1/96 inch, in metres."""
_WORLD_M = 40_075_016.685578488
_CLOSEST = 500.0
_MARGIN = 0.06


@dataclass(frozen=True, slots=True)
class Camera:
    """What part of the map is seen, and how large.

    Attributes
    ----------
    x, y
        Centre, in map metres.
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
    def ground_resolution(self) -> float:
        """Ground metres per device-independent pixel at the centre."""
        return self.resolution * ground_scale(float(from_map(np.array([[self.x, self.y]]))[0, 1]))

    @property
    def transform(self) -> QTransform:
        """From map metres to the screen."""
        west, _, _, north = self.bounds
        per_metre = 1 / self.resolution
        return QTransform(per_metre, 0, 0, -per_metre, -west * per_metre, north * per_metre)

    def to_screen(self, x: float, y: float) -> QPointF:
        """Return where a point of the map is on the screen."""
        west, _, _, north = self.bounds
        return QPointF((x - west) / self.resolution, (north - y) / self.resolution)

    def from_screen(self, at: QPointF) -> tuple[float, float]:
        """Return the point of the map under a place on the screen."""
        west, _, _, north = self.bounds
        return west + at.x() * self.resolution, north - at.y() * self.resolution

    def moved(self, across: float, down: float) -> "Camera":
        """Return the camera after the map was pushed by so many pixels."""
        x, y = self.x - across * self.resolution, self.y + down * self.resolution
        return _held(replace(self, x=x, y=y))

    def zoomed(self, factor: float, at: QPointF) -> "Camera":
        """Return the camera `factor` times closer, with the point under `at` kept in place."""
        x, y = self.from_screen(at)
        closer = _held(replace(self, resolution=self.resolution / factor))
        there_x, there_y = closer.from_screen(at)
        return _held(replace(closer, x=closer.x + x - there_x, y=closer.y + y - there_y))

    def resized(self, width: float, height: float) -> "Camera":
        """Return the camera for another size of widget, with the same centre and scale."""
        return _held(replace(self, width=max(1.0, width), height=max(1.0, height)))

    def fitted(self, bounds: MapBounds) -> "Camera":
        """Return the camera that shows all of some bounds, with a little air around them."""
        west, south, east, north = bounds
        across = (east - west) / (self.width * (1 - 2 * _MARGIN))
        up = (north - south) / (self.height * (1 - 2 * _MARGIN))
        return self.centred((west + east) / 2, (south + north) / 2, max(across, up))

    def exactly(self, bounds: MapBounds) -> "Camera":
        """Return the camera that shows all of some bounds, without air around them."""
        west, south, east, north = bounds
        resolution = max((east - west) / self.width, (north - south) / self.height)
        return self.centred((west + east) / 2, (south + north) / 2, resolution)

    def centred(self, x: float, y: float, resolution: float) -> "Camera":
        """Return the camera over a point of the map, at a resolution within the limits."""
        return _held(replace(self, x=x, y=y, resolution=resolution))


def _held(camera: Camera) -> Camera:
    """Keep a camera between 1:500 and the whole world, over the world."""
    half = _WORLD_M / 2
    y = max(-half, min(half, camera.y))
    latitude = float(from_map(np.array([[0.0, y]]))[0, 1])
    closest = _CLOSEST * PIXEL_M / ground_scale(latitude)
    farthest = max(closest, _WORLD_M / max(256.0, min(camera.width, camera.height)))
    resolution = max(closest, min(farthest, camera.resolution))
    return replace(camera, x=max(-half, min(half, camera.x)), y=y, resolution=resolution)


@dataclass(frozen=True, slots=True)
class View:
    """What people are told about the part of the map they see.

    Attributes
    ----------
    bounds
        West, south, east, north in degrees.
    centre
        Longitude, latitude in degrees.
    metres_per_px
        Ground metres per device-independent pixel at the centre.
    scale_denominator
        The 25,000 of 1:25,000 at the centre, for pixels of 1/96 inch.
    """

    bounds: Bounds
    centre: tuple[float, float]
    metres_per_px: float
    scale_denominator: float


def view_of(camera: Camera) -> View:
    """Say what a camera sees in degrees and ground metres."""
    west, south, east, north = camera.bounds
    places = np.array([[west, south], [east, north], [camera.x, camera.y]])
    (west_deg, south_deg), (east_deg, north_deg), (x_deg, y_deg) = from_map(places).tolist()
    metres = camera.ground_resolution
    return View(
        bounds=(west_deg, south_deg, east_deg, north_deg),
        centre=(x_deg, y_deg),
        metres_per_px=metres,
        scale_denominator=metres / PIXEL_M,
    )


def map_bounds(bounds: Bounds) -> MapBounds:
    """Project bounds in degrees; what lies beyond the edge of the map is cut off."""
    west, south, east, north = bounds
    limited = np.clip([south, north], -LATITUDE_LIMIT, LATITUDE_LIMIT)
    corners: Coordinates = to_map(np.column_stack([[west, east], limited]))
    return tuple(float(v) for v in corners.ravel())  # type: ignore[return-value]  # four of them


def screen_rect(camera: Camera, bounds: MapBounds) -> QRectF:
    """Return some bounds as a rectangle on the screen."""
    west, south, east, north = bounds
    return QRectF(camera.to_screen(west, north), camera.to_screen(east, south))
