"""Renders the main window with a dossier to a PNG file; needs no display."""

from collections.abc import Callable, Sequence
from pathlib import Path

from frontviewer.app import build_main_window, create_application
from frontviewer.core.io.open_dossier import open_dossier
from frontviewer.core.model.dossier import Bounds
from frontviewer.core.pages.page_builder import find_features
from frontviewer.core.problems import Problem, UsageError
from frontviewer.core.system.data_files import data_folder
from frontviewer.core.text.translation import tr
from frontviewer.export.window_image import save_widget_image
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
    """Write an image of the main window with a dossier, and return the dossier's problems.

    Parameters
    ----------
    paths
        Files or folders to open; empty for the bundled dossier.
    out
        PNG file to write.
    select
        Id of the feature to select; empty for no selection.
    size
        Width and height of the window, in pixels.
    requests
        Returns the number of network requests so far.
    view
        West, south, east, north in degrees; None for the initial view.
    map_only
        Whether the panels are hidden.

    Raises
    ------
    UsageError
        If the feature does not exist, or the window cannot be as small as `size`.
    UnusableFileError
        If no layer can be opened, or the file cannot be written.
    """
    app = create_application()
    dossier = open_dossier(tuple(paths) or (data_folder("layers"),))
    key = find_features(dossier, select)[0] if select else None
    controller = build_main_window(None, requests)
    controller.settings_store.choose_theme(theme)
    if map_only:
        controller.window.show_map_only()
    controller.window.showNormal()  # not maximized, so that the size is independent of the screen
    controller.window.resize(*size)
    controller.window.set_default_dock_widths()
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
        save_widget_image(controller.window, out)
    controller.close_and_delete()
    if (width, height) != size:
        message = tr("The size is too small: the window needs at least {width}x{height} pixels.")
        raise UsageError(message.format(width=width, height=height))
    return dossier.problems
