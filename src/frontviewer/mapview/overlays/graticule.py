"""Graticule: meridians and parallels, with labels for the edge of the map."""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QLineF
from PySide6.QtGui import QPainter

from frontviewer.core.geometry.web_mercator import LATITUDE_LIMIT, from_map, to_map
from frontviewer.core.text.translation import trc
from frontviewer.mapview.camera import Camera
from frontviewer.mapview.painters.symbology import build_line_pen
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
"""Possible spacings of the lines in arc seconds, from thirty degrees to one second."""
_MIN_SPACING_PX = 150.0
"""Spacing at a text scale of 1, unless it needs more than the largest step."""


@dataclass(frozen=True, slots=True)
class Tick:
    """One graticule line.

    Attributes
    ----------
    label
        Longitude or latitude, such as "37°20′ E".
    is_meridian
        Whether the line is a meridian; a parallel otherwise.
    position
        Pixels from the left edge for a meridian, from the top edge for a parallel.
    """

    label: str
    is_meridian: bool
    position: float


@lru_cache(maxsize=4)
def build_ticks(camera: Camera, text_scale: float = 1.0) -> tuple[Tick, ...]:
    """Return the lines that cross the screen, wider apart for a larger text scale."""
    west, south, east, north = camera.bounds
    (west_deg, south_deg), (east_deg, north_deg) = from_map(
        np.array([[west, south], [east, north]])
    )
    degrees_per_px = (east_deg - west_deg) / camera.width
    step = _choose_step(degrees_per_px * _MIN_SPACING_PX * text_scale * 3600)
    meridians = [m for m in _multiples(west_deg, east_deg, step) if abs(m) <= 180 * 3600]
    parallels = _multiples(max(south_deg, -LATITUDE_LIMIT), min(north_deg, LATITUDE_LIMIT), step)
    x_m = to_map(np.array([[m / 3600, 0.0] for m in meridians]).reshape(-1, 2))[:, 0]
    y_m = to_map(np.array([[0.0, p / 3600] for p in parallels]).reshape(-1, 2))[:, 1]
    return (
        *(
            Tick(_format_longitude(value), is_meridian=True, position=camera.to_screen(x, 0).x())
            for value, x in zip(meridians, x_m, strict=True)
        ),
        *(
            Tick(_format_latitude(value), is_meridian=False, position=camera.to_screen(0, y).y())
            for value, y in zip(parallels, y_m, strict=True)
        ),
    )


def paint_graticule(painter: QPainter, camera: Camera, theme: Theme) -> None:
    """Paint the lines; `map_controls` paints their labels."""
    painter.setPen(build_line_pen(theme.graticule, max(0.7, 0.7 * theme.line_px)))
    for tick in build_ticks(camera, theme.text_scale):
        if tick.is_meridian:
            painter.drawLine(QLineF(tick.position, 0, tick.position, camera.height))
        else:
            painter.drawLine(QLineF(0, tick.position, camera.width, tick.position))


def _choose_step(min_step: float) -> int:
    """Return the smallest of `STEPS` that is at least `min_step` arc seconds, else the largest."""
    return min((step for step in STEPS if step >= min_step), default=STEPS[0])


def _multiples(first_deg: float, last_deg: float, step: int) -> list[int]:
    """Return the multiples of `step` arc seconds within a range of degrees, in arc seconds."""
    first = math.ceil(first_deg * 3600 / step)
    last = math.floor(last_deg * 3600 / step)
    return [step * number for number in range(first, last + 1)]


def _format_longitude(seconds: int) -> str:
    """Format a longitude in arc seconds: "37°20′ E"; the Greenwich meridian has no letter."""
    if not seconds:
        return _format_angle(seconds)
    pattern = trc("graticule", "{angle} E") if seconds > 0 else trc("graticule", "{angle} W")
    return pattern.format(angle=_format_angle(seconds))


def _format_latitude(seconds: int) -> str:
    """Format a latitude in arc seconds: "48°16′50″ N"; the equator has no letter."""
    if not seconds:
        return _format_angle(seconds)
    pattern = trc("graticule", "{angle} N") if seconds > 0 else trc("graticule", "{angle} S")
    return pattern.format(angle=_format_angle(seconds))


def _format_angle(seconds: int) -> str:
    """Format arc seconds without sign as degrees, minutes, seconds; trailing zeros are dropped."""
    degrees, below_degree = divmod(abs(seconds), 3600)
    minutes, below_minute = divmod(below_degree, 60)
    text = f"{degrees}°"
    if below_degree:
        text += f"{minutes:02d}′"
    if below_minute:
        text += f"{below_minute:02d}″"
    return text
