import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from frontviewer.core.model.feature import Feature, FeatureKey
from frontviewer.mapview.painters.symbology import build_paint, dash_pattern, read_style

CLASSES = ("reported", "claimed", "assessed", "historic")


def feature(**properties) -> Feature:
    return Feature(FeatureKey("a", "1"), 0, {"geom_basis": "text", **properties}, located=True)


@pytest.mark.parametrize("schematic", [True, False])
def test_each_class_has_its_own_dash_pattern_and_color(day, schematic):
    styles = [read_style(feature(**{"class": s}, schematic=schematic)) for s in CLASSES]

    assert len({dash_pattern(style) for style in styles}) == len(CLASSES)
    assert len({build_paint(style, day).pen.color().name() for style in styles}) == len(CLASSES)


@pytest.mark.parametrize("feature_class", [*CLASSES, "background", ""])
def test_every_schematic_line_is_dashed(day, feature_class):
    properties = {"class": feature_class, "schematic": True, "stroke": "#123456", "stroke-width": 5}

    pen = build_paint(read_style(feature(**properties)), day).pen

    assert pen.style() == Qt.PenStyle.CustomDashLine
    assert pen.color() == QColor("#123456")
    assert pen.widthF() == 5


@pytest.mark.parametrize("color", ["#12", "url(http://x)", "notacolour", 7, None, "#gggggg"])
def test_invalid_color_is_ignored(day, color):
    default_color = build_paint(read_style(feature()), day).pen.color()

    assert build_paint(read_style(feature(stroke=color)), day).pen.color() == default_color


@pytest.mark.parametrize(
    ("text", "name"), [("f00", "#ff0000"), ("#0F0", "#00ff00"), ("red", "#ff0000")]
)
def test_simplestyle_colors_are_read_with_and_without_a_hash(day, text, name):
    assert build_paint(read_style(feature(stroke=text)), day).pen.color().name() == name


def test_out_of_range_widths_and_opacities_are_ignored(day):
    invalid = {"stroke-width": -3, "fill-opacity": 9, "stroke-opacity": True}

    assert read_style(feature(**invalid)) == read_style(feature())


def test_only_unsourced_features_are_hatched(day):
    hatch = build_paint(read_style(feature(geom_basis="")), day).hatch

    assert hatch is not None
    assert hatch.color() == day.unsourced
    assert build_paint(read_style(feature()), day).hatch is None
