"""Paints drawings: no widget, no event, only values, so that a thread of its own may do it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import shapely
from PySide6.QtCore import QSizeF, Qt
from PySide6.QtGui import QBrush, QImage, QPainter, QPen

from frontviewer.look.theme import Theme
from frontviewer.mapview.basemap import Basemap
from frontviewer.mapview.camera import Camera, MapBounds
from frontviewer.mapview.drawing import Drawing, LayerDrawing, clipped, thinned
from frontviewer.mapview.graticule import paint_graticule
from frontviewer.mapview.halos import Soft, paint_halos
from frontviewer.mapview.markers import paint_disc, paint_marker
from frontviewer.mapview.style import Paint, line_pen

_HATCHED_BAND_PX = 10.0
_MARGIN_PX = 48.0
_FAR_TOO_LARGE = 3.0
_MANY_VERTICES = 300
_DETAIL_PX = 0.4
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


def picture_of(scene: Scene, camera: Camera, pixel_ratio: float) -> Picture:
    """Paint basemap, graticule and layers; labels and instruments come on top, elsewhere."""
    size = QSizeF(camera.width, camera.height) * pixel_ratio
    image = QImage(size.toSize(), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(pixel_ratio)
    image.fill(scene.theme.sea)
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # Hatching as wide on a dense screen as on any other.
        painter.setRenderHint(QPainter.RenderHint.NonCosmeticBrushPatterns)
        _paint_basemap(painter, camera, scene.basemap, scene.theme)
        if scene.graticule:
            paint_graticule(painter, camera, scene.theme)
        paint_halos(painter, camera, _soft(scene.sheets, camera))
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
    """Return what of a drawing can be seen: cut to the screen's surroundings, thinned to pixels.

    Only where it pays: dashing an outline of ten million pixels, of which one sees a
    thousand, would take seconds, and so would ten wide strokes on every pixel.
    """
    west, south, east, north = drawing.bounds
    seen = camera.bounds
    extent = max(east - west, north - south)
    if drawing.vertices > max(_MANY_VERTICES, extent / camera.resolution):
        drawing = thinned(drawing, _DETAIL_PX * camera.resolution)
    if extent < _FAR_TOO_LARGE * max(seen[2] - seen[0], seen[3] - seen[1]):
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


def _soft(sheets: tuple[Sheet, ...], camera: Camera) -> Iterator[Soft]:
    return ((*seen, sheet.opacity) for sheet in sheets for seen in _seen(sheet, camera))


def _paint_feature(
    painter: QPainter, camera: Camera, drawing: Drawing, paint: Paint, halo_px: float
) -> None:
    areas = camera.transform.map(drawing.areas)
    lines = camera.transform.map(drawing.lines)
    if paint.hatch:
        painter.fillPath(areas, paint.hatch)
        painter.strokePath(lines, QPen(paint.hatch, _HATCHED_BAND_PX))
    painter.setPen(paint.pen)
    painter.setBrush(paint.fill)
    painter.drawPath(areas)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(lines)
    for x, y in drawing.points:
        at = camera.to_screen(x, y)
        if paint.hatch:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(paint.hatch)
            around = max(halo_px, 2.4 * paint.marker_px)
            painter.drawEllipse(at, around, around)
        if halo_px:
            paint_disc(painter, at, paint, halo_px)
        else:
            paint_marker(painter, at, paint)


def _grown(bounds: MapBounds, by: float) -> MapBounds:
    west, south, east, north = bounds
    return west - by, south - by, east + by, north + by
