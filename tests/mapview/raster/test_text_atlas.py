"""Labels are crisp and have halos, and rendering many into one atlas changes none of them."""

from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter

from frontviewer.mapview.raster.text_atlas import (
    TextAtlas,
    build_atlas,
    halo_padding,
    label_style,
    scaled_font,
)

TEXT_COLOR, OTHER_TEXT_COLOR, HALO_COLOR = QColor("#102030"), QColor("#c00040"), QColor("#f0e0d0")

pytestmark = pytest.mark.usefixtures("qapp")  # Qt must be initialized in the main thread


@pytest.fixture
def labels():
    large = label_style(scaled_font(QFont(), 1.6), OTHER_TEXT_COLOR, HALO_COLOR)
    small = label_style(QFont(), TEXT_COLOR, HALO_COLOR)
    names = ["Покровськ", "Myrnohrad", "Новий рубіж\nоборони", "Kostiantynivka"]
    return [(name, large if index % 3 == 0 else small) for index, name in enumerate(names * 30)]


def crop_label(atlas: TextAtlas, index: int) -> np.ndarray:
    left, top, width, height = atlas.boxes[index].tolist()
    return pixels(atlas.image)[top : top + height, left : left + width]


def pixels(image: QImage) -> np.ndarray:
    """Return the pixels of an image as (height, width, 4) blue, green, red, alpha."""
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    return rows.copy()  # outlives the image


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_label_in_a_full_atlas_equals_one_rendered_alone(labels, ratio):
    full_atlas = build_atlas(labels, ratio)

    for index in (0, 1, 2, 60, 119):
        single_atlas = build_atlas([labels[index]], ratio)
        assert np.array_equal(crop_label(full_atlas, index), crop_label(single_atlas, 0))


def test_labels_do_not_overlap(labels):
    boxes = build_atlas(labels, 1.0).boxes
    painted = np.zeros(tuple((boxes[:, :2] + boxes[:, 2:]).max(axis=0)), dtype=int)
    for left, top, width, height in boxes.tolist():
        painted[left : left + width, top : top + height] += 1

    assert painted.max() == 1


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_text_is_surrounded_by_its_halo(ratio):
    style = label_style(scaled_font(QFont(), 2.0), TEXT_COLOR, HALO_COLOR)
    label = pixels(build_atlas([("I", style)], ratio).image)
    is_text = (label[..., 2] < 60) & (label[..., 3] == 255)
    is_halo = (label[..., 2] > 0.8 * label[..., 3]) & (label[..., 3] > 100)

    rows = np.flatnonzero(is_text.any(axis=1))
    assert len(rows) > 10
    for row in rows[2:-2]:
        (columns,) = np.nonzero(is_text[row])
        assert is_halo[row, : columns[0]].any()
        assert is_halo[row, columns[-1] :].any()
    columns = np.flatnonzero(is_text.any(axis=0))
    assert is_halo[: rows[0], columns].any()
    assert is_halo[rows[-1] :, columns].any()


@pytest.mark.parametrize(
    ("text_color", "halo_color"),
    [(TEXT_COLOR, HALO_COLOR), (HALO_COLOR, TEXT_COLOR)],
    ids=["day", "night"],
)
def test_text_is_as_bold_as_text_painted_directly(text_color, halo_color):
    style = label_style(scaled_font(QFont(), 1.2), text_color, halo_color)
    atlas = build_atlas([("Новий рубіж", style)], 1.0)
    atlas_image, direct_image = (
        QImage(atlas.image.size(), QImage.Format.Format_RGB32) for _ in range(2)
    )
    atlas_image.fill(halo_color)
    direct_image.fill(halo_color)
    with QPainter(atlas_image) as painter:
        painter.drawImage(0, 0, atlas.image)
    with QPainter(direct_image) as painter:
        painter.setFont(style.font)
        painter.setPen(text_color)
        inset = halo_padding(style)
        painter.drawText(QPointF(inset, inset + QFontMetricsF(style.font).ascent()), "Новий рубіж")

    background = np.array([halo_color.blue(), halo_color.green(), halo_color.red()])
    darkness, expected = (
        np.abs(pixels(image)[..., :3] - background).sum() for image in (atlas_image, direct_image)
    )
    assert darkness == pytest.approx(expected, rel=0.03)


def test_no_label_is_clipped_by_its_box(labels):
    atlas = build_atlas(labels, 1.0)
    for index in range(len(labels)):
        edges = crop_label(atlas, index)[..., 3]
        assert not edges[[0, -1]].any()
        assert not edges[:, [0, -1]].any()


def test_lines_are_centered_and_stacked():
    style = label_style(QFont(), TEXT_COLOR, HALO_COLOR)
    atlas = build_atlas([("IIIIIIIIIIIIIIII\nII", style)], 1.0)
    is_text = crop_label(atlas, 0)[..., 3] > 0
    center = atlas.boxes[0, 2] / 2
    filled = np.flatnonzero(is_text.any(axis=1))
    halves = np.split(filled, np.flatnonzero(np.diff(filled) > 1) + 1)
    halves = halves if len(halves) > 1 else np.array_split(filled, 2)
    for rows in halves:
        columns = np.flatnonzero(is_text[rows].any(axis=0))
        assert (columns[0] + columns[-1] + 1) / 2 == pytest.approx(center, abs=halo_padding(style))
    widths = [np.ptp(np.flatnonzero(is_text[rows].any(axis=0))) for rows in halves]
    assert all(upper > lower for upper, lower in pairwise(widths))
