"""Words on the map: measured, cut short where too long, with a ring around them.

The ring is the words themselves, painted all around in its colour: a stroke along their outline
looks the same and takes six times as long. Words are painted once, and copied from then on. All
of it may run off the interface thread.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter

_LONGEST_EM = 13.0
_MOST_LETTERS = 200
_AROUND = [QPointF(math.cos(a), math.sin(a)) for a in (n * math.pi / 4 for n in range(8))]
_KEPT = 1_500
"""Words: three full screens of them, whose images take some ten megabytes."""


@dataclass(frozen=True, slots=True, eq=False)
class Letters:
    """Font and colour of words, and colour and width of the ring around them.

    The width is in device-independent pixels.
    """

    font: QFont
    ink: QColor
    halo: QColor
    ring_px: float


def sized(font: QFont, factor: float, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """Return a font `factor` times as large, whether its size is in points or pixels."""
    other = QFont(font)
    if font.pixelSize() > 0:
        other.setPixelSize(max(1, round(font.pixelSize() * factor)))
    else:
        other.setPointSizeF(max(1.0, font.pointSizeF() * factor))
    other.setWeight(weight)
    return other


@lru_cache(maxsize=_KEPT)
def broken(text: str, font: QFont) -> str:
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


def paint_text(painter: QPainter, corner: QPointF, text: str, letters: Letters) -> None:
    """Paint centred lines of text in a box with its left top corner at a point."""
    ratio = painter.device().devicePixelRatio()
    shift = overhang(letters)
    # On whole pixels, where letters are crisp.
    left, top = (round((at - shift) * ratio) / ratio for at in (corner.x(), corner.y()))
    painter.drawImage(QPointF(left, top), text_image(text, letters, ratio))


def text_image(text: str, letters: Letters, ratio: float) -> QImage:
    """Return centred lines of text with the ring around them, painted once and kept.

    The image goes beyond the `text_rect` by `overhang` on every side. `ratio` is how many
    pixels of it a device-independent pixel is wide.
    """
    look = letters.font, letters.ink.rgba(), letters.halo.rgba(), letters.ring_px
    return _text_image(text, look, ratio)


@lru_cache(maxsize=_KEPT)
def _text_image(text: str, look: tuple[QFont, int, int, float], ratio: float) -> QImage:
    """Paint text; its look is a font, ink and halo as numbers, and the width of the ring."""
    font, ink, halo, ring_px = look
    letters = Letters(font, QColor.fromRgba(ink), QColor.fromRgba(halo), ring_px)
    shift = overhang(letters)
    box = text_rect(text, font)
    size = QSize(*(math.ceil((s + 2 * shift) * ratio) for s in (box.width(), box.height())))
    image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    lines = list(_lines(text, font, shift))
    with QPainter(image) as painter:
        painter.setFont(font)
        painter.setPen(letters.halo)
        for way in _AROUND:
            for at, line in lines:
                painter.drawText(at + way * ring_px, line)
        painter.setPen(letters.ink)
        for at, line in lines:
            painter.drawText(at, line)
    return image.copy()  # without the painter's engine, ten times as large, which Qt leaves there


def _lines(text: str, font: QFont, inset: float) -> Iterator[tuple[QPointF, str]]:
    """Yield centred lines and where they begin, `inset` pixels right of and below the origin."""
    metrics = QFontMetricsF(font)
    wide = text_rect(text, font).width()
    for number, line in enumerate(text.split("\n")):
        right = inset + (wide - metrics.horizontalAdvance(line)) / 2
        yield QPointF(right, inset + metrics.ascent() + number * metrics.height()), line


def overhang(letters: Letters) -> float:
    """Return by how much ring and overhanging letters may leave the box, in pixels."""
    return math.ceil(2 * letters.ring_px) + 2.0


def letters_of(font: QFont, ink: QColor, halo: QColor) -> Letters:
    """Return letters whose ring sets them off from what lies beneath."""
    return Letters(font, ink, halo, max(1.25, 0.11 * QFontMetricsF(font).height()))
