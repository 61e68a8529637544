"""Symbology: reads styles from the properties of features, and builds pens and brushes.

The dash pattern of a line shows the class of the feature, as its color does. A file may choose
colors and widths (simplestyle-spec 1.1), but not the pattern.
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

MarkerShape = Literal["disc", "diamond", "square", "triangle", "dot"]

_FILL_OPACITY = 0.15
_SUBDUED_FILL_OPACITY = 0.015
_SUBDUED_LINE_OPACITY = 0.6
_HALO_OPACITY = 0.14
_SUBDUED_HALO_OPACITY = 0.05
HATCH_BAND_PX = 10.0
"""Width of the hatched band beneath an unsourced line."""
_HATCH_RADIUS_RATIO = 2.4
"""Radius of the hatched disc beneath an unsourced point, in marker radii."""
_HEX = re.compile(r"#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_MARKER_PX = {"small": 3.5, "medium": 5.0, "large": 7.5}
_MARKER_SHAPES: dict[str, MarkerShape] = {
    "claimed": "diamond",
    "assessed": "square",
    "historic": "triangle",
    "background": "dot",
}
# Dash and gap lengths in device-independent pixels: of a precise shape and of a schematic one,
# which is dashed in every class.
_DASH_PATTERNS: dict[str, tuple[tuple[float, ...], tuple[float, ...]]] = {
    "reported": ((), (9, 5)),
    "claimed": ((11, 4, 2, 4), (7, 4, 2, 4)),
    "assessed": ((2, 3), (2, 5)),
    "historic": ((5, 4), (4, 7)),
    "background": ((), (3, 4)),
    "": ((), (6, 4)),
}


@dataclass(frozen=True, slots=True)
class FeatureStyle:
    """A style as the properties of a feature define it; None for a default of the theme.

    Attributes
    ----------
    feature_class
        reported, claimed, assessed, historic, background, or "" for a feature of a foreign file.
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
    marker_color: str | None = None
    marker_px: float = _MARKER_PX["medium"]

    @property
    def is_subdued(self) -> bool:
        """Whether it is painted faintly as background for the others, as an oblast is."""
        return self.feature_class == "background" and self.kind != "settlement"


@dataclass(frozen=True, slots=True)
class FeaturePaint:
    """Pens and brushes of a style under one theme.

    Attributes
    ----------
    color
        Color of the feature in discs and precision halos.
    halo_opacity
        Opacity of the precision halo at the outline, from 0 to 1.
    pen
        Outlines and lines.
    thin_pen
        The same where there are many lines: cosmetic, one pixel wide, which costs a tenth of any
        wider one. A width chosen by the file is used in both.
    fill
        Inside of areas.
    hatch
        Hatching in areas and beneath lines and points of unsourced features; None for the others.
    marker_fill
        Inside of a point's marker.
    marker_outline
        Outline of a marker, which separates it from the background.
    """

    color: QColor
    halo_opacity: float
    pen: QPen
    thin_pen: QPen
    fill: QBrush
    hatch: QBrush | None
    marker_shape: MarkerShape
    marker_px: float
    marker_fill: QBrush
    marker_outline: QPen


def read_style(
    feature: Feature, defaults: Mapping[str, Any] = MappingProxyType({})
) -> FeatureStyle:
    """Read the style of a feature, with the `defaults` of its layer; invalid values are ignored."""
    properties = {**defaults, **feature.properties}
    feature_class = feature.feature_class if feature.feature_class in _DASH_PATTERNS else ""
    return FeatureStyle(
        feature_class=feature_class,
        kind=feature.kind,
        schematic=feature.schematic,
        unsourced=feature.unsourced,
        stroke=_parse_color(properties.get("stroke")),
        stroke_px=_parse_number(properties, "stroke-width", 0.1, 40.0),
        stroke_opacity=_or_default(_parse_number(properties, "stroke-opacity", 0.0, 1.0), 1.0),
        fill=_parse_color(properties.get("fill")),
        fill_opacity=_parse_number(properties, "fill-opacity", 0.0, 1.0),
        marker_color=_parse_color(properties.get("marker-color")),
        marker_px=_MARKER_PX.get(str(properties.get("marker-size")), _MARKER_PX["medium"]),
    )


def hatch_radius(paint: FeaturePaint, precision_px: float) -> float:
    """Return the radius in pixels of the hatched disc beneath an unsourced point."""
    return max(precision_px, _HATCH_RADIUS_RATIO * paint.marker_px)


def build_paint(style: FeatureStyle, theme: Theme) -> FeaturePaint:
    """Return the pens and brushes of a style under a theme."""
    class_color = theme.class_color(style.feature_class)
    is_subdued = style.is_subdued
    default_stroke = scale_alpha(class_color, _SUBDUED_LINE_OPACITY) if is_subdued else class_color
    stroke = scale_alpha(style.stroke or default_stroke, style.stroke_opacity)
    opacity = _SUBDUED_FILL_OPACITY if is_subdued else _FILL_OPACITY
    fill = scale_alpha(style.fill or class_color, _or_default(style.fill_opacity, opacity))
    default_px = theme.line_px * (1.0 if is_subdued else 1.75)
    pen = build_line_pen(stroke, _or_default(style.stroke_px, default_px), dash_pattern(style))
    return FeaturePaint(
        color=QColor(style.marker_color or stroke),
        halo_opacity=_SUBDUED_HALO_OPACITY if is_subdued else _HALO_OPACITY,
        pen=pen,
        thin_pen=pen if style.stroke_px else _build_thin_pen(stroke, dash_pattern(style)),
        fill=QBrush(fill),
        hatch=QBrush(theme.unsourced, Qt.BrushStyle.BDiagPattern) if style.unsourced else None,
        marker_shape=_MARKER_SHAPES.get(style.feature_class, "disc"),
        marker_px=style.marker_px * theme.text_scale**0.5,
        marker_fill=QBrush(QColor(style.marker_color or class_color)),
        marker_outline=QPen(theme.halo, 1.5),
    )


def _build_thin_pen(color: QColor, pattern: tuple[float, ...]) -> QPen:
    """Return a cosmetic pen, one pixel wide under any transform."""
    pen = build_line_pen(color, 1.0, pattern)
    pen.setCosmetic(True)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    return pen


def build_line_pen(color: QColor, width: float, pattern: tuple[float, ...] = ()) -> QPen:
    """Return a pen `width` pixels wide, with a dash pattern in pixels."""
    pen = QPen(color, width)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap if pattern else Qt.PenCapStyle.RoundCap)
    if pattern:
        scale = max(1.0, width / 1.75)
        pen.setDashPattern([length * scale / width for length in pattern])
    return pen


def dash_pattern(style: FeatureStyle) -> tuple[float, ...]:
    """Return dash and gap lengths of a style in pixels; empty for a solid line."""
    return _DASH_PATTERNS[style.feature_class][style.schematic]


def scale_alpha(color: QColor | str, factor: float) -> QColor:
    """Return a color with its alpha multiplied by a factor."""
    scaled = QColor(color)
    scaled.setAlphaF(scaled.alphaF() * factor)
    return scaled


def _parse_color(value: Any) -> str | None:
    """Return a color that Qt can read: simplestyle allows hex digits with and without "#"."""
    if not isinstance(value, str):
        return None
    if _HEX.fullmatch(value):
        return f"#{value.removeprefix('#')}"
    return value if value.isalpha() and QColor.isValidColorName(value) else None


def _parse_number(
    properties: Mapping[str, Any], member: str, minimum: float, maximum: float
) -> float | None:
    """Return a numeric property within a range; None for anything else."""
    value = properties.get(member)
    usable = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if usable and minimum <= value <= maximum else None  # type: ignore[arg-type,operator]  # checked


def _or_default(value: float | None, default: float) -> float:
    """Return the value, or the default for None."""
    return default if value is None else value
