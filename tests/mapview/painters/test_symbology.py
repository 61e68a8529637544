import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from frontviewer.core.model.feature import Feature, FeatureKey
from frontviewer.mapview.painters.symbology import paint_of, pattern_of, style_of

STANDINGS = ("reported", "claimed", "assessed", "historic")


def feature(**properties) -> Feature:
    return Feature(FeatureKey("a", "1"), 0, {"geom_basis": "text", **properties}, located=True)


@pytest.mark.parametrize("schematic", [True, False])
def test_each_standing_has_its_own_pattern_and_colour(day, schematic):
    styles = [style_of(feature(**{"class": s}, schematic=schematic)) for s in STANDINGS]

    assert len({pattern_of(style) for style in styles}) == len(STANDINGS)
    assert len({paint_of(style, day).pen.color().name() for style in styles}) == len(STANDINGS)


@pytest.mark.parametrize("standing", [*STANDINGS, "background", ""])
def test_every_schematic_line_is_interrupted(day, standing):
    own = {"class": standing, "schematic": True, "stroke": "#123456", "stroke-width": 5}

    pen = paint_of(style_of(feature(**own)), day).pen

    assert pen.style() == Qt.PenStyle.CustomDashLine
    assert pen.color() == QColor("#123456")
    assert pen.widthF() == 5


@pytest.mark.parametrize("colour", ["#12", "url(http://x)", "notacolour", 7, None, "#gggggg"])
def test_a_colour_that_is_none_is_ignored(day, colour):
    plain = paint_of(style_of(feature()), day).pen.color()

    assert paint_of(style_of(feature(stroke=colour)), day).pen.color() == plain


@pytest.mark.parametrize(
    ("text", "name"), [("f00", "#ff0000"), ("#0F0", "#00ff00"), ("red", "#ff0000")]
)
def test_simplestyle_colours_are_read_with_and_without_a_hash(day, text, name):
    assert paint_of(style_of(feature(stroke=text)), day).pen.color().name() == name


def test_widths_and_opacities_out_of_range_are_ignored(day):
    odd = {"stroke-width": -3, "fill-opacity": 9, "stroke-opacity": True}

    assert style_of(feature(**odd)) == style_of(feature())


def test_only_unsourced_shapes_are_hatched(day):
    hatch = paint_of(style_of(feature(geom_basis="")), day).hatch

    assert hatch is not None
    assert hatch.color() == day.unsourced
    assert paint_of(style_of(feature()), day).hatch is None
