"""Paints drawings: no widget, no event, only values, so that a thread of its own may do it."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import shapely
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QImage,
    QPainter,
    QPainterPath,
    QPainterPathStroker,
    QPen,
    QPolygonF,
    QRadialGradient,
)

from frontviewer.look.theme import Theme
from frontviewer.mapview.basemap import Basemap
from frontviewer.mapview.camera import Camera, MapBounds
from frontviewer.mapview.drawing import Drawing, LayerDrawing, clipped, path_of, runs_of
from frontviewer.mapview.graticule import paint_graticule
from frontviewer.mapview.style import Marker, Paint, line_pen

_HALO_DETAIL = 10.0
_HALO_COARSENESS = 4.0
_FEWEST_RINGS, _MOST_RINGS, _RING_PX = 4, 16, 3.0
_LEAST_HALO_PX = 3.0
_HATCH_PX = 8.0
_HATCHED_BAND_PX = 10.0
_MARGIN_PX = 48.0
_FAR_TOO_LARGE = 3.0
_LEAST_DETAIL_M = 5_000.0
_TOWN_PX = 2.0
_TOWNS_APART_PX = 26.0
# Towns shown, by their least population, up to so many ground metres per pixel.
_TOWN_LEVELS = ((12, 0), (35, 500), (90, 2_500), (220, 12_000), (600, 60_000), (1800, 250_000))


Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """One visible layer with its paints; opacity from 0 to 1."""

    drawing: LayerDrawing
    paints: tuple[Paint, ...]
    opacity: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """All that is painted; `sheets` lowest first."""

    theme: Theme
    basemap: Basemap = field(default_factory=Basemap)
    sheets: tuple[Sheet, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """An exact image of a scene, and where it was taken from."""

    image: QImage
    camera: Camera


def picture_of(scene: Scene, camera: Camera, pixel_ratio: float) -> Picture:
    """Paint basemap, graticule and layers; labels and instruments come on top, elsewhere."""
    size = QSizeF(camera.width, camera.height) * pixel_ratio
    image = QImage(size.toSize(), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(pixel_ratio)
    image.fill(scene.theme.sea)
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _paint_basemap(painter, camera, scene.basemap, scene.theme)
        paint_graticule(painter, camera, scene.theme)
        _paint_halos(painter, camera, scene.sheets)
        for sheet in scene.sheets:
            painter.setOpacity(sheet.opacity)
            _paint_sheet(painter, camera, sheet)
    return Picture(image, camera)


def paint_outlines(
    painter: QPainter, camera: Camera, layer: LayerDrawing, index: int, pens: tuple[QPen, ...]
) -> None:
    """Paint one feature's outline with several pens, the widest first: selection and hover."""
    drawing = on_screen_part(layer.drawings[index], camera, layer.halos[index] / camera.resolution)
    paths = [camera.transform.map(path) for path in (drawing.areas, drawing.lines)]
    halo_px = layer.halos[index] / camera.resolution
    radius = max(halo_px, layer.styles[index].marker_px + 4.0)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for pen in pens:
        painter.setPen(pen)
        for path in paths:
            painter.drawPath(path)
        for x, y in drawing.points:
            painter.drawEllipse(camera.to_screen(x, y), radius, radius)


def on_screen_part(drawing: Drawing, camera: Camera, halo_px: float = 0.0) -> Drawing:
    """Return a drawing, cut to the screen's surroundings where it reaches far beyond them.

    Dashing an outline of ten million pixels, of which one sees a thousand, would take seconds.
    """
    west, south, east, north = drawing.bounds
    seen = camera.bounds
    reach = _FAR_TOO_LARGE * max(seen[2] - seen[0], seen[3] - seen[1])
    if max(east - west, north - south) < reach:
        return drawing
    try:
        return clipped(drawing, _grown(seen, (_MARGIN_PX + halo_px) * camera.resolution))
    except shapely.GEOSException:  # an invalid ring; it is painted whole, if slowly
        return drawing


def visible_towns(basemap: Basemap, camera: Camera) -> list[int]:
    """Return the indices of the towns to show, the most populous first.

    A town close beside a larger one gives way: on a small map it is a district of it.
    """
    towns = basemap.towns
    metres = camera.ground_resolution
    least = next((people for limit, people in _TOWN_LEVELS if metres < limit), 10**9)
    west, south, east, north = camera.bounds
    x, y = towns.coords.T
    inside = (x > west) & (x < east) & (y > south) & (y < north)
    kept: list[int] = []
    for index in np.flatnonzero(inside & (towns.populations >= least)).tolist():
        away = np.abs(towns.coords[kept] - towns.coords[index]).max(axis=1, initial=0.0)
        if (away > _TOWNS_APART_PX * camera.resolution).all():
            kept.append(index)
    return kept


def in_view(bounds: npt.NDArray[np.float64], camera: Camera, reach: float = 0.0) -> Mask:
    """Return which of (n, 4) map bounds touch the screen, or come within `reach` map metres."""
    west, south, east, north = _grown(camera.bounds, reach)
    touches: Mask = (
        (bounds[:, 0] <= east)
        & (bounds[:, 2] >= west)
        & (bounds[:, 1] <= north)
        & (bounds[:, 3] >= south)
    )
    return touches


def _paint_basemap(painter: QPainter, camera: Camera, basemap: Basemap, theme: Theme) -> None:
    nothing = Qt.BrushStyle.NoBrush
    ground = (
        ("land", QPen(Qt.PenStyle.NoPen), QBrush(theme.land)),
        ("rivers", line_pen(theme.river, 1.2 * theme.line_px), nothing),
        ("oblast_lines", line_pen(theme.border, 0.8 * theme.line_px, (4, 3)), nothing),
        ("borders", line_pen(theme.border, 1.6 * theme.line_px), nothing),
    )
    detailed = camera.ground_resolution < _LEAST_DETAIL_M
    for stem, pen, brush in ground if detailed else ground[:1]:
        for drawing in basemap.shapes.get(stem, ()):
            if not in_view(np.array([drawing.bounds]), camera)[0]:
                continue
            part = on_screen_part(drawing, camera)
            painter.setPen(pen)
            painter.setBrush(brush)
            painter.drawPath(camera.transform.map(part.areas))
            painter.setBrush(nothing)
            painter.drawPath(camera.transform.map(part.lines))
    _paint_towns(painter, camera, basemap, theme)


def _paint_towns(painter: QPainter, camera: Camera, basemap: Basemap, theme: Theme) -> None:
    painter.setPen(QPen(theme.land, 1.0))
    painter.setBrush(theme.town)
    radius = _TOWN_PX * theme.text_scale**0.5
    for index in visible_towns(basemap, camera):
        painter.drawEllipse(camera.to_screen(*basemap.towns.coords[index]), radius, radius)


def _paint_sheet(painter: QPainter, camera: Camera, sheet: Sheet) -> None:
    for part, paint, halo_px in _seen(sheet, camera):
        _paint_feature(painter, camera, part, paint, halo_px)


def _seen(sheet: Sheet, camera: Camera) -> Iterator[tuple[Drawing, Paint, float]]:
    """Yield what of a layer is on the screen, lowest first, with its halo in pixels."""
    layer = sheet.drawing
    seen = in_view(layer.bounds, camera, float(layer.halos.max(initial=0.0)))
    for index in layer.order[seen[layer.order]]:
        halo_px = float(layer.halos[index]) / camera.resolution
        yield on_screen_part(layer.drawings[index], camera, halo_px), sheet.paints[index], halo_px


def _paint_feature(
    painter: QPainter, camera: Camera, drawing: Drawing, paint: Paint, halo_px: float
) -> None:
    areas = camera.transform.map(drawing.areas)
    lines = camera.transform.map(drawing.lines)
    if paint.hatch:
        _paint_hatching(painter, camera, areas, paint.hatch)
        _paint_hatching(painter, camera, _band(lines), paint.hatch)
    painter.setPen(paint.pen)
    painter.setBrush(paint.fill)
    painter.drawPath(areas)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(lines)
    for x, y in drawing.points:
        at = camera.to_screen(x, y)
        if paint.hatch:
            around = _round(at, max(halo_px, 2.4 * paint.marker_px))
            _paint_hatching(painter, camera, around, paint.hatch)
        if halo_px:
            _paint_disc(painter, at, paint, halo_px)
        else:
            _paint_marker(painter, at, paint)


def _paint_halos(painter: QPainter, camera: Camera, sheets: tuple[Sheet, ...]) -> None:
    """Paint every soft edge beneath every shape, on a coarse image: they have no detail."""
    size = QSizeF(camera.width, camera.height) * (1 / _HALO_COARSENESS)
    # Sixteen bits a colour: so many faint layers would lose their hue in eight.
    image = QImage(size.toSize() + QSize(1, 1), QImage.Format.Format_RGBA64_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    with QPainter(image) as coarse:
        coarse.setRenderHint(QPainter.RenderHint.Antialiasing)
        coarse.scale(1 / _HALO_COARSENESS, 1 / _HALO_COARSENESS)
        for sheet in sheets:
            coarse.setOpacity(sheet.opacity)
            for part, paint, halo_px in _seen(sheet, camera):
                if halo_px >= _LEAST_HALO_PX:
                    _paint_halo(coarse, camera, part, paint, halo_px)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    image.convertTo(QImage.Format.Format_ARGB32_Premultiplied)
    painter.drawImage(QRectF(QPointF(0, 0), QSizeF(image.size()) * _HALO_COARSENESS), image)


def _paint_halo(
    painter: QPainter, camera: Camera, drawing: Drawing, paint: Paint, radius: float
) -> None:
    """Paint how far the true outline may be from the drawn one, fading to exactly that far.

    It is a pile of strokes: those that miss the screen are left out, those that cover
    all of it are one wash.
    """
    edges = _edges(drawing, radius * camera.resolution / _HALO_DETAIL)
    if not len(edges):
        return
    middle = shapely.distance(edges, shapely.Point(camera.x, camera.y)).min() / camera.resolution
    corner = math.hypot(camera.width, camera.height) / 2
    count = round(max(_FEWEST_RINGS, min(_MOST_RINGS, radius / _RING_PX)))
    each = 1 - (1 - paint.halo) ** (1 / count)
    radii = [radius * ring / count for ring in range(count, 0, -1)]
    washes = sum(size >= middle + corner for size in radii)
    seen = QRectF(0, 0, camera.width, camera.height)
    painter.fillRect(seen, _faded(paint.ink, 1 - (1 - each) ** washes))
    pen = line_pen(_faded(paint.ink, each), 1.0)
    path = camera.transform.map(path_of(runs_of(edges)))
    for size in radii[washes:]:
        if size > middle - corner:
            pen.setWidthF(2 * size)
            painter.strokePath(path, pen)


def _edges(drawing: Drawing, detail: float) -> npt.NDArray[np.object_]:
    """Return outlines and lines, without what is finer than `detail` map metres."""
    bent = drawing.parts[shapely.get_dimensions(drawing.parts) > 0]
    areal = shapely.get_type_id(bent) == shapely.GeometryType.POLYGON
    edges = np.concatenate([shapely.get_rings(bent[areal]), bent[~areal]])
    simple: npt.NDArray[np.object_] = shapely.simplify(edges, detail)
    return simple


def _paint_hatching(painter: QPainter, camera: Camera, path: QPainterPath, pen: QPen) -> None:
    """Paint slanting lines inside a path; Qt's own patterns shrink on dense screens."""
    seen = QRectF(0, 0, camera.width, camera.height)
    box = path.boundingRect() & seen
    if box.isEmpty():
        return
    first = math.floor((box.left() + box.top()) / _HATCH_PX)
    last = math.ceil((box.right() + box.bottom()) / _HATCH_PX)
    sums = [_HATCH_PX * number for number in range(first, last + 1)]
    painter.save()
    painter.setClipPath(path)
    painter.setPen(pen)
    painter.drawLines(
        [QLineF(s - box.top(), box.top(), s - box.bottom(), box.bottom()) for s in sums]
    )
    painter.restore()


def _round(at: QPointF, radius: float) -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(at, radius, radius)
    return path


def _band(lines: QPainterPath) -> QPainterPath:
    stroker = QPainterPathStroker()
    stroker.setWidth(_HATCHED_BAND_PX)
    return stroker.createStroke(lines)


def _paint_disc(painter: QPainter, at: QPointF, paint: Paint, radius: float) -> None:
    """Paint a place known to `radius` pixels: no crisp dot, only a core that can be found."""
    gradient = QRadialGradient(at, radius)
    for stop, opacity in ((0.0, 0.30), (0.7, 0.18), (1.0, 0.0)):
        gradient.setColorAt(stop, _faded(paint.ink, opacity))
    core_px = 1.4 * paint.marker_px
    core = QRadialGradient(at, core_px)
    for stop, opacity in ((0.0, 0.85), (0.3, 0.6), (1.0, 0.0)):
        core.setColorAt(stop, _faded(paint.ink, opacity))
    painter.setPen(Qt.PenStyle.NoPen)
    for brush, size in ((QBrush(gradient), radius), (QBrush(core), core_px)):
        painter.setBrush(brush)
        painter.drawEllipse(at, size, size)
    if radius > 3 * core_px:
        pen = QPen(paint.pen)
        pen.setColor(_faded(paint.ink, 0.35))
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(at, radius, radius)


def _paint_marker(painter: QPainter, at: QPointF, paint: Paint) -> None:
    painter.setPen(paint.ring)
    painter.setBrush(paint.marker_fill)
    _SHAPES[paint.marker](painter, at, paint.marker_px)


def _disc(painter: QPainter, at: QPointF, radius: float) -> None:
    painter.drawEllipse(at, radius, radius)


def _dot(painter: QPainter, at: QPointF, radius: float) -> None:
    painter.drawEllipse(at, 0.6 * radius, 0.6 * radius)


def _square(painter: QPainter, at: QPointF, radius: float) -> None:
    side = 1.7 * radius
    painter.drawRect(QRectF(at.x() - side / 2, at.y() - side / 2, side, side))


def _diamond(painter: QPainter, at: QPointF, radius: float) -> None:
    tip = 1.3 * radius
    ways = ((0, -tip), (tip, 0), (0, tip), (-tip, 0))
    painter.drawPolygon(QPolygonF([at + QPointF(*way) for way in ways]))


def _triangle(painter: QPainter, at: QPointF, radius: float) -> None:
    ways = ((0, -1.3 * radius), (1.2 * radius, 0.9 * radius), (-1.2 * radius, 0.9 * radius))
    painter.drawPolygon(QPolygonF([at + QPointF(*way) for way in ways]))


_SHAPES: dict[Marker, Callable[[QPainter, QPointF, float], None]] = {
    "disc": _disc,
    "dot": _dot,
    "square": _square,
    "diamond": _diamond,
    "triangle": _triangle,
}


def _faded(colour: QColor, opacity: float) -> QColor:
    faded = QColor(colour)
    faded.setAlphaF(colour.alphaF() * opacity)
    return faded


def _grown(bounds: MapBounds, by: float) -> MapBounds:
    west, south, east, north = bounds
    return west - by, south - by, east + by, north + by
