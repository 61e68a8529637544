"""The main window: the map in the middle, what there is to read around it."""

import base64
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QByteArray, QSize, Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow, QMenu, QTabWidget, QToolBar, QWidget

from frontviewer.core.io.cache.layer_cache import LayerCache
from frontviewer.core.model.dossier import Dossier
from frontviewer.core.model.feature import FeatureKey
from frontviewer.core.pages.page import Page
from frontviewer.core.pages.page_builder import NO_LOCATION, count_claims
from frontviewer.core.problems import Problem
from frontviewer.mapview.map_view import MapView
from frontviewer.mapview.painters.basemap import Basemap
from frontviewer.theme.icons import icon
from frontviewer.theme.plain_text import plain_tip
from frontviewer.theme.stylesheet import apply_theme
from frontviewer.theme.theme import Theme
from frontviewer.ui import messages
from frontviewer.ui.actions import commands, fill_menus, main_keys, make_actions
from frontviewer.ui.crash_handler import Crash
from frontviewer.ui.dialogs.about import about_page
from frontviewer.ui.dialogs.crash import CrashDialog
from frontviewer.ui.dialogs.files import open_folder
from frontviewer.ui.dialogs.sheet import key_table, overlaid, show_sheet, stacked
from frontviewer.ui.keyboard_navigation import KeyboardNavigation
from frontviewer.ui.message_bar import MessageBar
from frontviewer.ui.panels.evidence_panel import EvidencePanel
from frontviewer.ui.panels.features_panel import FeaturesPanel
from frontviewer.ui.panels.hits_panel import HitsPanel
from frontviewer.ui.panels.layer_panel import LayerPanel
from frontviewer.ui.panels.problems_panel import ProblemsPanel
from frontviewer.ui.status_bar import StatusBar

_TOOLS = (
    *("zoom_in", "zoom_out", "zoom_all", "zoom_selection", "box_zoom", ""),
    *("back", "forward", "", "present"),
)
_SIDE_PX, _EVIDENCE_PX, _WINDOW_PX = 300, 420, (1440, 860)
_TOOL_EM = 1.2


class MainWindow(QMainWindow):
    """Puts the parts in their places; `wiring` joins them.

    Signals
    -------
    paths_dropped, recent_chosen
        Files and folders to open together: a tuple of Path.
    clear_requested
        Nothing is to be selected any more.
    closed
        The window is about to close.
    """

    paths_dropped = Signal(object)
    recent_chosen = Signal(object)
    clear_requested = Signal()
    closed = Signal()

    def __init__(
        self, theme: Theme, basemap: Basemap, family: str, cache: LayerCache | None = None
    ) -> None:
        super().__init__()
        self._family = family
        self._dossier = Dossier()
        self._news = ""
        self._has_failed = False
        self._presenting = False
        self._table = commands()
        self.actions_by_name = make_actions(self._table, self)
        self.map = MapView(theme, basemap, cache=cache)
        self.keyboard_navigation = KeyboardNavigation(self.map)
        self.evidence = EvidencePanel(theme)
        self.hits = HitsPanel(theme)
        self.layers = LayerPanel(theme)
        self.features = FeaturesPanel(theme)
        self.problems = ProblemsPanel(theme)
        self.message_bar = MessageBar(theme)
        self.status_bar = StatusBar()
        self.setStatusBar(self.status_bar)
        self.setAcceptDrops(True)
        self._place_parts()
        self._fill_menus()
        self._tools = self._add_tools()
        self._apply_theme(theme)  # the parts are built in it
        self.show_dossier(Dossier())
        self.show_selection(None)
        self.show_history(False, False)
        self.map.setFocus()
        self._fit_screen()

    def _fit_screen(self) -> None:
        """Take a comfortable size, or all of a screen that has no room for it."""
        room = self.screen().availableSize()
        wanted = QSize(*_WINDOW_PX)
        self.resize(wanted.boundedTo(room))
        if wanted != wanted.boundedTo(room):
            self.setWindowState(Qt.WindowState.WindowMaximized)
        self.share_out_width()

    def share_out_width(self) -> None:
        """Give the panels their usual widths, or as much less as the window is narrower."""
        share = min(1.0, self.width() / _WINDOW_PX[0])
        self.resizeDocks(
            [self.lists_dock, self.reading_dock],
            [round(_SIDE_PX * share), round(_EVIDENCE_PX * share)],
            Qt.Orientation.Horizontal,
        )

    # Building --------------------------------------------------------------------------------

    def _place_parts(self) -> None:
        lists = QTabWidget()
        lists.setDocumentMode(True)
        lists.addTab(self.layers, self.tr("Layers"))
        lists.addTab(self.features, self.tr("Features"))
        self.lists = lists
        self.setCentralWidget(overlaid(self.map, self.message_bar))
        area = Qt.DockWidgetArea
        self.lists_dock = self._dock(
            "lists", self.tr("Layers and features"), lists, area.LeftDockWidgetArea
        )
        self.reading_dock = self._dock(
            "reading",
            self.tr("Evidence"),
            stacked(self.hits, self.evidence),
            area.RightDockWidgetArea,
        )
        self.problems_dock = self._dock(
            "problems", self.tr("Problems"), self.problems, area.BottomDockWidgetArea
        )
        self.problems_dock.hide()

    def _dock(self, name: str, title: str, widget: QWidget, area: Qt.DockWidgetArea) -> QDockWidget:
        dock = QDockWidget(title)
        dock.setObjectName(name)  # by which Qt finds it again in a saved layout
        dock.setWidget(widget)
        self.addDockWidget(area, dock)
        return dock

    def _fill_menus(self) -> None:
        menus = fill_menus(self.menuBar(), self._table, self.actions_by_name)
        self.recent_menu = QMenu(self.tr("Open &recent"), self)
        menus["open_bundled"].insertMenu(self.actions_by_name["open_bundled"], self.recent_menu)
        view = menus["zoom_in"]
        view.addSeparator()
        for dock in (self.lists_dock, self.reading_dock, self.problems_dock):
            view.addAction(dock.toggleViewAction())

    def _add_tools(self) -> QToolBar:
        bar = QToolBar(self.tr("Map"))
        bar.setObjectName("map_tools")
        bar.setMovable(False)
        for name in _TOOLS:
            if name:
                bar.addAction(self.actions_by_name[name])
            else:
                bar.addSeparator()
        self.addToolBar(Qt.ToolBarArea.LeftToolBarArea, bar)
        return bar

    # Facts -----------------------------------------------------------------------------------

    def show_theme(self, theme: Theme) -> None:
        """Wear another theme."""
        self._apply_theme(theme)
        parts = (self.map, self.evidence, self.hits, self.layers, self.features, self.problems)
        for part in (*parts, self.message_bar):
            part.show_theme(theme)

    def _apply_theme(self, theme: Theme) -> None:
        apply_theme(self, theme, self._family)
        side = round(self.fontMetrics().height() * _TOOL_EM)
        self._tools.setIconSize(QSize(side, side))
        for command in self._table:
            if command.icon:
                action = self.actions_by_name[command.name]
                action.setIcon(icon(command.icon, theme.text))
                # Where an icon stands in a menu, Fusion draws no check mark.
                action.setIconVisibleInMenu(not action.isCheckable())

    def show_dossier(self, dossier: Dossier) -> None:
        """Name what is open, and fill the lists from it."""
        self.setWindowTitle(messages.window_title(dossier))
        self._dossier = dossier
        counts = count_claims(dossier)
        self.layers.show_dossier(dossier)
        self.features.show_features(dossier, counts)
        self.problems.show_problems(dossier.problems)
        self.status_bar.show_dossier(dossier)
        self.actions_by_name["present"].setEnabled(bool(dossier.briefing.steps))
        self.actions_by_name["no_place"].setEnabled(NO_LOCATION in counts)

    def show_page(self, page: Page | None) -> None:
        """Show what there is to read about the selection."""
        self.evidence.show_page(page)

    def show_opened(self, dossier: Dossier) -> None:
        """Say what was left out of what has just been opened, or nothing."""
        self._say(messages.opened(dossier), details=True)

    def show_reloaded(self, dossier: Dossier) -> None:
        """Say that a change on disk is now on the map."""
        self._say(messages.opened(dossier) or messages.reloaded(dossier), details=False)

    def show_failure(self, problems: Sequence[Problem]) -> None:
        """Say why nothing could be opened; everything stays as it was, the reasons are listed."""
        self.problems.show_problems((*problems, *self._dossier.problems))
        self._say(messages.failed(problems), details=True)

    def show_progress(self, share: float, file: str) -> None:
        """Say how far opening has come, from 0 to 1."""
        self.message_bar.show_progress(share, self.tr("Opening {0} …").format(file))

    def set_presenting(self, presenting: bool) -> None:
        """Open no dialog while an audience sees the briefing."""
        self._presenting = presenting

    def show_ended(self, report: Path) -> None:
        """Say, when there is nothing else to be said, that the last run ended unexpectedly."""
        self._news = messages.ended(report)

    def show_crash(self, crash: Crash) -> None:
        """Say once in a dialog that something failed; later, and during a talk, in passing."""
        if self._has_failed or self._presenting:
            self.message_bar.show_message(messages.failed_again(crash.file))
            return
        self._has_failed = True
        dialog = CrashDialog(crash, self)
        dialog.quit_requested.connect(self.close)
        dialog.show()

    def show_folder(self, folder: Path) -> None:
        """Show a folder on the desktop, or say why it cannot be shown."""
        if not open_folder(folder):
            self.message_bar.show_message(messages.not_shown(folder))

    def _say(self, message: str, *, details: bool) -> None:
        if message:
            self.message_bar.show_message(message, details=details)
        elif self._news:
            self.message_bar.show_message(self._news)
            self._news = ""
        else:
            self.message_bar.clear()

    def show_selection(self, key: FeatureKey | None) -> None:
        """Offer to zoom to what is selected, if it has a place."""
        self.actions_by_name["zoom_selection"].setEnabled(bool(self._dossier.locate_feature(key)))

    def show_hits(self, keys: Sequence[FeatureKey], selected: FeatureKey | None) -> None:
        """List everything under the last click, and mark what is selected of it."""
        features = [self._dossier.feature(key) for key in keys]
        self.hits.show_hits([feature for feature in features if feature], selected)

    def show_hovered(self, key: FeatureKey | None) -> None:
        """Name what lies under the pointer."""
        feature = self._dossier.feature(key) if key else None
        self.map.setToolTip(plain_tip(feature.name) if feature else "")

    def show_recent(self, recent: Sequence[Sequence[str]]) -> None:
        """Replace the menu of what was opened before; each entry a group of paths."""
        self.recent_menu.clear()
        self.recent_menu.setEnabled(bool(recent))
        for names in recent:
            paths = tuple(Path(name) for name in names)
            action = self.recent_menu.addAction(
                " + ".join(messages.shortened(path) for path in paths)
            )
            action.setMenuRole(QAction.MenuRole.NoRole)  # even if it is called "Settings"
            action.triggered.connect(partial(self.recent_chosen.emit, paths))

    def show_history(self, back: bool, forward: bool) -> None:
        """Say whether there are views to go back or forward to."""
        self.actions_by_name["back"].setEnabled(back)
        self.actions_by_name["forward"].setEnabled(forward)

    def show_find(self) -> None:
        """Put the cursor where features are searched."""
        self.lists_dock.show()
        self.lists.setCurrentWidget(self.features)
        self.features.field.setFocus()
        self.features.field.selectAll()

    def leave_tool(self) -> None:
        """Put the box zoom away."""
        self.actions_by_name["box_zoom"].setChecked(False)

    def let_go(self) -> None:
        """Put the tool away that is in hand; without one, wish to select nothing."""
        if self.actions_by_name["box_zoom"].isChecked():
            self.leave_tool()
        else:
            self.clear_requested.emit()

    def show_full_screen(self, full: bool) -> None:
        """Fill the screen, or return to the window's own size."""
        wanted = Qt.WindowState.WindowFullScreen
        self.setWindowState(self.windowState() | wanted if full else self.windowState() & ~wanted)

    def show_map_alone(self) -> None:
        """Put everything but the map away."""
        docks = (self.lists_dock, self.reading_dock, self.problems_dock)
        for part in (*docks, self._tools, self.menuBar(), self.status_bar):
            part.hide()

    def toggle_problems(self) -> None:
        """Show or hide the list of problems."""
        self.problems_dock.setVisible(self.problems_dock.isHidden())

    def come_forward(self) -> None:
        """Lie on top of other windows: somebody asked elsewhere for what is shown here."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.activateWindow()

    def show_keys(self) -> None:
        """Lay the key sheet over the window."""
        show_sheet(self.tr("Keys"), key_table(main_keys(self._table, self.actions_by_name)), self)

    def show_about(self) -> None:
        """Lay the sheet with versions and licences over the window."""
        show_sheet("frontviewer", about_page(), self)

    def layout_text(self) -> str:
        """Return size, place and docks, to be given to `restore_layout` another time."""
        both = (self.saveGeometry(), self.saveState())
        return " ".join(base64.b64encode(part.data()).decode() for part in both)

    def restore_layout(self, text: str) -> None:
        """Take the size, place and docks of another time; text that is none changes nothing."""
        parts = [QByteArray.fromBase64(QByteArray(part.encode())) for part in text.split(" ")]
        if len(parts) == 2:  # noqa: PLR2004 - geometry and state
            self.restoreGeometry(parts[0])
            self.restoreState(parts[1])

    # Qt's own --------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: D102, N802 - Qt's name
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: D102, N802 - Qt's name
        urls = [url for url in event.mimeData().urls() if url.isLocalFile()]
        self.paths_dropped.emit(tuple(Path(url.toLocalFile()) for url in urls))
        event.acceptProposedAction()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: D102, N802 - Qt's name
        self.closed.emit()
        super().closeEvent(event)
