"""Connects the audience window to the session of its briefing."""

from frontviewer.presenter.audience_window import AudienceWindow
from frontviewer.session import Session
from frontviewer.ui.connections import connect_map


def connect_audience_window(
    session: Session, audience: AudienceWindow, main_session: Session
) -> None:
    """Connect the audience window to the session of its briefing.

    `main_session` is the session of the main window. Image files chosen during the briefing go to
    it, since its media files are saved in the settings.
    """
    connect_map(session, audience)
    audience.right_panel.claim_chosen.connect(session.follow_claim)
    audience.evidence.media_file_chosen.connect(main_session.set_media_file)
    audience.advance_requested.connect(session.next_step)
    audience.step_requested.connect(session.go_to_step)

    session.dossier_changed.connect(audience.show_dossier)
    session.view_requested.connect(audience.view_animation.animate_to)
    session.step_changed.connect(audience.show_step)
