from shapely import Point

from frontviewer.mapview.camera import Camera, project_bounds
from frontviewer.mapview.painters.render_layer import build_render_layer
from frontviewer.mapview.painters.scene import StyledLayer
from frontviewer.mapview.painters.symbology import build_paint
from frontviewer.mapview.painters.visibility import find_visible_layers
from frontviewer.mapview.raster.canvas import canvas_for_camera


def test_lines_are_thin_in_large_layers_and_wide_in_small_ones(make_layer, day):
    def make_styled_layer(count: int) -> StyledLayer:
        discs = {
            f"{index}": (Point(20 + index, 45).buffer(0.4, quad_segs=99), {})
            for index in range(count)
        }
        render_layer = build_render_layer(make_layer("l", **discs))
        return StyledLayer(
            render_layer, tuple(build_paint(style, day) for style in render_layer.styles)
        )

    canvas = canvas_for_camera(
        Camera(0, 0, 1, 200_000, 90_000).fit_exactly(project_bounds((10, 40, 60, 50))), 1.0
    )
    large, small = make_styled_layer(8), make_styled_layer(2)  # of 397 vertices each

    assert [
        visible_layer.use_thin_lines
        for visible_layer in find_visible_layers([large, small], canvas)
    ] == [False, False]
    assert [
        visible_layer.use_thin_lines
        for visible_layer in find_visible_layers([large, large, small], canvas)
    ] == [True, True, False]
    assert find_visible_layers([large, large, small], canvas)[0].feature_count_all == 18


def test_layers_merge_only_with_an_equally_styled_layer_below(make_layer, day):
    def make_styled_layer(
        properties: dict, east: float = 0, opacity: float = 1.0, count: int = 20
    ) -> StyledLayer:
        discs = {
            f"{index}": (Point(20 + east, 45).buffer(index + 1), properties)
            for index in range(count)
        }
        render_layer = build_render_layer(make_layer("l", **discs))
        return StyledLayer(
            render_layer, tuple(build_paint(style, day) for style in render_layer.styles), opacity
        )

    canvas = canvas_for_camera(
        Camera(0, 0, 1, 20_000, 9_000).fit_exactly(project_bounds((10, 40, 60, 50))), 1.0
    )
    gray, red, red_off_screen = (
        make_styled_layer({}),
        make_styled_layer({"stroke": "red"}),
        make_styled_layer({"stroke": "red"}, east=100),
    )
    translucent, small = make_styled_layer({}, opacity=0.5), make_styled_layer({}, count=9)

    def merge_with_below(*styled_layers: StyledLayer) -> list[bool]:
        return [
            visible_layer.merge_with_below
            for visible_layer in find_visible_layers(styled_layers, canvas)
        ]

    assert merge_with_below(gray, gray, red, gray) == [False, True, False, False]
    assert merge_with_below(gray, red_off_screen, gray) == [False, True, True]
    assert merge_with_below(translucent, translucent, gray) == [False, False, False]
    specks = {f"{index}": (Point(12 + index, 45).buffer(1e-5), {}) for index in range(40)}
    dots = StyledLayer(build_render_layer(make_layer("d", **specks)), gray.paints, 0.5)
    assert merge_with_below(gray, gray, dots) == [False, True, False]  # the dots are translucent
    assert merge_with_below(small, small) == [False, False]  # few features: painted individually
