import itertools
from typing import get_args

import pytest
from PySide6.QtGui import QColor, QFontInfo
from PySide6.QtWidgets import QLabel, QWidget

from frontviewer.theme.fonts import load_fonts
from frontviewer.theme.stylesheet import apply_theme, blend, palette, ui_font
from frontviewer.theme.theme import Theme, ThemeName, load_theme

THEMES = get_args(ThemeName)
READABLE = 4.5
"""WCAG 2.2, success criterion 1.4.3."""


def luminance(color: QColor) -> float:
    """Return the relative luminance of WCAG 2.2."""
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (color.redF(), color.greenF(), color.blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: QColor, other: QColor) -> float:
    dim, bright = sorted((luminance(one), luminance(other)))
    return (bright + 0.05) / (dim + 0.05)


def pairs(theme: Theme) -> dict[str, tuple[QColor, QColor]]:
    grounds = ("window", "panel", "raised")
    texts = ("text", "muted", "accent", "warning")
    named = {
        f"{text} on {ground}": (getattr(theme, text), getattr(theme, ground))
        for text, ground in itertools.product(texts, grounds)
    }
    roles = palette(theme)
    return named | {
        "on_accent on accent": (theme.on_accent, theme.accent),
        "text on a selected row": (roles.highlightedText().color(), roles.highlight().color()),
        "text under the pointer": (theme.text, blend(theme.accent, theme.panel, 0.88)),
        "label in its halo": (theme.label, theme.halo),
    }


def test_black_on_white_is_21_to_1():
    assert contrast(QColor("black"), QColor("white")) == pytest.approx(21)


@pytest.mark.parametrize("name", THEMES)
def test_every_text_can_be_read_on_its_ground(name: ThemeName):
    theme = load_theme(name)

    weak = {what: contrast(*pair) for what, pair in pairs(theme).items()}

    assert not {what: ratio for what, ratio in weak.items() if ratio < READABLE}


def test_type_follows_the_system_and_the_theme(qapp):
    family = load_fonts()
    day, wall = (ui_font(load_theme(name), family).pointSizeF() for name in ("day", "projector"))

    assert wall == pytest.approx(day * load_theme("projector").text_scale)
    assert QFontInfo(ui_font(load_theme("day"), family)).family() == family


def test_a_window_keeps_its_theme_beside_another(qtbot):
    family = load_fonts()
    windows = {name: QWidget() for name in ("night", "projector")}
    for name, window in windows.items():
        qtbot.addWidget(window)
        QLabel("words", window)
        apply_theme(window, load_theme(name), family)

    for name, window in windows.items():
        theme = load_theme(name)
        label = window.findChild(QLabel)
        assert label.palette().windowText().color() == theme.text
        assert label.font().pointSizeF() == pytest.approx(ui_font(theme, family).pointSizeF())
