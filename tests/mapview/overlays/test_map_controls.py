import numpy as np
import pytest
from PySide6.QtGui import QFont, QImage, QPainter

from frontviewer.core.geometry.geodesy import distance_m
from frontviewer.core.geometry.web_mercator import from_map, to_map
from frontviewer.mapview.camera import Camera
from frontviewer.mapview.overlays.map_controls import (
    build_scale_bar,
    layout_controls,
    paint_controls,
)


def camera_at(latitude: float, resolution: float) -> Camera:
    x, y = to_map(np.array([[37.2, latitude]]))[0]
    return Camera(float(x), float(y), resolution, 1000, 700)


@pytest.mark.parametrize("latitude", [0.0, 48.28, 70.0])
@pytest.mark.parametrize("resolution", [0.3, 12.0, 300.0])
def test_scale_bar_matches_the_geodesic_distance(latitude, resolution):
    camera = camera_at(latitude, resolution)
    bar = build_scale_bar(camera)
    half = bar.width_px * resolution / 2

    start, end = from_map(np.array([[camera.x - half, camera.y], [camera.x + half, camera.y]]))

    assert bar.meters == pytest.approx(distance_m(tuple(start), tuple(end)), rel=0.01)
    assert bar.width_px <= 170


def test_scale_bar_has_the_same_length_at_a_device_pixel_ratio_of_2(qapp, day):
    camera = camera_at(48.28, 12.0)
    controls = layout_controls(camera, day, QFont(), ())
    image = QImage(2000, 1400, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(2)
    image.fill(day.land)
    with QPainter(image) as painter:
        paint_controls(painter, controls)

    y = round(2 * (controls.bar_box.bottom() - 4))  # on the upper edge of the bar
    dark = [x for x in range(400) if image.pixelColor(x, y).lightness() < 90]

    assert (dark[-1] - dark[0]) / 2 == pytest.approx(controls.bar.width_px, abs=2)


@pytest.mark.parametrize(
    ("resolution", "marks"),
    [(12.0, ("0", "0.5", "1 km")), (0.3, ("0", "10", "20 m")), (300.0, ("0", "10", "20 km"))],
)
def test_scale_bar_is_marked_in_round_meters_or_kilometers(resolution, marks):
    assert build_scale_bar(camera_at(48.28, resolution)).marks == marks


def test_credits_are_always_shown_and_reserved_from_labels(qapp, day):
    controls = layout_controls(camera_at(48, 12), day, QFont(), ("as of 2025", "GeoNames"))

    assert controls.credit == "as of 2025 · GeoNames"
    assert len(controls.occupied) > 3


def test_credits_wrap_in_a_narrow_map(qapp, day):
    narrow = camera_at(48, 12).resized(260, 200)

    credit = layout_controls(narrow, day, QFont(), ("as of 2025", "GeoNames, CC BY 4.0")).credit

    assert credit == "as of 2025\nGeoNames, CC BY 4.0"
