"""What stands still over the map: scale bar, north arrow, credits, names of the graticule."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from frontviewer.core.text.formatting import format_number, format_stated_length
from frontviewer.mapview.camera import Camera
from frontviewer.mapview.labels.label_placement import Box, overlap
from frontviewer.mapview.overlays.graticule import Tick, ticks
from frontviewer.mapview.raster.text_atlas import label_style, paint_text, scaled_font, text_rect
from frontviewer.theme.theme import Theme

_EDGE_PX = 12.0
_WIDEST_BAR_PX = 170.0
_THOUSAND = 1000
_BUSY_PX = 2.0


@dataclass(frozen=True, slots=True)
class ScaleBar:
    """A length on the ground and on the screen.

    Attributes
    ----------
    metres
        1, 2 or 5 times a power of ten.
    width_px
        In device-independent pixels, right at the centre of the map.
    marks
        What is written at its beginning, middle and end.
    """

    meters: float
    width_px: float
    marks: tuple[str, str, str]


def scale_bar(camera: Camera, widest_px: float = _WIDEST_BAR_PX) -> ScaleBar:
    """Return the longest round bar that is at most so wide."""
    longest = widest_px * camera.ground_resolution
    power = 10.0 ** math.floor(math.log10(longest))
    meters = next(power * first for first in (5, 2, 1) if power * first <= longest * (1 + 1e-9))
    kilometers = meters >= _THOUSAND
    half = format_number(meters / 2 / (_THOUSAND if kilometers else 1))
    marks = ("0", half, format_stated_length(meters))
    return ScaleBar(meters, meters / camera.ground_resolution, marks)


@dataclass(frozen=True, slots=True, eq=False)
class MapControls:
    """Everything that lies still over the map, laid out for one size of it.

    Attributes
    ----------
    bar
        The scale bar and its left end, where it stands on the map.
    credit
        Date and whom the data is credited to, in one or more lines.
    edge
        Names of meridians and parallels with their left top corners.
    """

    theme: Theme
    font: QFont
    bar: ScaleBar
    bar_box: QRectF
    north_box: QRectF
    credit: str
    credit_box: QRectF
    edge: tuple[tuple[str, QPointF], ...]

    @property
    def occupied(self) -> tuple[Box, ...]:
        """What labels have to keep clear of."""
        edges = (text_rect(text, self.font).translated(corner) for text, corner in self.edge)
        return tuple(box_of(r) for r in (self.bar_box, self.north_box, self.credit_box, *edges))


def layout_controls(
    camera: Camera, theme: Theme, font: QFont, credit: Sequence[str], *, graticule: bool = True
) -> MapControls:
    """Lay the instruments out in the corners of the map; `font` is that of its labels.

    `graticule` says whether its lines are named at the edge.
    """
    small = scaled_font(font, 0.85)
    high = QFontMetricsF(small).height()
    bar = scale_bar(camera, min(_WIDEST_BAR_PX * theme.text_scale, camera.width / 3))
    overhang = text_rect(bar.marks[2], small).width()
    bar_box = QRectF(0, 0, bar.width_px + overhang / 2 + 8, high + 9)
    bar_box.moveBottomLeft(QPointF(_EDGE_PX, camera.height - _EDGE_PX))
    side = 30.0 * theme.text_scale**0.5
    north = QRectF(camera.width - _EDGE_PX - side, _EDGE_PX + high, side, side + high)
    text = _wrapped(credit, small, camera.width - bar_box.right() - 4 * _EDGE_PX)
    credit_box = text_rect(text, small).adjusted(0, 0, 12, 4) if text else QRectF()
    credit_box.moveBottomRight(QPointF(camera.width, camera.height))
    corners = (bar_box, north, credit_box)
    edge = _edge_names(camera, theme, small, corners) if graticule else ()
    return MapControls(theme, small, bar, bar_box, north, text, credit_box, edge)


def paint_controls(painter: QPainter, controls: MapControls) -> None:
    """Paint them over everything else."""
    theme, font = controls.theme, controls.font
    quiet = label_style(font, theme.muted, theme.halo)
    letters = label_style(font, theme.text, theme.halo)
    _paint_bar(painter, controls)
    _paint_north(painter, controls)
    marks = [*_bar_words(controls), _north_word(controls)]
    paint_text(
        painter,
        [
            *((corner, text, quiet) for text, corner in controls.edge),
            *((corner, text, letters) for text, corner in marks),
        ],
    )
    if controls.credit:
        ground = QColor(theme.panel)
        ground.setAlphaF(0.82)
        painter.fillRect(controls.credit_box, ground)
        painter.setPen(theme.muted)
        painter.setFont(font)
        painter.drawText(controls.credit_box, Qt.AlignmentFlag.AlignCenter, controls.credit)


def paint_busy(painter: QPainter, theme: Theme, camera: Camera) -> None:
    """Say quietly, along the upper edge, that the picture is still being made."""
    painter.fillRect(QRectF(0, 0, camera.width, _BUSY_PX), theme.accent)


def box_of(rect: QRectF) -> Box:
    """Return a Qt rectangle as left, top, right, bottom."""
    return rect.left(), rect.top(), rect.right(), rect.bottom()


def _paint_bar(painter: QPainter, controls: MapControls) -> None:
    theme, bar = controls.theme, controls.bar
    left = controls.bar_box.left()
    thick = _thickness(theme)
    top = controls.bar_box.bottom() - thick
    whole = QRectF(left, top, bar.width_px, thick)
    painter.setPen(QPen(theme.halo, 4.0))
    painter.drawRect(whole)
    painter.fillRect(whole, theme.halo)
    painter.setPen(QPen(theme.text, 1.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(whole)
    painter.fillRect(QRectF(left, top, bar.width_px / 2, thick), theme.text)


def _bar_words(controls: MapControls) -> Iterator[tuple[str, QPointF]]:
    """Yield what is written on the scale bar, with left top corners."""
    bar, font, box = controls.bar, controls.font, controls.bar_box
    top = box.bottom() - _thickness(controls.theme)
    for share, text in zip((0.0, 0.5, 1.0), bar.marks, strict=True):
        size = text_rect(text, font)
        number = text_rect(text.split(" ", maxsplit=1)[0], font).width()
        start = 0.0 if share == 0 else number / 2
        at = QPointF(box.left() + share * bar.width_px - start, top - size.height() - 2)
        yield text, at


def _thickness(theme: Theme) -> float:
    """Return how thick the scale bar is, in device-independent pixels."""
    return float(4.0 * theme.text_scale**0.5)


def _north_word(controls: MapControls) -> tuple[str, QPointF]:
    """Return the letter of the north arrow with its left top corner."""
    box = controls.north_box
    return "N", QPointF(box.center().x() - text_rect("N", controls.font).width() / 2, box.top())


def _paint_north(painter: QPainter, controls: MapControls) -> None:
    theme, box = controls.theme, controls.north_box
    top, low = box.top() + text_rect("N", controls.font).height(), box.bottom()
    middle, half = box.center().x(), box.width() * 0.27
    waist = low - 0.22 * (low - top)
    tip, foot = QPointF(middle, top), QPointF(middle, waist)
    west = QPolygonF([tip, QPointF(middle - half, low), foot])
    east = QPolygonF([tip, QPointF(middle + half, low), foot])
    painter.setPen(QPen(theme.halo, 4.0))
    painter.drawPolygon(west)
    painter.drawPolygon(east)
    painter.setPen(QPen(theme.text, 1.0))
    painter.setBrush(theme.text)
    painter.drawPolygon(west)
    painter.setBrush(theme.halo)
    painter.drawPolygon(east)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _wrapped(lines: Sequence[str], font: QFont, width: float) -> str:
    """Set credits beside one another, and below where there is no room: none is left out."""
    metrics = QFontMetricsF(font)
    rows: list[str] = []
    for line in lines:
        joined = f"{rows[-1]} · {line}" if rows else line
        if rows and metrics.horizontalAdvance(joined) <= width:
            rows[-1] = joined
        else:
            rows.append(line)
    return "\n".join(rows)


def _edge_names(
    camera: Camera, theme: Theme, font: QFont, keep_clear: Sequence[QRectF]
) -> tuple[tuple[str, QPointF], ...]:
    used = [box_of(rect) for rect in keep_clear]
    frame = QRectF(0, 0, camera.width, camera.height).adjusted(2, 2, -2, -2)
    edge = []
    for tick in ticks(camera, theme.text_scale):
        size = text_rect(tick.name, font)
        corner = _edge_corner(tick, size)
        rect = size.translated(corner)
        box = box_of(rect.adjusted(-4, -4, 4, 4))
        if frame.contains(rect) and not any(overlap(box, other) for other in used):
            used.append(box)
            edge.append((tick.name, corner))
    return tuple(edge)


def _edge_corner(tick: Tick, size: QRectF) -> QPointF:
    """Return where a name of some size stands: meridians' at the top, parallels' at the left."""
    if tick.meridian:
        return QPointF(tick.at - size.width() / 2, 3.0)
    return QPointF(5.0, tick.at - size.height() / 2)
