from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor

from frontviewer.theme.icons import load_app_icon, load_icon, render_icon

NAMES = sorted(
    path.stem for path in (Path(__file__).parents[2] / "resources" / "icons").glob("*.svg")
)


@pytest.mark.parametrize("name", NAMES)
def test_every_icon_renders_opaque_pixels(qapp, name: str):
    image = render_icon(name, QColor("black"), 24, 1).toImage()

    alphas = [image.pixelColor(x, y).alpha() for x in range(24) for y in range(24)]

    assert max(alphas) > 200


@pytest.mark.parametrize("ratio", [1, 2, 3])
def test_icon_is_rendered_at_the_device_pixel_ratio(qapp, ratio: int):
    pixmap = load_icon("search", QColor("black")).pixmap(QSize(16, 16), ratio)

    assert pixmap.width() == 16 * ratio
    assert pixmap.devicePixelRatio() == ratio


def test_icon_has_the_given_color(qapp):
    image = render_icon("x", QColor("#d3006c"), 48, 1).toImage()
    opaque_colors = {
        image.pixelColor(x, y).name()
        for x in range(48)
        for y in range(48)
        if image.pixelColor(x, y).alpha() == 255
    }

    assert opaque_colors == {"#d3006c"}


def test_app_icon_has_all_sizes(qapp):
    assert {QSize(16, 16), QSize(256, 256)} <= set(load_app_icon().availableSizes())


def test_unknown_icon_raises(qapp):
    with pytest.raises(FileNotFoundError):
        load_icon("no-such-icon", QColor("black"))
