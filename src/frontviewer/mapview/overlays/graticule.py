"""Meridians and parallels, and their names at the map's edge."""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QLineF
from PySide6.QtGui import QPainter

from frontviewer.core.geometry.web_mercator import LATITUDE_LIMIT, from_map, to_map
from frontviewer.mapview.camera import Camera
from frontviewer.mapview.painters.symbology import line_pen
from frontviewer.theme.theme import Theme

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
    """One line: a meridian at so many pixels from the left, or a parallel from the top."""

    name: str
    meridian: bool
    at: float


@lru_cache(maxsize=4)
def ticks(camera: Camera, text_scale: float = 1.0) -> tuple[Tick, ...]:
    """Return the lines that cross the screen, far enough apart for names of that size."""
    west, south, east, north = camera.bounds
    (west_deg, south_deg), (east_deg, north_deg) = from_map(
        np.array([[west, south], [east, north]])
    )
    step = _step((east_deg - west_deg) / camera.width * _APART_PX * text_scale * 3600)
    meridians = [m for m in _multiples(west_deg, east_deg, step) if abs(m) <= 180 * 3600]
    parallels = _multiples(max(south_deg, -LATITUDE_LIMIT), min(north_deg, LATITUDE_LIMIT), step)
    x_m = to_map(np.array([[m / 3600, 0.0] for m in meridians]).reshape(-1, 2))[:, 0]
    y_m = to_map(np.array([[0.0, p / 3600] for p in parallels]).reshape(-1, 2))[:, 1]
    return (
        *(
            Tick(_name(value, "EW"), meridian=True, at=camera.to_screen(x, 0).x())
            for value, x in zip(meridians, x_m, strict=True)
        ),
        *(
            Tick(_name(value, "NS"), meridian=False, at=camera.to_screen(0, y).y())
            for value, y in zip(parallels, y_m, strict=True)
        ),
    )


def paint_graticule(painter: QPainter, camera: Camera, theme: Theme) -> None:
    """Paint the lines; their names are painted with the other words."""
    painter.setPen(line_pen(theme.graticule, max(0.7, 0.7 * theme.line_px)))
    for tick in ticks(camera, theme.text_scale):
        if tick.meridian:
            painter.drawLine(QLineF(tick.at, 0, tick.at, camera.height))
        else:
            painter.drawLine(QLineF(0, tick.at, camera.width, tick.at))


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
