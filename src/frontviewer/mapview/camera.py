"""Camera of the map: an immutable view that converts between map meters and screen pixels.

Three coordinate systems are used: *geographic* (longitude, latitude in degrees, WGS 84),
*map* (x, y in Web Mercator meters, EPSG:3857, y up) and *screen* (device-independent
pixels from the top left corner, y down). A map meter is a ground meter only at the equator.

The map wraps around: copies of the world repeat every `WORLD_M` in x.
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
"""West, south, east, north in map meters; east exceeds `WORLD_M / 2` past the antimeridian."""

PIXEL_M = 0.0254 / 96
"""Nominal size of a device-independent pixel: 1/96 inch, in meters."""
WORLD_M = 2 * math.pi * RADIUS_M
"""Width and height of the world in map meters."""
_MIN_SCALE_DENOMINATOR = 500.0
_FIT_PADDING = 0.06
"""Share of the width and of the height on each side."""


@dataclass(frozen=True, slots=True)
class Camera:
    """Center, scale and size of the visible part of the map.

    Attributes
    ----------
    x, y
        Center, in map meters, within the world.
    resolution
        Map meters per device-independent pixel.
    width, height
        Size of the widget, in device-independent pixels.
    """

    x: float
    y: float
    resolution: float
    width: float
    height: float

    @property
    def bounds(self) -> MapBounds:
        """Visible bounds, in map meters."""
        half_width, half_height = (
            self.width * self.resolution / 2,
            self.height * self.resolution / 2,
        )
        return self.x - half_width, self.y - half_height, self.x + half_width, self.y + half_height

    @property
    def world_copies(self) -> tuple["Camera", ...]:
        """One camera per visible copy of the world, each for drawing the same geometry.

        The first is this camera itself; the centers of the others may be outside the world.
        """
        west, _, east, _ = self.bounds
        first = math.ceil(west / WORLD_M - 0.5)
        last = math.floor(east / WORLD_M + 0.5)
        others = (number for number in range(first, last + 1) if number)
        return self, *(replace(self, x=self.x - number * WORLD_M) for number in others)

    @property
    def ground_resolution(self) -> float:
        """Ground meters per device-independent pixel at the center."""
        return self.resolution * ground_scale(float(from_map(np.array([[self.x, self.y]]))[0, 1]))

    @property
    def transform(self) -> QTransform:
        """Transform from map meters to screen pixels."""
        west, _, _, north = self.bounds
        per_meter = 1 / self.resolution
        return QTransform(per_meter, 0, 0, -per_meter, -west * per_meter, north * per_meter)

    def to_screen(self, x: float, y: float) -> QPointF:
        """Convert a point from map meters to screen pixels."""
        west, _, _, north = self.bounds
        return QPointF((x - west) / self.resolution, (north - y) / self.resolution)

    def from_screen(self, position: QPointF) -> tuple[float, float]:
        """Convert a point from screen pixels to map meters."""
        west, _, _, north = self.bounds
        return west + position.x() * self.resolution, north - position.y() * self.resolution

    def panned(self, dx: float, dy: float) -> "Camera":
        """Return the camera after the map is dragged `dx` pixels right and `dy` pixels down."""
        x, y = self.x - dx * self.resolution, self.y + dy * self.resolution
        return _clamp_to_limits(replace(self, x=x, y=y))

    def zoomed(self, factor: float, anchor: QPointF) -> "Camera":
        """Return the camera zoomed in by `factor`, with the point under `anchor` fixed."""
        x, y = self.from_screen(anchor)
        scaled = _clamp_to_limits(replace(self, resolution=self.resolution / factor))
        moved_x, moved_y = scaled.from_screen(anchor)
        return _clamp_to_limits(replace(scaled, x=scaled.x + x - moved_x, y=scaled.y + y - moved_y))

    def snapped_to_pixels(self, ratio: float) -> "Camera":
        """Return the camera moved by at most half a pixel, so that its edges are on the pixel grid.

        Images of the same scale then align exactly. `ratio` is the device pixel ratio.
        """
        west, _, _, north = self.bounds
        pixel_m = self.resolution / ratio
        dx, dy = (round(edge / pixel_m) * pixel_m - edge for edge in (west, north))
        return replace(self, x=self.x + dx, y=self.y + dy)

    def resized(self, width: float, height: float) -> "Camera":
        """Return the camera for another widget size, with the same center and resolution."""
        return _clamp_to_limits(replace(self, width=max(1.0, width), height=max(1.0, height)))

    def fit_padded(self, bounds: MapBounds) -> "Camera":
        """Return the camera that shows all of `bounds` with 6 % of padding on each side."""
        west, south, east, north = bounds
        x_resolution = (east - west) / (self.width * (1 - 2 * _FIT_PADDING))
        y_resolution = (north - south) / (self.height * (1 - 2 * _FIT_PADDING))
        center_x, center_y = (west + east) / 2, (south + north) / 2
        return self.centered(center_x, center_y, max(x_resolution, y_resolution))

    def fit_exactly(self, bounds: MapBounds) -> "Camera":
        """Return the camera that shows all of `bounds` without padding."""
        west, south, east, north = bounds
        resolution = max((east - west) / self.width, (north - south) / self.height)
        return self.centered((west + east) / 2, (south + north) / 2, resolution)

    def centered(self, x: float, y: float, resolution: float) -> "Camera":
        """Return the camera centered on a map point, with the resolution clamped to its limits."""
        return _clamp_to_limits(replace(self, x=x, y=y, resolution=resolution))


@overload
def nearest_world_copy(x: float, reference: float) -> float: ...
@overload
def nearest_world_copy(x: npt.NDArray[np.float64], reference: float) -> npt.NDArray[np.float64]: ...
def nearest_world_copy(x: Any, reference: float) -> Any:
    """Shift a map x by whole worlds to within half a world of `reference`."""
    return x + WORLD_M * np.ceil((reference - x) / WORLD_M - 0.5)


def wrap_x(x: float) -> float:
    """Wrap a map x into [-WORLD_M / 2, WORLD_M / 2)."""
    return float(nearest_world_copy(x, 0.0))


def _clamp_to_limits(camera: Camera) -> Camera:
    """Clamp the scale between 1:500 and the whole world, and the center to the world."""
    y = max(-WORLD_M / 2, min(WORLD_M / 2, camera.y))
    latitude = float(from_map(np.array([[0.0, y]]))[0, 1])
    finest = _MIN_SCALE_DENOMINATOR * PIXEL_M / ground_scale(latitude)
    coarsest = max(finest, WORLD_M / max(256.0, min(camera.width, camera.height)))
    resolution = max(finest, min(coarsest, camera.resolution))
    return replace(camera, x=wrap_x(camera.x), y=y, resolution=resolution)


@dataclass(frozen=True, slots=True)
class ViewExtent:
    """Bounds and scale of the visible part of the map, as displayed to the user.

    Attributes
    ----------
    bounds
        West, south, east, north in degrees.
    scale_denominator
        The 25,000 of 1:25,000 at the center, for pixels of 1/96 inch.
    """

    bounds: Bounds
    scale_denominator: float


def describe_view(camera: Camera) -> ViewExtent:
    """Return the bounds of a camera in degrees, and its scale denominator."""
    west, south, east, north = camera.bounds
    (west_deg, south_deg), (east_deg, north_deg) = from_map(
        np.array([[west, south], [east, north]])
    ).tolist()
    return ViewExtent(
        bounds=(west_deg, south_deg, east_deg, north_deg),
        scale_denominator=camera.ground_resolution / PIXEL_M,
    )


def unproject_point(camera: Camera, position: QPointF) -> Point | None:
    """Convert screen pixels to longitude, latitude in degrees; None above or below the map."""
    x, y = camera.from_screen(position)
    if abs(y) > WORLD_M / 2:
        return None
    longitude, latitude = from_map(np.array([[wrap_x(x), y]]))[0].tolist()
    return longitude, latitude


def project_bounds(bounds: Bounds) -> MapBounds:
    """Project bounds from degrees to map meters; latitudes are clamped to the edge of the map.

    Bounds whose west exceeds their east cross the antimeridian (RFC 7946, 5.2).
    """
    west, south, east, north = bounds
    (left, bottom), (right, top) = to_map(np.array([[west, south], [east, north]])).tolist()
    return left, bottom, right + WORLD_M * (west > east), top


def bounds_to_screen(camera: Camera, bounds: MapBounds) -> QRectF:
    """Convert bounds in map meters to a rectangle in screen pixels."""
    west, south, east, north = bounds
    return QRectF(camera.to_screen(west, north), camera.to_screen(east, south))


def shift_to_nearest_copy(camera: Camera, reference: Camera) -> Camera:
    """Return a camera moved to the world copy nearest to another camera."""
    return replace(camera, x=nearest_world_copy(camera.x, reference.x))
