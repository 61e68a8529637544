"""START of the picture: the window with a dossier open, drawn into a file. Needs no display."""

from collections.abc import Callable, Sequence
from pathlib import Path

from frontviewer.app import build_main_window, create_application
from frontviewer.core.io.open_dossier import open_dossier
from frontviewer.core.model.dossier import Bounds
from frontviewer.core.pages.page_builder import find_features
from frontviewer.core.problems import CallError, Problem
from frontviewer.core.system.app_paths import data_folder
from frontviewer.export.window_image import save_picture
from frontviewer.theme.theme import ThemeName


def snapshot(
    paths: Sequence[Path],
    out: Path,
    *,
    select: str = "",
    size: tuple[int, int] = (1920, 1080),
    requests: Callable[[], int],
    theme: ThemeName = "day",
    view: Bounds | None = None,
    map_only: bool = False,
) -> tuple[Problem, ...]:
    """Write a picture of the window with a dossier open, and return the dossier's problems.

    `requests` counts network requests so far; `select` is a feature id; `view` is west, south,
    east, north in degrees.

    Raises
    ------
    CallError
        If there is no such feature, or the window cannot be made so small.
    UnusableFileError
        If nothing can be opened, or the file cannot be written.
    """
    app = create_application()
    dossier = open_dossier(tuple(paths) or (data_folder("layers"),))
    key = find_features(dossier, select)[0] if select else None
    controller = build_main_window(None, requests)
    controller.settings_store.choose_theme(theme)
    if map_only:
        controller.window.show_map_alone()
    controller.window.showNormal()  # whatever the screen, if there is one, has room for
    controller.window.resize(*size)
    controller.window.share_out_width()
    controller.session.show_dossier(dossier)
    controller.session.select(key)
    app.processEvents()
    if view:
        controller.window.map.show_bounds(view)
    app.processEvents()
    controller.window.map.finish()
    controller.window.evidence.finish()
    width, height = controller.window.width(), controller.window.height()
    if (width, height) == size:
        save_picture(controller.window, out)
    controller.close_and_delete()
    if (width, height) != size:
        raise CallError(f"The window cannot be made so small; it needs {width}x{height}.")
    return dossier.problems
