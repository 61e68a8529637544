"""Which names stand where."""

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont
from shapely import box

from frontviewer.mapview.camera import Camera, project_bounds, screen_rect
from frontviewer.mapview.labels.label_selection import _shares, select_labels
from frontviewer.mapview.painters.basemap import Basemap
from frontviewer.mapview.painters.render_layer import build_render_layer
from frontviewer.mapview.painters.scene import Scene, StyledLayer
from frontviewer.mapview.painters.symbology import build_paint


@pytest.mark.parametrize(("degrees", "covered"), [(0.02, False), (2.0, True)])
def test_a_settlement_is_not_hidden_under_its_own_name(qapp, make_layer, day, degrees, covered):
    """From afar its name stands beside it, and on it where there is room."""
    town = box(37, 48, 37 + degrees, 48 + degrees)
    layer = make_layer("l", town=(town, {"name": "Мирноград", "kind": "settlement"}))
    drawing = build_render_layer(layer)
    paints = tuple(build_paint(style, day) for style in drawing.styles)
    camera = Camera(0, 0, 1, 800, 600).fit_exactly(project_bounds((34, 46, 41, 50)))

    scene = Scene(day, Basemap(), (StyledLayer(drawing, paints),))
    (label,) = select_labels(scene, camera, QFont("Noto Sans", 10), None, ())

    left, top, right, bottom = label.box
    name = QRectF(left, top, right - left, bottom - top)
    shape = screen_rect(camera, tuple(drawing.bounds[0].tolist()))
    assert name.intersects(shape) == covered


def test_many_layers_are_named_alike_and_no_slower_than_one(qapp, make_layer, day, monkeypatch):
    asked: list[str] = []

    def noted(text: str, _font: QFont) -> str:
        asked.append(text)
        return text

    monkeypatch.setattr("frontviewer.mapview.labels.label_selection.wrap_label", noted)
    styled_layers = []
    for number in range(10):
        row = {
            f"{number}-{at}": (box(20 + at, 40 + number, 20.9 + at, 40.9 + number), {"name": "Ж"})
            for at in range(3 if number == 0 else 40)
        }
        drawing = build_render_layer(make_layer(f"layer {number}", **row))
        paints = tuple(build_paint(style, day) for style in drawing.styles)
        styled_layers.append(StyledLayer(drawing, paints))
    camera = Camera(0, 0, 1, 1600, 900).fit_exactly(project_bounds((20, 40, 60, 50)))

    select_labels(
        Scene(day, Basemap(), tuple(styled_layers)), camera, QFont("Noto Sans", 6), None, ()
    )

    assert len(asked) == 120  # names that were measured


def test_what_few_layers_leave_goes_to_the_others():
    assert _shares([3, 500, 2, 500]) == [3, 57, 2, 58]
    assert _shares([0, 40]) == [0, 40]
    assert _shares([]) == []
    assert min(_shares([9] * 300)) == 1  # every layer has a say
