"""Paints the quiet ground beneath the layers."""

import math
from collections.abc import Iterator

import numpy as np
from PySide6.QtGui import QBrush, QPainter, QPainterPath, QPen

from frontviewer.core.geometry.arrays import Coordinates, Mask
from frontviewer.core.system.cancellation import CancelCheck, raise_if_cancelled
from frontviewer.mapview.camera import Camera, MapBounds
from frontviewer.mapview.painters.basemap import Basemap
from frontviewer.mapview.painters.level_of_detail import intersecting
from frontviewer.mapview.painters.render_layer import grown
from frontviewer.mapview.painters.symbology import line_pen
from frontviewer.mapview.raster.canvas import Canvas
from frontviewer.mapview.raster.nogil_painter import fill_path, stroke_path
from frontviewer.mapview.raster.painter_paths import path_of
from frontviewer.theme.theme import Theme

_MARGIN_PX = 8.0
_LEAST_DETAIL_M = 5_000.0
_TOWN_PX = 2.0
_TOWNS_APART_PX = 26.0
# Towns shown, by their least population, up to so many ground metres per pixel.
_TOWN_LEVELS = ((12, 0), (35, 500), (90, 2_500), (220, 12_000), (600, 60_000), (1800, 250_000))


def basemap_reuse_key(camera: Camera) -> tuple[float, bool]:
    """Return what decides about how all of the ground is painted at one resolution."""
    return _least_people(camera), _detailed(camera)


def visible_towns(basemap: Basemap, camera: Camera) -> list[int]:
    """Return the indices of the towns to show, the most populous first.

    A town close beside a larger one gives way, wherever the edge of the screen is: on a small
    map it is a district of it.
    """
    towns, apart = basemap.towns, _TOWNS_APART_PX * camera.resolution
    large = towns.populations >= _least_people(camera)
    near = np.flatnonzero(large & _inside(towns.coords, grown(camera.bounds, apart)))
    coords = towns.coords[near]
    away = np.abs(coords[:, None] - coords).max(axis=2)
    beside_larger = np.tril(away <= apart, -1).any(axis=1)
    shown: list[int] = near[~beside_larger & _inside(coords, camera.bounds)].tolist()
    return shown


def _inside(coords: Coordinates, bounds: MapBounds) -> Mask:
    west, south, east, north = bounds
    x, y = coords.T
    inside: Mask = (x > west) & (x < east) & (y > south) & (y < north)
    return inside


def paint_basemap(
    painter: QPainter, canvas: Canvas, basemap: Basemap, theme: Theme, stop: CancelCheck
) -> None:
    """Paint the basemap.

    Raises
    ------
    Cancelled
        If it is no longer wanted.
    """
    camera = canvas.camera
    lines = {
        "rivers": line_pen(theme.river, 1.2 * theme.line_px),
        "oblast_lines": line_pen(theme.border, 0.8 * theme.line_px, (4, 3)),
        "borders": line_pen(theme.border, 1.6 * theme.line_px),
    }
    for land in _paths(canvas, basemap, "land"):
        raise_if_cancelled(stop)
        fill_path(painter, land, QBrush(theme.land))
    for stem, pen in lines.items() if _detailed(camera) else ():
        for line in _paths(canvas, basemap, stem):
            raise_if_cancelled(stop)
            stroke_path(painter, line, pen)
    raise_if_cancelled(stop)
    _paint_towns(painter, camera, basemap, theme)


def _paths(canvas: Canvas, basemap: Basemap, stem: str) -> Iterator[QPainterPath]:
    """Yield areas or lines that reach the painted part, in device-independent pixels.

    Of each what can be seen on the whole screen, so that parts fit together.
    """
    if stem not in basemap.shapes:
        return
    shapes, margin_m = basemap.shapes[stem], _MARGIN_PX * canvas.camera.resolution
    here, screen = grown(canvas.bounds, margin_m), grown(canvas.camera.bounds, margin_m)
    for number in np.flatnonzero(intersecting(shapes.full.geometry.bounds, here)).tolist():
        geometry, _ = shapes.clip_to_view(canvas.pixel_m, np.array([number]), screen)
        yield path_of(canvas.points(geometry.coords), geometry.ring_offsets)


def _paint_towns(painter: QPainter, camera: Camera, basemap: Basemap, theme: Theme) -> None:
    painter.setPen(QPen(theme.land, 1.0))
    painter.setBrush(theme.town)
    radius = _TOWN_PX * theme.text_scale**0.5
    for index in visible_towns(basemap, camera):
        painter.drawEllipse(camera.to_screen(*basemap.towns.coords[index]), radius, radius)


def _least_people(camera: Camera) -> float:
    """Return how many must live in a town that is shown."""
    meters = camera.ground_resolution
    return next((people for limit, people in _TOWN_LEVELS if meters < limit), math.inf)


def _detailed(camera: Camera) -> bool:
    """Whether there is more than land to be seen."""
    return camera.ground_resolution < _LEAST_DETAIL_M
