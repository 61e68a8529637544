"""Words on the map: measured, cut short where too long, with a ring around them.

The ring is the words themselves, laid all around in its colour: a stroke along their outline
looks the same and takes six times as long. All words of a map are painted together, on one sheet,
and copied from there. All of it may run off the interface thread.
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
from frontviewer.mapview.raster.nogil_painter import draw_copies

_LONGEST_EM = 13.0
_MOST_LETTERS = 200
_KEPT = 1_500
"""Words: three full screens of them."""
_KEPT_SHEETS = 8
_KEPT_SHADES = 16
_WIDEST_PX = 2048
"""Of a sheet, unless a word is wider."""
_WORD = 4
"""Bytes: what a row of an image is a multiple of."""


@dataclass(frozen=True, slots=True, eq=False)
class LabelStyle:
    """Font and colour of words, and colour and width of the ring around them.

    The width is in device-independent pixels.
    """

    font: QFont
    ink: QColor
    halo: QColor
    ring_px: float


def scaled_font(font: QFont, factor: float, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """Return a font `factor` times as large, whether its size is in points or pixels."""
    other = QFont(font)
    if font.pixelSize() > 0:
        other.setPixelSize(max(1, round(font.pixelSize() * factor)))
    else:
        other.setPointSizeF(max(1.0, font.pointSizeF() * factor))
    other.setWeight(weight)
    return other


@lru_cache(maxsize=_KEPT)
def wrap_label(text: str, font: QFont) -> str:
    """Return the text in one line, or two where it is long, or cut short where it is longer."""
    metrics = QFontMetricsF(font)
    longest = _LONGEST_EM * metrics.height()
    words = text[:_MOST_LETTERS].split()
    whole = " ".join(words)
    if metrics.horizontalAdvance(whole) <= longest or len(words) == 1:
        return metrics.elidedText(whole, Qt.TextElideMode.ElideRight, longest)
    splits = [(" ".join(words[:n]), " ".join(words[n:])) for n in range(1, len(words))]
    lines = min(splits, key=lambda pair: max(map(metrics.horizontalAdvance, pair)))
    return "\n".join(metrics.elidedText(t, Qt.TextElideMode.ElideRight, longest) for t in lines)


@lru_cache(maxsize=_KEPT)
def text_rect(text: str, font: QFont) -> QRectF:
    """Return the box of some lines of text whose left top corner is the origin, in pixels."""
    metrics = QFontMetricsF(font)
    lines = text.split("\n")
    wide = max(metrics.horizontalAdvance(line) for line in lines)
    return QRectF(0, 0, wide, len(lines) * metrics.height())


@dataclass(frozen=True, slots=True, eq=False)
class TextAtlas:
    """Words with their rings, beside and below each other on one transparent image.

    Attributes
    ----------
    boxes
        (n, 4) left, top, width and height in pixels of each: its `text_rect`, and `halo_padding`
        more on every side.
    """

    image: QImage
    boxes: npt.NDArray[np.int64]


def build_atlas(
    words: Sequence[tuple[str, LabelStyle]], ratio: float, stop: CancelCheck = never_cancel
) -> TextAtlas:
    """Paint words, each centred lines of text with a ring around them.

    `ratio` is how many pixels of the image a device-independent pixel is wide.

    Raises
    ------
    Cancelled
        When `stop` says that they are no longer wanted.
    """
    if not words:
        return TextAtlas(QImage(), np.empty((0, 4), dtype=np.int64))
    looks = [_look_of(style, ratio) for _, style in words]
    boxes = _boxes(words, looks, ratio)
    raise_if_cancelled(stop)
    mask = _mask(words, boxes, looks, ratio, stop)
    raise_if_cancelled(stop)
    image = _colored(mask, boxes, looks)
    image.setDevicePixelRatio(ratio)
    return TextAtlas(image, boxes)


def draw_atlas(
    painter: QPainter, atlas: TextAtlas, corners: npt.NDArray[np.float64], ratio: float
) -> None:
    """Copy all words of a sheet to where their left top corners are, (n, 2) pixels.

    On whole ones, where letters are crisp; `ratio` is how many there are in a device-independent
    one.
    """
    painter.save()
    painter.scale(1 / ratio, 1 / ratio)
    middles = np.round(corners) + atlas.boxes[:, 2:] / 2
    draw_copies(painter, QPixmap.fromImage(atlas.image), atlas.boxes, middles)
    painter.restore()


def paint_text(painter: QPainter, words: Sequence[tuple[QPointF, str, LabelStyle]]) -> None:
    """Paint words, each with its left top corner at a point; what was painted lately is kept."""
    ratio = painter.device().devicePixelRatio()
    looks = [
        (text, own.font, own.ink.rgba(), own.halo.rgba(), own.ring_px) for _, text, own in words
    ]
    corners = [(at.x() - halo_padding(own), at.y() - halo_padding(own)) for at, _, own in words]
    atlas = _cached_atlas(tuple(looks), ratio)
    draw_atlas(painter, atlas, np.array(corners).reshape(-1, 2) * ratio, ratio)


@lru_cache(maxsize=_KEPT_SHEETS)
def _cached_atlas(looks: tuple[tuple[str, QFont, int, int, float], ...], ratio: float) -> TextAtlas:
    """Return a sheet of words by text, font, ink and halo as numbers, and width of the ring."""
    return build_atlas(
        [
            (text, LabelStyle(font, QColor.fromRgba(ink), QColor.fromRgba(halo), ring_px))
            for text, font, ink, halo, ring_px in looks
        ],
        ratio,
    )


_Look = tuple[int, int, int, int]
"""Colour of ring and of ink, and how many pixels wide the ring is straight and aslant."""


def _look_of(style: LabelStyle, ratio: float) -> _Look:
    straight, aslant = (round(style.ring_px * ratio * way) for way in (1, math.sqrt(0.5)))
    return style.halo.rgba(), style.ink.rgba(), straight, aslant


def _boxes(
    words: Sequence[tuple[str, LabelStyle]], looks: Sequence[_Look], ratio: float
) -> npt.NDArray[np.int64]:
    """Set words in rows, those of another look in other rows."""
    boxes = np.zeros((len(words), 4), dtype=np.int64)
    left = top = low = 0
    last = None
    for number in sorted(range(len(words)), key=looks.__getitem__):
        text, style = words[number]
        rect, more = text_rect(text, style.font), 2 * halo_padding(style)
        width, height = (math.ceil((s + more) * ratio) for s in (rect.width(), rect.height()))
        if left + width > _WIDEST_PX or looks[number] != last:
            left, top, last = 0, low, looks[number]
        boxes[number] = left, top, width, height
        left, low = left + width, max(low, top + height)
    return boxes


def _mask(
    words: Sequence[tuple[str, LabelStyle]],
    boxes: npt.NDArray[np.int64],
    looks: Sequence[_Look],
    ratio: float,
    stop: CancelCheck,
) -> npt.NDArray[np.uint8]:
    """Write words, white on black.

    Those darker than their ring are written black on white, and turned over: where Qt blends as
    the eye sees light, as on Windows, light letters on a dark ground come out bolder.
    """
    right, bottom = (boxes[:, :2] + boxes[:, 2:]).max(axis=0).tolist()
    gray = np.zeros((bottom, -(-right // _WORD) * _WORD), dtype=np.uint8)
    dark = [rows for look, rows in _rows_by_look(boxes, looks) if _is_dark(look)]
    for rows in dark:
        gray[rows] = 255
    height, width = gray.shape
    image = QImage(gray.data, width, height, width, QImage.Format.Format_Grayscale8)
    with QPainter(image) as painter:
        painter.scale(ratio, ratio)
        for (text, style), (left, top, *_), look in zip(words, boxes.tolist(), looks, strict=True):
            raise_if_cancelled(stop)
            painter.setPen(Qt.GlobalColor.black if _is_dark(look) else Qt.GlobalColor.white)
            painter.setFont(style.font)
            inset = halo_padding(style)
            for across, down, line in _lines(text, style.font):
                at = QPointF(left / ratio + inset + across, top / ratio + inset + down)
                painter.drawText(at, line)
    for rows in dark:
        np.invert(gray[rows], out=gray[rows])
    return gray


def _is_dark(look: _Look) -> bool:
    """Whether letters are darker than their ring."""
    halo, ink, *_ = look
    return qGray(ink) < qGray(halo)


def _rows_by_look(
    boxes: npt.NDArray[np.int64], looks: Sequence[_Look]
) -> Iterator[tuple[_Look, slice]]:
    """Yield each look with the rows of a sheet in which its words stand, and no others."""
    for look in set(looks):
        own = boxes[[one == look for one in looks]]
        yield look, slice(int(own[:, 1].min()), int((own[:, 1] + own[:, 3]).max()))


def _colored(
    mask: npt.NDArray[np.uint8], boxes: npt.NDArray[np.int64], looks: Sequence[_Look]
) -> QImage:
    """Return words that are white on a mask in their colours, over their rings."""
    height, width = mask.shape
    image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    pixels = np.frombuffer(image.bits(), np.uint32).reshape(mask.shape)
    for (halo, ink, *ring_px), rows in _rows_by_look(boxes, looks):
        ring = _spread(mask[rows], *ring_px)
        _ringed_shades(halo, ink).take(ring.astype(np.uint16) << 8 | mask[rows], out=pixels[rows])
    return image


def _spread(gray: npt.NDArray[np.uint8], straight: int, aslant: int) -> npt.NDArray[np.uint8]:
    """Lay a picture over itself, moved so many pixels in eight directions."""
    spread = np.zeros_like(gray)
    height, width = gray.shape
    ways = [(straight, 0), (0, straight), (aslant, aslant), (aslant, -aslant)]
    for across, down in [*ways, *((-x, -y) for x, y in ways)]:
        to = spread[max(down, 0) : height + min(down, 0), max(across, 0) : width + min(across, 0)]
        of = gray[max(-down, 0) : height - max(down, 0), max(-across, 0) : width - max(across, 0)]
        np.maximum(to, of, out=to)
    return spread


@lru_cache(maxsize=_KEPT_SHADES)
def _ringed_shades(halo: int, ink: int) -> npt.NDArray[np.uint32]:
    """Return what Qt has for a pixel that ring and letter cover, each from 0 to 255 of it.

    Found at 256 times the ring's number and the letter's. Colours are ARGB.
    """
    cover = np.arange(256) / 255
    letter = cover * (ink >> 24) / 255
    ring = np.outer(cover * (halo >> 24) / 255, 1 - letter)
    shades = np.zeros(ring.shape, dtype=np.uint32)
    for bits in (16, 8, 0):
        channel = ring * (halo >> bits & 255) + letter * (ink >> bits & 255)
        shades |= np.rint(channel).astype(np.uint32) << bits
    shades |= np.rint(255 * (ring + letter)).astype(np.uint32) << 24
    return shades.ravel()


@lru_cache(maxsize=_KEPT)
def _lines(text: str, font: QFont) -> tuple[tuple[float, float, str], ...]:
    """Return centred lines, each with where it begins in the `text_rect`, in pixels."""
    metrics = QFontMetricsF(font)
    wide, high, ascent = text_rect(text, font).width(), metrics.height(), metrics.ascent()
    return tuple(
        ((wide - metrics.horizontalAdvance(line)) / 2, ascent + number * high, line)
        for number, line in enumerate(text.split("\n"))
    )


def halo_padding(style: LabelStyle) -> float:
    """Return by how much ring and overhanging letters may leave the box, in pixels."""
    return math.ceil(2 * style.ring_px) + 2.0


def label_style(font: QFont, ink: QColor, halo: QColor) -> LabelStyle:
    """Return letters whose ring sets them off from what lies beneath."""
    return LabelStyle(font, ink, halo, max(1.25, 0.11 * QFontMetricsF(font).height()))
