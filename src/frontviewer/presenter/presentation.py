"""Creates the audience window with its own session and puts it on the second screen."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from frontviewer.mapview.painters.basemap import Basemap
from frontviewer.presenter.audience_window import AudienceWindow
from frontviewer.presenter.connections import connect_audience_window
from frontviewer.session import Session
from frontviewer.theme.theme import Theme


def build_audience_window(
    session: Session,
    theme: Theme,
    basemap: Basemap,
    font_family: str,
    parent: QWidget | None = None,
) -> AudienceWindow:
    """Return an audience window that shows the first step of the briefing in `session`.

    The window gets its own session with the same dossier and media files, so that the main window
    is unchanged when the briefing ends.
    """
    audience = AudienceWindow(theme, basemap, font_family, parent)
    audience.setWindowFlag(Qt.WindowType.Window)
    audience.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    briefing_session = Session(session.state.media_files, parent=audience)
    connect_audience_window(briefing_session, audience, main_session=session)
    briefing_session.show_dossier(session.state.dossier)
    briefing_session.next_step(1)
    return audience


def show_on_second_screen(audience: QWidget, main_window: QWidget) -> None:
    """Show a window full-screen on a screen without the main window, or on the only screen."""
    main_screen = main_window.screen()
    others = (screen for screen in QGuiApplication.screens() if screen != main_screen)
    target = next(others, main_screen)
    audience.setGeometry(target.geometry())  # full screen fills the screen that has the window
    audience.showFullScreen()
