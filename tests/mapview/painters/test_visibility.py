from shapely import Point

from frontviewer.mapview.camera import Camera, map_bounds
from frontviewer.mapview.painters.render_layer import drawn_layer
from frontviewer.mapview.painters.scene import Sheet
from frontviewer.mapview.painters.symbology import paint_of
from frontviewer.mapview.painters.visibility import sights_of
from frontviewer.mapview.raster.canvas import whole


def test_lines_are_thin_where_all_layers_crowd_the_screen_but_a_few_stay_bold(make_layer, day):
    def sheet(count: int) -> Sheet:
        discs = {f"{at}": (Point(20 + at, 45).buffer(0.4, quad_segs=99), {}) for at in range(count)}
        drawing = drawn_layer(make_layer("l", **discs))
        return Sheet(drawing, tuple(paint_of(style, day) for style in drawing.styles))

    near = whole(Camera(0, 0, 1, 200_000, 90_000).exactly(map_bounds((10, 40, 60, 50))), 1.0)
    many, few = sheet(8), sheet(2)  # of 397 vertices each

    assert [sight.thin for sight in sights_of([many, few], near)] == [False, False]
    assert [sight.thin for sight in sights_of([many, many, few], near)] == [True, True, False]
    assert sights_of([many, many, few], near)[0].company == 18


def test_only_what_looks_like_what_lies_directly_beneath_it_is_joined_with_it(make_layer, day):
    def sheet(properties: dict, east: float = 0, opacity: float = 1.0, count: int = 20) -> Sheet:
        discs = {f"{at}": (Point(20 + east, 45).buffer(at + 1), properties) for at in range(count)}
        drawing = drawn_layer(make_layer("l", **discs))
        return Sheet(drawing, tuple(paint_of(style, day) for style in drawing.styles), opacity)

    near = whole(Camera(0, 0, 1, 20_000, 9_000).exactly(map_bounds((10, 40, 60, 50))), 1.0)
    grey, red, away = sheet({}), sheet({"stroke": "red"}), sheet({"stroke": "red"}, east=100)
    faint, few = sheet({}, opacity=0.5), sheet({}, count=9)

    def joined(*sheets: Sheet) -> list[bool]:
        return [sight.joined for sight in sights_of(sheets, near)]

    assert joined(grey, grey, red, grey) == [False, True, False, False]
    assert joined(grey, away, grey) == [False, True, True]  # nothing of the red is seen
    assert joined(faint, faint, grey) == [False, False, False]  # faint ones shine through
    specks = {f"{at}": (Point(12 + at, 45).buffer(1e-5), {}) for at in range(40)}
    dots = Sheet(drawn_layer(make_layer("d", **specks)), grey.paints, 0.5)
    assert joined(grey, grey, dots) == [False, True, False]  # dots of a faint layer are faint, too
    assert joined(few, few) == [False, False]  # of few, each lies over the other
