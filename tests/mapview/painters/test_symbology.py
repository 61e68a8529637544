import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from frontviewer.core.model.feature import Feature, FeatureKey
from frontviewer.mapview.painters.symbology import build_paint, dash_pattern, read_style

STANDINGS = ("reported", "claimed", "assessed", "historic")


def feature(**properties) -> Feature:
    return Feature(FeatureKey("a", "1"), 0, {"geom_basis": "text", **properties}, located=True)


@pytest.mark.parametrize("schematic", [True, False])
def test_each_standing_has_its_own_pattern_and_colour(day, schematic):
    styles = [read_style(feature(**{"class": s}, schematic=schematic)) for s in STANDINGS]

    assert len({dash_pattern(style) for style in styles}) == len(STANDINGS)
    assert len({build_paint(style, day).pen.color().name() for style in styles}) == len(STANDINGS)


@pytest.mark.parametrize("feature_class", [*STANDINGS, "background", ""])
def test_every_schematic_line_is_interrupted(day, feature_class):
    own = {"class": feature_class, "schematic": True, "stroke": "#123456", "stroke-width": 5}

    pen = build_paint(read_style(feature(**own)), day).pen

    assert pen.style() == Qt.PenStyle.CustomDashLine
    assert pen.color() == QColor("#123456")
    assert pen.widthF() == 5


@pytest.mark.parametrize("color", ["#12", "url(http://x)", "notacolour", 7, None, "#gggggg"])
def test_a_colour_that_is_none_is_ignored(day, color):
    plain = build_paint(read_style(feature()), day).pen.color()

    assert build_paint(read_style(feature(stroke=color)), day).pen.color() == plain


@pytest.mark.parametrize(
    ("text", "name"), [("f00", "#ff0000"), ("#0F0", "#00ff00"), ("red", "#ff0000")]
)
def test_simplestyle_colours_are_read_with_and_without_a_hash(day, text, name):
    assert build_paint(read_style(feature(stroke=text)), day).pen.color().name() == name


def test_widths_and_opacities_out_of_range_are_ignored(day):
    odd = {"stroke-width": -3, "fill-opacity": 9, "stroke-opacity": True}

    assert read_style(feature(**odd)) == read_style(feature())


def test_only_unsourced_shapes_are_hatched(day):
    hatch = build_paint(read_style(feature(geom_basis="")), day).hatch

    assert hatch is not None
    assert hatch.color() == day.unsourced
    assert build_paint(read_style(feature()), day).hatch is None
