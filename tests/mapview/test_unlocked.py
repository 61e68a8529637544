"""Qt's painting without the interpreter's lock: the same picture, and others may run meanwhile."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen, QPixmap

from frontviewer.mapview import unlocked
from frontviewer.mapview.paths import path_of

RNG = np.random.default_rng(5)
SEGMENTS = RNG.uniform(0, 200, (300, 4))
PATH = RNG.uniform(0, 200, (60, 2)), np.array([0, 25, 60])
COPIES = np.ones((40, 10))
COPIES[:, :2] = RNG.integers(10, 190, (40, 2))
COPIES[:, 2:9] = 0, 0, 8, 8, 1, 1, 0


def draw_lines(painter: QPainter) -> None:
    painter.setPen(QPen(QColor(20, 40, 90, 120), 0))
    unlocked.draw_segments(painter, SEGMENTS)


def stroke(painter: QPainter) -> None:
    unlocked.stroke_path(painter, path_of(*PATH), QPen(QColor("#7b3294"), 3.5))


def fill(painter: QPainter) -> None:
    unlocked.fill_path(painter, path_of(*PATH), QBrush(QColor("#008837")))


def copy(painter: QPainter) -> None:
    stamp = QPixmap(8, 8)
    stamp.fill(QColor("#cc3311"))
    unlocked.draw_copies(painter, COPIES, stamp)


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
        (copy, "_DRAW_FRAGMENTS"),
    ],
)
def test_with_and_without_it_the_picture_is_the_same(qapp, monkeypatch, draw, function):
    assert getattr(unlocked, function), "this Qt has no such function by that name"
    quick = drawn(draw)
    monkeypatch.setattr(unlocked, function, None)

    assert drawn(draw) == quick
    assert quick != drawn(lambda _painter: None)


@pytest.mark.parametrize("draw", [unlocked.draw_segments, unlocked.draw_copies])
def test_nothing_draws_nothing(qapp, draw):
    some = (QPixmap(1, 1),) if draw is unlocked.draw_copies else ()

    assert drawn(lambda painter: draw(painter, np.empty((0, 10)), *some)) == drawn(lambda _: None)
