"""Which names stand where."""

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont
from shapely import box

from frontviewer.mapview.basemap import Basemap
from frontviewer.mapview.camera import Camera, map_bounds, screen_rect
from frontviewer.mapview.drawing import drawn_layer
from frontviewer.mapview.naming import labels_of
from frontviewer.mapview.painting import Scene
from frontviewer.mapview.sight import Sheet
from frontviewer.mapview.style import paint_of


@pytest.mark.parametrize(("degrees", "covered"), [(0.02, False), (2.0, True)])
def test_a_settlement_is_not_hidden_under_its_own_name(qapp, make_layer, day, degrees, covered):
    """From afar its name stands beside it, and on it where there is room."""
    town = box(37, 48, 37 + degrees, 48 + degrees)
    layer = make_layer("l", town=(town, {"name": "Мирноград", "kind": "settlement"}))
    drawing = drawn_layer(layer)
    paints = tuple(paint_of(style, day) for style in drawing.styles)
    camera = Camera(0, 0, 1, 800, 600).exactly(map_bounds((34, 46, 41, 50)))

    scene = Scene(day, Basemap(), (Sheet(drawing, paints),))
    (label,) = labels_of(scene, camera, QFont("Noto Sans", 10), None, ())

    left, top, right, bottom = label.box
    name = QRectF(left, top, right - left, bottom - top)
    shape = screen_rect(camera, tuple(drawing.bounds[0].tolist()))
    assert name.intersects(shape) == covered
