from shapely import Point

from frontviewer.mapview.camera import Camera, project_bounds
from frontviewer.mapview.painters.render_layer import build_render_layer
from frontviewer.mapview.painters.scene import StyledLayer
from frontviewer.mapview.painters.symbology import build_paint
from frontviewer.mapview.painters.visibility import find_visible_layers
from frontviewer.mapview.raster.canvas import canvas_for_camera


def test_lines_are_thin_where_all_layers_crowd_the_screen_but_a_few_stay_bold(make_layer, day):
    def styled(count: int) -> StyledLayer:
        discs = {f"{at}": (Point(20 + at, 45).buffer(0.4, quad_segs=99), {}) for at in range(count)}
        drawing = build_render_layer(make_layer("l", **discs))
        return StyledLayer(drawing, tuple(build_paint(style, day) for style in drawing.styles))

    near = canvas_for_camera(
        Camera(0, 0, 1, 200_000, 90_000).fit_exactly(project_bounds((10, 40, 60, 50))), 1.0
    )
    many, few = styled(8), styled(2)  # of 397 vertices each

    assert [visible.use_thin_lines for visible in find_visible_layers([many, few], near)] == [
        False,
        False,
    ]
    assert [visible.use_thin_lines for visible in find_visible_layers([many, many, few], near)] == [
        True,
        True,
        False,
    ]
    assert find_visible_layers([many, many, few], near)[0].feature_count_all == 18


def test_only_what_looks_like_what_lies_directly_beneath_it_is_joined_with_it(make_layer, day):
    def styled(
        properties: dict, east: float = 0, opacity: float = 1.0, count: int = 20
    ) -> StyledLayer:
        discs = {f"{at}": (Point(20 + east, 45).buffer(at + 1), properties) for at in range(count)}
        drawing = build_render_layer(make_layer("l", **discs))
        return StyledLayer(
            drawing, tuple(build_paint(style, day) for style in drawing.styles), opacity
        )

    near = canvas_for_camera(
        Camera(0, 0, 1, 20_000, 9_000).fit_exactly(project_bounds((10, 40, 60, 50))), 1.0
    )
    gray, red, away = styled({}), styled({"stroke": "red"}), styled({"stroke": "red"}, east=100)
    faint, few = styled({}, opacity=0.5), styled({}, count=9)

    def merge_with_below(*styled_layers: StyledLayer) -> list[bool]:
        return [visible.merge_with_below for visible in find_visible_layers(styled_layers, near)]

    assert merge_with_below(gray, gray, red, gray) == [False, True, False, False]
    assert merge_with_below(gray, away, gray) == [False, True, True]  # nothing of the red is seen
    assert merge_with_below(faint, faint, gray) == [False, False, False]  # faint ones shine through
    specks = {f"{at}": (Point(12 + at, 45).buffer(1e-5), {}) for at in range(40)}
    dots = StyledLayer(build_render_layer(make_layer("d", **specks)), gray.paints, 0.5)
    assert merge_with_below(gray, gray, dots) == [
        False,
        True,
        False,
    ]  # dots of a faint layer are faint, too
    assert merge_with_below(few, few) == [False, False]  # of few, each lies over the other
