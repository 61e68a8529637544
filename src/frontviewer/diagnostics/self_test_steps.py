"""Steps of the self-test: import, open and draw everything that an incomplete copy may lack.

The steps use the main window's own controller, loader, session and map. Each problem found becomes
one sentence of the report.
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
from frontviewer.core.io.geojson.crs import parse_crs, to_wgs84
from frontviewer.core.model.dossier import Dossier
from frontviewer.core.model.feature import FeatureKey
from frontviewer.core.pages.page import Page
from frontviewer.core.pages.page_builder import NO_LOCATION, build_page, count_claims
from frontviewer.core.problems import Problem
from frontviewer.core.system.data_files import data_folder
from frontviewer.core.text.formatting import format_number
from frontviewer.core.text.translation import tr, trn
from frontviewer.diagnostics.input_simulator import process_events, process_until
from frontviewer.export.window_image import save_widget_image
from frontviewer.ui.dialogs.about import find_library_versions
from frontviewer.ui.qt_platforms import find_platform_error

StepResult = tuple[dict[str, Any], list[str]]
"""Facts for the report, and errors, one sentence each."""
RequestCounter = Callable[[], int]
Abort = Callable[[str], NoReturn]

_WINDOW_SIZE = (1366, 768)
_DATA_FILES = (
    "layers/NOTICE",
    "resources/NOTICE",
    "resources/schemas/dossier.schema.json",
    "resources/schemas/evidence.schema.json",
    "resources/schemas/briefing.schema.json",
)
"""Bundled files that drawing the window does not read."""
_UTM_CRS = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32637"}}
_UTM_EASTING, _EXPECTED_LONGITUDE = 500_000.0, 39.0
"""Meters east in UTM zone 37, and the longitude in degrees that this is at any northing."""
_MIN_COLORS = 16
"""Anti-aliased edges alone produce more wherever anything is drawn."""


def build_steps(
    paths: Sequence[Path], picture: Path | None, requests: RequestCounter, abort: Abort
) -> tuple[tuple[str, Callable[[], StepResult]], ...]:
    """Return the steps in order, each with the message for an exception in it."""
    return (
        (tr("Modules cannot be imported"), import_modules),
        (tr("Program files cannot be found"), check_data_files),
        (tr("PROJ cannot be used"), check_proj),
        (tr("The window cannot be drawn"), partial(check_window, paths, picture, abort)),
        (tr("Network requests cannot be counted"), partial(check_network, requests)),
    )


def import_modules() -> StepResult:
    """Import every module of the program, and get the versions of the libraries."""
    versions = find_library_versions()
    errors = [
        tr("The version of {library} is unknown.").format(library=library)
        for library in versions
        if not versions[library]
    ]
    for module in pkgutil.walk_packages(frontviewer.__path__, "frontviewer."):
        if not module.name.endswith("__main__"):
            try:
                import_module(module.name)
            except Exception as error:  # noqa: BLE001 - any failure to import is what this tests for
                errors.append(
                    tr("{module} cannot be imported: {error}").format(
                        module=module.name, error=f"{type(error).__name__}: {error}"
                    )
                )
    return {"qt": qVersion(), "libraries": versions}, errors


def check_data_files() -> StepResult:
    """Check that the bundled files exist that no other step reads."""
    files = [data_folder(name.split("/")[0]).parent / name for name in _DATA_FILES]
    return {}, [_missing_file_error(file) for file in files if not file.is_file()]


def check_proj() -> StepResult:
    """Convert a coordinate with PROJ, which needs its database; check that its network is off."""
    network_enabled = pyproj.network.is_network_enabled()  # before any of our code switches it off
    database = Path(pyproj.datadir.get_data_dir()) / "proj.db"
    crs = parse_crs(_UTM_CRS)
    utm = np.array([[_UTM_EASTING, 5_300_000.0]])
    (result,) = to_wgs84(utm, crs) if crs else [(np.nan, np.nan)]
    errors = []
    if network_enabled:
        errors.append(tr("PROJ is allowed to use the network."))
    if not abs(result[0] - _EXPECTED_LONGITUDE) < 1e-6:  # noqa: PLR2004 - about a decimeter
        errors.append(
            tr("PROJ returns longitude {result}° instead of {expected}°.").format(
                result=result[0], expected=_EXPECTED_LONGITUDE
            )
        )
    if not database.is_file():
        errors.append(_missing_file_error(database))
    return {"proj_db": str(database), "network_enabled": network_enabled}, errors


def check_network(requests: RequestCounter) -> StepResult:
    """Check that no network request was made."""
    count = requests()
    error = trn("{count} network request was made.", "{count} network requests were made.", count)
    return {"requests": count}, [error.format(count=format_number(count))] if count else []


def _missing_file_error(file: Path) -> str:
    return tr("Missing file: {file}").format(file=file)


# The window ----------------------------------------------------------------------------------


def check_window(paths: Sequence[Path], picture: Path | None, abort: Abort) -> StepResult:
    """Open files in a window, select a feature, and check the panel and the pixels."""
    if error := find_platform_error(os.environ.get("QT_QPA_PLATFORM", "")):
        return {}, [error]
    qt_messages: list[str] = []
    unhandled: list[str] = []

    def record_unhandled(kind: type[BaseException], error: BaseException, _traceback: Any) -> None:
        text = f"{kind.__name__}: {error}"
        unhandled.append(tr("Unhandled error: {error}").format(error=text))

    handler = partial(_handle_qt_message, qt_messages, abort)
    previous = qInstallMessageHandler(handler), sys.excepthook
    sys.excepthook = record_unhandled
    try:
        create_application()
        qInstallMessageHandler(handler)  # again: the application installs its own
        facts, errors = _check_main_window(paths, picture)
    finally:
        qInstallMessageHandler(previous[0])
        sys.excepthook = previous[1]
    facts = {"platform": QGuiApplication.platformName(), **facts, "qt_said": qt_messages}
    return facts, [*unhandled, *errors]


def _check_main_window(paths: Sequence[Path], picture: Path | None) -> StepResult:
    controller = build_main_window(None, lambda: 0)
    try:
        facts, errors = _open_files(controller, paths)
        if not errors:
            selection_facts, errors = _check_evidence_panel(controller)
            facts |= selection_facts
            errors = [*errors, *_check_pixels(controller, facts, picture)]
    finally:
        controller.close_and_delete()
    return facts, errors


def _handle_qt_message(
    messages: list[str], abort: Abort, kind: QtMsgType, _context: QMessageLogContext, text: str
) -> None:
    """Record a message of Qt; on a fatal one, abort with a report before Qt aborts without."""
    messages.append(text.strip())
    if kind == QtMsgType.QtFatalMsg:
        abort(tr("Qt aborted: {messages}").format(messages=" ".join(messages)))


def _open_files(controller: MainController, paths: Sequence[Path]) -> StepResult:
    failures: list[tuple[Problem, ...]] = []
    opened: list[tuple[Dossier, tuple[Path, ...]]] = []
    controller.loader.failed.connect(failures.append)
    controller.loader.opened.connect(lambda *args: opened.append(args))
    controller.start(paths)
    controller.window.showNormal()  # not maximized, so that the size is independent of the screen
    controller.window.resize(*_WINDOW_SIZE)
    process_until(lambda: bool(failures or opened))
    if failures:
        return {}, [str(problem) for problem in failures[0]]
    dossier, files = opened[0]
    feature_count = sum(map(len, dossier.layers))
    facts: dict[str, Any] = {
        "file": [str(file) for file in files],
        "title": dossier.title,
        "window": controller.window.windowTitle(),
        "features": feature_count,
        "problems": [str(problem) for problem in dossier.problems],
    }
    no_features = tr("“{title}” has no features.").format(title=dossier.title)
    return facts, [] if feature_count else [no_features]


def _check_evidence_panel(controller: MainController) -> StepResult:
    """Select a feature, with claims if there is one, and check that the panel shows its page."""
    dossier = controller.session.state.dossier
    key = _choose_feature(dossier)
    controller.session.select_and_zoom(key)
    process_events()
    controller.window.map.finish()
    controller.window.evidence.finish()
    process_events()
    page = build_page(dossier, key)
    shown = [label.text() for label in controller.window.evidence.findChildren(QLabel)]
    errors = [
        tr("The evidence panel does not show: {text}").format(text=expected)
        for expected in _page_texts(page)
        if not any(expected in text for text in shown)
    ]
    claims = [dossier.index.claims[card.claim_id].text_exact for card in page.cards]
    if dossier.evidence.claims and not claims:
        errors.append(tr("No feature has claims."))
    return {"feature": key.id, "claims": claims}, errors


def _choose_feature(dossier: Dossier) -> FeatureKey:
    """Return a feature, preferably with claims, and preferably with a geometry."""
    counts = count_claims(dossier)
    with_claims = [key for key in counts if key != NO_LOCATION]
    others = (FeatureKey(layer.name, layer.ids[0]) for layer in dossier.layers if len(layer))
    candidates = (*with_claims, *others)
    located = (key for key in candidates if build_page(dossier, key).located)
    return next(located, candidates[0])


def _page_texts(page: Page) -> Iterator[str]:
    yield page.name
    yield from (card.text for card in page.cards)


def _check_pixels(
    controller: MainController, facts: dict[str, Any], picture: Path | None
) -> list[str]:
    """Return errors for blank parts of the window; write a screenshot to `picture` if given."""
    window = controller.window
    pixels = _grab_pixels(window)
    height, width = pixels.shape
    facts["picture"] = [width, height]
    if picture:
        save_widget_image(window, picture)
    errors = [
        tr("The icon of “{action}” is empty.").format(action=action.text())
        for action in window.actions_by_name.values()
        if not action.icon().isNull() and not _has_pixels(action.icon().pixmap(32).toImage())
    ]
    labels = window.evidence.findChildren(QLabel)
    label = next(label for label in labels if label.text())
    map_colors = _count_colors(_crop_center(_crop_to_widget(pixels, window, window.map)))
    if map_colors < _MIN_COLORS:
        message = trn(
            "The center of the map is blank: {count} color.",
            "The center of the map is blank: {count} colors.",
            map_colors,
        )
        errors.append(message.format(count=format_number(map_colors)))
    label_colors = _count_colors(_crop_to_widget(pixels, window, label))
    if label_colors < _MIN_COLORS:
        message = trn(
            "The label “{text}” is blank: {count} color.",
            "The label “{text}” is blank: {count} colors.",
            label_colors,
        )
        errors.append(message.format(text=label.text(), count=format_number(label_colors)))
    return errors


def _grab_pixels(widget: QWidget) -> npt.NDArray[np.uint32]:
    """Render a widget and return its pixels, (height, width) 0xffRRGGBB."""
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), -1)
    return rows[:, : image.width()].copy()


def _crop_to_widget(
    pixels: npt.NDArray[np.uint32], window: QWidget, widget: QWidget
) -> npt.NDArray[np.uint32]:
    """Return the pixels of a widget within the pixels of its window."""
    ratio = pixels.shape[1] / window.width()
    corner = widget.mapTo(window, QPoint(0, 0))
    left, top = round(corner.x() * ratio), round(corner.y() * ratio)
    width, height = round(widget.width() * ratio), round(widget.height() * ratio)
    return pixels[top : top + height, left : left + width]


def _crop_center(pixels: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    """Return the center of the map, without the map controls near the edges."""
    height, width = pixels.shape
    return pixels[height // 4 : -height // 4, width // 4 : -width // 4]


def _count_colors(pixels: npt.NDArray[np.uint32]) -> int:
    return len(np.unique(pixels))


def _has_pixels(image: QImage) -> bool:
    """Whether an image with transparency has any non-zero byte."""
    return bool(np.frombuffer(image.constBits(), np.uint8).any())
