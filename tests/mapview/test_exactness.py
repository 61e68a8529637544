"""Compares the renderer with a slow reference: full detail, antialiased, one feature at a time."""

import os
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
import shapely
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen
from shapely import LineString, MultiPolygon, Point, Polygon, box

from frontviewer.core.geometry.web_mercator import to_map
from frontviewer.core.model.layer import Layer
from frontviewer.mapview.camera import Camera, project_bounds
from frontviewer.mapview.engine import scene_painter
from frontviewer.mapview.engine.scene_painter import render_scene
from frontviewer.mapview.painters import batches, marker_batches, markers
from frontviewer.mapview.painters.basemap import Basemap
from frontviewer.mapview.painters.markers import paint_point
from frontviewer.mapview.painters.render_layer import RenderLayer, build_render_layer
from frontviewer.mapview.painters.scene import Scene, StyledLayer
from frontviewer.mapview.painters.symbology import build_paint
from frontviewer.mapview.raster.canvas import canvas_for_camera

WIDTH, HEIGHT = 600, 400
VISIBLE_DIFFERENCE = 32
"""Of 255, in any channel."""
MAX_DIFFERENT_SHARE = 0.01

pytestmark = pytest.mark.usefixtures("qapp")  # Qt must be initialized in the main thread


def make_scene(layer: Layer, day, opacity: float = 1.0) -> Scene:
    render_layer = build_render_layer(layer)
    paints = tuple(build_paint(style, day) for style in render_layer.styles)
    return Scene(day, Basemap(), (StyledLayer(render_layer, paints, opacity),), graticule=False)


def render_slowly(
    scene: Scene, layer: Layer, camera: Camera, ratio: float, thin_lines: bool
) -> QImage:
    """Paint hatching, fills, outlines and points of each run of equally styled features."""
    image = QImage(round(WIDTH * ratio), round(HEIGHT * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(scene.theme.sea)
    (styled_layer,) = scene.styled_layers
    render_layer = styled_layer.render_layer
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.NonCosmeticBrushPatterns)
        for copy_camera in camera.world_copies:
            painter.setBrushOrigin(canvas_for_camera(copy_camera, ratio).pattern_origin)
            for run in style_runs(render_layer):
                shapes = [project_feature(styled_layer, layer, n, copy_camera) for n in run]
                paint_style_run(painter, shapes, thin_lines)
    return image


def style_runs(render_layer: RenderLayer):
    keys = np.stack([render_layer.style_group, render_layer.kinds], axis=1)
    ends = np.flatnonzero((np.diff(keys, axis=0) != 0).any(axis=1)) + 1
    return [part.tolist() for part in np.split(np.arange(len(keys)), ends)]


def project_feature(styled_layer: StyledLayer, layer: Layer, index: int, camera: Camera):
    render_layer = styled_layer.render_layer
    geometry, feature = layer.geometry, render_layer.draw_order[index]
    areas, lines, points = QPainterPath(), QPainterPath(), []
    for part in range(*geometry.feature_offsets[feature : feature + 2]):
        for ring in range(*geometry.part_offsets[part : part + 2]):
            coords = geometry.coords[slice(*geometry.ring_offsets[ring : ring + 2])]
            screen_points = [camera.to_screen(x, y) for x, y in to_map(coords).tolist()]
            if geometry.part_kinds[part] == 0:
                points += screen_points
                continue
            path = areas if geometry.part_kinds[part] == 2 else lines
            path.moveTo(screen_points[0])
            for point in screen_points[1:]:
                path.lineTo(point)
    paint = styled_layer.paints[render_layer.style_index[index]]
    return (
        areas,
        lines,
        points,
        paint,
        float(render_layer.precision_radius[index]) / camera.resolution,
    )


def paint_style_run(painter: QPainter, shapes, thin_lines: bool) -> None:
    for areas, lines, points, paint, precision_px in shapes:
        if paint.hatch:
            painter.fillPath(areas, paint.hatch)
            painter.strokePath(lines, QPen(paint.hatch, 10.0))
            disc = QPainterPath()
            for point in points:
                disc.addEllipse(point, *[max(precision_px, 2.4 * paint.marker_px)] * 2)
            painter.fillPath(disc, paint.hatch)
    for areas, _, _, paint, _ in shapes:
        painter.fillPath(areas, paint.fill)
    for areas, lines, _, paint, _ in shapes:
        pen = paint.thin_pen if thin_lines else paint.pen
        painter.strokePath(areas, pen)
        painter.strokePath(lines, pen)
    for _, _, points, paint, precision_px in shapes:
        for point in points:
            paint_point(painter, point, paint, precision_px)


def to_rgb_array(image: QImage) -> np.ndarray:
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    return rows[..., :3].astype(int)


def visible_difference(first: QImage, second: QImage) -> float:
    """Return the share of pixels with a visible difference."""
    return float(
        (np.abs(to_rgb_array(first) - to_rgb_array(second)).max(axis=2) > VISIBLE_DIFFERENCE).mean()
    )


def make_camera(bounds) -> Camera:
    return Camera(0, 0, 1, WIDTH, HEIGHT).fit_exactly(project_bounds(bounds))


def rough_outline(rng, x, y, radius, count) -> np.ndarray:
    angles = np.linspace(0, 2 * np.pi, count, endpoint=False)
    wave = 0.6 + np.abs(1 + 0.3 * rng.normal(0, 1, count).cumsum() / np.sqrt(count))
    directions = np.stack([np.cos(angles), 0.67 * np.sin(angles)], axis=1)
    return (x, y) + 0.6 * radius * wave[:, None] * directions


def polygons(rng, count, vertices, max_radius=0.006):
    """Yield overlapping polygons of all sizes, some with holes, some in two parts."""
    for _ in range(count):
        x, y, radius = (
            rng.uniform(36.9, 37.1),
            rng.uniform(47.95, 48.05),
            rng.uniform(0, max_radius),
        )
        outline = rough_outline(rng, x, y, radius, vertices)
        hole = [(x, y) + 0.3 * (outline - (x, y))]
        other = Polygon(outline + np.array([1.8 * radius, 0]))
        yield rng.choice(
            [Polygon(outline), Polygon(outline, hole), MultiPolygon([Polygon(outline), other])]
        )


def slivers(rng, count):
    for _ in range(count):
        x, y, direction = rng.uniform(36.9, 37.1), rng.uniform(47.95, 48.05), rng.uniform(0, np.pi)
        along = np.array([np.cos(direction), 0.67 * np.sin(direction)]) * 0.01
        across = np.array([-along[1], along[0]]) * 0.001
        yield Polygon(
            [(x, y) + a * along + b * across for a, b in [(0, 0), (1, 0), (1, 1), (0, 1)]]
        )


def random_lines(rng, count, vertices):
    for _ in range(count):
        start = (rng.uniform(36.9, 37.1), rng.uniform(47.95, 48.05))
        yield LineString(start + rng.normal(0, 0.0008, (vertices, 2)).cumsum(axis=0))


def points(rng, count):
    return [Point(rng.uniform(36.9, 37.1), rng.uniform(47.95, 48.05)) for _ in range(count)]


def across_the_antimeridian(rng):
    """Yield polygons cut in two at the antimeridian, as RFC 7946 requires."""
    for _ in range(60):
        polygon = Polygon(rough_outline(rng, rng.uniform(178, 182), rng.uniform(-2, 2), 0.5, 40))
        halves = [shapely.intersection(polygon, box(west, -9, west + 180, 9)) for west in (0, 180)]
        halves[1] = shapely.transform(halves[1], lambda xy: xy - (360, 0))
        parts = [part for half in halves for part in shapely.get_parts(half) if part.area]
        yield MultiPolygon(parts) if len(parts) > 1 else parts[0]


def to_the_poles(rng):
    for west in range(-180, 180, 6):
        south = rng.uniform(-90, -60)
        yield box(west, south, west + 5, 90)


NEAR = (36.9, 47.95, 37.1, 48.05)
SOURCED = {"geom_basis": "dataset"}
CLAIMED = {"geom_basis": "text", "class": "claimed"}
OPAQUE = {**SOURCED, "fill-opacity": 1, "stroke-opacity": 0, "fill": "#7b3294"}
CASES = {
    "hatched polygons": (lambda rng: polygons(rng, 300, 40), {"geom_basis": ""}, NEAR),
    "polygons with thin outlines": (lambda rng: polygons(rng, 1500, 30), SOURCED, NEAR),
    "polygons at small scale": (lambda rng: polygons(rng, 1500, 30), SOURCED, (35, 47, 39, 49)),
    "corner of a polygon": (lambda rng: polygons(rng, 80, 3000), SOURCED, (37, 48, 37.03, 48.015)),
    "dashed outlines": (lambda rng: polygons(rng, 60, 30), CLAIMED, NEAR),
    "opaque, without outlines": (lambda rng: polygons(rng, 200, 40), OPAQUE, NEAR),
    "slivers": (lambda rng: slivers(rng, 300), SOURCED, NEAR),
    "lines": (lambda rng: random_lines(rng, 300, 60), SOURCED, NEAR),
    "many lines": (lambda rng: random_lines(rng, 500, 80), SOURCED, NEAR),
    "unsourced lines": (lambda rng: random_lines(rng, 40, 30), {"geom_basis": ""}, NEAR),
    "points": (lambda rng: points(rng, 400), CLAIMED, NEAR),
    "points with 300 m precision": (
        lambda rng: points(rng, 60),
        {**SOURCED, "precision_m": 300},
        NEAR,
    ),
    "unsourced points": (lambda rng: points(rng, 60), {"geom_basis": ""}, NEAR),
    "across the antimeridian": (across_the_antimeridian, SOURCED, (177, -2, 183, 2)),
    "to the poles": (to_the_poles, SOURCED, (-180, -85, 180, 85)),
}


@pytest.mark.parametrize(
    ("case", "ratio"), [*product(CASES, (1.0, 2.0)), ("hatched polygons", 1.1)]
)
def test_image_matches_the_slow_reference_renderer(make_layer, day, case, ratio):
    make, properties, bounds = CASES[case]
    shapes = make(np.random.default_rng(7))
    layer = make_layer(
        "l", **{f"f{index}": (shape, properties) for index, shape in enumerate(shapes)}
    )
    scene, camera = make_scene(layer, day), make_camera(bounds)
    image = render_scene(scene, camera, ratio).image
    references = [render_slowly(scene, layer, camera, ratio, thin) for thin in (False, True)]

    assert (
        min(visible_difference(image, reference) for reference in references) <= MAX_DIFFERENT_SHARE
    )
    background = render_basemap(scene, camera, ratio)
    assert visible_difference(image, background) > 0  # the layer is visible


@pytest.mark.parametrize("case", CASES)
def test_number_of_bands_does_not_change_the_image(make_layer, day, case, monkeypatch):
    make, properties, bounds = CASES[case]
    shapes = make(np.random.default_rng(7))
    layer = make_layer(
        "l", **{f"f{index}": (shape, properties) for index, shape in enumerate(shapes)}
    )
    scene, camera = make_scene(layer, day, opacity=0.8), make_camera(bounds)
    images = []
    monkeypatch.setattr(batches, "_MAX_INDIVIDUAL_IN_CROWD", 0)
    # The number of features, and so the painting method, may differ between bands.
    monkeypatch.setattr(batches, "MAX_INDIVIDUAL_FEATURES", 0)
    monkeypatch.setattr(scene_painter, "_PARALLEL_MIN_VERTICES", 0)
    for worker_count in (1, 3):
        monkeypatch.setattr(os, "cpu_count", lambda count=worker_count: count)
        images.append(render_scene(scene, camera, 1.5).image)

    assert visible_difference(*images) < 1e-4


@pytest.mark.parametrize("case", ["hatched polygons", "polygons at small scale", "many lines"])
def test_merged_layers_look_like_one_layer(make_layer, day, case):
    make, properties, bounds = CASES[case]
    shapes = make(np.random.default_rng(7))
    features = {f"f{index}": (shape, properties) for index, shape in enumerate(shapes)}
    parts = [dict(list(features.items())[first::3]) for first in range(3)]
    single, *split = (
        make_scene(make_layer("l", **members), day).styled_layers for members in (features, *parts)
    )
    scene, camera = Scene(day, Basemap(), single, graticule=False), make_camera(bounds)
    stacked = replace(scene, styled_layers=tuple(styled_layer for (styled_layer,) in split))
    images = [render_scene(each, camera, 1.0).image for each in (scene, stacked)]

    assert visible_difference(*images) < 1e-4


@pytest.mark.parametrize("case", CASES)
def test_reused_pixels_after_panning_match_a_new_rendering(make_layer, day, case):
    make, properties, bounds = CASES[case]
    shapes = make(np.random.default_rng(7))
    layer = make_layer(
        "l", **{f"f{index}": (shape, properties) for index, shape in enumerate(shapes)}
    )
    scene, camera = make_scene(layer, day), make_camera(bounds)
    picture = render_scene(scene, camera, 2.0)
    for shift in ((35, 0), (0, 60), (-90, -45), (-1, 1)):
        camera = camera.panned(*shift)
        picture = render_scene(scene, camera, 2.0, reusable=[picture])

    assert visible_difference(picture.image, render_scene(scene, camera, 2.0).image) < 1e-3


def test_zooming_back_reuses_the_overview(make_layer, day, monkeypatch):
    layer = make_layer("l", a=(box(36.95, 47.98, 37.05, 48.02), SOURCED))
    scene, camera, anchor = make_scene(layer, day), make_camera(NEAR), QPointF(137, 91)
    overview = render_scene(scene, camera.snapped_to_pixels(1.5), 1.5)
    camera = camera.zoomed(3.7, anchor)
    closeup = render_scene(scene, camera.snapped_to_pixels(1.5), 1.5)
    painted = []
    monkeypatch.setattr(
        scene_painter, "_paint_region", lambda _, canvas, *__: painted.append(canvas.pixel_rect)
    )

    camera = camera.zoomed(1 / 3.7, anchor)
    reusable = [closeup, overview]
    back = render_scene(scene, camera.snapped_to_pixels(1.5), 1.5, reusable=reusable)
    assert not painted
    assert back.image == overview.image

    panned = camera.panned(20.4, 0).snapped_to_pixels(1.5)
    render_scene(scene, panned, 1.5, reusable=reusable)
    assert {rect.width() for rect in painted} == {31}  # the strip that came into view


def render_basemap(scene: Scene, camera: Camera, ratio: float) -> QImage:
    return render_scene(replace(scene, styled_layers=()), camera, ratio).image


@pytest.mark.parametrize("zoom", [1.0, 0.05, 0.001])
def test_subpixel_features_stay_visible(make_layer, day, zoom):
    """Each of a hundred specks is visible, however small it has become."""
    specks = [box(x, y, x + 2e-4, y + 2e-4) for x in range(-50, 50, 10) for y in range(-50, 50, 10)]
    layer = make_layer("l", **{f"f{index}": (speck, SOURCED) for index, speck in enumerate(specks)})
    camera = make_camera((-60, -60, 60, 60))
    image = render_scene(make_scene(layer, day), camera, 1.0).image
    empty = QColor(day.sea).rgb()
    for speck in specks:
        x, y = to_map(np.array([[speck.centroid.x, speck.centroid.y]]))[0]
        center = camera.to_screen(x, y).toPoint()
        pixels = [center + QPoint(dx, dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]
        assert any(image.pixel(pixel) != empty for pixel in pixels)


def test_panning_at_street_scale_moves_every_pixel_alike(make_layer, day):
    """Panning by ten pixels moves the image by exactly ten pixels."""
    layer = make_layer(
        "l",
        **{
            f"f{index}": (shape, SOURCED)
            for index, shape in enumerate(polygons(np.random.default_rng(1), 40, 60, 0.0005))
        },
    )
    scene = make_scene(layer, day)
    x, y = layer.geometry.coords[0]
    camera = make_camera((x - 5e-4, y - 5e-4, x + 5e-4, y + 5e-4))
    before, after = (
        to_rgb_array(render_scene(scene, each, 1.0).image)
        for each in (camera, camera.panned(10, 0))
    )

    assert (np.abs(before[:, :-10] - after[:, 10:]).max(axis=2) > VISIBLE_DIFFERENCE).mean() < 1e-3


def test_shared_borders_leave_no_gap(make_layer, day):
    """Where opaque polygons share borders, no background shows through."""
    tiles = [
        box(x, y, x + 0.01, y + 0.01)
        for x in np.arange(36.9, 37.1, 0.01)
        for y in np.arange(47.95, 48.05, 0.01)
    ]
    layer = make_layer("l", **{f"f{index}": (tile, OPAQUE) for index, tile in enumerate(tiles)})
    image = render_scene(
        make_scene(layer, day), make_camera((36.93, 47.97, 37.07, 48.03)), 1.0
    ).image

    assert np.abs(to_rgb_array(image) - [0x94, 0x32, 0x7B]).max() < VISIBLE_DIFFERENCE


def test_layer_opacity_applies_to_the_layer_as_a_whole(make_layer, day):
    """Half of an opaque layer is uniform, even where two of its features overlap."""
    squares = [box(36.9, 47.95, 37.02, 48.05), box(36.98, 47.95, 37.1, 48.05)]
    layer = make_layer(
        "l", **{f"f{index}": (square, OPAQUE) for index, square in enumerate(squares)}
    )
    image = render_scene(make_scene(layer, day, opacity=0.5), make_camera(NEAR), 1.0).image

    assert image.pixel(150, 200) == image.pixel(300, 200)


def test_both_lobes_of_a_self_intersecting_outline_are_filled(make_layer, day):
    """Also in a large batch, although one of the lobes winds the other way."""
    bows = [
        Polygon([(x, y), (x + 0.008, y + 0.008), (x + 0.008, y), (x, y + 0.008)])
        for x in np.arange(36.9, 37.1, 0.01)
        for y in np.arange(47.95, 48.05, 0.01)
    ]
    layer = make_layer("l", **{f"f{index}": (bow, OPAQUE) for index, bow in enumerate(bows)})
    layer = replace(layer, self_intersecting=np.arange(len(bows)))
    camera = make_camera(NEAR)
    image = render_scene(make_scene(layer, day), camera, 1.0).image

    filled = QColor("#7b3294").rgb()
    for bow in bows:
        x, y = bow.bounds[:2]
        lobes = to_map(np.array([(x + 0.001, y + 0.004), (x + 0.007, y + 0.004)]))
        pixels = [camera.to_screen(*lobe).toPoint() for lobe in lobes.tolist()]
        assert [image.pixel(pixel) for pixel in pixels] == [filled, filled]


def test_large_precision_discs_are_not_cached_as_sprites(make_layer, day, monkeypatch):
    """Each disc would need a sprite larger than the screen."""
    properties = {**SOURCED, "precision_m": 5_000}
    spots = points(np.random.default_rng(3), 60)
    layer = make_layer("l", **{f"f{index}": (spot, properties) for index, spot in enumerate(spots)})
    sizes = []
    make = markers.render_marker

    def record_size(*args):
        image = make(*args)
        sizes.append(image.width())
        return image

    monkeypatch.setattr(marker_batches, "render_marker", record_size)
    render_scene(make_scene(layer, day), make_camera((36.99, 47.995, 37.01, 48.005)), 1.0)

    assert max(sizes, default=0) < WIDTH
