"""The briefing on the wall: one step at a time, large and plain."""

from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QSplitter, QVBoxLayout, QWidget

from frontviewer.core.model.dossier import Dossier
from frontviewer.core.pages.page import Group, Page
from frontviewer.mapview.map_view import MapView
from frontviewer.mapview.painters.basemap import Basemap
from frontviewer.theme.plain_text import plain_label
from frontviewer.theme.stylesheet import apply_theme
from frontviewer.theme.theme import Theme
from frontviewer.ui.actions import briefing_keys
from frontviewer.ui.dialogs.sheet import OverlaySheet, enlarge, key_table, show_sheet
from frontviewer.ui.panels.evidence_panel import EvidencePanel
from frontviewer.ui.view_animation import ViewAnimation

_TURNS = {
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
_ENDS = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: 10**6}
_BLACK = (Qt.Key.Key_B, Qt.Key.Key_Period)
_SHARES = (62, 38, 38)  # of map and panels
_TITLE = 1.7  # times the text


class AudienceWindow(QWidget):
    """Shows the steps of a briefing to a room.

    It has a map and a panel of its own, so that leaving it finds the main window as it was.

    Signals
    -------
    turn_requested
        Go on (1) or back (-1).
    step_requested
        Go to a step by position, from 0; beyond the last means the last.
    closed
        The briefing was left.
    """

    turn_requested = Signal(int)
    step_requested = Signal(int)
    closed = Signal()

    def __init__(
        self, theme: Theme, basemap: Basemap, family: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Briefing – frontviewer"))
        self.setObjectName("audience")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.map = MapView(theme, basemap)
        self.evidence = EvidencePanel(theme, to_read_aloud=True)
        self.right_panel = EvidencePanel(theme, to_read_aloud=True)
        self._compares = False
        self._title = plain_label()
        self._title.setWordWrap(True)
        self._count = plain_label()
        self._foot = plain_label()
        self.view_animation = ViewAnimation(self.map)
        self._dossier = Dossier()
        self._black = QLabel(self)
        self._black.setStyleSheet("background: black")
        self._black.hide()
        self._place_parts()
        apply_theme(self, theme, family)
        enlarge(self._title, _TITLE)

    def _place_parts(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(32, 20, 32, 16)
        top.addWidget(self._title, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(32, 8, 32, 12)
        foot.addWidget(self._foot)
        foot.addStretch()
        foot.addWidget(self._count)
        middle = QSplitter(Qt.Orientation.Horizontal)
        middle.setChildrenCollapsible(False)
        middle.addWidget(self.map)
        middle.addWidget(self.evidence)
        middle.addWidget(self.right_panel)
        middle.setSizes([share * 100 for share in _SHARES])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(middle, 1)
        column.addLayout(foot)

    def show_dossier(self, dossier: Dossier) -> None:
        """Take the dossier whose briefing is given."""
        self._dossier = dossier
        self._foot.setText(dossier.title)

    def show_page(self, page: Page | None) -> None:
        """Show a page beside the map; two claims to be compared side by side; without one, none."""
        left, right = _facing(page) if page and self._compares else (page, None)
        for panel, shown in ((self.evidence, left), (self.right_panel, right)):
            panel.show_page(shown)
            panel.setVisible(shown is not None)

    def show_step(self, position: int | None) -> None:
        """Name the step on show, and say how many there are."""
        if position is None:
            return
        steps = self._dossier.briefing.steps
        self._compares = steps[position].kind == "compare"
        self._title.setText(steps[position].title)
        self.map.show_coordinates(steps[position].show_coordinates)
        shown = [place for place, step in enumerate(steps) if not step.hidden or place == position]
        self._count.setText(f"{shown.index(position) + 1} / {len(shown)}")

    @property
    def is_black(self) -> bool:
        """Whether the screen is black."""
        return self._black.isVisibleTo(self)

    def show_keys(self) -> None:
        """Lay the key sheet over the picture."""
        show_sheet(self.tr("Keys of the briefing"), key_table(briefing_keys(), 1), self)

    def event(self, event: QEvent) -> bool:
        """Listen to every key while this window is on, whatever in it was clicked last."""
        program = QApplication.instance()
        if program and event.type() == QEvent.Type.WindowActivate:
            program.installEventFilter(self)
        elif program and event.type() in (QEvent.Type.WindowDeactivate, QEvent.Type.Close):
            program.removeEventFilter(self)
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Take the keys of the briefing before a button or a scroll bar does."""
        within = isinstance(watched, QWidget) and watched.window() is self
        if within and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._handle_key(event)
        return super().eventFilter(watched, event)

    def _handle_key(self, event: QKeyEvent) -> bool:
        """Turn the steps; any turning key also ends a black screen. False: not a key of ours."""
        key = Qt.Key(event.key())
        if sheet := self.findChild(OverlaySheet):
            sheet.close_sheet()
        elif key in _BLACK and not event.isAutoRepeat():
            self._set_black(not self.is_black)
        elif key == Qt.Key.Key_Escape:
            self.close()
        elif event.text() == "?" or key == Qt.Key.Key_F1:
            self.show_keys()
        elif key in _TURNS:
            self._set_black(False)
            self.turn_requested.emit(_TURNS[key])
        elif key in _ENDS:
            self._set_black(False)
            self.step_requested.emit(_ENDS[key])
        else:
            return False
        return True

    def _set_black(self, black: bool) -> None:
        self._black.setGeometry(self.rect())
        self._black.setVisible(black)
        self._black.raise_()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: D102, N802 - Qt's name
        self.closed.emit()
        super().closeEvent(event)


def _facing(page: Page) -> tuple[Page, Page | None]:
    """Return a page of two cards as two pages of one; any other page stays whole."""
    if len(page.cards) != 2:  # noqa: PLR2004 - a comparison has two sides
        return page, None
    left, right = (replace(page, groups=(Group("", (card,)),)) for card in page.cards)
    return left, replace(right, media=())
