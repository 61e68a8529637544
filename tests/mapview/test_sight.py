from shapely import Point

from frontviewer.mapview.camera import Camera, map_bounds
from frontviewer.mapview.canvas import whole
from frontviewer.mapview.drawing import drawn_layer
from frontviewer.mapview.sight import Sheet, sights_of
from frontviewer.mapview.style import paint_of


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
