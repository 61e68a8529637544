"""Selection of labels, and their position relative to their features."""

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont
from shapely import box

from frontviewer.mapview.camera import Camera, bounds_to_screen, project_bounds
from frontviewer.mapview.labels.label_selection import _allocate_labels, select_labels
from frontviewer.mapview.painters.basemap import Basemap
from frontviewer.mapview.painters.render_layer import build_render_layer
from frontviewer.mapview.painters.scene import Scene, StyledLayer
from frontviewer.mapview.painters.symbology import build_paint


@pytest.mark.parametrize(("degrees", "covered"), [(0.02, False), (2.0, True)])
def test_label_is_beside_a_small_settlement_and_on_a_large_one(
    qapp, make_layer, day, degrees, covered
):
    town = box(37, 48, 37 + degrees, 48 + degrees)
    layer = make_layer("l", town=(town, {"name": "Мирноград", "kind": "settlement"}))
    render_layer = build_render_layer(layer)
    paints = tuple(build_paint(style, day) for style in render_layer.styles)
    camera = Camera(0, 0, 1, 800, 600).fit_exactly(project_bounds((34, 46, 41, 50)))

    scene = Scene(day, Basemap(), (StyledLayer(render_layer, paints),))
    (label,) = select_labels(scene, camera, QFont("Noto Sans", 10), None, ())

    left, top, right, bottom = label.box
    label_rect = QRectF(left, top, right - left, bottom - top)
    feature_rect = bounds_to_screen(camera, tuple(render_layer.bounds[0].tolist()))
    assert label_rect.intersects(feature_rect) == covered


def test_label_limit_is_shared_by_all_layers(qapp, make_layer, day, monkeypatch):
    measured: list[str] = []

    def record_text(text: str, _font: QFont) -> str:
        measured.append(text)
        return text

    monkeypatch.setattr("frontviewer.mapview.labels.label_selection.wrap_label", record_text)
    styled_layers = []
    for number in range(10):
        features = {
            f"{number}-{x}": (box(20 + x, 40 + number, 20.9 + x, 40.9 + number), {"name": "Ж"})
            for x in range(3 if number == 0 else 40)
        }
        render_layer = build_render_layer(make_layer(f"layer {number}", **features))
        paints = tuple(build_paint(style, day) for style in render_layer.styles)
        styled_layers.append(StyledLayer(render_layer, paints))
    camera = Camera(0, 0, 1, 1600, 900).fit_exactly(project_bounds((20, 40, 60, 50)))

    select_labels(
        Scene(day, Basemap(), tuple(styled_layers)), camera, QFont("Noto Sans", 6), None, ()
    )

    assert len(measured) == 120


def test_unused_labels_go_to_other_layers():
    assert _allocate_labels([3, 500, 2, 500]) == [3, 57, 2, 58]
    assert _allocate_labels([0, 40]) == [0, 40]
    assert _allocate_labels([]) == []
    assert min(_allocate_labels([9] * 300)) == 1  # at least one label per layer
