"""Precision halos: soft edges as wide as the stated precision (`precision_m`) of an outline."""

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
from frontviewer.mapview.painters.symbology import FeaturePaint, build_line_pen, scale_alpha
from frontviewer.mapview.raster.nogil_painter import stroke_path
from frontviewer.mapview.raster.painter_paths import build_path

MIN_HALO_PX = 3.0
"""Narrower halos are invisible."""
_SIMPLIFY_DIVISOR = 10.0
"""Precision radius divided by the simplification tolerance of its halo."""
_DOWNSCALE = 4.0
"""Device-independent pixels per pixel of the halo image."""
_MIN_STROKES, _MAX_STROKES, _PX_PER_STROKE = 4, 12, 3.0

HaloEdge = tuple[FeatureGeometry, FeaturePaint, float, float]
"""Geometry, paint, precision radius in pixels, and layer opacity."""


def render_halos(camera: Camera, halos: Iterable[HaloEdge]) -> QImage:
    """Render all halos at a quarter of the screen's resolution, since they have no fine detail."""
    size = QSizeF(camera.width, camera.height) * (1 / _DOWNSCALE)
    # 16 bits per channel: stacked faint strokes would lose their hue in 8 bits.
    image = QImage(size.toSize() + QSize(1, 1), QImage.Format.Format_RGBA64_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(1 / _DOWNSCALE, 1 / _DOWNSCALE)
        for geometry, paint, radius, opacity in halos:
            painter.setOpacity(opacity)
            _paint_halo(painter, camera, geometry, paint, radius)
    image.convertTo(QImage.Format.Format_ARGB32_Premultiplied)
    return image


def paint_halos(painter: QPainter, image: QImage) -> None:
    """Paint an image of halos, scaled up; the shapes are painted over it."""
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(QRectF(QPointF(0, 0), QSizeF(image.size()) * _DOWNSCALE), image)


def _paint_halo(
    painter: QPainter, camera: Camera, geometry: FeatureGeometry, paint: FeaturePaint, radius: float
) -> None:
    """Paint a halo along the edges of a feature, which fades out at the precision radius.

    A halo is a stack of strokes of decreasing width. Those that miss the screen are skipped; those
    that cover all of it are combined into one rectangle.
    """
    edges = simplify_edges(geometry, radius * camera.resolution / _SIMPLIFY_DIVISOR)
    if not len(edges):
        return
    center_px = shapely.distance(edges, shapely.Point(camera.x, camera.y)).min() / camera.resolution
    corner_px = math.hypot(camera.width, camera.height) / 2
    count = round(max(_MIN_STROKES, min(_MAX_STROKES, radius / _PX_PER_STROKE)))
    stroke_opacity = 1 - (1 - paint.halo_opacity) ** (1 / count)
    radii = [radius * ring / count for ring in range(count, 0, -1)]
    full_count = sum(radius_px >= center_px + corner_px for radius_px in radii)
    screen = QRectF(0, 0, camera.width, camera.height)
    painter.fillRect(screen, scale_alpha(paint.color, 1 - (1 - stroke_opacity) ** full_count))
    pen = build_line_pen(scale_alpha(paint.color, stroke_opacity), 1.0)
    path = camera.transform.map(_build_edge_path(edges))
    for radius_px in radii[full_count:]:
        if radius_px > center_px - corner_px:
            pen.setWidthF(2 * radius_px)
            stroke_path(painter, path, pen)


def simplify_edges(geometry: FeatureGeometry, tolerance: float) -> npt.NDArray[np.object_]:
    """Return rings and lines of a feature, simplified with a tolerance in map meters."""
    linear = geometry.parts[shapely.get_dimensions(geometry.parts) > 0]
    areal = shapely.get_type_id(linear) == shapely.GeometryType.POLYGON
    edges = np.concatenate([shapely.get_rings(linear[areal]), linear[~areal]])
    simplified: npt.NDArray[np.object_] = shapely.simplify(edges, tolerance)
    return simplified


def _build_edge_path(lines: npt.NDArray[np.object_]) -> QPainterPath:
    """Return a path of lines in map meters."""
    return build_path(
        shapely.get_coordinates(lines), offsets_from_sizes(shapely.get_num_coordinates(lines))
    )
