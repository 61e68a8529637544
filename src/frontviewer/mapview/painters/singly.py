"""Features painted one by one, as precisely as the painter can."""

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from frontviewer.core.geometry.arrays import ring_kinds
from frontviewer.core.model.layer import PartKind
from frontviewer.core.system.stopping import Stop, give_up_if
from frontviewer.mapview.painters.batches import Batch, sliced
from frontviewer.mapview.painters.markers import paint_point
from frontviewer.mapview.painters.render_layer import drawing_of, rings_of
from frontviewer.mapview.painters.symbology import HATCHED_BAND_PX, Paint, hatched_radius
from frontviewer.mapview.raster.canvas import Canvas
from frontviewer.mapview.raster.nogil_painter import fill_path, stroke_path
from frontviewer.mapview.raster.painter_paths import outlines_of


@dataclass(frozen=True, slots=True, eq=False)
class _Seen:
    """What can be seen of one feature, in device-independent pixels."""

    areas: QPainterPath
    lines: QPainterPath
    outlines: tuple[QPainterPath, ...]
    points: list[QPointF]
    paint: Paint
    pen: QPen
    halo_px: float


def paint_each(painter: QPainter, canvas: Canvas, batch: Batch, stop: Stop) -> None:
    """Paint the features of a batch.

    Raises
    ------
    Stopped
        If they are no longer wanted.
    """
    shapes = list(_shapes(canvas, batch, stop))
    for shape in shapes:
        give_up_if(stop)
        _hatch_beneath(painter, shape)
    for shape in shapes:
        give_up_if(stop)
        fill_path(painter, shape.areas, shape.paint.fill)
    for shape in shapes:
        for outline in shape.outlines:
            give_up_if(stop)
            stroke_path(painter, outline, shape.pen)
    for shape in shapes:
        give_up_if(stop)
        for at in shape.points:
            paint_point(painter, at, shape.paint, shape.halo_px)


def _shapes(canvas: Canvas, batch: Batch, stop: Stop) -> Iterator[_Seen]:
    sheet, camera = batch.sight.sheet, canvas.camera
    layer = sheet.drawing
    for place, number in enumerate(batch.numbers.tolist()):
        give_up_if(stop)
        columns, paint = (
            sliced(batch.columns, place, place + 1),
            sheet.paints[layer.style_of[number]],
        )
        drawing, pen = drawing_of(columns), batch.pen_of(paint)
        kinds = ring_kinds(columns)
        bent = rings_of(columns, kinds != PartKind.POINT)
        yield _Seen(
            areas=camera.transform.map(drawing.areas),
            lines=camera.transform.map(drawing.lines),
            outlines=tuple(outlines_of(canvas, *bent, pen)),
            points=[camera.to_screen(x, y) for x, y in drawing.points.tolist()],
            paint=paint,
            pen=pen,
            halo_px=float(layer.halos[number]) / camera.resolution,
        )


def _hatch_beneath(painter: QPainter, shape: _Seen) -> None:
    hatch = shape.paint.hatch
    if hatch is None:
        return
    fill_path(painter, shape.areas, hatch)
    stroke_path(painter, shape.lines, QPen(hatch, HATCHED_BAND_PX))
    if not shape.points:
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(hatch)
    around = hatched_radius(shape.paint, shape.halo_px)
    for at in shape.points:
        painter.drawEllipse(at, around, around)
