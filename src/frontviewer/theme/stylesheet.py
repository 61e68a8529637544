"""Applies themes to widgets: palette, fonts and style sheet on top of Qt's Fusion style.

Custom-painted widgets read their colors from the palette and need no theme:

=================  ======================  =================  ====================
palette role       theme color             palette role       theme color
=================  ======================  =================  ====================
Window             panel                   PlaceholderText    muted
Base, Button       raised                  Link               accent
AlternateBase      window                  Highlight          pale accent
Mid                edge                    BrightText         warning
=================  ======================  =================  ====================

Sizes follow the system font and the theme's `text_scale`; lengths in the style sheet are in em.
"""

from string import Template

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QPalette
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QFrame, QWidget

from frontviewer.core.system.data_files import data_folder
from frontviewer.theme.theme import Theme

_Role = QPalette.ColorRole
_RADIO_RING_SHARE = 0.3
"""Width of the ring of a checked radio button, as a share of its size."""


def apply_theme(target: QApplication | QWidget, theme: Theme, family: str) -> None:
    """Apply a theme to the application, or to one window and all widgets in it.

    Apply to the application first, for menus and dialogs. A window with another theme, such as
    the audience window with the projector theme, keeps it; widgets added to such a window later
    need `inherit_theme`.
    """
    # Otherwise widgets with a style sheet do not inherit their window's palette and font.
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_UseStyleSheetPropagationInWidgetStyles)
    target.setPalette(build_palette(theme))
    target.setFont(build_ui_font(theme, family))
    target.setStyleSheet(build_stylesheet(theme))


def inherit_theme(widget: QWidget, theme: Theme, font: QFont) -> None:
    """Set the palette and font of a widget, and of all widgets in it, to those of its new panel.

    Qt does not propagate them to a widget that is added to a window with a style sheet.
    """
    widget.setPalette(build_palette(theme))
    widget.setFont(font)


def remove_frame(area: QAbstractScrollArea) -> None:
    """Remove the frame of a list or scroll area and give it the background of its panel."""
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.viewport().setBackgroundRole(_Role.Window)


def build_palette(theme: Theme) -> QPalette:
    """Return the theme's colors as a Qt palette; the module docstring has the table."""
    palette = QPalette(
        theme.text, theme.raised, theme.raised, theme.edge, theme.edge, theme.text, theme.raised
    )
    roles = {
        _Role.Window: theme.panel,
        _Role.Base: theme.raised,
        _Role.Button: theme.raised,
        _Role.AlternateBase: theme.window,
        _Role.ToolTipBase: theme.raised,
        _Role.Mid: theme.edge,
        _Role.WindowText: theme.text,
        _Role.Text: theme.text,
        _Role.ButtonText: theme.text,
        _Role.ToolTipText: theme.text,
        _Role.PlaceholderText: theme.muted,
        _Role.Link: theme.accent,
        _Role.LinkVisited: theme.accent,
        _Role.Highlight: blend(theme.accent, theme.raised, 0.8),
        _Role.HighlightedText: theme.text,
        _Role.Accent: theme.accent,
        _Role.BrightText: theme.warning,
    }
    for role, color in roles.items():
        palette.setColor(role, color)
    disabled = blend(theme.muted, theme.panel, 0.35)
    for role in (_Role.WindowText, _Role.Text, _Role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, disabled)
    return palette


def build_ui_font(theme: Theme, family: str) -> QFont:
    """Return the interface font: `family` at the system's size times the theme's `text_scale`."""
    font = QFont(family)
    font.setPointSizeF(QFontInfo(_system_font()).pointSizeF() * theme.text_scale)
    return font


def _system_font() -> QFont:
    return QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)


def build_stylesheet(theme: Theme) -> str:
    """Return the style sheet for everything that Fusion and the palette do not set."""
    colors = {
        name: getattr(theme, name).name()
        for name in ("window", "panel", "raised", "text", "muted", "edge", "accent", "on_accent")
    }
    # Rules that set a background also set the text color: otherwise Qt takes it from the
    # application's palette, which may differ from the window's.
    grip = blend(theme.muted, theme.panel, 0.45)
    hover = blend(theme.accent, theme.panel, 0.88)
    accent_is_dark = theme.on_accent.lightness() > theme.accent.lightness()
    check_name = "check-white" if accent_is_dark else "check"
    check_icon = data_folder("resources") / "icons" / f"{check_name}.svg"
    # In px: for indicators in lists, em refers to the application's font, not to the list's.
    check_px = round(QFontInfo(_system_font()).pixelSize() * theme.text_scale)
    radio_px = check_px + check_px % 2  # even, so that the radius is whole and the circle round
    ring_px = round(radio_px * _RADIO_RING_SHARE)
    return _TEMPLATE.substitute(
        colors,
        grip=grip.name(),
        hover=hover.name(),
        check_icon=check_icon.as_posix(),
        check=check_px,
        radio=radio_px,
        ring=ring_px,
        dot=radio_px + 2 - 2 * ring_px,  # dot and ring together are as large as a radio button
        radius=radio_px // 2 + 1,
    )


def blend(color: QColor, background: QColor, share: float) -> QColor:
    """Return `color` mixed with a `share` (0 to 1) of `background`, in sRGB."""
    channels = zip(color.getRgb()[:3], background.getRgb()[:3], strict=True)  # type: ignore[index]
    return QColor(*(round(front * (1 - share) + back * share) for front, back in channels))


_TEMPLATE = Template(
    """
QStatusBar, QMenuBar, QToolBar { background: $window; }
QMainWindow::separator { background: $edge; width: 1px; height: 1px; }
QToolBar { border: none; border-bottom: 1px solid $edge; padding: 0.2em; spacing: 0.1em; }
QStatusBar { border-top: 1px solid $edge; color: $muted; }
QStatusBar::item { border: none; }
QStatusBar QLabel, QStatusBar QToolButton { padding: 0.1em 0.5em; }

QFrame#notice { background: $hover; border-bottom: 1px solid $accent; }
QScrollArea#sheet { border: 1px solid $edge; border-radius: 6px; background: $raised; }
QWidget#sheetPage { background: $raised; }
QLabel#keyCap { border: 1px solid $edge; border-radius: 4px; padding: 0.1em 0.5em;
                background: $panel; }
QWidget#audience { background: $panel; }

QMenuBar::item { padding: 0.3em 0.6em; background: transparent; }
QMenuBar::item:selected { background: $hover; color: $text; }
QMenu { background: $raised; border: 1px solid $edge; padding: 0.3em 0; }
QMenu::item { padding: 0.35em 2em 0.35em 1.6em; }
QMenu::item:selected { background: $accent; color: $on_accent; }
QMenu::item:disabled { color: $muted; }
QMenu::separator { height: 1px; background: $edge; margin: 0.3em 0; }
QToolTip { background: $raised; color: $text; border: 1px solid $edge; padding: 0.3em; }

QPushButton { background: $raised; color: $text; border: 1px solid $edge; border-radius: 4px;
              padding: 0.3em 0.8em; }
QToolButton { background: transparent; color: $text; border: 1px solid transparent;
              border-radius: 4px; padding: 0.25em; }
QPushButton:hover, QToolButton:hover { background: $hover; }
QPushButton:pressed, QToolButton:pressed { background: $accent; color: $on_accent; }
QPushButton:checked, QToolButton:checked { background: $hover; border-color: $accent; }
QToolButton[quiet="true"]:checked { background: transparent; border-color: transparent; }
QToolButton[quiet="true"] { padding-left: 0; }
QPushButton[quiet="true"] { background: transparent; border-color: transparent;
                            padding: 0.2em 0.4em; }
QPushButton[quiet="true"]:hover { background: $hover; }
QPushButton[quiet="true"]:pressed { background: $accent; color: $on_accent; }
QPushButton:focus, QToolButton:focus { border: 1px solid $accent; }
QToolButton[quiet="true"]:checked:focus { border: 1px solid $accent; }
QPushButton:disabled { color: $muted; }

QLineEdit { background: $raised; color: $text; placeholder-text-color: $muted;
            border: 1px solid $edge; border-radius: 4px; padding: 0.3em;
            selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit:read-only { background: $panel; }
QLineEdit:focus { border-color: $accent; }
QAbstractItemView::indicator, QCheckBox::indicator, QMenu::indicator:non-exclusive {
    width: ${check}px; height: ${check}px; border: 1px solid $muted; border-radius: 3px;
    background: $raised; }
QAbstractItemView::indicator:checked, QCheckBox::indicator:checked,
QMenu::indicator:non-exclusive:checked {
    border-color: $accent; background: $accent; image: url("$check_icon"); }
QRadioButton::indicator { width: ${radio}px; height: ${radio}px; border: 1px solid $muted;
                          border-radius: ${radius}px; background: $raised; }
QRadioButton::indicator:checked { width: ${dot}px; height: ${dot}px;
                                  border: ${ring}px solid $accent; }
QHeaderView { background: $panel; border: none; }
QHeaderView::section { background: $panel; color: $muted; border: none;
                       border-bottom: 1px solid $edge; padding: 0.3em 0.5em; }

QTabBar::tab { background: transparent; color: $muted; padding: 0.4em 0.9em;
               border: none; border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: $text; border-bottom-color: $accent; }
QTabBar::tab:hover { color: $text; }
QTabBar::tab:focus { color: $accent; }
QTabWidget::pane { border: none; border-top: 1px solid $edge; }
QTabWidget::tab-bar { left: 0; }
QDockWidget::title { background: $panel; padding: 0.4em 0.6em; border-bottom: 1px solid $edge; }

QScrollBar { background: transparent; border: none; }
QScrollBar:vertical { width: 11px; }
QScrollBar:horizontal { height: 11px; }
QScrollBar::handle { background: $grip; border-radius: 3px; margin: 2px 3px; }
QScrollBar::handle:vertical { min-height: 2.5em; }
QScrollBar::handle:horizontal { min-width: 2.5em; margin: 3px 2px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QSlider::groove:horizontal { height: 3px; background: $edge; border-radius: 1px; }
QSlider::sub-page:horizontal { background: $accent; border-radius: 1px; }
QSlider::handle:horizontal { background: $raised; border: 1px solid $muted; width: 13px;
                             margin: -6px 0; border-radius: 7px; }
QSlider::handle:horizontal:hover, QSlider::handle:horizontal:focus { border-color: $accent; }
QProgressBar { background: $edge; border: none; border-radius: 3px; max-height: 6px; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }
"""
)
