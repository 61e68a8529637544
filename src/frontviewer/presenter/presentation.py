"""Begins a briefing: a window for the wall, with a session of its own."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from frontviewer.mapview.painters.basemap import Basemap
from frontviewer.presenter.audience_window import AudienceWindow
from frontviewer.presenter.connections import connect_audience_window
from frontviewer.session import Session
from frontviewer.theme.theme import Theme


def build_audience_window(
    session: Session, theme: Theme, basemap: Basemap, family: str, parent: QWidget | None = None
) -> AudienceWindow:
    """Return the window of a briefing about the dossier of `session`, at its first step.

    Its own session starts from there and changes nothing in the one it came from, so that
    leaving the briefing finds everything as it was.
    """
    audience = AudienceWindow(theme, basemap, family, parent)
    audience.setWindowFlag(Qt.WindowType.Window)
    audience.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    own = Session(session.state.media_files, parent=audience)
    connect_audience_window(own, audience, home=session)
    own.show_dossier(session.state.dossier)
    own.next_step(1)
    return audience


def show_on_second_screen(audience: QWidget, controller: QWidget) -> None:
    """Let a window fill a whole screen: the one on which the desk is not, if there is one."""
    here = controller.screen()
    wall = next((screen for screen in QGuiApplication.screens() if screen != here), here)
    audience.setGeometry(wall.geometry())  # it fills the screen on which it lies
    audience.showFullScreen()
