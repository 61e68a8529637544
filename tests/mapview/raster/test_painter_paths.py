"""Outlines for wide pens: split and clipped, yet the image is the same."""

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPen, Qt

from frontviewer.mapview.camera import Camera
from frontviewer.mapview.raster.canvas import canvas_for_camera
from frontviewer.mapview.raster.painter_paths import build_outlines, build_path, clip_polylines

WIDTH, HEIGHT = 300, 200
CAMERA = Camera(0.0, 0.0, 1.0, WIDTH, HEIGHT)


def render(paths, pen: QPen) -> np.ndarray:
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(pen)
        for path in paths:
            painter.drawPath(path)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(HEIGHT, WIDTH, 4)
    return rows[..., :3].astype(int)


def random_walks(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return three lines that leave the screen on all sides and come back."""
    rng = np.random.default_rng(seed)
    lines = [rng.normal(0, 12, (2_000, 2)).cumsum(axis=0) + rng.uniform(-90, 90, 2) for _ in "abc"]
    return np.concatenate(lines), np.array([0, 2_000, 4_000, 6_000])


@pytest.mark.parametrize("alpha", [255, 120])
@pytest.mark.parametrize("style", [Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine])
def test_split_outlines_look_like_whole_ones(alpha, style):
    pen = QPen(QColor(20, 40, 90, alpha), 3.0, style, Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    canvas = canvas_for_camera(CAMERA, 1.0)
    for seed in range(3):
        coords, offsets = random_walks(seed)
        whole_image = render([build_path(canvas.to_screen(coords), offsets)], pen)
        split_image = render(build_outlines(canvas, coords, offsets, pen), pen)
        assert (np.abs(whole_image - split_image).max(axis=2) > 32).mean() < 0.002
        assert (whole_image < 200).any()


def test_only_segments_near_the_screen_are_kept():
    across = np.array([(-900.0, 50.0), (900.0, 60.0)])
    above = np.array([(-900.0, -500.0), (900.0, -400.0), (950.0, 900.0)])
    xy, offsets = np.concatenate([above, across]), np.array([0, 3, 5])

    clipped, clipped_offsets = clip_polylines(xy, offsets, QRectF(0, 0, WIDTH, HEIGHT))

    assert clipped.tolist() == across.tolist()
    assert clipped_offsets.tolist() == [0, 2]


def test_empty_input_gives_empty_paths():
    assert build_path(np.empty((0, 2)), np.array([0])).isEmpty()
    clipped, clipped_offsets = clip_polylines(
        np.full((2, 2), 9e9), np.array([0, 2]), QRectF(0, 0, 1, 1)
    )
    assert len(clipped) == 0
    assert clipped_offsets.tolist() == [0]
