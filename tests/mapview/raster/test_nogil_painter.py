"""QPainter calls through ctypes paint the same image as through PySide."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen, QPixmap

from frontviewer.mapview.raster import nogil_painter
from frontviewer.mapview.raster.painter_paths import build_path

RNG = np.random.default_rng(5)
SEGMENTS = RNG.uniform(0, 200, (300, 4))
PATH = RNG.uniform(0, 200, (60, 2)), np.array([0, 25, 60])
BOXES = np.tile([0, 0, 8, 8], (40, 1))
CENTERS = RNG.integers(10, 190, (40, 2))
CORNER = QPointF(17, 23)


def draw_segments(painter: QPainter) -> None:
    painter.setPen(QPen(QColor(20, 40, 90, 120), 0))
    nogil_painter.draw_segments(painter, SEGMENTS)


def stroke(painter: QPainter) -> None:
    nogil_painter.stroke_path(painter, build_path(*PATH), QPen(QColor("#7b3294"), 3.5))


def fill(painter: QPainter) -> None:
    nogil_painter.fill_path(painter, build_path(*PATH), QBrush(QColor("#008837")))


def fill_rect(painter: QPainter) -> None:
    hatch = QBrush(QColor("#008837"), Qt.BrushStyle.BDiagPattern)
    nogil_painter.fill_rect(painter, QRectF(CORNER, QSizeF(70.5, 40)), hatch)


def draw_image(painter: QPainter) -> None:
    image = QImage(30, 40, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(QColor(20, 40, 90, 120))
    nogil_painter.draw_image(painter, CORNER, image)


def draw_fragments(painter: QPainter) -> None:
    pixmap = QPixmap(8, 8)
    pixmap.fill(QColor("#cc3311"))
    nogil_painter.draw_pixmap_fragments(painter, pixmap, BOXES, CENTERS)


def render(draw) -> QImage:
    image = QImage(200, 200, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw(painter)
    return image


@pytest.mark.parametrize(
    ("draw", "function"),
    [
        (draw_segments, "_DRAW_LINES"),
        (stroke, "_STROKE_PATH"),
        (fill, "_FILL_PATH"),
        (fill_rect, "_FILL_RECT"),
        (draw_image, "_DRAW_IMAGE"),
        (draw_fragments, "_DRAW_FRAGMENTS"),
    ],
)
def test_ctypes_and_pyside_calls_paint_the_same_image(qapp, monkeypatch, draw, function):
    assert getattr(nogil_painter, function), "this Qt has no such function by that name"
    expected = render(draw)
    monkeypatch.setattr(nogil_painter, function, None)

    assert render(draw) == expected
    assert expected != render(lambda _painter: None)


def draw_nothing(painter: QPainter) -> None:
    nogil_painter.draw_segments(painter, np.empty((0, 4)))
    nogil_painter.draw_pixmap_fragments(painter, QPixmap(1, 1), BOXES[:0], CENTERS[:0])


def test_empty_arrays_draw_nothing(qapp):
    assert render(draw_nothing) == render(lambda _painter: None)
