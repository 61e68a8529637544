"""Text on the map: measured, wrapped or elided, and rendered with a halo into an atlas.

The halo is the text mask dilated in eight directions: stroking the glyph outlines looks the same
and takes six times as long. All labels of a map are rendered into one atlas image and copied from
there. Every function may run off the UI thread.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPixmap, qGray

from frontviewer.core.system.cancellation import CancelCheck, never_cancel, raise_if_cancelled
from frontviewer.mapview.raster.nogil_painter import draw_pixmap_fragments

_MAX_LINE_WIDTH = 13.0
"""In font heights."""
_MAX_CHARACTERS = 200
_TEXT_CACHE_SIZE = 1_500
"""Texts: three full screens of labels."""
_ATLAS_CACHE_SIZE = 8
_COLOR_TABLE_CACHE_SIZE = 16
_MAX_ATLAS_WIDTH_PX = 2048
"""Width of an atlas, unless one label is wider."""
_ROW_ALIGNMENT = 4
"""Bytes that a QImage row is padded to a multiple of."""


@dataclass(frozen=True, slots=True, eq=False)
class LabelStyle:
    """Font and color of a label, and color and width of its halo.

    `halo_px` is in device-independent pixels.
    """

    font: QFont
    color: QColor
    halo_color: QColor
    halo_px: float


def scaled_font(font: QFont, factor: float, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """Return a font `factor` times as large, whether its size is in points or pixels."""
    scaled = QFont(font)
    if font.pixelSize() > 0:
        scaled.setPixelSize(max(1, round(font.pixelSize() * factor)))
    else:
        scaled.setPointSizeF(max(1.0, font.pointSizeF() * factor))
    scaled.setWeight(weight)
    return scaled


@lru_cache(maxsize=_TEXT_CACHE_SIZE)
def wrap_label(text: str, font: QFont) -> str:
    """Return the text on one line, or on two if it is long, elided if it is longer still."""
    metrics = QFontMetricsF(font)
    max_width = _MAX_LINE_WIDTH * metrics.height()
    words = text[:_MAX_CHARACTERS].split()
    line = " ".join(words)
    if metrics.horizontalAdvance(line) <= max_width or len(words) == 1:
        return metrics.elidedText(line, Qt.TextElideMode.ElideRight, max_width)
    splits = [(" ".join(words[:n]), " ".join(words[n:])) for n in range(1, len(words))]
    lines = min(splits, key=lambda pair: max(map(metrics.horizontalAdvance, pair)))
    return "\n".join(
        metrics.elidedText(part, Qt.TextElideMode.ElideRight, max_width) for part in lines
    )


@lru_cache(maxsize=_TEXT_CACHE_SIZE)
def text_rect(text: str, font: QFont) -> QRectF:
    """Return the bounding box of lines of text, with its top left corner at 0, 0, in pixels."""
    metrics = QFontMetricsF(font)
    lines = text.split("\n")
    width = max(metrics.horizontalAdvance(line) for line in lines)
    return QRectF(0, 0, width, len(lines) * metrics.height())


@dataclass(frozen=True, slots=True, eq=False)
class TextAtlas:
    """Labels with their halos, packed in rows on one transparent image.

    Attributes
    ----------
    boxes
        (n, 4) left, top, width and height of each label in pixels: its `text_rect`, with
        `halo_padding` added on every side.
    """

    image: QImage
    boxes: npt.NDArray[np.int64]


def build_atlas(
    labels: Sequence[tuple[str, LabelStyle]], ratio: float, cancel: CancelCheck = never_cancel
) -> TextAtlas:
    """Render labels, each of centered lines of text with a halo around them.

    Parameters
    ----------
    ratio
        Device pixel ratio of the image.

    Raises
    ------
    Cancelled
        If `cancel` returns True.
    """
    if not labels:
        return TextAtlas(QImage(), np.empty((0, 4), dtype=np.int64))
    styles = [_resolve_style(style, ratio) for _, style in labels]
    boxes = _pack_boxes(labels, styles, ratio)
    raise_if_cancelled(cancel)
    mask = _render_mask(labels, boxes, styles, ratio, cancel)
    raise_if_cancelled(cancel)
    image = _colorize(mask, boxes, styles)
    image.setDevicePixelRatio(ratio)
    return TextAtlas(image, boxes)


def draw_atlas(
    painter: QPainter, atlas: TextAtlas, corners: npt.NDArray[np.float64], ratio: float
) -> None:
    """Draw all labels of an atlas with their top left corners at (n, 2) pixels.

    Corners are rounded to whole pixels, so that the glyphs stay crisp. `ratio` is the device pixel
    ratio of the painter.
    """
    painter.save()
    painter.scale(1 / ratio, 1 / ratio)
    centers = np.round(corners) + atlas.boxes[:, 2:] / 2
    draw_pixmap_fragments(painter, QPixmap.fromImage(atlas.image), atlas.boxes, centers)
    painter.restore()


def paint_text(painter: QPainter, labels: Sequence[tuple[QPointF, str, LabelStyle]]) -> None:
    """Paint texts with their top left corners at points; recently painted atlases are cached."""
    ratio = painter.device().devicePixelRatio()
    texts = [
        (text, style.font, style.color.rgba(), style.halo_color.rgba(), style.halo_px)
        for _, text, style in labels
    ]
    corners = [
        (position.x() - halo_padding(style), position.y() - halo_padding(style))
        for position, _, style in labels
    ]
    atlas = _cached_atlas(tuple(texts), ratio)
    draw_atlas(painter, atlas, np.array(corners).reshape(-1, 2) * ratio, ratio)


@lru_cache(maxsize=_ATLAS_CACHE_SIZE)
def _cached_atlas(texts: tuple[tuple[str, QFont, int, int, float], ...], ratio: float) -> TextAtlas:
    """Return an atlas by hashable values: text, font, text and halo color (QRgb), halo width."""
    return build_atlas(
        [
            (text, LabelStyle(font, QColor.fromRgba(color), QColor.fromRgba(halo_color), halo_px))
            for text, font, color, halo_color, halo_px in texts
        ],
        ratio,
    )


_AtlasStyle = tuple[int, int, int, int]
"""Halo color, text color (both QRgb), and halo width in pixels, straight and diagonal."""


def _resolve_style(style: LabelStyle, ratio: float) -> _AtlasStyle:
    """Return the style in pixels of the atlas."""
    straight, diagonal = (round(style.halo_px * ratio * factor) for factor in (1, math.sqrt(0.5)))
    return style.halo_color.rgba(), style.color.rgba(), straight, diagonal


def _pack_boxes(
    labels: Sequence[tuple[str, LabelStyle]], styles: Sequence[_AtlasStyle], ratio: float
) -> npt.NDArray[np.int64]:
    """Pack labels into rows; each row holds labels of one style."""
    boxes = np.zeros((len(labels), 4), dtype=np.int64)
    left = top = row_bottom = 0
    last_style = None
    for index in sorted(range(len(labels)), key=styles.__getitem__):
        text, style = labels[index]
        rect, padding = text_rect(text, style.font), 2 * halo_padding(style)
        width, height = (
            math.ceil((length + padding) * ratio) for length in (rect.width(), rect.height())
        )
        if left + width > _MAX_ATLAS_WIDTH_PX or styles[index] != last_style:
            left, top, last_style = 0, row_bottom, styles[index]
        boxes[index] = left, top, width, height
        left, row_bottom = left + width, max(row_bottom, top + height)
    return boxes


def _render_mask(
    labels: Sequence[tuple[str, LabelStyle]],
    boxes: npt.NDArray[np.int64],
    styles: Sequence[_AtlasStyle],
    ratio: float,
    cancel: CancelCheck,
) -> npt.NDArray[np.uint8]:
    """Render all texts as an 8-bit coverage mask.

    Text darker than its halo is rendered black on white and inverted: where Qt gamma-corrects its
    blending, as on Windows, light text on a dark ground turns out bolder.
    """
    right, bottom = (boxes[:, :2] + boxes[:, 2:]).max(axis=0).tolist()
    mask = np.zeros((bottom, -(-right // _ROW_ALIGNMENT) * _ROW_ALIGNMENT), dtype=np.uint8)
    dark_rows = [
        rows for atlas_style, rows in _rows_by_style(boxes, styles) if _is_dark(atlas_style)
    ]
    for rows in dark_rows:
        mask[rows] = 255
    height, width = mask.shape
    image = QImage(mask.data, width, height, width, QImage.Format.Format_Grayscale8)
    with QPainter(image) as painter:
        painter.scale(ratio, ratio)
        for (text, style), (left, top, *_), atlas_style in zip(
            labels, boxes.tolist(), styles, strict=True
        ):
            raise_if_cancelled(cancel)
            painter.setPen(Qt.GlobalColor.black if _is_dark(atlas_style) else Qt.GlobalColor.white)
            painter.setFont(style.font)
            inset = halo_padding(style)
            for x, y, line in _layout_lines(text, style.font):
                position = QPointF(left / ratio + inset + x, top / ratio + inset + y)
                painter.drawText(position, line)
    for rows in dark_rows:
        np.invert(mask[rows], out=mask[rows])
    return mask


def _is_dark(atlas_style: _AtlasStyle) -> bool:
    """Return whether the text is darker than its halo."""
    halo_color, text_color, *_ = atlas_style
    return qGray(text_color) < qGray(halo_color)


def _rows_by_style(
    boxes: npt.NDArray[np.int64], styles: Sequence[_AtlasStyle]
) -> Iterator[tuple[_AtlasStyle, slice]]:
    """Yield each style with the range of atlas rows that holds its labels, and only these."""
    for atlas_style in set(styles):
        styled_boxes = boxes[[style == atlas_style for style in styles]]
        top, bottom = styled_boxes[:, 1].min(), (styled_boxes[:, 1] + styled_boxes[:, 3]).max()
        yield atlas_style, slice(int(top), int(bottom))


def _colorize(
    mask: npt.NDArray[np.uint8], boxes: npt.NDArray[np.int64], styles: Sequence[_AtlasStyle]
) -> QImage:
    """Return the mask as an image: text color over halo color."""
    height, width = mask.shape
    image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    pixels = np.frombuffer(image.bits(), np.uint32).reshape(mask.shape)
    for (halo_color, text_color, *shifts), rows in _rows_by_style(boxes, styles):
        halo = _dilate(mask[rows], *shifts)
        _halo_color_table(halo_color, text_color).take(
            halo.astype(np.uint16) << 8 | mask[rows], out=pixels[rows]
        )
    return image


def _dilate(mask: npt.NDArray[np.uint8], straight: int, diagonal: int) -> npt.NDArray[np.uint8]:
    """Return the maximum of a mask and its copies shifted in eight directions."""
    dilated = np.zeros_like(mask)
    height, width = mask.shape
    offsets = [(straight, 0), (0, straight), (diagonal, diagonal), (diagonal, -diagonal)]
    for dx, dy in [*offsets, *((-x, -y) for x, y in offsets)]:
        target = dilated[max(dy, 0) : height + min(dy, 0), max(dx, 0) : width + min(dx, 0)]
        source = mask[max(-dy, 0) : height - max(dy, 0), max(-dx, 0) : width - max(dx, 0)]
        np.maximum(target, source, out=target)
    return dilated


@lru_cache(maxsize=_COLOR_TABLE_CACHE_SIZE)
def _halo_color_table(halo_color: int, text_color: int) -> npt.NDArray[np.uint32]:
    """Return premultiplied ARGB pixels by halo and text coverage, each 0 to 255.

    The index is 256 times the halo coverage plus the text coverage.
    """
    coverage = np.arange(256) / 255
    text_share = coverage * (text_color >> 24) / 255
    halo_share = np.outer(coverage * (halo_color >> 24) / 255, 1 - text_share)
    colors = np.zeros(halo_share.shape, dtype=np.uint32)
    for shift in (16, 8, 0):
        channel = halo_share * (halo_color >> shift & 255) + text_share * (
            text_color >> shift & 255
        )
        colors |= np.rint(channel).astype(np.uint32) << shift
    colors |= np.rint(255 * (halo_share + text_share)).astype(np.uint32) << 24
    return colors.ravel()


@lru_cache(maxsize=_TEXT_CACHE_SIZE)
def _layout_lines(text: str, font: QFont) -> tuple[tuple[float, float, str], ...]:
    """Return x, baseline y (pixels in the `text_rect`) and text of each centered line."""
    metrics = QFontMetricsF(font)
    width, line_height, ascent = text_rect(text, font).width(), metrics.height(), metrics.ascent()
    return tuple(
        ((width - metrics.horizontalAdvance(line)) / 2, ascent + row * line_height, line)
        for row, line in enumerate(text.split("\n"))
    )


def halo_padding(style: LabelStyle) -> float:
    """Return how far the halo and overhanging glyphs may extend beyond the text box, in pixels."""
    return math.ceil(2 * style.halo_px) + 2.0


def label_style(font: QFont, color: QColor, halo_color: QColor) -> LabelStyle:
    """Return a label style whose halo width is proportional to the font height."""
    return LabelStyle(font, color, halo_color, max(1.25, 0.11 * QFontMetricsF(font).height()))
