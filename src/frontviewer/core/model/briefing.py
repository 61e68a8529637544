"""The prepared steps of a talk: the values of `briefing.json`."""

from typing import Annotated, Literal, TypeAlias

import msgspec

from frontviewer.core.model.evidence import EdtfText, Record

View: TypeAlias = Annotated[
    tuple[float, float, float, float],
    msgspec.Meta(description="West, south, east, north in degrees, WGS 84", extra={"is": "view"}),
]


def is_view(west: float, south: float, east: float, north: float) -> bool:
    """Tell whether these bound a part of the globe, in degrees."""
    return -180 <= west < east <= 180 and -90 <= south < north <= 90  # noqa: PLR2004 - the globe


class Compare(Record, frozen=True, kw_only=True):
    """Two claims to set side by side, by id."""

    left: str
    right: str


class Step(Record, frozen=True, kw_only=True):
    """One step of a briefing.

    Attributes
    ----------
    view
        West, south, east, north in degrees; None keeps the view.
    layers
        Layer file stem to whether it is shown; layers not named stay as they are.
    select
        Feature ids; the first one fills the panel.
    claims
        Ids of claims and pictures to show, in this order; none: all about the selection.
    transition_ms
        Time to move to `view`; 0 cuts.
    planned_s
        Time the speaker means to spend, in seconds.
    """

    id: str
    title: str
    kind: Literal["open", "map", "compare", "media", "quote", "close"] = "map"
    notes: str = ""
    view: View | None = None
    layers: dict[str, bool] = {}  # noqa: RUF012 - msgspec copies it
    select: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    compare: Compare | None = None
    time_window: EdtfText = ""
    show_coordinates: bool = False
    cover_media: bool = True
    transition_ms: int = 0
    planned_s: int = 0
    hidden: bool = False


class Briefing(Record, frozen=True, kw_only=True):
    """All of `briefing.json`."""

    steps: tuple[Step, ...] = ()
