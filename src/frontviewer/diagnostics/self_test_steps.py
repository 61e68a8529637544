"""START of the trial: goes once through all that the window needs, and looks at the outcome.

Everything goes the way of the window: the same desk, loader, session and map. What a copied or
packed program may lack is imported, opened or drawn here; each fault becomes a sentence.
"""

import os
import pkgutil
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import numpy.typing as npt
import pyproj
from PySide6.QtCore import QMessageLogContext, QPoint, QtMsgType, qInstallMessageHandler, qVersion
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QLabel, QWidget

import frontviewer
from frontviewer.app import MainController, build_main_window, create_application
from frontviewer.core.io.geojson.crs import crs_of, to_wgs84
from frontviewer.core.model.dossier import Dossier
from frontviewer.core.model.feature import FeatureKey
from frontviewer.core.pages.page import Page
from frontviewer.core.pages.page_builder import NO_LOCATION, build_page, count_claims
from frontviewer.core.problems import Problem
from frontviewer.core.system.app_paths import data_folder
from frontviewer.diagnostics.input_simulator import process_events, process_until
from frontviewer.export.window_image import save_picture
from frontviewer.ui.dialogs.about import library_versions
from frontviewer.ui.qt_platforms import platform_fault

StepResult = tuple[dict[str, Any], list[str]]
"""What was found, for the report, and what is wrong, a sentence each."""
Requests = Callable[[], int]
GiveUp = Callable[[str], NoReturn]

_SIZE = (1366, 768)
_SHIPPED = (
    "layers/NOTICE",
    "resources/NOTICE",
    "resources/schemas/dossier.schema.json",
    "resources/schemas/evidence.schema.json",
    "resources/schemas/briefing.schema.json",
)
_UTM = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32637"}}
_EAST_OF_UTM = (500_000.0, 39.0)
"""Metres east in UTM zone 37, and the degree of longitude that they mean anywhere."""
_FEWEST_COLOURS = 16
"""Smooth edges alone have more where anything is drawn or written."""


def steps(
    paths: Sequence[Path], picture: Path | None, requests: Requests, give_up: GiveUp
) -> tuple[tuple[str, Callable[[], StepResult]], ...]:
    """Return what is to be tried, in order, each after what is to be said if it cannot be."""
    return (
        ("Parts of the program cannot be loaded", load_everything),
        ("Files of the program are missing", find_shipped),
        ("PROJ cannot be used", use_proj),
        ("The window cannot be drawn", partial(draw_window, paths, picture, give_up)),
        ("The network cannot be watched", partial(count_requests, requests)),
    )


def load_everything() -> StepResult:
    """Import every module of the program, and ask the libraries for their versions."""
    libraries = library_versions()
    faults = [f"{name} does not tell its version." for name in libraries if not libraries[name]]
    for module in pkgutil.walk_packages(frontviewer.__path__, "frontviewer."):
        if not module.name.endswith("__main__"):
            try:
                import_module(module.name)
            except Exception as error:  # noqa: BLE001 - whatever keeps it from being loaded
                faults.append(f"{module.name} cannot be loaded: {type(error).__name__}: {error}")
    return {"qt": qVersion(), "libraries": libraries}, faults


def find_shipped() -> StepResult:
    """Look for the files that no picture needs."""
    files = [data_folder(name.split("/")[0]).parent / name for name in _SHIPPED]
    return {}, [f"There is no file {file}." for file in files if not file.is_file()]


def use_proj() -> StepResult:
    """Have PROJ, which needs its database for that, convert a coordinate; without the network."""
    enabled = pyproj.network.is_network_enabled()  # before anything of ours turns it off
    database = Path(pyproj.datadir.get_data_dir()) / "proj.db"
    crs = crs_of(_UTM)
    x, longitude = _EAST_OF_UTM
    (found,) = to_wgs84(np.array([[x, 5_300_000.0]]), crs) if crs else [(np.nan, np.nan)]
    faults = ["PROJ may use the network."] if enabled else []
    if not abs(found[0] - longitude) < 1e-6:  # noqa: PLR2004 - about a decimetre
        faults.append(f"PROJ takes a place on {longitude}° E to be on {found[0]}°.")
    if not database.is_file():
        faults.append(f"There is no file {database}.")
    return {"proj_db": str(database), "network_enabled": enabled}, faults


def count_requests(requests: Requests) -> StepResult:
    """Count the network requests that were made."""
    made = requests()
    return {"requests": made}, [f"{made} network requests were made."] if made else []


# The window ----------------------------------------------------------------------------------


def draw_window(paths: Sequence[Path], picture: Path | None, give_up: GiveUp) -> StepResult:
    """Open a window and files in it, select a feature, and look at the picture."""
    if fault := platform_fault(os.environ.get("QT_QPA_PLATFORM", "")):
        return {}, [fault]
    said: list[str] = []
    slips: list[str] = []
    hear = partial(_hear_qt, said, give_up)
    before = qInstallMessageHandler(hear), sys.excepthook
    sys.excepthook = lambda kind, error, _: slips.append(f"It failed: {kind.__name__}: {error}")
    try:
        create_application()
        qInstallMessageHandler(hear)  # once more: the program has its own
        found, faults = _use_window(paths, picture)
    finally:
        qInstallMessageHandler(before[0])
        sys.excepthook = before[1]
    found = {"platform": QGuiApplication.platformName(), **found, "qt_said": said}
    return found, [*slips, *faults]


def _use_window(paths: Sequence[Path], picture: Path | None) -> StepResult:
    controller = build_main_window(None, lambda: 0)
    try:
        found, faults = _open(controller, paths)
        if not faults:
            selected, wrong = _select(controller)
            found |= selected
            faults = [*wrong, *_look(controller, found, picture)]
    finally:
        controller.close_and_delete()
    return found, faults


def _hear_qt(
    said: list[str], give_up: GiveUp, kind: QtMsgType, _where: QMessageLogContext, text: str
) -> None:
    """Keep what Qt says; and be the one to end the program where Qt would, without a word."""
    said.append(text.strip())
    if kind == QtMsgType.QtFatalMsg:
        give_up(f"Qt cannot go on. {' '.join(said)}")


def _open(controller: MainController, paths: Sequence[Path]) -> StepResult:
    refused: list[tuple[Problem, ...]] = []
    opened: list[tuple[Dossier, tuple[Path, ...]]] = []
    controller.loader.failed.connect(refused.append)
    controller.loader.opened.connect(lambda *what: opened.append(what))
    controller.start(paths)
    controller.window.showNormal()  # whatever the screen has room for
    controller.window.resize(*_SIZE)
    process_until(lambda: bool(refused or opened))
    if refused:
        return {}, [str(problem) for problem in refused[0]]
    dossier, files = opened[0]
    features = sum(map(len, dossier.layers))
    found: dict[str, Any] = {
        "file": [str(file) for file in files],
        "title": dossier.title,
        "window": controller.window.windowTitle(),
        "features": features,
        "problems": [str(problem) for problem in dossier.problems],
    }
    return found, [] if features else [f"{dossier.title} has no features."]


def _select(controller: MainController) -> StepResult:
    """Select a feature about which something is claimed, if there is one, and read the panel."""
    dossier = controller.session.state.dossier
    key = _feature_to_read(dossier)
    controller.session.select_and_zoom(key)
    process_events()
    controller.window.map.finish()
    controller.window.evidence.finish()
    process_events()
    page = build_page(dossier, key)
    shown = [label.text() for label in controller.window.evidence.findChildren(QLabel)]
    unread = [words for words in _words(page) if not any(words in text for text in shown)]
    faults = [f"The panel does not show: {words}" for words in unread]
    claims = [dossier.index.claims[card.claim_id].text_exact for card in page.cards]
    if dossier.evidence.claims and not claims:
        faults.append("No feature has claims.")
    return {"feature": key.id, "claims": claims}, faults


def _feature_to_read(dossier: Dossier) -> FeatureKey:
    """Return a feature with claims rather than without, and with a shape rather than without."""
    counts = count_claims(dossier)
    claimed = [key for key in counts if key != NO_LOCATION]
    others = (FeatureKey(layer.name, layer.ids[0]) for layer in dossier.layers if len(layer))
    known = (*claimed, *others)
    located = (key for key in known if build_page(dossier, key).located)
    return next(located, known[0])


def _words(page: Page) -> Iterator[str]:
    yield page.name
    yield from (card.words for card in page.cards)


def _look(controller: MainController, found: dict[str, Any], picture: Path | None) -> list[str]:
    """Return what is wrong with the picture of the window; keep it as a file, if that is wished."""
    window = controller.window
    pixels = _pixels(window)
    height, width = pixels.shape
    found["picture"] = [width, height]
    if picture:
        save_picture(window, picture)
    faults = [
        f"The icon of “{action.text()}” is empty."
        for action in window.actions_by_name.values()
        if not action.icon().isNull() and not _is_drawn(action.icon().pixmap(32).toImage())
    ]
    labels = window.evidence.findChildren(QLabel)
    words = next(label for label in labels if label.text())
    faults += _blank(_middle(_part(pixels, window, window.map)), "The middle of the map")
    faults += _blank(_part(pixels, window, words), f"The place for “{words.text()}”")
    return faults


def _pixels(widget: QWidget) -> npt.NDArray[np.uint32]:
    """Return the colours of what a widget shows, row by row."""
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), -1)
    return rows[:, : image.width()].copy()


def _part(
    pixels: npt.NDArray[np.uint32], window: QWidget, widget: QWidget
) -> npt.NDArray[np.uint32]:
    """Return what of a window's picture a widget in it shows."""
    ratio = pixels.shape[1] / window.width()
    corner = widget.mapTo(window, QPoint(0, 0))
    left, top = round(corner.x() * ratio), round(corner.y() * ratio)
    width, height = round(widget.width() * ratio), round(widget.height() * ratio)
    return pixels[top : top + height, left : left + width]


def _middle(pixels: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    """Return the middle of the map, where neither scale nor north arrow is."""
    height, width = pixels.shape
    return pixels[height // 4 : -height // 4, width // 4 : -width // 4]


def _blank(pixels: npt.NDArray[np.uint32], name: str) -> list[str]:
    """Return, as a fault, that a part of the picture shows next to nothing."""
    colors = len(np.unique(pixels))
    return [f"{name} is blank: it has {colors} colours."] if colors < _FEWEST_COLOURS else []


def _is_drawn(image: QImage) -> bool:
    return bool(np.frombuffer(image.constBits(), np.uint8).any())
