"""Records of `briefing.json`: the prepared steps of a presentation."""

from typing import Annotated, Literal, TypeAlias

import msgspec

from frontviewer.core.model.evidence import EdtfText, Record

View: TypeAlias = Annotated[
    tuple[float, float, float, float],
    msgspec.Meta(description="West, south, east, north in degrees, WGS 84", extra={"is": "view"}),
]


def is_valid_view(west: float, south: float, east: float, north: float) -> bool:
    """Check that four bounds in degrees form a non-empty rectangle on the globe."""
    return -180 <= west < east <= 180 and -90 <= south < north <= 90  # noqa: PLR2004 - the globe


class Compare(Record, frozen=True, kw_only=True):
    """Ids of two claims that are shown side by side."""

    left: str
    right: str


class Step(Record, frozen=True, kw_only=True):
    """One step of a briefing.

    Attributes
    ----------
    view
        West, south, east, north in degrees; null leaves the view unchanged.
    layers
        Visibility by layer file stem; layers that are not listed stay unchanged.
    select
        Feature ids; the panel shows the first one.
    claims
        Ids of claims and media to show, in this order; if empty, the claims and media of the
        selected feature.
    transition_ms
        Duration of the animated move to `view`, in milliseconds; 0 jumps to it.
    planned_s
        Speaking time planned for the step, in seconds.
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
    """Content of `briefing.json`."""

    steps: tuple[Step, ...] = ()
