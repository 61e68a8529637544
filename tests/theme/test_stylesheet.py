import itertools
from typing import get_args

import pytest
from PySide6.QtGui import QColor, QFontInfo
from PySide6.QtWidgets import QLabel, QWidget

from frontviewer.theme.fonts import load_fonts
from frontviewer.theme.stylesheet import apply_theme, blend, build_palette, build_ui_font
from frontviewer.theme.theme import Theme, ThemeName, load_theme

THEMES = get_args(ThemeName)
MIN_CONTRAST = 4.5
"""WCAG 2.2, success criterion 1.4.3."""


def luminance(color: QColor) -> float:
    """Return the relative luminance of WCAG 2.2."""
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
        for channel in (color.redF(), color.greenF(), color.blueF())
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: QColor, second: QColor) -> float:
    """Return the contrast ratio of WCAG 2.2, from 1 to 21."""
    darker, lighter = sorted((luminance(first), luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def text_pairs(theme: Theme) -> dict[str, tuple[QColor, QColor]]:
    """Return all pairs of text color and background, by description."""
    backgrounds = ("window", "panel", "raised")
    texts = ("text", "muted", "accent", "warning")
    pairs = {
        f"{text} on {background}": (getattr(theme, text), getattr(theme, background))
        for text, background in itertools.product(texts, backgrounds)
    }
    palette = build_palette(theme)
    return pairs | {
        "on_accent on accent": (theme.on_accent, theme.accent),
        "text on a selected row": (
            palette.highlightedText().color(),
            palette.highlight().color(),
        ),
        "text under the pointer": (theme.text, blend(theme.accent, theme.panel, 0.88)),
        "label in its halo": (theme.label, theme.halo),
    }


def test_contrast_of_black_on_white_is_21_to_1():
    assert contrast(QColor("black"), QColor("white")) == pytest.approx(21)


@pytest.mark.parametrize("name", THEMES)
def test_every_text_has_enough_contrast(name: ThemeName):
    theme = load_theme(name)

    ratios = {name: contrast(*pair) for name, pair in text_pairs(theme).items()}

    assert not {name: ratio for name, ratio in ratios.items() if ratio < MIN_CONTRAST}


def test_font_size_follows_the_system_and_the_theme(qapp):
    family = load_fonts()
    day, projector = (
        build_ui_font(load_theme(name), family).pointSizeF() for name in ("day", "projector")
    )

    assert projector == pytest.approx(day * load_theme("projector").text_scale)
    assert QFontInfo(build_ui_font(load_theme("day"), family)).family() == family


def test_two_windows_keep_different_themes(qtbot):
    family = load_fonts()
    windows = {name: QWidget() for name in ("night", "projector")}
    for name, window in windows.items():
        qtbot.addWidget(window)
        QLabel("text", window)
        apply_theme(window, load_theme(name), family)

    for name, window in windows.items():
        theme = load_theme(name)
        label = window.findChild(QLabel)
        assert label.palette().windowText().color() == theme.text
        assert label.font().pointSizeF() == pytest.approx(build_ui_font(theme, family).pointSizeF())
