"""Connects the audience window to the session of its briefing."""

from frontviewer.presenter.audience_window import AudienceWindow
from frontviewer.session import Session
from frontviewer.ui.connections import connect_map


def connect_audience_window(session: Session, audience: AudienceWindow, home: Session) -> None:
    """Join the window on the wall to the session of its briefing; `home` is the desk's."""
    connect_map(session, audience)
    audience.right_panel.claim_chosen.connect(session.follow_claim)
    audience.evidence.media_file_chosen.connect(home.set_media_file)  # so that it is remembered
    audience.turn_requested.connect(session.next_step)
    audience.step_requested.connect(session.go_to_step)

    session.dossier_changed.connect(audience.show_dossier)
    session.view_requested.connect(audience.view_animation.go)
    session.step_changed.connect(audience.show_step)
