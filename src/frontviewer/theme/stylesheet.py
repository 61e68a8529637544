"""How widgets look: one place for palette, type and style sheet, on Qt's Fusion style.

Colours travel in the palette, so that a widget that paints itself needs no theme:

=================  ======================  =================  ====================
role               colour of the theme     role               colour of the theme
=================  ======================  =================  ====================
Window             panel                   PlaceholderText    muted
Base, Button       raised                  Link               accent
AlternateBase      window                  Highlight          accent, washed out
Mid                edge                    BrightText         warning
=================  ======================  =================  ====================

Sizes follow the person's system font and the theme's `text_scale`; lengths in the sheet are in em.
"""

from string import Template

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QPalette
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QFrame, QWidget

from frontviewer.core.system.app_paths import data_folder
from frontviewer.theme.theme import Theme

_Role = QPalette.ColorRole
_RING = 0.3
"""Of the size of a choice that is taken."""


def apply_theme(target: QApplication | QWidget, theme: Theme, family: str) -> None:
    """Give the program, or one window and all that lies in it, a theme's look.

    Dress the program first, for menus and dialogs. A window dressed differently, such as the wall
    in the projector theme, keeps its own look; what is added to it later needs `inherit_theme`.
    """
    # Else a style sheet cuts its widgets off from their window's palette and font.
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_UseStyleSheetPropagationInWidgetStyles)
    target.setPalette(palette(theme))
    target.setFont(ui_font(theme, family))
    target.setStyleSheet(stylesheet(theme))


def inherit_theme(widget: QWidget, theme: Theme, font: QFont) -> None:
    """Give a widget, and all that lies in it, the palette and font of the panel it joins.

    Qt does not hand them down to a widget that joins a window which has a style sheet.
    """
    widget.setPalette(palette(theme))
    widget.setFont(font)


def remove_frame(area: QAbstractScrollArea) -> None:
    """Let a list or a scrolled area lie on its panel's ground, without a frame."""
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.viewport().setBackgroundRole(_Role.Window)


def palette(theme: Theme) -> QPalette:
    """Return the theme's colours by Qt's roles; see the table above."""
    made = QPalette(
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
        made.setColor(role, color)
    faint = blend(theme.muted, theme.panel, 0.35)
    for role in (_Role.WindowText, _Role.Text, _Role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, faint)
    return made


def ui_font(theme: Theme, family: str) -> QFont:
    """Return the font of the program's own words: the system's size times the theme's scale."""
    font = QFont(family)
    font.setPointSizeF(QFontInfo(_system_font()).pointSizeF() * theme.text_scale)
    return font


def _system_font() -> QFont:
    return QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)


def stylesheet(theme: Theme) -> str:
    """Return the style sheet of everything that Fusion and the palette leave unsaid."""
    colors = {
        name: getattr(theme, name).name()
        for name in ("window", "panel", "raised", "text", "muted", "edge", "accent", "on_accent")
    }
    # Colours of text are said wherever a ground is: such a rule takes the rest from the program's
    # palette, which may be another than the window's.
    grip = blend(theme.muted, theme.panel, 0.45)
    over = blend(theme.accent, theme.panel, 0.88)
    tick = "check-white" if theme.on_accent.lightness() > theme.accent.lightness() else "check"
    path = data_folder("resources") / "icons" / f"{tick}.svg"
    # In a list's indicators an em is that of the program's font and not of the list's.
    box_px = round(QFontInfo(_system_font()).pixelSize() * theme.text_scale)
    disc_px = box_px + box_px % 2  # half of it is a whole number, or it would have corners
    ring_px = round(disc_px * _RING)
    return _SHEET.substitute(
        colors,
        grip=grip.name(),
        over=over.name(),
        tick=path.as_posix(),
        box=box_px,
        disc=disc_px,
        ring=ring_px,
        dot=disc_px + 2 - 2 * ring_px,  # with its ring as large as a disc with its edge
        radius=disc_px // 2 + 1,
    )


def blend(color: QColor, ground: QColor, share: float) -> QColor:
    """Return `color` with `share` (0 to 1) of `ground` mixed in."""
    return QColor(
        *(
            round(own * (1 - share) + under * share)
            for own, under in zip(color.getRgb()[:3], ground.getRgb()[:3], strict=True)  # type: ignore[index]
        )
    )


_SHEET = Template(
    """
QStatusBar, QMenuBar, QToolBar { background: $window; }
QMainWindow::separator { background: $edge; width: 1px; height: 1px; }
QToolBar { border: none; border-bottom: 1px solid $edge; padding: 0.2em; spacing: 0.1em; }
QStatusBar { border-top: 1px solid $edge; color: $muted; }
QStatusBar::item { border: none; }
QStatusBar QLabel, QStatusBar QToolButton { padding: 0.1em 0.5em; }

QFrame#notice { background: $over; border-bottom: 1px solid $accent; }
QScrollArea#sheet { border: 1px solid $edge; border-radius: 6px; background: $raised; }
QWidget#sheetPage { background: $raised; }
QLabel#keyCap { border: 1px solid $edge; border-radius: 4px; padding: 0.1em 0.5em;
                background: $panel; }
QWidget#audience { background: $panel; }

QMenuBar::item { padding: 0.3em 0.6em; background: transparent; }
QMenuBar::item:selected { background: $over; color: $text; }
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
QPushButton:hover, QToolButton:hover { background: $over; }
QPushButton:pressed, QToolButton:pressed { background: $accent; color: $on_accent; }
QPushButton:checked, QToolButton:checked { background: $over; border-color: $accent; }
QToolButton[quiet="true"]:checked { background: transparent; border-color: transparent; }
QToolButton[quiet="true"] { padding-left: 0; }
QPushButton[quiet="true"] { background: transparent; border-color: transparent;
                            padding: 0.2em 0.4em; }
QPushButton[quiet="true"]:hover { background: $over; }
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
    width: ${box}px; height: ${box}px; border: 1px solid $muted; border-radius: 3px;
    background: $raised; }
QAbstractItemView::indicator:checked, QCheckBox::indicator:checked,
QMenu::indicator:non-exclusive:checked {
    border-color: $accent; background: $accent; image: url("$tick"); }
QRadioButton::indicator { width: ${disc}px; height: ${disc}px; border: 1px solid $muted;
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
