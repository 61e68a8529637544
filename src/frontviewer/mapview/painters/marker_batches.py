"""Paints many points at once: each distinct marker is rendered once as a sprite and copied."""

from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter, QPixmap

from frontviewer.core.geometry.arrays import Indices, PartKind, offsets_from_sizes, ring_owners
from frontviewer.core.system.cancellation import CancelCheck, raise_if_cancelled
from frontviewer.mapview.painters.batches import Batch
from frontviewer.mapview.painters.markers import (
    marker_extent,
    paint_mask_disc,
    paint_point,
    render_marker,
)
from frontviewer.mapview.painters.render_layer import select_rings
from frontviewer.mapview.painters.symbology import FeaturePaint, hatch_radius
from frontviewer.mapview.raster.canvas import Canvas, new_mask, open_painter
from frontviewer.mapview.raster.fill_painter import paint_hatch
from frontviewer.mapview.raster.nogil_painter import draw_pixmap_fragments

_SUBPIXEL_STEPS = 4
"""Subpixel positions per pixel, in x and y, that sprites are rendered for."""
_SPRITES_PER_CALL = 10_000


@dataclass(frozen=True, slots=True, eq=False)
class _MarkerSprites:
    """Distinct markers, and where each is drawn, lowest first.

    Attributes
    ----------
    variants
        Distinct sprites: paint, precision radius in device-independent pixels, and x and y offset
        of the point within its pixel, from 0 to 1.
    pixels
        (n, 2) whole pixels.
    variant_indices
        (n,) into `variants`.
    """

    variants: list[tuple[FeaturePaint, float, tuple[float, float]]]
    pixels: Indices
    variant_indices: Indices


def paint_marker_batch(
    painter: QPainter, canvas: Canvas, batch: Batch, cancel: CancelCheck
) -> None:
    """Paint points as sprites; of equal ones at the same place only the topmost is drawn.

    Raises
    ------
    Cancelled
        If `cancel` returns True.
    """
    sprites = _build_sprites(canvas, batch, cancel)
    hatch = next((paint.hatch for paint, *_ in sprites.variants if paint.hatch), None)
    if hatch is not None:
        mask = new_mask(canvas)
        with open_painter(mask, canvas) as mask_painter:
            _draw_sprites(
                mask_painter,
                sprites,
                [_render_mask_sprite(*variant, canvas.ratio) for variant in sprites.variants],
                cancel,
            )
        paint_hatch(painter, canvas, mask, hatch)
    _draw_sprites(
        painter,
        sprites,
        [_render_marker_sprite(*variant, canvas.ratio) for variant in sprites.variants],
        cancel,
    )


def _build_sprites(canvas: Canvas, batch: Batch, cancel: CancelCheck) -> _MarkerSprites:
    """Return the distinct sprites of a batch of points and their positions."""
    styled_layer = batch.visible_layer.styled_layer
    layer = styled_layer.render_layer
    is_point = batch.ring_kinds == PartKind.POINT
    coords, _ = select_rings(batch.geometry, is_point)
    owners = batch.indices[ring_owners(batch.geometry)[is_point]]
    subpixels = np.rint(canvas.to_pixels(coords) * _SUBPIXEL_STEPS).astype(np.int64)
    radius_steps = np.rint(
        layer.precision_radius[owners] / canvas.pixel_m * _SUBPIXEL_STEPS
    ).astype(np.int64)
    variant_keys = row_keys(
        layer.style_index[owners], radius_steps, *(subpixels % _SUBPIXEL_STEPS).T
    )
    raise_if_cancelled(cancel)
    topmost = last_occurrences(row_keys(*subpixels.T, variant_keys))
    raise_if_cancelled(cancel)
    _, firsts, variant_indices = np.unique(
        variant_keys[topmost], return_index=True, return_inverse=True
    )
    samples = topmost[firsts]
    paints = [styled_layer.paints[style] for style in layer.style_index[owners[samples]].tolist()]
    radii_px = (radius_steps[samples] / (_SUBPIXEL_STEPS * canvas.ratio)).tolist()
    subpixel_offsets = map(tuple, (subpixels[samples] % _SUBPIXEL_STEPS / _SUBPIXEL_STEPS).tolist())
    variants = list(zip(paints, radii_px, subpixel_offsets, strict=True))
    return _MarkerSprites(variants, subpixels[topmost] // _SUBPIXEL_STEPS, variant_indices)


def _render_marker_sprite(
    paint: FeaturePaint, precision_px: float, subpixel_offset: tuple[float, float], ratio: float
) -> QImage:
    """Return the image of a marker."""
    extent = marker_extent(paint, precision_px)
    return render_marker(
        partial(paint_point, paint=paint, precision_px=precision_px), extent, ratio, subpixel_offset
    )


def _render_mask_sprite(
    paint: FeaturePaint, precision_px: float, subpixel_offset: tuple[float, float], ratio: float
) -> QImage:
    """Return the image of a white disc where the hatching of an unsourced point is painted."""
    radius = hatch_radius(paint, precision_px) if paint.hatch else 0.0
    return render_marker(partial(paint_mask_disc, radius=radius), radius, ratio, subpixel_offset)


def _draw_sprites(
    painter: QPainter, sprites: _MarkerSprites, images: list[QImage], cancel: CancelCheck
) -> None:
    """Copy sprites to their positions, in order, from one atlas that holds all of them."""
    sizes = np.array([image.width() for image in images])
    tops = offsets_from_sizes(sizes)
    atlas = QImage(
        int(sizes.max(initial=0)), int(tops[-1]), QImage.Format.Format_ARGB32_Premultiplied
    )
    atlas.fill(Qt.GlobalColor.transparent)
    with QPainter(atlas) as atlas_painter:
        for image, top, size in zip(images, tops.tolist(), sizes.tolist(), strict=False):
            atlas_painter.drawImage(QRect(0, top, size, size), image)
    pixmap = QPixmap.fromImage(atlas)
    boxes = np.stack([np.zeros_like(sizes), tops[:-1], sizes, sizes], axis=1)[
        sprites.variant_indices
    ]
    ratio = images[0].devicePixelRatio() if images else 1.0
    painter.save()
    painter.scale(1 / ratio, 1 / ratio)
    try:
        for first in range(0, len(boxes), _SPRITES_PER_CALL):
            chunk = slice(first, first + _SPRITES_PER_CALL)
            draw_pixmap_fragments(painter, pixmap, boxes[chunk], sprites.pixels[chunk])
            raise_if_cancelled(cancel)
    finally:
        painter.restore()


def row_keys(*columns: npt.NDArray[np.integer]) -> Indices:
    """Return one integer per row of integer columns, equal exactly for equal rows."""
    keys = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        minimum = column.min(initial=0)
        keys = keys * (int(column.max(initial=0)) - minimum + 1) + column - minimum
    return keys


def last_occurrences(keys: Indices) -> Indices:
    """Return the sorted indices of the last occurrence of each distinct key."""
    _, last = np.unique(keys[::-1], return_index=True)
    sorted_indices: Indices = np.sort(len(keys) - 1 - last)
    return sorted_indices
