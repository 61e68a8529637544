"""Paints the basemap beneath the layers."""

import math
from collections.abc import Iterator

import numpy as np
from PySide6.QtGui import QBrush, QPainter, QPainterPath, QPen

from frontviewer.core.geometry.arrays import Coordinates, Mask
from frontviewer.core.system.cancellation import CancelCheck, raise_if_cancelled
from frontviewer.mapview.camera import Camera, MapBounds
from frontviewer.mapview.painters.basemap import Basemap
from frontviewer.mapview.painters.level_of_detail import intersects
from frontviewer.mapview.painters.render_layer import expand_bounds
from frontviewer.mapview.painters.symbology import build_line_pen
from frontviewer.mapview.raster.canvas import Canvas
from frontviewer.mapview.raster.nogil_painter import fill_path, stroke_path
from frontviewer.mapview.raster.painter_paths import build_path
from frontviewer.theme.theme import Theme

_MARGIN_PX = 8.0
_MAX_DETAIL_RESOLUTION_M = 5_000.0
_TOWN_RADIUS_PX = 2.0
_MIN_TOWN_DISTANCE_PX = 26.0
# Resolution in ground meters per pixel, and the population from which towns are shown below it.
_TOWN_POPULATION_LIMITS = (
    (12, 0),
    (35, 500),
    (90, 2_500),
    (220, 12_000),
    (600, 60_000),
    (1800, 250_000),
)


def build_basemap_reuse_key(camera: Camera) -> tuple[float, bool]:
    """Return everything besides the resolution that the painting of the basemap depends on."""
    return _min_population(camera), _shows_detail(camera)


def find_visible_towns(basemap: Basemap, camera: Camera) -> list[int]:
    """Return the indices of the towns to show, most populous first.

    A town close to a more populous one, on the screen or off it, is left out: on a small-scale map
    it is part of that town.
    """
    towns, min_distance = basemap.towns, _MIN_TOWN_DISTANCE_PX * camera.resolution
    large = towns.populations >= _min_population(camera)
    nearby = np.flatnonzero(
        large & _inside_mask(towns.coords, expand_bounds(camera.bounds, min_distance))
    )
    coords = towns.coords[nearby]
    distances = np.abs(coords[:, None] - coords).max(axis=2)
    near_larger = np.tril(distances <= min_distance, -1).any(axis=1)
    visible: list[int] = nearby[~near_larger & _inside_mask(coords, camera.bounds)].tolist()
    return visible


def _inside_mask(coords: Coordinates, bounds: MapBounds) -> Mask:
    """Return which of (n, 2) coordinates are inside bounds."""
    west, south, east, north = bounds
    x, y = coords.T
    inside: Mask = (x > west) & (x < east) & (y > south) & (y < north)
    return inside


def paint_basemap(
    painter: QPainter, canvas: Canvas, basemap: Basemap, theme: Theme, cancel: CancelCheck
) -> None:
    """Paint land, borders, rivers and towns.

    Raises
    ------
    Cancelled
        If `cancel` returns True.
    """
    camera = canvas.camera
    lines = {
        "rivers": build_line_pen(theme.river, 1.2 * theme.line_px),
        "oblast_lines": build_line_pen(theme.border, 0.8 * theme.line_px, (4, 3)),
        "borders": build_line_pen(theme.border, 1.6 * theme.line_px),
    }
    for land in _build_paths(canvas, basemap, "land"):
        raise_if_cancelled(cancel)
        fill_path(painter, land, QBrush(theme.land))
    for stem, pen in lines.items() if _shows_detail(camera) else ():
        for line in _build_paths(canvas, basemap, stem):
            raise_if_cancelled(cancel)
            stroke_path(painter, line, pen)
    raise_if_cancelled(cancel)
    _paint_towns(painter, camera, basemap, theme)


def _build_paths(canvas: Canvas, basemap: Basemap, stem: str) -> Iterator[QPainterPath]:
    """Yield areas or lines that reach the painted part as paths in device-independent pixels.

    Each is clipped to the whole screen, not to the painted part, so that bands of an image match.
    """
    if stem not in basemap.shapes:
        return
    shapes, margin_m = basemap.shapes[stem], _MARGIN_PX * canvas.camera.resolution
    painted_bounds, screen_bounds = (
        expand_bounds(canvas.bounds, margin_m),
        expand_bounds(canvas.camera.bounds, margin_m),
    )
    for index in np.flatnonzero(intersects(shapes.full.geometry.bounds, painted_bounds)).tolist():
        geometry, _ = shapes.clip_to_view(canvas.pixel_m, np.array([index]), screen_bounds)
        yield build_path(canvas.to_screen(geometry.coords), geometry.ring_offsets)


def _paint_towns(painter: QPainter, camera: Camera, basemap: Basemap, theme: Theme) -> None:
    """Paint a dot for each visible town."""
    painter.setPen(QPen(theme.land, 1.0))
    painter.setBrush(theme.town)
    radius = _TOWN_RADIUS_PX * theme.text_scale**0.5
    for index in find_visible_towns(basemap, camera):
        painter.drawEllipse(camera.to_screen(*basemap.towns.coords[index]), radius, radius)


def _min_population(camera: Camera) -> float:
    """Return the population from which towns are shown at a camera's resolution."""
    meters = camera.ground_resolution
    return next(
        (
            population
            for max_resolution, population in _TOWN_POPULATION_LIMITS
            if meters < max_resolution
        ),
        math.inf,
    )


def _shows_detail(camera: Camera) -> bool:
    """Return whether more than land is drawn."""
    return camera.ground_resolution < _MAX_DETAIL_RESOLUTION_M
