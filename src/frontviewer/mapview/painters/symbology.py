"""How a feature looks: first in words, whatever the theme, then as pens and brushes.

The pattern of a line tells what kind of knowledge it stands for, beside its colour. A
file may choose colours and widths (simplestyle-spec 1.1); the patterns it cannot choose.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QPen

from frontviewer.core.model.feature import Feature
from frontviewer.theme.theme import Theme

Marker = Literal["disc", "diamond", "square", "triangle", "dot"]

_FILL_OPACITY = 0.15
_QUIET_FILL_OPACITY = 0.015
_QUIET_LINE_OPACITY = 0.6
_HALO_OPACITY = 0.14
_QUIET_HALO_OPACITY = 0.05
HATCHED_BAND_PX = 10.0
"""Width of the hatched ground beneath a line that nobody vouches for."""
_HATCHED_DISC = 2.4
_HEX = re.compile(r"#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_MARKER_PX = {"small": 3.5, "medium": 5.0, "large": 7.5}
_MARKERS: dict[str, Marker] = {
    "claimed": "diamond",
    "assessed": "square",
    "historic": "triangle",
    "background": "dot",
}
# Dashes and gaps in device-independent pixels; second, the same for a schematic shape,
# which is interrupted whatever it stands for.
_PATTERNS: dict[str, tuple[tuple[float, ...], tuple[float, ...]]] = {
    "reported": ((), (9, 5)),
    "claimed": ((11, 4, 2, 4), (7, 4, 2, 4)),
    "assessed": ((2, 3), (2, 5)),
    "historic": ((5, 4), (4, 7)),
    "background": ((), (3, 4)),
    "": ((), (6, 4)),
}


@dataclass(frozen=True, slots=True)
class FeatureStyle:
    """What a feature's properties say about its looks; None where the theme decides.

    Attributes
    ----------
    standing
        reported, claimed, assessed, historic, background, or "" for a foreign feature.
    kind
        settlement, corridor ..., or "".
    stroke_px
        Width of lines in device-independent pixels.
    marker_px
        Radius of a point's marker in device-independent pixels.
    """

    feature_class: str
    kind: str
    schematic: bool
    unsourced: bool
    stroke: str | None = None
    stroke_px: float | None = None
    stroke_opacity: float = 1.0
    fill: str | None = None
    fill_opacity: float | None = None
    marker: str | None = None
    marker_px: float = _MARKER_PX["medium"]

    @property
    def quiet(self) -> bool:
        """Whether it is ground for the others, as an oblast is."""
        return self.feature_class == "background" and self.kind != "settlement"


@dataclass(frozen=True, slots=True)
class FeaturePaint:
    """A style under one theme.

    Attributes
    ----------
    ink
        The feature's own colour.
    halo
        How dark the soft edge of its precision is at the outline, from 0 to 1.
    pen
        Outlines and lines.
    thin
        The same where there are many: one pixel of the screen wide, which costs a tenth of any
        wider one. A width that the file has chosen stays.
    fill
        Inside areas.
    hatch
        Over areas and beneath lines and points that nobody vouches for; None elsewhere.
    marker_fill
        Inside the marker of a point.
    ring
        Around a marker, so that it stands off the ground.
    """

    ink: QColor
    halo: float
    pen: QPen
    thin_pen: QPen
    fill: QBrush
    hatch: QBrush | None
    marker: Marker
    marker_px: float
    marker_fill: QBrush
    ring: QPen


def read_style(feature: Feature, usual: Mapping[str, Any] = MappingProxyType({})) -> FeatureStyle:
    """Read a feature's looks, or its layer's `usual` ones; senseless values count as absent."""
    own = {**usual, **feature.properties}
    feature_class = feature.feature_class if feature.feature_class in _PATTERNS else ""
    return FeatureStyle(
        feature_class=feature_class,
        kind=feature.kind,
        schematic=feature.schematic,
        unsourced=feature.unsourced,
        stroke=_color(own.get("stroke")),
        stroke_px=_number(own, "stroke-width", 0.1, 40.0),
        stroke_opacity=_given(_number(own, "stroke-opacity", 0.0, 1.0), 1.0),
        fill=_color(own.get("fill")),
        fill_opacity=_number(own, "fill-opacity", 0.0, 1.0),
        marker=_color(own.get("marker-color")),
        marker_px=_MARKER_PX.get(str(own.get("marker-size")), _MARKER_PX["medium"]),
    )


def hatched_radius(paint: FeaturePaint, halo_px: float) -> float:
    """Return how far about a point that nobody vouches for the ground is hatched, in pixels."""
    return max(halo_px, _HATCHED_DISC * paint.marker_px)


def build_paint(style: FeatureStyle, theme: Theme) -> FeaturePaint:
    """Return the pens and brushes of one style."""
    ink = theme.class_color(style.feature_class)
    quiet = style.quiet
    usual = faded(ink, _QUIET_LINE_OPACITY) if quiet else ink
    stroke = faded(style.stroke or usual, style.stroke_opacity)
    opacity = _QUIET_FILL_OPACITY if quiet else _FILL_OPACITY
    fill = faded(style.fill or ink, _given(style.fill_opacity, opacity))
    usual_px = theme.line_px * (1.0 if quiet else 1.75)
    pen = line_pen(stroke, _given(style.stroke_px, usual_px), dash_pattern(style))
    return FeaturePaint(
        ink=QColor(style.marker or stroke),
        halo=_QUIET_HALO_OPACITY if quiet else _HALO_OPACITY,
        pen=pen,
        thin_pen=pen if style.stroke_px else _thin_pen(stroke, dash_pattern(style)),
        fill=QBrush(fill),
        hatch=QBrush(theme.unsourced, Qt.BrushStyle.BDiagPattern) if style.unsourced else None,
        marker=_MARKERS.get(style.feature_class, "disc"),
        marker_px=style.marker_px * theme.text_scale**0.5,
        marker_fill=QBrush(QColor(style.marker or ink)),
        ring=QPen(theme.halo, 1.5),
    )


def _thin_pen(color: QColor, pattern: tuple[float, ...]) -> QPen:
    pen = line_pen(color, 1.0, pattern)
    pen.setCosmetic(True)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    return pen


def line_pen(color: QColor, width: float, pattern: tuple[float, ...] = ()) -> QPen:
    """Return a pen `width` pixels wide, its pattern in pixels too."""
    pen = QPen(color, width)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap if pattern else Qt.PenCapStyle.RoundCap)
    if pattern:
        stretch = max(1.0, width / 1.75)
        pen.setDashPattern([length * stretch / width for length in pattern])
    return pen


def dash_pattern(style: FeatureStyle) -> tuple[float, ...]:
    """Return the dashes and gaps of a style in pixels; none for an unbroken line."""
    return _PATTERNS[style.feature_class][style.schematic]


def faded(color: QColor | str, opacity: float) -> QColor:
    """Return a colour made fainter, 1 leaving it as it is."""
    faint = QColor(color)
    faint.setAlphaF(faint.alphaF() * opacity)
    return faint


def _color(value: Any) -> str | None:
    """Return a colour Qt can read: simplestyle allows hex digits with and without "#"."""
    if not isinstance(value, str):
        return None
    if _HEX.fullmatch(value):
        return f"#{value.removeprefix('#')}"
    return value if value.isalpha() and QColor.isValidColorName(value) else None


def _number(own: Mapping[str, Any], member: str, least: float, most: float) -> float | None:
    value = own.get(member)
    usable = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if usable and least <= value <= most else None  # type: ignore[arg-type,operator]  # checked


def _given(value: float | None, otherwise: float) -> float:
    return otherwise if value is None else value
