"""Themes: all colors and sizes of the program by role, read from TOML files."""

import tomllib
from dataclasses import dataclass, fields
from typing import Any, Literal

from PySide6.QtGui import QColor

from frontviewer.core.system.data_files import data_folder

ThemeName = Literal["day", "night", "projector"]


@dataclass(frozen=True, slots=True)
class Theme:
    """Colors and sizes by role; each theme is one file in `resources/themes`.

    Attributes
    ----------
    text_scale
        Factor on all text sizes; above 1 for a projector.
    line_px
        Base width of lines on the map, in device-independent pixels.
    window, panel, raised
        Backgrounds: of windows, of panels, of cards on a panel.
    text, muted
        Text; secondary text (still a contrast of 4.5:1 on `panel`).
    edge
        Thin lines between parts of the window.
    accent, on_accent
        Links, focus and pressed states; text on them.
    warning
        Warnings and errors.
    sea, land, river, border, town, graticule
        The basemap.
    label, halo
        Labels on the map and the halo around them.
    selection, hover
        Outlines of the selected feature and of the one under the pointer.
    reported, claimed, assessed, historic, background, plain
        Features by their `class`; `plain` for features of foreign files. Distinguishable with
        color blindness (Okabe-Ito palette), and by line pattern.
    unsourced
        Hatching of features without a source.
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

    def class_color(self, feature_class: str) -> QColor:
        """Return the color of a feature's `class`; `plain` if it is missing or unknown."""
        known = ("reported", "claimed", "assessed", "historic", "background")
        color: QColor = getattr(self, feature_class if feature_class in known else "plain")
        return color


def load_theme(name: ThemeName) -> Theme:
    """Read one of the bundled themes."""
    path = data_folder("resources") / "themes" / f"{name}.toml"
    stored = tomllib.loads(path.read_text("utf-8"))
    return Theme(name=name, **{f.name: _parse_value(stored[f.name]) for f in fields(Theme)[1:]})


def _parse_value(stored: Any) -> Any:
    """Convert a string to a color; numbers stay as they are."""
    return QColor(stored) if isinstance(stored, str) else stored
