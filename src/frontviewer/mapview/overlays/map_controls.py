"""Lays out and paints the map controls: scale bar, north arrow, credits, graticule labels."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from frontviewer.core.text.formatting import format_number, format_stated_length
from frontviewer.core.text.translation import trc
from frontviewer.mapview.camera import Camera
from frontviewer.mapview.labels.label_placement import Box, boxes_overlap
from frontviewer.mapview.overlays.graticule import Tick, build_ticks
from frontviewer.mapview.raster.text_atlas import label_style, paint_text, scaled_font, text_rect
from frontviewer.theme.theme import Theme

_MARGIN_PX = 12.0
_MAX_BAR_PX = 170.0
_METERS_PER_KM = 1000
_BUSY_PX = 2.0
_HALO_PX = 4.0


@dataclass(frozen=True, slots=True)
class ScaleBar:
    """A round ground length and its length on the screen.

    Attributes
    ----------
    meters
        1, 2 or 5 times a power of ten.
    width_px
        In device-independent pixels, exact at the center of the map.
    marks
        Texts at the beginning, middle and end of the bar.
    """

    meters: float
    width_px: float
    marks: tuple[str, str, str]


def build_scale_bar(camera: Camera, max_width_px: float = _MAX_BAR_PX) -> ScaleBar:
    """Return the longest scale bar of a round length that is at most `max_width_px` wide."""
    max_meters = max_width_px * camera.ground_resolution
    power = 10.0 ** math.floor(math.log10(max_meters))
    meters = next(power * n for n in (5, 2, 1) if power * n <= max_meters * (1 + 1e-9))
    in_kilometers = meters >= _METERS_PER_KM
    middle = format_number(meters / 2 / (_METERS_PER_KM if in_kilometers else 1))
    marks = ("0", middle, format_stated_length(meters))
    return ScaleBar(meters, meters / camera.ground_resolution, marks)


@dataclass(frozen=True, slots=True, eq=False)
class MapControls:
    """The map controls, laid out for one size of the map.

    Attributes
    ----------
    font
        Font of all texts.
    bar, bar_box
        The scale bar, and the rectangle of the bar with its marks.
    north_box
        Rectangle of the north arrow with its letter.
    credit, credit_box
        Date and attributions in one or more lines, and their rectangle.
    edge_labels
        Texts of graticule labels with their top left corners.
    """

    theme: Theme
    font: QFont
    bar: ScaleBar
    bar_box: QRectF
    north_box: QRectF
    credit: str
    credit_box: QRectF
    edge_labels: tuple[tuple[str, QPointF], ...]

    @property
    def occupied(self) -> tuple[Box, ...]:
        """Boxes that labels must not overlap."""
        labels = (
            text_rect(text, self.font).translated(corner) for text, corner in self.edge_labels
        )
        rects = (self.bar_box, self.north_box, self.credit_box, *labels)
        return tuple(rect_to_box(rect) for rect in rects)


def layout_controls(
    camera: Camera, theme: Theme, font: QFont, credit: Sequence[str], *, graticule: bool = True
) -> MapControls:
    """Lay out the map controls in the corners and along the edges of the map.

    Parameters
    ----------
    font
        Font of map labels; the controls use 85 % of its size.
    credit
        Date and attributions; several share a line where there is room.
    graticule
        Whether graticule lines are labeled at the edges.
    """
    small = scaled_font(font, 0.85)
    text_height = QFontMetricsF(small).height()
    bar = build_scale_bar(camera, min(_MAX_BAR_PX * theme.text_scale, camera.width / 3))
    last_mark_width = text_rect(bar.marks[2], small).width()
    bar_box = QRectF(0, 0, bar.width_px + last_mark_width / 2 + 8, text_height + 9)
    bar_box.moveBottomLeft(QPointF(_MARGIN_PX, camera.height - _MARGIN_PX))
    size = 30.0 * theme.text_scale**0.5
    north_box = QRectF(
        camera.width - _MARGIN_PX - size, _MARGIN_PX + text_height, size, size + text_height
    )
    credit_text = _wrap_credit(credit, small, camera.width - bar_box.right() - 4 * _MARGIN_PX)
    credit_box = text_rect(credit_text, small).adjusted(0, 0, 12, 4) if credit_text else QRectF()
    credit_box.moveBottomRight(QPointF(camera.width, camera.height))
    corners = (bar_box, north_box, credit_box)
    edge_labels = _place_edge_labels(camera, theme, small, corners) if graticule else ()
    return MapControls(theme, small, bar, bar_box, north_box, credit_text, credit_box, edge_labels)


def paint_controls(painter: QPainter, controls: MapControls) -> None:
    """Paint the map controls on top of everything else."""
    theme, font = controls.theme, controls.font
    edge_style = label_style(font, theme.muted, theme.halo)
    mark_style = label_style(font, theme.text, theme.halo)
    _paint_bar(painter, controls)
    _paint_north_arrow(painter, controls)
    marks = [*_bar_marks(controls), _north_letter(controls)]
    paint_text(
        painter,
        [
            *((corner, text, edge_style) for text, corner in controls.edge_labels),
            *((corner, text, mark_style) for text, corner in marks),
        ],
    )
    if controls.credit:
        background = QColor(theme.panel)
        background.setAlphaF(0.82)
        painter.fillRect(controls.credit_box, background)
        painter.setPen(theme.muted)
        painter.setFont(font)
        painter.drawText(controls.credit_box, Qt.AlignmentFlag.AlignCenter, controls.credit)


def paint_busy(painter: QPainter, theme: Theme, camera: Camera) -> None:
    """Paint the busy indicator: a thin line along the upper edge."""
    painter.fillRect(QRectF(0, 0, camera.width, _BUSY_PX), theme.accent)


def rect_to_box(rect: QRectF) -> Box:
    """Convert a Qt rectangle to left, top, right, bottom."""
    return rect.left(), rect.top(), rect.right(), rect.bottom()


def _paint_bar(painter: QPainter, controls: MapControls) -> None:
    theme, bar = controls.theme, controls.bar
    left = controls.bar_box.left()
    thickness = _bar_thickness(theme)
    top = controls.bar_box.bottom() - thickness
    bar_rect = QRectF(left, top, bar.width_px, thickness)
    painter.setPen(QPen(theme.halo, _HALO_PX))
    painter.drawRect(bar_rect)
    painter.fillRect(bar_rect, theme.halo)
    painter.setPen(QPen(theme.text, 1.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(bar_rect)
    painter.fillRect(QRectF(left, top, bar.width_px / 2, thickness), theme.text)


def _bar_marks(controls: MapControls) -> Iterator[tuple[str, QPointF]]:
    """Yield the marks of the scale bar with their top left corners.

    The number of a mark is centered on its tick; the unit follows it.
    """
    bar, font, box = controls.bar, controls.font, controls.bar_box
    top = box.bottom() - _bar_thickness(controls.theme)
    for share, text in zip((0.0, 0.5, 1.0), bar.marks, strict=True):
        size = text_rect(text, font)
        number_width = text_rect(text.split(" ", maxsplit=1)[0], font).width()
        shift = 0.0 if share == 0 else number_width / 2
        yield text, QPointF(box.left() + share * bar.width_px - shift, top - size.height() - 2)


def _bar_thickness(theme: Theme) -> float:
    """Return the height of the scale bar without its marks, in device-independent pixels."""
    return float(4.0 * theme.text_scale**0.5)


def _north_letter(controls: MapControls) -> tuple[str, QPointF]:
    """Return the letter of the north arrow with its top left corner."""
    box, letter = controls.north_box, trc("north arrow", "N")
    width = text_rect(letter, controls.font).width()
    return letter, QPointF(box.center().x() - width / 2, box.top())


def _paint_north_arrow(painter: QPainter, controls: MapControls) -> None:
    theme, box = controls.theme, controls.north_box
    letter, _ = _north_letter(controls)
    top, bottom = box.top() + text_rect(letter, controls.font).height(), box.bottom()
    middle, half_width = box.center().x(), box.width() * 0.27
    notch_y = bottom - 0.22 * (bottom - top)
    tip, notch = QPointF(middle, top), QPointF(middle, notch_y)
    west_half = QPolygonF([tip, QPointF(middle - half_width, bottom), notch])
    east_half = QPolygonF([tip, QPointF(middle + half_width, bottom), notch])
    painter.setPen(QPen(theme.halo, _HALO_PX))
    painter.drawPolygon(west_half)
    painter.drawPolygon(east_half)
    painter.setPen(QPen(theme.text, 1.0))
    painter.setBrush(theme.text)
    painter.drawPolygon(west_half)
    painter.setBrush(theme.halo)
    painter.drawPolygon(east_half)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _wrap_credit(parts: Sequence[str], font: QFont, max_width: float) -> str:
    """Join credits with dots into lines of at most `max_width` pixels; every credit is shown."""
    metrics = QFontMetricsF(font)
    lines: list[str] = []
    for part in parts:
        joined = f"{lines[-1]} · {part}" if lines else part
        if lines and metrics.horizontalAdvance(joined) <= max_width:
            lines[-1] = joined
        else:
            lines.append(part)
    return "\n".join(lines)


def _place_edge_labels(
    camera: Camera, theme: Theme, font: QFont, controls: Sequence[QRectF]
) -> tuple[tuple[str, QPointF], ...]:
    """Return the graticule labels that overlap neither the controls nor one another."""
    occupied = [rect_to_box(rect) for rect in controls]
    frame = QRectF(0, 0, camera.width, camera.height).adjusted(2, 2, -2, -2)
    labels = []
    for tick in build_ticks(camera, theme.text_scale):
        size = text_rect(tick.label, font)
        corner = _edge_label_corner(tick, size)
        rect = size.translated(corner)
        box = rect_to_box(rect.adjusted(-4, -4, 4, 4))
        if frame.contains(rect) and not any(boxes_overlap(box, other) for other in occupied):
            occupied.append(box)
            labels.append((tick.label, corner))
    return tuple(labels)


def _edge_label_corner(tick: Tick, size: QRectF) -> QPointF:
    """Return the top left corner of a graticule label: meridians at the top, parallels left."""
    if tick.is_meridian:
        return QPointF(tick.position - size.width() / 2, 3.0)
    return QPointF(5.0, tick.position - size.height() / 2)
