"""Fixtures of all tests: the bundled dossier, and a main window built as `app` builds it.

Tests run on Qt's `offscreen` platform, without a display. Each window is destroyed after its test.
"""

import gc
import os
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from pytestqt.qtbot import QtBot

from frontviewer.app import MainController, build_main_window
from frontviewer.core.geometry.web_mercator import to_map
from frontviewer.core.io.open_dossier import open_dossier
from frontviewer.core.model.dossier import Dossier
from frontviewer.core.system.data_files import data_folder
from frontviewer.ui.application import Application

REPOSITORY = Path(__file__).parents[1]

SQUARE = (
    '{"type": "FeatureCollection", "features": [{"type": "Feature", "id": "a", '
    '"properties": {"name": "NAME"}, "geometry": {"type": "Polygon", "coordinates": '
    "[[[37, 48], [38, 48], [38, 49], [37, 49], [37, 48]]]}}]}"
)


@pytest.fixture(scope="session")
def repository() -> Path:
    return REPOSITORY


@pytest.fixture(scope="session")
def seed() -> Path:
    """Folder with the source article and its checked inventory, which are not distributed."""
    folder = REPOSITORY.parent / "shared" / "seed"
    if not folder.is_dir():
        pytest.skip("needs ../shared/seed")
    return folder


@pytest.fixture(scope="session")
def qapp_cls() -> type[Application]:
    return Application


@pytest.fixture(autouse=True)
def _no_automatic_gc() -> Iterator[None]:
    """Collect garbage between tests only, so that no thread destroys a window: see `app`."""
    gc.disable()
    yield
    gc.collect(1)


@pytest.fixture(scope="session")
def bundled() -> Dossier:
    return open_dossier((data_folder("layers"),))


@pytest.fixture
def empty_controller(qtbot: QtBot, tmp_path: Path) -> Iterator[MainController]:
    controller = build_main_window(tmp_path / "settings.json", lambda: 0)
    controller.window.resize(1366, 768)
    controller.window.show()
    qtbot.waitExposed(controller.window)
    yield controller
    controller.close_and_delete()


@pytest.fixture
def controller(empty_controller: MainController, bundled: Dossier) -> MainController:
    empty_controller.session.show_dossier(bundled)
    return empty_controller


@pytest.fixture
def square(tmp_path: Path) -> Path:
    """GeoJSON file with one square polygon named "Field"."""
    file = tmp_path / "square.geojson"
    file.write_text(SQUARE.replace("NAME", "Field"), encoding="utf-8")
    return file


@pytest.fixture
def on_map(controller: MainController) -> Callable[[float, float], QPoint]:
    return lambda longitude, latitude: _pixel(controller, longitude, latitude)


def _pixel(controller: MainController, longitude: float, latitude: float) -> QPoint:
    """Return the pixel of a position, from the bounds of the map when rendering has finished."""
    controller.window.map.finish()
    west, south, east, north = controller.window.map.bounds
    (x0, y0), (x1, y1), (x, y) = to_map(
        np.array([[west, south], [east, north], [longitude, latitude]])
    )
    size = controller.window.map.size()
    return QPoint(
        round((x - x0) / (x1 - x0) * size.width()), round((y1 - y) / (y1 - y0) * size.height())
    )
