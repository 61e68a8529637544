"""Paints drawings: no widget, no event, only values, so that a thread of its own may do it."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QBrush, QImage, QPainter, QPen

from frontviewer.core.layer import PartKind
from frontviewer.look.theme import Theme
from frontviewer.mapview.basemap import Basemap
from frontviewer.mapview.camera import Camera
from frontviewer.mapview.canvas import Canvas, blank, painting, transparent, whole
from frontviewer.mapview.detail import seen
from frontviewer.mapview.drawing import LayerDrawing, drawing_of, grown, seen_drawing
from frontviewer.mapview.graticule import paint_graticule
from frontviewer.mapview.halos import LEAST_HALO_PX, Soft, paint_edges, soft_edges
from frontviewer.mapview.sheets import paint_sheet
from frontviewer.mapview.sight import Sheet, Sight, in_sight, in_view, sight_of
from frontviewer.mapview.stopping import Stop, give_up_if, never
from frontviewer.mapview.style import line_pen

_MOST_BANDS, _LEAST_BAND_PX = 4, 64
_MARGIN_PX = 8.0
_LEAST_DETAIL_M = 5_000.0
_TOWN_PX = 2.0
_TOWNS_APART_PX = 26.0
# Towns shown, by their least population, up to so many ground metres per pixel.
_TOWN_LEVELS = ((12, 0), (35, 500), (90, 2_500), (220, 12_000), (600, 60_000), (1800, 250_000))


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """All that is painted.

    Attributes
    ----------
    sheets
        Lowest first.
    graticule
        Whether meridians and parallels are drawn.
    """

    theme: Theme
    basemap: Basemap = field(default_factory=Basemap)
    sheets: tuple[Sheet, ...] = ()
    graticule: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """An exact image of a scene, and where it was taken from."""

    image: QImage
    camera: Camera


def picture_of(scene: Scene, camera: Camera, pixel_ratio: float, stop: Stop = never) -> Picture:
    """Paint basemap, graticule and layers; labels and instruments come on top, elsewhere.

    Parts of the picture are painted side by side, each in a thread of its own.

    Raises
    ------
    Stopped
        When `stop` says that it is no longer wanted.
    """
    canvas = whole(camera, pixel_ratio)
    image = blank(canvas, QImage.Format.Format_RGB32)
    pixels = memoryview(image.bits())
    views = [_view(scene, replace(canvas, camera=copy)) for copy in camera.copies]
    give_up_if(stop)

    def paint(part: QRect) -> None:
        piece = _piece(pixels, image, part)
        piece.fill(scene.theme.sea)
        for view in views:
            here = view.canvas.of_part(part)
            with painting(piece, here) as painter:
                _paint(painter, here, scene, view, stop)

    parts = _bands(canvas.part)
    with ThreadPoolExecutor(len(parts)) as threads:
        list(threads.map(paint, parts))
    return Picture(image, camera)


@dataclass(frozen=True, slots=True, eq=False)
class _View:
    """What all parts of a picture have in common, for one copy of the world."""

    canvas: Canvas
    sights: tuple[Sight, ...]
    edges: QImage | None


def _view(scene: Scene, canvas: Canvas) -> _View:
    soft = list(_soft(scene.sheets, canvas))
    edges = soft_edges(canvas.camera, soft) if soft else None
    return _View(canvas, tuple(sight_of(sheet, canvas) for sheet in scene.sheets), edges)


def _bands(part: QRect) -> list[QRect]:
    """Cut a part into as many bands as there are processors."""
    count = max(1, min(_MOST_BANDS, os.cpu_count() or 1, part.height() // _LEAST_BAND_PX))
    edges = [part.top() + part.height() * number // count for number in range(count + 1)]
    return [QRect(part.left(), top, part.width(), end - top) for top, end in pairwise(edges)]


def _piece(pixels: memoryview, image: QImage, part: QRect) -> QImage:
    """Return an image of a part whose pixels are the picture's own."""
    line = image.bytesPerLine()
    first = part.top() * line + part.left() * image.depth() // 8
    return QImage(pixels[first:], part.width(), part.height(), line, image.format())


def _paint(painter: QPainter, canvas: Canvas, scene: Scene, view: _View, stop: Stop) -> None:
    _paint_basemap(painter, canvas, scene.basemap, scene.theme)
    if scene.graticule:
        paint_graticule(painter, canvas.camera, scene.theme)
    if view.edges:
        paint_edges(painter, view.edges)
    for sight in view.sights:
        _lay(painter, canvas, sight, stop)


def _lay(painter: QPainter, canvas: Canvas, sight: Sight, stop: Stop) -> None:
    """Paint a layer; a faint one as a whole, so that nothing in it shines through the rest."""
    if sight.sheet.opacity == 1:
        paint_sheet(painter, canvas, sight, stop)
        return
    glass = transparent(canvas)
    with painting(glass, canvas) as inner:
        paint_sheet(inner, canvas, sight, stop)
    painter.setOpacity(sight.sheet.opacity)
    painter.drawImage(canvas.seat.topLeft(), glass)
    painter.setOpacity(1.0)


def paint_outlines(
    painter: QPainter, camera: Camera, layer: LayerDrawing, index: int, pens: tuple[QPen, ...]
) -> None:
    """Paint one feature's outline with several pens, the widest first: selection and hover."""
    drawing = seen_drawing(layer, index, camera)
    paths = [camera.transform.map(path) for path in (drawing.areas, drawing.lines)]
    halo_px = layer.halos[index] / camera.resolution
    radius = max(halo_px, layer.style(index).marker_px + 4.0)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for pen in pens:
        painter.setPen(pen)
        for path in paths:
            painter.drawPath(path)
        for x, y in drawing.points:
            painter.drawEllipse(camera.to_screen(x, y), radius, radius)


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


def _paint_basemap(painter: QPainter, canvas: Canvas, basemap: Basemap, theme: Theme) -> None:
    camera = canvas.camera
    nothing = Qt.BrushStyle.NoBrush
    ground = (
        ("land", QPen(Qt.PenStyle.NoPen), QBrush(theme.land)),
        ("rivers", line_pen(theme.river, 1.2 * theme.line_px), nothing),
        ("oblast_lines", line_pen(theme.border, 0.8 * theme.line_px, (4, 3)), nothing),
        ("borders", line_pen(theme.border, 1.6 * theme.line_px), nothing),
    )
    around = grown(camera.bounds, _MARGIN_PX * camera.resolution)
    detailed = camera.ground_resolution < _LEAST_DETAIL_M
    for stem, pen, brush in ground if detailed else ground[:1]:
        if stem not in basemap.shapes:
            continue
        level = basemap.shapes[stem].at(canvas.pixel_m)
        chosen = np.flatnonzero(in_view(level.columns.bounds, camera))
        painter.setPen(pen)
        for number in chosen.tolist():
            columns, _ = seen(level, np.array([number]), around)
            part = drawing_of(columns)
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


def _soft(sheets: tuple[Sheet, ...], canvas: Canvas) -> Iterator[Soft]:
    """Yield lines and areas whose soft edge can be seen."""
    camera = canvas.camera
    for sheet in sheets:
        layer = sheet.drawing
        wide = layer.halos >= LEAST_HALO_PX * camera.resolution
        if not wide.any():
            continue
        numbers = in_sight(layer, camera)
        shown = wide[numbers] & (layer.kinds[numbers] != PartKind.POINT)
        for number in numbers[shown].tolist():
            halo_px = float(layer.halos[number]) / camera.resolution
            paint = sheet.paints[layer.style_of[number]]
            yield seen_drawing(layer, number, camera, canvas.ratio), paint, halo_px, sheet.opacity
