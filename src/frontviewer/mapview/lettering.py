"""Words on the map: measured, cut short where too long, with a ring around them."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen

_LONGEST_EM = 13.0
_MOST_LETTERS = 200


@dataclass(frozen=True, slots=True, eq=False)
class Letters:
    """Font, colour, and the pen of the ring around each letter."""

    font: QFont
    ink: QColor
    ring: QPen


def sized(font: QFont, factor: float, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """Return a font `factor` times as large, whether its size is in points or pixels."""
    other = QFont(font)
    if font.pixelSize() > 0:
        other.setPixelSize(max(1, round(font.pixelSize() * factor)))
    else:
        other.setPointSizeF(max(1.0, font.pointSizeF() * factor))
    other.setWeight(weight)
    return other


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


def text_rect(text: str, font: QFont) -> QRectF:
    """Return the box of some lines of text whose left top corner is the origin, in pixels."""
    metrics = QFontMetricsF(font)
    lines = text.split("\n")
    wide = max(metrics.horizontalAdvance(line) for line in lines)
    return QRectF(0, 0, wide, len(lines) * metrics.height())


def paint_text(painter: QPainter, corner: QPointF, text: str, letters: Letters) -> None:
    """Paint centred lines of text in a box with its left top corner at a point."""
    metrics = QFontMetricsF(letters.font)
    wide = text_rect(text, letters.font).width()
    path = QPainterPath()
    for number, line in enumerate(text.split("\n")):
        inset = (wide - metrics.horizontalAdvance(line)) / 2
        down = metrics.ascent() + number * metrics.height()
        path.addText(corner + QPointF(inset, down), letters.font, line)
    painter.strokePath(path, letters.ring)
    painter.fillPath(path, letters.ink)


def letters_of(font: QFont, ink: QColor, halo: QColor) -> Letters:
    """Return letters whose ring sets them off from what lies beneath."""
    pen = QPen(halo, max(2.5, 0.22 * QFontMetricsF(font).height()))
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return Letters(font, ink, pen)
