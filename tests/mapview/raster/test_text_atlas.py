"""Words on the map are crisp and ringed, and painting many at once changes none of them."""

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

INK, OTHER_INK, HALO = QColor("#102030"), QColor("#c00040"), QColor("#f0e0d0")

pytestmark = pytest.mark.usefixtures("qapp")  # Qt wants to be begun by the main thread


@pytest.fixture
def words():
    large = label_style(scaled_font(QFont(), 1.6), OTHER_INK, HALO)
    small = label_style(QFont(), INK, HALO)
    names = ["Покровськ", "Myrnohrad", "Новий рубіж\nоборони", "Kostiantynivka"]
    return [(name, large if number % 3 == 0 else small) for number, name in enumerate(names * 30)]


def cut(sheet: TextAtlas, number: int) -> np.ndarray:
    left, top, width, height = sheet.boxes[number].tolist()
    return pixels(sheet.image)[top : top + height, left : left + width]


def pixels(image: QImage) -> np.ndarray:
    """Blue, green, red, alpha."""
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    return rows.copy()  # the image may go


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_a_word_among_others_looks_as_it_does_alone(words, ratio):
    together = build_atlas(words, ratio)

    for number in (0, 1, 2, 60, 119):
        alone = build_atlas([words[number]], ratio)
        assert np.array_equal(cut(together, number), cut(alone, 0))


def test_no_word_lies_upon_another(words):
    boxes = build_atlas(words, 1.0).boxes
    painted = np.zeros(tuple((boxes[:, :2] + boxes[:, 2:]).max(axis=0)), dtype=int)
    for left, top, width, height in boxes.tolist():
        painted[left : left + width, top : top + height] += 1

    assert painted.max() == 1


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_letters_have_a_ring_of_another_colour_all_around(ratio):
    letters = label_style(scaled_font(QFont(), 2.0), INK, HALO)
    word = pixels(build_atlas([("I", letters)], ratio).image)
    inked = (word[..., 2] < 60) & (word[..., 3] == 255)
    ring = (word[..., 2] > 0.8 * word[..., 3]) & (word[..., 3] > 100)

    rows = np.flatnonzero(inked.any(axis=1))
    assert len(rows) > 10
    for row in rows[2:-2]:
        (across,) = np.nonzero(inked[row])
        assert ring[row, : across[0]].any()
        assert ring[row, across[-1] :].any()
    geometry = np.flatnonzero(inked.any(axis=0))
    assert ring[: rows[0], geometry].any()
    assert ring[rows[-1] :, geometry].any()


@pytest.mark.parametrize(("ink", "halo"), [(INK, HALO), (HALO, INK)], ids=["day", "night"])
def test_letters_are_as_bold_as_in_the_panels(ink, halo):
    letters = label_style(scaled_font(QFont(), 1.2), ink, halo)
    sheet = build_atlas([("Новий рубіж", letters)], 1.0)
    ours, theirs = (QImage(sheet.image.size(), QImage.Format.Format_RGB32) for _ in range(2))
    ours.fill(halo)
    theirs.fill(halo)
    with QPainter(ours) as painter:
        painter.drawImage(0, 0, sheet.image)
    with QPainter(theirs) as painter:
        painter.setFont(letters.font)
        painter.setPen(ink)
        inset = halo_padding(letters)
        painter.drawText(
            QPointF(inset, inset + QFontMetricsF(letters.font).ascent()), "Новий рубіж"
        )

    ground = np.array([halo.blue(), halo.green(), halo.red()])
    bold, wanted = (np.abs(pixels(image)[..., :3] - ground).sum() for image in (ours, theirs))
    assert bold == pytest.approx(wanted, rel=0.03)


def test_nothing_is_cut_off_at_the_edge(words):
    sheet = build_atlas(words, 1.0)
    for number in range(len(words)):
        edges = cut(sheet, number)[..., 3]
        assert not edges[[0, -1]].any()
        assert not edges[:, [0, -1]].any()


def test_a_line_stands_in_the_middle_above_the_next():
    letters = label_style(QFont(), INK, HALO)
    word = build_atlas([("IIIIIIIIIIIIIIII\nII", letters)], 1.0)
    inked = cut(word, 0)[..., 3] > 0
    middle = (word.boxes[0, 2]) / 2
    filled = np.flatnonzero(inked.any(axis=1))
    halves = np.split(filled, np.flatnonzero(np.diff(filled) > 1) + 1)
    halves = halves if len(halves) > 1 else np.array_split(filled, 2)
    for rows in halves:
        across = np.flatnonzero(inked[rows].any(axis=0))
        assert (across[0] + across[-1] + 1) / 2 == pytest.approx(middle, abs=halo_padding(letters))
    widths = [np.ptp(np.flatnonzero(inked[rows].any(axis=0))) for rows in halves]
    assert all(upper > lower for upper, lower in pairwise(widths))
