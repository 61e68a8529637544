"""The audience window: shows a briefing on the second screen, one step at a time, in large type."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QSplitter, QVBoxLayout, QWidget

from frontviewer.core.model.dossier import Dossier
from frontviewer.core.pages.page import Group, Page
from frontviewer.core.text.translation import tr
from frontviewer.mapview.map_view import MapView
from frontviewer.mapview.painters.basemap import Basemap
from frontviewer.theme.plain_text import plain_label
from frontviewer.theme.stylesheet import apply_theme
from frontviewer.theme.theme import Theme
from frontviewer.ui.actions import list_briefing_shortcuts
from frontviewer.ui.dialogs.sheet import OverlaySheet, build_key_table, show_sheet, style_heading
from frontviewer.ui.panels.evidence_panel import EvidencePanel
from frontviewer.ui.view_animation import ViewAnimation

_STEP_OFFSETS: Mapping[Qt.Key, int] = MappingProxyType(
    {
        Qt.Key.Key_Right: 1,
        Qt.Key.Key_Down: 1,
        Qt.Key.Key_Space: 1,
        Qt.Key.Key_PageDown: 1,
        Qt.Key.Key_Return: 1,
        Qt.Key.Key_Enter: 1,
        Qt.Key.Key_Left: -1,
        Qt.Key.Key_Up: -1,
        Qt.Key.Key_PageUp: -1,
    }
)
_STEP_INDICES: Mapping[Qt.Key, int] = MappingProxyType(
    {Qt.Key.Key_Home: 0, Qt.Key.Key_End: 10**6}  # the session limits it to the last step
)
_BLACK_SCREEN_KEYS = (Qt.Key.Key_B, Qt.Key.Key_Period)
_SPLITTER_RATIO = (62, 38, 38)  # map, evidence panel, right panel
_TITLE_SCALE = 1.7  # relative to the text


class AudienceWindow(QWidget):
    """Shows the steps of a briefing: title, map, and one or two panels with claims.

    It has its own map and panels, so the main window is unchanged when the briefing ends.

    Attributes
    ----------
    map
        The map.
    evidence
        Panel with the page of the step; in a step of kind "compare", with the first claim.
    right_panel
        Panel with the second claim in a step of kind "compare"; hidden otherwise.
    view_animation
        Moves the map to the view of the next step.

    Signals
    -------
    advance_requested : int
        1 for the next step, -1 for the previous one.
    step_requested : int
        Index of a step, from 0; an index past the end means the last step.
    closed
        The window is about to close, which ends the briefing.
    """

    advance_requested = Signal(int)
    step_requested = Signal(int)
    closed = Signal()

    def __init__(
        self, theme: Theme, basemap: Basemap, font_family: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Briefing – frontviewer"))
        self.setObjectName("audience")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.map = MapView(theme, basemap)
        self.evidence = EvidencePanel(theme, presentation=True)
        self.right_panel = EvidencePanel(theme, presentation=True)
        self._is_comparison = False
        self._title = plain_label()
        self._title.setWordWrap(True)
        self._step_count = plain_label()
        self._dossier_title = plain_label()
        self.view_animation = ViewAnimation(self.map)
        self._dossier = Dossier()
        self._black_screen = QLabel(self)
        self._black_screen.setStyleSheet("background: black")
        self._black_screen.hide()
        self._layout_widgets()
        apply_theme(self, theme, font_family)
        style_heading(self._title, _TITLE_SCALE)

    def _layout_widgets(self) -> None:
        header = QHBoxLayout()
        header.setContentsMargins(32, 20, 32, 16)
        header.addWidget(self._title, 1)
        footer = QHBoxLayout()
        footer.setContentsMargins(32, 8, 32, 12)
        footer.addWidget(self._dossier_title)
        footer.addStretch()
        footer.addWidget(self._step_count)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.map)
        splitter.addWidget(self.evidence)
        splitter.addWidget(self.right_panel)
        splitter.setSizes([share * 100 for share in _SPLITTER_RATIO])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(header)
        column.addWidget(splitter, 1)
        column.addLayout(footer)

    def show_dossier(self, dossier: Dossier) -> None:
        """Set the dossier whose briefing is presented, and show its title."""
        self._dossier = dossier
        self._dossier_title.setText(dossier.title)

    def show_page(self, page: Page | None) -> None:
        """Show a page beside the map; a comparison in two panels; None hides the panels."""
        left, right = _split_comparison(page) if page and self._is_comparison else (page, None)
        for panel, content in ((self.evidence, left), (self.right_panel, right)):
            panel.show_page(content)
            panel.setVisible(content is not None)

    def show_step(self, index: int | None) -> None:
        """Show the title and number of a step; hidden steps are not counted."""
        if index is None:
            return
        steps = self._dossier.briefing.steps
        self._is_comparison = steps[index].kind == "compare"
        self._title.setText(steps[index].title)
        self.map.show_coordinates(steps[index].show_coordinates)
        visible = [i for i, step in enumerate(steps) if not step.hidden or i == index]
        self._step_count.setText(f"{visible.index(index) + 1} / {len(visible)}")

    @property
    def is_black(self) -> bool:
        """Whether the screen is blacked out."""
        return self._black_screen.isVisibleTo(self)

    def show_shortcuts(self) -> None:
        """Show the list of keyboard shortcuts in a sheet over the window."""
        table = build_key_table(list_briefing_shortcuts(), 1)
        show_sheet(tr("Keyboard shortcuts in the briefing"), table, self)

    def event(self, event: QEvent) -> bool:
        """Filter the events of the application only while this window is active."""
        application = QApplication.instance()
        if application and event.type() == QEvent.Type.WindowActivate:
            application.installEventFilter(self)
        elif application and event.type() in (QEvent.Type.WindowDeactivate, QEvent.Type.Close):
            application.removeEventFilter(self)
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Handle the keys of the briefing before the focused button or scroll bar gets them."""
        is_inside = isinstance(watched, QWidget) and watched.window() is self
        if is_inside and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._handle_key(event)
        return super().eventFilter(watched, event)

    def _handle_key(self, event: QKeyEvent) -> bool:
        """Carry out the command of a key and return whether it has one.

        Keys that change the step also end the black screen.
        """
        key = Qt.Key(event.key())
        if sheet := self.findChild(OverlaySheet):
            sheet.close_sheet()
        elif key in _BLACK_SCREEN_KEYS and not event.isAutoRepeat():
            self._set_black(not self.is_black)
        elif key == Qt.Key.Key_Escape:
            self.close()
        elif event.text() == "?" or key == Qt.Key.Key_F1:
            self.show_shortcuts()
        elif key in _STEP_OFFSETS:
            self._set_black(False)
            self.advance_requested.emit(_STEP_OFFSETS[key])
        elif key in _STEP_INDICES:
            self._set_black(False)
            self.step_requested.emit(_STEP_INDICES[key])
        else:
            return False
        return True

    def _set_black(self, black: bool) -> None:
        self._black_screen.setGeometry(self.rect())
        self._black_screen.setVisible(black)
        self._black_screen.raise_()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: D102, N802 - Qt's name
        self.closed.emit()
        super().closeEvent(event)


def _split_comparison(page: Page) -> tuple[Page, Page | None]:
    """Return a page of two cards as two pages of one card; any other page and None."""
    if len(page.cards) != 2:  # noqa: PLR2004 - a comparison has two sides
        return page, None
    left, right = (replace(page, groups=(Group("", (card,)),)) for card in page.cards)
    return left, replace(right, media=())
