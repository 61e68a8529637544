"""Qt's painting without the interpreter's lock: the same picture, and others may run meanwhile."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen, QPixmap

from frontviewer.mapview.raster import nogil_painter
from frontviewer.mapview.raster.painter_paths import path_of

RNG = np.random.default_rng(5)
SEGMENTS = RNG.uniform(0, 200, (300, 4))
PATH = RNG.uniform(0, 200, (60, 2)), np.array([0, 25, 60])
BOXES = np.tile([0, 0, 8, 8], (40, 1))
MIDDLES = RNG.integers(10, 190, (40, 2))
CORNER = QPointF(17, 23)


def draw_lines(painter: QPainter) -> None:
    painter.setPen(QPen(QColor(20, 40, 90, 120), 0))
    nogil_painter.draw_segments(painter, SEGMENTS)


def stroke(painter: QPainter) -> None:
    nogil_painter.stroke_path(painter, path_of(*PATH), QPen(QColor("#7b3294"), 3.5))


def fill(painter: QPainter) -> None:
    nogil_painter.fill_path(painter, path_of(*PATH), QBrush(QColor("#008837")))


def fill_rect(painter: QPainter) -> None:
    hatch = QBrush(QColor("#008837"), Qt.BrushStyle.BDiagPattern)
    nogil_painter.fill_rect(painter, QRectF(CORNER, QSizeF(70.5, 40)), hatch)


def draw_image(painter: QPainter) -> None:
    image = QImage(30, 40, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(QColor(20, 40, 90, 120))
    nogil_painter.draw_image(painter, CORNER, image)


def copy(painter: QPainter) -> None:
    stamp = QPixmap(8, 8)
    stamp.fill(QColor("#cc3311"))
    nogil_painter.draw_copies(painter, stamp, BOXES, MIDDLES)


def drawn(draw) -> QImage:
    image = QImage(200, 200, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw(painter)
    return image


@pytest.mark.parametrize(
    ("draw", "function"),
    [
        (draw_lines, "_DRAW_LINES"),
        (stroke, "_STROKE_PATH"),
        (fill, "_FILL_PATH"),
        (fill_rect, "_FILL_RECT"),
        (draw_image, "_DRAW_IMAGE"),
        (copy, "_DRAW_FRAGMENTS"),
    ],
)
def test_with_and_without_it_the_picture_is_the_same(qapp, monkeypatch, draw, function):
    assert getattr(nogil_painter, function), "this Qt has no such function by that name"
    quick = drawn(draw)
    monkeypatch.setattr(nogil_painter, function, None)

    assert drawn(draw) == quick
    assert quick != drawn(lambda _painter: None)


def nothing(painter: QPainter) -> None:
    nogil_painter.draw_segments(painter, np.empty((0, 4)))
    nogil_painter.draw_copies(painter, QPixmap(1, 1), BOXES[:0], MIDDLES[:0])


def test_nothing_draws_nothing(qapp):
    assert drawn(nothing) == drawn(lambda _painter: None)
