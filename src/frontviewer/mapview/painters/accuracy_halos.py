"""Soft edges: how far the true outline may be from the drawn one."""

import math
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import shapely
from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath

from frontviewer.core.geometry.arrays import offsets_from_sizes
from frontviewer.mapview.camera import Camera
from frontviewer.mapview.painters.render_layer import FeatureGeometry
from frontviewer.mapview.painters.symbology import FeaturePaint, faded, line_pen
from frontviewer.mapview.raster.nogil_painter import stroke_path
from frontviewer.mapview.raster.painter_paths import path_of

LEAST_HALO_PX = 3.0
"""Narrower soft edges are not seen."""
_DETAIL = 10.0
_COARSENESS = 4.0
_FEWEST_RINGS, _MOST_RINGS, _RING_PX = 4, 12, 3.0

HaloEdge = tuple[FeatureGeometry, FeaturePaint, float, float]
"""A drawing, its paint, the width of its soft edge in pixels, its layer's opacity."""


def render_halos(camera: Camera, soft: Iterable[HaloEdge]) -> QImage:
    """Return every soft edge of a picture on a coarse image: they have no detail."""
    size = QSizeF(camera.width, camera.height) * (1 / _COARSENESS)
    # Sixteen bits a colour: so many faint layers would lose their hue in eight.
    image = QImage(size.toSize() + QSize(1, 1), QImage.Format.Format_RGBA64_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    with QPainter(image) as coarse:
        coarse.setRenderHint(QPainter.RenderHint.Antialiasing)
        coarse.scale(1 / _COARSENESS, 1 / _COARSENESS)
        for drawing, paint, radius, opacity in soft:
            coarse.setOpacity(opacity)
            _paint_halo(coarse, camera, drawing, paint, radius)
    image.convertTo(QImage.Format.Format_ARGB32_Premultiplied)
    return image


def paint_halos(painter: QPainter, image: QImage) -> None:
    """Paint soft edges, beneath every shape."""
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(QRectF(QPointF(0, 0), QSizeF(image.size()) * _COARSENESS), image)


def _paint_halo(
    painter: QPainter, camera: Camera, drawing: FeatureGeometry, paint: FeaturePaint, radius: float
) -> None:
    """Paint how far the true outline may be from the drawn one, fading to exactly that far.

    It is a pile of strokes: those that miss the screen are left out, those that cover
    all of it are one wash.
    """
    edges = edges_of(drawing, radius * camera.resolution / _DETAIL)
    if not len(edges):
        return
    middle = shapely.distance(edges, shapely.Point(camera.x, camera.y)).min() / camera.resolution
    corner = math.hypot(camera.width, camera.height) / 2
    count = round(max(_FEWEST_RINGS, min(_MOST_RINGS, radius / _RING_PX)))
    each = 1 - (1 - paint.halo) ** (1 / count)
    radii = [radius * ring / count for ring in range(count, 0, -1)]
    washes = sum(size >= middle + corner for size in radii)
    seen = QRectF(0, 0, camera.width, camera.height)
    painter.fillRect(seen, faded(paint.ink, 1 - (1 - each) ** washes))
    pen = line_pen(faded(paint.ink, each), 1.0)
    path = camera.transform.map(_path_of(edges))
    for size in radii[washes:]:
        if size > middle - corner:
            pen.setWidthF(2 * size)
            stroke_path(painter, path, pen)


def edges_of(drawing: FeatureGeometry, detail: float) -> npt.NDArray[np.object_]:
    """Return outlines and lines, without what is finer than `detail` map metres."""
    bent = drawing.parts[shapely.get_dimensions(drawing.parts) > 0]
    areal = shapely.get_type_id(bent) == shapely.GeometryType.POLYGON
    edges = np.concatenate([shapely.get_rings(bent[areal]), bent[~areal]])
    simple: npt.NDArray[np.object_] = shapely.simplify(edges, detail)
    return simple


def _path_of(lines: npt.NDArray[np.object_]) -> QPainterPath:
    return path_of(
        shapely.get_coordinates(lines), offsets_from_sizes(shapely.get_num_coordinates(lines))
    )
