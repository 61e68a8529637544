"""A theme: every colour and size that is drawn, by the role it plays."""

import tomllib
from dataclasses import dataclass, fields
from typing import Any, Literal

from PySide6.QtGui import QColor

from frontviewer.core.system.app_paths import data_folder

ThemeName = Literal["day", "night", "projector"]


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours and sizes by role; one file in `resources/themes` each.

    Attributes
    ----------
    text_scale
        Factor on every text size; above 1 for a projector.
    line_px
        Width of a line on the map, in device-independent pixels.
    window, panel, raised
        Grounds: behind everything, of a panel, of a card on a panel.
    text, muted
        Text; text of second rank (still 4.5:1 on `panel`).
    edge
        Hairlines between things.
    accent, on_accent
        Links, focus, the pressed state; text on it.
    warning
        What must not be overlooked.
    sea, land, river, border, town, graticule
        The basemap.
    label, halo
        Text on the map and the ring around it.
    selection, hover
        What is selected and what lies under the pointer.
    reported, claimed, assessed, historic, background, plain
        Features by their standing; `plain` for foreign ones. Told apart by a
        colour-blind reader (Okabe-Ito), and by line pattern as well.
    unsourced
        Hatching of shapes without a source.
    """

    name: str
    text_scale: float
    line_px: float
    window: QColor
    panel: QColor
    raised: QColor
    text: QColor
    muted: QColor
    edge: QColor
    accent: QColor
    on_accent: QColor
    warning: QColor
    sea: QColor
    land: QColor
    river: QColor
    border: QColor
    town: QColor
    graticule: QColor
    label: QColor
    halo: QColor
    selection: QColor
    hover: QColor
    reported: QColor
    claimed: QColor
    assessed: QColor
    historic: QColor
    background: QColor
    plain: QColor
    unsourced: QColor

    def class_color(self, standing: str) -> QColor:
        """Return the colour of a feature's `class`; `plain` for none or a foreign one."""
        known = ("reported", "claimed", "assessed", "historic", "background")
        color: QColor = getattr(self, standing if standing in known else "plain")
        return color


def load_theme(name: ThemeName) -> Theme:
    """Read one of the shipped themes."""
    path = data_folder("resources") / "themes" / f"{name}.toml"
    stored = tomllib.loads(path.read_text("utf-8"))
    return Theme(name=name, **{f.name: _value(stored[f.name]) for f in fields(Theme)[1:]})


def _value(stored: Any) -> Any:
    return QColor(stored) if isinstance(stored, str) else stored
