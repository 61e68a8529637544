"""Meridians and parallels, and their names at the map's edge."""

import math
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QLineF, QPointF
from PySide6.QtGui import QPainter

from frontviewer.core.geodesy import from_map, to_map
from frontviewer.look.theme import Theme
from frontviewer.mapview.camera import Camera
from frontviewer.mapview.style import line_pen

STEPS = (
    3600 * 30,
    3600 * 20,
    3600 * 10,
    3600 * 5,
    3600 * 2,
    3600,
    1800,
    900,
    600,
    300,
    120,
    60,
    30,
    15,
    10,
    5,
    2,
    1,
)
"""Arc seconds between lines, from thirty degrees to one second."""
_APART_PX = 150.0


@dataclass(frozen=True, slots=True)
class Tick:
    """One line: a meridian at the pixel `x`, or a parallel at the pixel `y`."""

    name: str
    x: float | None = None
    y: float | None = None


def ticks(camera: Camera, apart_px: float = _APART_PX) -> tuple[Tick, ...]:
    """Return the lines that cross the screen, not closer than about `apart_px`."""
    west, south, east, north = camera.bounds
    (west_deg, south_deg), (east_deg, north_deg) = from_map(
        np.array([[west, south], [east, north]])
    )
    step = _step((east_deg - west_deg) / camera.width * apart_px * 3600)
    meridians = [m for m in _multiples(west_deg, east_deg, step) if abs(m) <= 180 * 3600]
    parallels = _multiples(south_deg, north_deg, step)
    x_m = to_map(np.array([[m / 3600, 0.0] for m in meridians]).reshape(-1, 2))[:, 0]
    y_m = to_map(np.array([[0.0, p / 3600] for p in parallels]).reshape(-1, 2))[:, 1]
    return (
        *(
            Tick(_name(value, "EW"), x=camera.to_screen(x, 0).x())
            for value, x in zip(meridians, x_m, strict=True)
        ),
        *(
            Tick(_name(value, "NS"), y=camera.to_screen(0, y).y())
            for value, y in zip(parallels, y_m, strict=True)
        ),
    )


def paint_graticule(painter: QPainter, camera: Camera, theme: Theme) -> None:
    """Paint the lines; their names are painted with the other words."""
    painter.setPen(line_pen(theme.graticule, max(0.7, 0.7 * theme.line_px)))
    apart = _APART_PX * theme.text_scale
    for tick in ticks(camera, apart):
        if tick.x is not None:
            painter.drawLine(QLineF(tick.x, 0, tick.x, camera.height))
        elif tick.y is not None:
            painter.drawLine(QLineF(0, tick.y, camera.width, tick.y))


def tick_places(camera: Camera, theme: Theme) -> tuple[tuple[str, QPointF, bool], ...]:
    """Return names with their place on the edge, and whether it is the top one (or the left)."""
    return tuple(
        (tick.name, QPointF(tick.x or 0.0, tick.y or 0.0), tick.x is not None)
        for tick in ticks(camera, _APART_PX * theme.text_scale)
    )


def _step(wanted: float) -> int:
    """Return the smallest step in arc seconds that is at least `wanted`."""
    return min((step for step in STEPS if step >= wanted), default=STEPS[0])


def _multiples(first_deg: float, last_deg: float, step: int) -> list[int]:
    first = math.ceil(first_deg * 3600 / step)
    last = math.floor(last_deg * 3600 / step)
    return [step * number for number in range(first, last + 1)]


def _name(seconds: int, signs: str) -> str:
    """Write arc seconds as degrees, minutes, seconds, without what is nought at the end."""
    degrees, rest = divmod(abs(seconds), 3600)
    minutes, left = divmod(rest, 60)
    sign = signs[seconds < 0] if seconds else ""
    text = f"{degrees}°"
    if rest:
        text += f"{minutes:02d}′"
    if left:
        text += f"{left:02d}″"
    return f"{text} {sign}".strip()
