"""Points painted all at once: each kind of marker is painted a few times, and then copied."""

from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter, QPixmap

from frontviewer.core.geometry.arrays import Indices, PartKind, offsets_from_sizes, ring_owners
from frontviewer.core.system.cancellation import CancelCheck, raise_if_cancelled
from frontviewer.mapview.painters.batches import Batch
from frontviewer.mapview.painters.markers import paint_point, paint_spot, reach_of, render_marker
from frontviewer.mapview.painters.render_layer import rings_of
from frontviewer.mapview.painters.symbology import FeaturePaint, hatched_radius
from frontviewer.mapview.raster.canvas import Canvas, new_mask, open_painter
from frontviewer.mapview.raster.fill_painter import paint_hatch
from frontviewer.mapview.raster.nogil_painter import draw_copies

_FINE = 4
"""Into how many places a pixel is divided, across and down."""
_STRIDE = 10_000


@dataclass(frozen=True, slots=True, eq=False)
class _Stamps:
    """Where which stamp goes, the lowest first.

    Attributes
    ----------
    kinds
        Of each stamp: its paint, the radius of its precision in device-independent pixels, and
        how far across and down in its pixel the point is, from 0 to 1.
    places
        (n, 2) whole pixels.
    which
        (n,) into `kinds`.
    """

    kinds: list[tuple[FeaturePaint, float, tuple[float, float]]]
    places: Indices
    which: Indices


def paint_marker_batch(painter: QPainter, canvas: Canvas, batch: Batch, stop: CancelCheck) -> None:
    """Paint points; of equal ones at one place only the topmost is seen.

    Raises
    ------
    Cancelled
        If they are no longer wanted.
    """
    stamps = _stamps(canvas, batch, stop)
    hatch = next((paint.hatch for paint, *_ in stamps.kinds if paint.hatch), None)
    if hatch is not None:
        mask = new_mask(canvas)
        with open_painter(mask, canvas) as drawn:
            _press(drawn, stamps, [_disc(*kind, canvas.ratio) for kind in stamps.kinds], stop)
        paint_hatch(painter, canvas, mask, hatch)
    _press(painter, stamps, [_marker(*kind, canvas.ratio) for kind in stamps.kinds], stop)


def _stamps(canvas: Canvas, batch: Batch, stop: CancelCheck) -> _Stamps:
    styled = batch.visible.styled
    layer = styled.drawing
    pointed = batch.ring_kinds == PartKind.POINT
    coords, _ = rings_of(batch.geometry, pointed)
    owners = batch.numbers[ring_owners(batch.geometry)[pointed]]
    fine = np.rint(canvas.pixels(coords) * _FINE).astype(np.int64)
    accuracy_radius = np.rint(layer.accuracy_radius[owners] / canvas.pixel_m * _FINE).astype(
        np.int64
    )
    looks = factorize(layer.style_index[owners], accuracy_radius, *(fine % _FINE).T)
    raise_if_cancelled(stop)
    topmost = last_of_each(factorize(*fine.T, looks))
    raise_if_cancelled(stop)
    _, firsts, which = np.unique(looks[topmost], return_index=True, return_inverse=True)
    samples = topmost[firsts]
    paints = [styled.paints[style] for style in layer.style_index[owners[samples]].tolist()]
    radii = (accuracy_radius[samples] / (_FINE * canvas.ratio)).tolist()
    insets = map(tuple, (fine[samples] % _FINE / _FINE).tolist())
    kinds = list(zip(paints, radii, insets, strict=True))
    return _Stamps(kinds, fine[topmost] // _FINE, which)


def _marker(
    paint: FeaturePaint, halo_px: float, inset: tuple[float, float], ratio: float
) -> QImage:
    reach = reach_of(paint, halo_px)
    return render_marker(partial(paint_point, paint=paint, halo_px=halo_px), reach, ratio, inset)


def _disc(paint: FeaturePaint, halo_px: float, inset: tuple[float, float], ratio: float) -> QImage:
    radius = hatched_radius(paint, halo_px) if paint.hatch else 0.0
    return render_marker(partial(paint_spot, radius=radius), radius, ratio, inset)


def _press(painter: QPainter, stamps: _Stamps, images: list[QImage], stop: CancelCheck) -> None:
    """Copy images to where they go, in order: from one sheet that holds all of them."""
    sides = np.array([image.width() for image in images])
    tops = offsets_from_sizes(sides)
    styled = QImage(
        int(sides.max(initial=0)), int(tops[-1]), QImage.Format.Format_ARGB32_Premultiplied
    )
    styled.fill(Qt.GlobalColor.transparent)
    with QPainter(styled) as drawn:
        for image, top, side in zip(images, tops.tolist(), sides.tolist(), strict=False):
            drawn.drawImage(QRect(0, top, side, side), image)
    pixmap = QPixmap.fromImage(styled)
    boxes = np.stack([np.zeros_like(sides), tops[:-1], sides, sides], axis=1)[stamps.which]
    ratio = images[0].devicePixelRatio() if images else 1.0
    painter.save()
    painter.scale(1 / ratio, 1 / ratio)
    try:
        for first in range(0, len(boxes), _STRIDE):
            some = slice(first, first + _STRIDE)
            draw_copies(painter, pixmap, boxes[some], stamps.places[some])
            raise_if_cancelled(stop)
    finally:
        painter.restore()


def factorize(*columns: npt.NDArray[np.integer]) -> Indices:
    """Return one number for each row of some columns, equal for equal rows only."""
    numbers = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        least = column.min(initial=0)
        numbers = numbers * (int(column.max(initial=0)) - least + 1) + column - least
    return numbers


def last_of_each(numbers: Indices) -> Indices:
    """Return where each distinct number stands last, in order."""
    _, last = np.unique(numbers[::-1], return_index=True)
    found: Indices = np.sort(len(numbers) - 1 - last)
    return found
