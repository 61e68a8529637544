"""The quick picture beside a slow one: every vertex, smooth edges, one feature after the other."""

import os
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
import shapely
from PySide6.QtCore import QPointF
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
TOLD_APART = 32
MOST_APART = 0.01

pytestmark = pytest.mark.usefixtures("qapp")  # Qt wants to be begun by the main thread


def scene_of(layer: Layer, day, opacity: float = 1.0) -> Scene:
    drawing = build_render_layer(layer)
    paints = tuple(build_paint(style, day) for style in drawing.styles)
    return Scene(day, Basemap(), (StyledLayer(drawing, paints, opacity),), graticule=False)


def slow_picture(scene: Scene, layer: Layer, camera: Camera, ratio: float, thin: bool) -> QImage:
    """Paint hatching, fills, outlines and points of each run of features that look alike."""
    image = QImage(round(WIDTH * ratio), round(HEIGHT * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(scene.theme.sea)
    (sheet,) = scene.styled_layers
    drawing = sheet.drawing
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.NonCosmeticBrushPatterns)
        for seen_from in camera.world_copies:
            painter.setBrushOrigin(canvas_for_camera(seen_from, ratio).pattern_origin)
            for numbers in runs(drawing):
                shapes = [shown(sheet, layer, n, seen_from) for n in numbers]
                paint_run(painter, shapes, thin)
    return image


def runs(drawing: RenderLayer):
    highlight = np.stack([drawing.style_group, drawing.kinds], axis=1)
    ends = np.flatnonzero((np.diff(highlight, axis=0) != 0).any(axis=1)) + 1
    return [part.tolist() for part in np.split(np.arange(len(highlight)), ends)]


def shown(sheet: StyledLayer, layer: Layer, number: int, camera: Camera):
    drawing = sheet.drawing
    geometry, feature = layer.geometry, drawing.features[number]
    areas, lines, points = QPainterPath(), QPainterPath(), []
    for part in range(*geometry.feature_offsets[feature : feature + 2]):
        for ring in range(*geometry.part_offsets[part : part + 2]):
            coords = geometry.coords[slice(*geometry.ring_offsets[ring : ring + 2])]
            pixels = [camera.to_screen(x, y) for x, y in to_map(coords).tolist()]
            if geometry.part_kinds[part] == 0:
                points += pixels
                continue
            path = areas if geometry.part_kinds[part] == 2 else lines
            path.moveTo(pixels[0])
            for at in pixels[1:]:
                path.lineTo(at)
    paint = sheet.paints[drawing.style_index[number]]
    return areas, lines, points, paint, float(drawing.accuracy_radius[number]) / camera.resolution


def paint_run(painter: QPainter, shapes, thin: bool) -> None:
    for areas, lines, points, paint, halo_px in shapes:
        if paint.hatch:
            painter.fillPath(areas, paint.hatch)
            painter.strokePath(lines, QPen(paint.hatch, 10.0))
            disc = QPainterPath()
            for at in points:
                disc.addEllipse(at, *[max(halo_px, 2.4 * paint.marker_px)] * 2)
            painter.fillPath(disc, paint.hatch)
    for areas, _, _, paint, _ in shapes:
        painter.fillPath(areas, paint.fill)
    for areas, lines, _, paint, _ in shapes:
        pen = paint.thin_pen if thin else paint.pen
        painter.strokePath(areas, pen)
        painter.strokePath(lines, pen)
    for _, _, points, paint, halo_px in shapes:
        for at in points:
            paint_point(painter, at, paint, halo_px)


def pixels(image: QImage) -> np.ndarray:
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    return rows[..., :3].astype(int)


def apart(one: QImage, other: QImage) -> float:
    """The share of pixels that an eye could tell apart."""
    return float((np.abs(pixels(one) - pixels(other)).max(axis=2) > TOLD_APART).mean())


def camera_on(bounds) -> Camera:
    return Camera(0, 0, 1, WIDTH, HEIGHT).fit_exactly(project_bounds(bounds))


def rough(rng, x, y, radius, count) -> np.ndarray:
    angles = np.linspace(0, 2 * np.pi, count, endpoint=False)
    wave = 0.6 + np.abs(1 + 0.3 * rng.normal(0, 1, count).cumsum() / np.sqrt(count))
    ways = np.stack([np.cos(angles), 0.67 * np.sin(angles)], axis=1)
    return (x, y) + 0.6 * radius * wave[:, None] * ways


def fields(rng, count, vertices, most=0.006):
    """Overlapping fields of all sizes, some with holes, some in two parts."""
    for _ in range(count):
        x, y, radius = rng.uniform(36.9, 37.1), rng.uniform(47.95, 48.05), rng.uniform(0, most)
        outline = rough(rng, x, y, radius, vertices)
        hole = [(x, y) + 0.3 * (outline - (x, y))]
        other = Polygon(outline + np.array([1.8 * radius, 0]))
        yield rng.choice(
            [Polygon(outline), Polygon(outline, hole), MultiPolygon([Polygon(outline), other])]
        )


def slivers(rng, count):
    for _ in range(count):
        x, y, way = rng.uniform(36.9, 37.1), rng.uniform(47.95, 48.05), rng.uniform(0, np.pi)
        along = np.array([np.cos(way), 0.67 * np.sin(way)]) * 0.01
        across = np.array([-along[1], along[0]]) * 0.001
        yield Polygon(
            [(x, y) + a * along + b * across for a, b in [(0, 0), (1, 0), (1, 1), (0, 1)]]
        )


def railways(rng, count, vertices):
    for _ in range(count):
        start = (rng.uniform(36.9, 37.1), rng.uniform(47.95, 48.05))
        yield LineString(start + rng.normal(0, 0.0008, (vertices, 2)).cumsum(axis=0))


def points(rng, count):
    return [Point(rng.uniform(36.9, 37.1), rng.uniform(47.95, 48.05)) for _ in range(count)]


def across_the_antimeridian(rng):
    """As RFC 7946 wants it: cut in two."""
    for _ in range(60):
        whole = Polygon(rough(rng, rng.uniform(178, 182), rng.uniform(-2, 2), 0.5, 40))
        halves = [shapely.intersection(whole, box(west, -9, west + 180, 9)) for west in (0, 180)]
        halves[1] = shapely.transform(halves[1], lambda xy: xy - (360, 0))
        kept = [part for half in halves for part in shapely.get_parts(half) if part.area]
        yield MultiPolygon(kept) if len(kept) > 1 else kept[0]


def to_the_poles(rng):
    for west in range(-180, 180, 6):
        south = rng.uniform(-90, -60)
        yield box(west, south, west + 5, 90)


NEAR = (36.9, 47.95, 37.1, 48.05)
SOURCED = {"geom_basis": "dataset"}
CLAIMED = {"geom_basis": "text", "class": "claimed"}
OPAQUE = {**SOURCED, "fill-opacity": 1, "stroke-opacity": 0, "fill": "#7b3294"}
CASES = {
    "fields, each hatched": (lambda rng: fields(rng, 300, 40), {"geom_basis": ""}, NEAR),
    "more fields than wide lines are for": (lambda rng: fields(rng, 1500, 30), SOURCED, NEAR),
    "fields from afar": (lambda rng: fields(rng, 1500, 30), SOURCED, (35, 47, 39, 49)),
    "a corner of a field": (lambda rng: fields(rng, 80, 3000), SOURCED, (37, 48, 37.03, 48.015)),
    "dashed outlines": (lambda rng: fields(rng, 60, 30), CLAIMED, NEAR),
    "opaque, without outlines": (lambda rng: fields(rng, 200, 40), OPAQUE, NEAR),
    "slivers": (lambda rng: slivers(rng, 300), SOURCED, NEAR),
    "lines": (lambda rng: railways(rng, 300, 60), SOURCED, NEAR),
    "many lines": (lambda rng: railways(rng, 500, 80), SOURCED, NEAR),
    "lines that nobody vouches for": (lambda rng: railways(rng, 40, 30), {"geom_basis": ""}, NEAR),
    "points": (lambda rng: points(rng, 400), CLAIMED, NEAR),
    "points known to 300 m": (lambda rng: points(rng, 60), {**SOURCED, "precision_m": 300}, NEAR),
    "points nobody vouches for": (lambda rng: points(rng, 60), {"geom_basis": ""}, NEAR),
    "across the antimeridian": (across_the_antimeridian, SOURCED, (177, -2, 183, 2)),
    "to the poles": (to_the_poles, SOURCED, (-180, -85, 180, 85)),
}


@pytest.mark.parametrize(
    ("case", "ratio"), [*product(CASES, (1.0, 2.0)), ("fields, each hatched", 1.1)]
)
def test_the_picture_cannot_be_told_from_a_slow_one(make_layer, day, case, ratio):
    make, properties, bounds = CASES[case]
    shapes = make(np.random.default_rng(7))
    layer = make_layer("l", **{f"f{at}": (shape, properties) for at, shape in enumerate(shapes)})
    scene, camera = scene_of(layer, day), camera_on(bounds)
    quick = render_scene(scene, camera, ratio).image
    slow = [slow_picture(scene, layer, camera, ratio, thin) for thin in (False, True)]

    assert min(apart(quick, picture) for picture in slow) <= MOST_APART
    assert apart(quick, blank_of(scene, camera, ratio)) > 0  # there is something to see


@pytest.mark.parametrize("case", CASES)
def test_in_how_many_parts_the_picture_is_painted_cannot_be_seen(
    make_layer, day, case, monkeypatch
):
    make, properties, bounds = CASES[case]
    shapes = make(np.random.default_rng(7))
    layer = make_layer("l", **{f"f{at}": (shape, properties) for at, shape in enumerate(shapes)})
    scene, camera = scene_of(layer, day, opacity=0.8), camera_on(bounds)
    pictures = []
    monkeypatch.setattr(batches, "_STRAGGLERS", 0)
    monkeypatch.setattr(batches, "FEW", 0)  # which another part may have; it looks the same
    monkeypatch.setattr(scene_painter, "_HEAVY_VERTICES", 0)
    for worker_count in (1, 3):
        monkeypatch.setattr(os, "cpu_count", lambda count=worker_count: count)
        pictures.append(render_scene(scene, camera, 1.5).image)

    assert apart(*pictures) < 1e-4


@pytest.mark.parametrize("case", ["fields, each hatched", "fields from afar", "many lines"])
def test_layers_that_look_alike_look_as_one_layer(make_layer, day, case):
    make, properties, bounds = CASES[case]
    shapes = make(np.random.default_rng(7))
    features = {f"f{at}": (shape, properties) for at, shape in enumerate(shapes)}
    parts = [dict(list(features.items())[at::3]) for at in range(3)]
    one, *three = (
        scene_of(make_layer("l", **some), day).styled_layers for some in (features, *parts)
    )
    scene, camera = Scene(day, Basemap(), one, graticule=False), camera_on(bounds)
    piled = replace(scene, styled_layers=tuple(sheet for (sheet,) in three))

    assert (
        apart(render_scene(scene, camera, 1.0).image, render_scene(piled, camera, 1.0).image) < 1e-4
    )


@pytest.mark.parametrize("case", CASES)
def test_after_a_push_the_picture_looks_as_if_painted_anew(make_layer, day, case):
    make, properties, bounds = CASES[case]
    shapes = make(np.random.default_rng(7))
    layer = make_layer("l", **{f"f{at}": (shape, properties) for at, shape in enumerate(shapes)})
    scene, camera = scene_of(layer, day), camera_on(bounds)
    picture = render_scene(scene, camera, 2.0)
    for push in ((35, 0), (0, 60), (-90, -45), (-1, 1)):
        camera = camera.panned(*push)
        picture = render_scene(scene, camera, 2.0, older=[picture])

    assert apart(picture.image, render_scene(scene, camera, 2.0).image) < 1e-3


def test_back_at_the_overview_nothing_is_painted_again(make_layer, day, monkeypatch):
    layer = make_layer("l", a=(box(36.95, 47.98, 37.05, 48.02), SOURCED))
    scene, aim, at = scene_of(layer, day), camera_on(NEAR), QPointF(137, 91)
    overview = render_scene(scene, aim.snapped_to_pixels(1.5), 1.5)
    aim = aim.zoomed(3.7, at)
    close = render_scene(scene, aim.snapped_to_pixels(1.5), 1.5)
    painted = []
    monkeypatch.setattr(scene_painter, "_paint", lambda _, canvas, *__: painted.append(canvas.part))

    back = render_scene(
        scene, aim.zoomed(1 / 3.7, at).snapped_to_pixels(1.5), 1.5, older=[close, overview]
    )
    assert not painted
    assert back.image == overview.image

    aside = aim.zoomed(1 / 3.7, at).panned(20.4, 0).snapped_to_pixels(1.5)
    render_scene(scene, aside, 1.5, older=[close, overview])
    assert {part.width() for part in painted} == {31}  # the strip that came into sight


def blank_of(scene: Scene, camera: Camera, ratio: float) -> QImage:
    return render_scene(replace(scene, styled_layers=()), camera, ratio).image


@pytest.mark.parametrize("zoom", [1.0, 0.05, 0.001])
def test_no_shape_is_lost_from_afar(make_layer, day, zoom):
    """Each of a hundred specks in rows and columns is there, however small it has become."""
    specks = [box(x, y, x + 2e-4, y + 2e-4) for x in range(-50, 50, 10) for y in range(-50, 50, 10)]
    layer = make_layer("l", **{f"f{at}": (speck, SOURCED) for at, speck in enumerate(specks)})
    camera = camera_on((-60, -60, 60, 60))
    image = render_scene(scene_of(layer, day), camera, 1.0).image
    empty = QColor(day.sea).rgb()
    for speck in specks:
        x, y = to_map(np.array([[speck.centroid.x, speck.centroid.y]]))[0]
        at = camera.to_screen(x, y).toPoint()
        around = [(at.x() + dx, at.y() + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]
        assert any(image.pixel(*place) != empty for place in around)


def test_nothing_trembles_at_street_zoom(make_layer, day):
    """A move of ten pixels moves the picture by ten pixels, to the last one."""
    layer = make_layer(
        "l",
        **{
            f"f{at}": (shape, SOURCED)
            for at, shape in enumerate(fields(np.random.default_rng(1), 40, 60, 0.0005))
        },
    )
    scene = scene_of(layer, day)
    at = layer.geometry.coords[0]
    camera = camera_on((at[0] - 5e-4, at[1] - 5e-4, at[0] + 5e-4, at[1] + 5e-4))
    before, after = (
        pixels(render_scene(scene, c, 1.0).image) for c in (camera, camera.panned(10, 0))
    )

    assert (np.abs(before[:, :-10] - after[:, 10:]).max(axis=2) > TOLD_APART).mean() < 1e-3


def test_borders_that_are_shared_do_not_gape(make_layer, day):
    """Where opaque fields lie edge to edge, no ground shines through."""
    tiles = [
        box(x, y, x + 0.01, y + 0.01)
        for x in np.arange(36.9, 37.1, 0.01)
        for y in np.arange(47.95, 48.05, 0.01)
    ]
    layer = make_layer("l", **{f"f{at}": (tile, OPAQUE) for at, tile in enumerate(tiles)})
    image = render_scene(scene_of(layer, day), camera_on((36.93, 47.97, 37.07, 48.03)), 1.0).image

    assert np.abs(pixels(image) - [0x94, 0x32, 0x7B]).max() < TOLD_APART


def test_a_faint_layer_shines_through_as_a_whole(make_layer, day):
    """Half of an opaque layer is half of it where two of its features overlap, too."""
    squares = [box(36.9, 47.95, 37.02, 48.05), box(36.98, 47.95, 37.1, 48.05)]
    layer = make_layer("l", **{f"f{at}": (square, OPAQUE) for at, square in enumerate(squares)})
    image = render_scene(scene_of(layer, day, opacity=0.5), camera_on(NEAR), 1.0).image

    assert image.pixel(150, 200) == image.pixel(300, 200)


def test_of_an_outline_that_crosses_itself_both_lobes_are_filled(make_layer, day):
    """However many there are; one of the lobes goes round the other way."""
    bows = [
        Polygon([(x, y), (x + 0.008, y + 0.008), (x + 0.008, y), (x, y + 0.008)])
        for x in np.arange(36.9, 37.1, 0.01)
        for y in np.arange(47.95, 48.05, 0.01)
    ]
    layer = make_layer("l", **{f"f{at}": (bow, OPAQUE) for at, bow in enumerate(bows)})
    layer = replace(layer, self_intersecting=np.arange(len(bows)))
    camera = camera_on(NEAR)
    image = render_scene(scene_of(layer, day), camera, 1.0).image

    filled = QColor("#7b3294").rgb()
    for bow in bows:
        x, y = bow.bounds[:2]
        lobes = to_map(np.array([(x + 0.001, y + 0.004), (x + 0.007, y + 0.004)]))
        spots = [camera.to_screen(*lobe).toPoint() for lobe in lobes.tolist()]
        assert [image.pixel(spot) for spot in spots] == [filled, filled]


def test_many_points_in_large_discs_take_no_more_memory_than_the_picture(
    make_layer, day, monkeypatch
):
    """Of each disc an image would be kept that is larger than the screen."""
    known = {**SOURCED, "precision_m": 5_000}
    spots = points(np.random.default_rng(3), 60)
    layer = make_layer("l", **{f"f{at}": (spot, known) for at, spot in enumerate(spots)})
    sizes = []
    make = markers.render_marker

    def watched(*what):
        image = make(*what)
        sizes.append(image.width())
        return image

    monkeypatch.setattr(marker_batches, "render_marker", watched)
    render_scene(scene_of(layer, day), camera_on((36.99, 47.995, 37.01, 48.005)), 1.0)

    assert max(sizes, default=0) < WIDTH
