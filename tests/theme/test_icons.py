from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor

from frontviewer.theme.icons import app_icon, icon, picture

NAMES = sorted(
    path.stem for path in (Path(__file__).parents[2] / "resources" / "icons").glob("*.svg")
)


@pytest.mark.parametrize("name", NAMES)
def test_every_icon_is_drawn(qapp, name: str):
    image = picture(name, QColor("black"), 24, 1).toImage()

    drawn = [image.pixelColor(x, y).alpha() for x in range(24) for y in range(24)]

    assert max(drawn) > 200


@pytest.mark.parametrize("ratio", [1, 2, 3])
def test_an_icon_is_as_sharp_as_the_screen(qapp, ratio: int):
    pixmap = icon("search", QColor("black")).pixmap(QSize(16, 16), ratio)

    assert pixmap.width() == 16 * ratio
    assert pixmap.devicePixelRatio() == ratio


def test_an_icon_has_the_colour_asked_for(qapp):
    image = picture("x", QColor("#d3006c"), 48, 1).toImage()
    solid = {
        image.pixelColor(x, y).name()
        for x in range(48)
        for y in range(48)
        if image.pixelColor(x, y).alpha() == 255
    }

    assert solid == {"#d3006c"}


def test_the_programs_mark_has_a_picture_for_every_place(qapp):
    assert {QSize(16, 16), QSize(256, 256)} <= set(app_icon().availableSizes())


def test_an_icon_that_is_not_shipped_is_an_error(qapp):
    with pytest.raises(FileNotFoundError):
        icon("no-such-icon", QColor("black"))
