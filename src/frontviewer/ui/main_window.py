"""The main window: the map in the center, panels, tool bar and menus around it."""

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
from frontviewer.core.text.translation import tr
from frontviewer.mapview.map_view import MapView
from frontviewer.mapview.painters.basemap import Basemap
from frontviewer.theme.icons import load_icon
from frontviewer.theme.plain_text import escape_tooltip
from frontviewer.theme.stylesheet import apply_theme
from frontviewer.theme.theme import Theme
from frontviewer.ui import messages
from frontviewer.ui.actions import COMMANDS, fill_menus, list_main_shortcuts, make_actions
from frontviewer.ui.crash_handler import Crash
from frontviewer.ui.dialogs.about import build_about_page
from frontviewer.ui.dialogs.crash import CrashDialog
from frontviewer.ui.dialogs.files import show_in_file_manager
from frontviewer.ui.dialogs.sheet import build_key_table, overlay_widgets, show_sheet, stack_widgets
from frontviewer.ui.keyboard_navigation import KeyboardNavigation
from frontviewer.ui.message_bar import MessageBar
from frontviewer.ui.panels.evidence_panel import EvidencePanel
from frontviewer.ui.panels.features_panel import FeaturesPanel
from frontviewer.ui.panels.hits_panel import HitsPanel
from frontviewer.ui.panels.layer_panel import LayerPanel
from frontviewer.ui.panels.problems_panel import ProblemsPanel
from frontviewer.ui.status_bar import StatusBar

_TOOL_BAR_COMMANDS = (  # "" is a separator
    *("zoom_in", "zoom_out", "zoom_all", "zoom_selection", "box_zoom", ""),
    *("back", "forward", "", "start_briefing"),
)
_LISTS_WIDTH_PX, _EVIDENCE_WIDTH_PX, _WINDOW_SIZE_PX = 300, 420, (1440, 860)
_TOOL_ICON_EM = 1.2  # heights of a line of text
_ABOUT_WIDTH_EM = 40  # heights of a line of text
_MAX_ABOUT_WIDTH = 0.75  # fraction of the window's width


class MainWindow(QMainWindow):
    """Creates the map, panels and menus and lays them out; `connections` connects them.

    The window holds no session and no settings: it is given values through `show_...` methods.

    Signals
    -------
    paths_dropped : tuple of Path
        Files and folders that were dropped on the window, to open together.
    recent_chosen : tuple of Path
        Files and folders of an entry of the Open recent menu, to open together.
    clear_requested
        The selection is to be cleared.
    closed
        The window is about to close.
    """

    paths_dropped = Signal(object)
    recent_chosen = Signal(object)
    clear_requested = Signal()
    closed = Signal()

    def __init__(
        self, theme: Theme, basemap: Basemap, font_family: str, cache: LayerCache | None = None
    ) -> None:
        super().__init__()
        self._font_family = font_family
        self._dossier = Dossier()
        self._pending_message = ""
        self._has_crashed = False
        self._is_presenting = False
        self.actions_by_name = make_actions(COMMANDS, self)
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
        self._layout_widgets()
        self._fill_menus()
        self._tool_bar = self._add_tool_bar()
        self._apply_theme(theme)  # the other widgets were created with the theme
        self.show_dossier(Dossier())
        self.show_selection(None)
        self.show_history(False, False)
        self.map.setFocus()
        self._set_default_size()

    def _set_default_size(self) -> None:
        """Resize to the default size, or maximize if the screen is smaller."""
        available = self.screen().availableSize()
        preferred = QSize(*_WINDOW_SIZE_PX)
        self.resize(preferred.boundedTo(available))
        if preferred != preferred.boundedTo(available):
            self.setWindowState(Qt.WindowState.WindowMaximized)
        self.set_default_dock_widths()

    def set_default_dock_widths(self) -> None:
        """Set the default dock widths, scaled down if the window is narrower than its default."""
        scale = min(1.0, self.width() / _WINDOW_SIZE_PX[0])
        self.resizeDocks(
            [self.lists_dock, self.evidence_dock],
            [round(_LISTS_WIDTH_PX * scale), round(_EVIDENCE_WIDTH_PX * scale)],
            Qt.Orientation.Horizontal,
        )

    # Construction ----------------------------------------------------------------------------

    def _layout_widgets(self) -> None:
        self.lists = QTabWidget()
        self.lists.setDocumentMode(True)
        self.lists.addTab(self.layers, tr("Layers"))
        self.lists.addTab(self.features, tr("Features"))
        self.setCentralWidget(overlay_widgets(self.map, self.message_bar))
        area = Qt.DockWidgetArea
        self.lists_dock = self._add_dock(
            "lists", tr("Layers and features"), self.lists, area.LeftDockWidgetArea
        )
        self.evidence_dock = self._add_dock(
            "reading",
            tr("Evidence"),
            stack_widgets(self.hits, self.evidence),
            area.RightDockWidgetArea,
        )
        self.problems_dock = self._add_dock(
            "problems", tr("Problems"), self.problems, area.BottomDockWidgetArea
        )
        self.problems_dock.hide()

    def _add_dock(
        self, name: str, title: str, widget: QWidget, area: Qt.DockWidgetArea
    ) -> QDockWidget:
        dock = QDockWidget(title)
        dock.setObjectName(name)  # `saveState` stores it; renaming it loses the user's layout
        dock.setWidget(widget)
        self.addDockWidget(area, dock)
        return dock

    def _fill_menus(self) -> None:
        menus = fill_menus(self.menuBar(), COMMANDS, self.actions_by_name)
        self.recent_menu = QMenu(tr("Open recen&t"), self)
        menus["open_sample"].insertMenu(self.actions_by_name["open_sample"], self.recent_menu)
        view_menu = menus["zoom_in"]
        view_menu.addSeparator()
        for dock in (self.lists_dock, self.evidence_dock, self.problems_dock):
            view_menu.addAction(dock.toggleViewAction())

    def _add_tool_bar(self) -> QToolBar:
        tool_bar = QToolBar(tr("Map"))
        tool_bar.setObjectName("map_tools")
        tool_bar.setMovable(False)
        for name in _TOOL_BAR_COMMANDS:
            if name:
                tool_bar.addAction(self.actions_by_name[name])
            else:
                tool_bar.addSeparator()
        self.addToolBar(Qt.ToolBarArea.LeftToolBarArea, tool_bar)
        return tool_bar

    # Values to show --------------------------------------------------------------------------

    def show_theme(self, theme: Theme) -> None:
        """Apply a theme to the window and all of its panels."""
        self._apply_theme(theme)
        panels = (self.map, self.evidence, self.hits, self.layers, self.features, self.problems)
        for widget in (*panels, self.message_bar):
            widget.show_theme(theme)

    def _apply_theme(self, theme: Theme) -> None:
        apply_theme(self, theme, self._font_family)
        for menu in self.findChildren(QMenu):
            menu.setFont(self.font())  # Qt does not propagate the font of a window to its menus
        icon_size = round(self.fontMetrics().height() * _TOOL_ICON_EM)
        self._tool_bar.setIconSize(QSize(icon_size, icon_size))
        for command in COMMANDS:
            if command.icon:
                action = self.actions_by_name[command.name]
                action.setIcon(load_icon(command.icon, theme.text))
                # The Fusion style draws no check mark in a menu item that has an icon.
                action.setIconVisibleInMenu(not action.isCheckable())

    def show_dossier(self, dossier: Dossier) -> None:
        """Show a dossier in title, lists and status bar, and enable its commands."""
        self.setWindowTitle(messages.format_window_title(dossier))
        self._dossier = dossier
        counts = count_claims(dossier)
        self.layers.show_dossier(dossier)
        self.features.show_features(dossier, counts)
        self.problems.show_problems(dossier.problems)
        self.status_bar.show_dossier(dossier)
        self.actions_by_name["start_briefing"].setEnabled(bool(dossier.briefing.steps))
        self.actions_by_name["select_unlocated"].setEnabled(NO_LOCATION in counts)

    def show_page(self, page: Page | None) -> None:
        """Show the page of the selection in the evidence panel."""
        self.evidence.show_page(page)

    def show_opened(self, dossier: Dossier) -> None:
        """Show a message if the dossier that was opened has errors."""
        self._show_message(messages.format_load_errors(dossier), details=True)

    def show_reloaded(self, dossier: Dossier) -> None:
        """Show the message that the dossier was read again, or its errors."""
        message = messages.format_load_errors(dossier) or messages.format_reloaded(dossier)
        self._show_message(message, details=False)

    def show_open_failure(self, problems: Sequence[Problem]) -> None:
        """Show why nothing could be opened, and list the reasons in the Problems panel."""
        self.problems.show_problems((*problems, *self._dossier.problems))
        self._show_message(messages.format_open_failure(problems), details=True)

    def show_export_failure(self, problems: Sequence[Problem]) -> None:
        """Show why an image could not be exported, and list the reasons in the Problems panel."""
        self.problems.show_problems((*problems, *self._dossier.problems))
        self._show_message(messages.format_export_failure(problems), details=True)

    def show_progress(self, fraction: float, file: str) -> None:
        """Show the progress of opening, from 0 to 1."""
        self.message_bar.show_progress(fraction, tr("Opening {file}…").format(file=file))

    def set_presenting(self, presenting: bool) -> None:
        """Show crashes in the message bar instead of a dialog while a briefing is running."""
        self._is_presenting = presenting

    def show_previous_crash(self, report: Path) -> None:
        """Show that the previous run crashed, as soon as there is no other message to show."""
        self._pending_message = messages.format_previous_crash(report)

    def show_crash(self, crash: Crash) -> None:
        """Show a dialog about the first crash; later ones, or any in a briefing, as a message."""
        if self._has_crashed or self._is_presenting:
            self.message_bar.show_message(messages.format_repeated_crash(crash.file))
            return
        self._has_crashed = True
        dialog = CrashDialog(crash, self)
        dialog.quit_requested.connect(self.close)
        dialog.show()

    def show_folder(self, folder: Path) -> None:
        """Open a folder in the file manager, or show a message if there is none."""
        if not show_in_file_manager(folder):
            self.message_bar.show_message(messages.format_folder_not_shown(folder))

    def _show_message(self, message: str, *, details: bool) -> None:
        """Show a message, else the pending one once, else hide the bar."""
        if message:
            self.message_bar.show_message(message, details=details)
        elif self._pending_message:
            self.message_bar.show_message(self._pending_message)
            self._pending_message = ""
        else:
            self.message_bar.clear()

    def show_selection(self, key: FeatureKey | None) -> None:
        """Enable Zoom to selection if the selected feature has a location."""
        self.actions_by_name["zoom_selection"].setEnabled(bool(self._dossier.locate_feature(key)))

    def show_hits(self, keys: Sequence[FeatureKey], selected: FeatureKey | None) -> None:
        """List all features under the last click and mark the selected one."""
        features = [self._dossier.feature(key) for key in keys]
        self.hits.show_hits([feature for feature in features if feature], selected)

    def show_hovered(self, key: FeatureKey | None) -> None:
        """Show the name of the feature under the pointer as a tool tip."""
        feature = self._dossier.feature(key) if key else None
        self.map.setToolTip(escape_tooltip(feature.name) if feature else "")

    def show_recent(self, recent: Sequence[Sequence[str]]) -> None:
        """Replace the entries of the Open recent menu; each is a group of paths."""
        self.recent_menu.clear()
        self.recent_menu.setEnabled(bool(recent))
        for names in recent:
            paths = tuple(Path(name) for name in names)
            label = " + ".join(messages.shorten_path(path) for path in paths)
            action = self.recent_menu.addAction(label)
            action.setMenuRole(QAction.MenuRole.NoRole)  # even if the file is called "Settings"
            action.triggered.connect(partial(self.recent_chosen.emit, paths))

    def show_history(self, can_go_back: bool, can_go_forward: bool) -> None:
        """Enable the commands Back and Forward if the view history has entries."""
        self.actions_by_name["back"].setEnabled(can_go_back)
        self.actions_by_name["forward"].setEnabled(can_go_forward)

    # Commands --------------------------------------------------------------------------------

    def focus_feature_search(self) -> None:
        """Show the list of features and focus its search field."""
        self.lists_dock.show()
        self.lists.setCurrentWidget(self.features)
        self.features.search_field.setFocus()
        self.features.search_field.selectAll()

    def deactivate_box_zoom(self) -> None:
        """Leave the zoom rectangle tool."""
        self.actions_by_name["box_zoom"].setChecked(False)

    def cancel_tool_or_selection(self) -> None:
        """Leave the zoom rectangle tool; if it is not active, request to clear the selection."""
        if self.actions_by_name["box_zoom"].isChecked():
            self.deactivate_box_zoom()
        else:
            self.clear_requested.emit()

    def set_full_screen(self, full_screen: bool) -> None:
        """Enter or leave full screen."""
        flag = Qt.WindowState.WindowFullScreen
        state = self.windowState()
        self.setWindowState(state | flag if full_screen else state & ~flag)

    def show_map_only(self) -> None:
        """Hide everything but the map."""
        docks = (self.lists_dock, self.evidence_dock, self.problems_dock)
        for widget in (*docks, self._tool_bar, self.menuBar(), self.status_bar):
            widget.hide()

    def toggle_problems(self) -> None:
        """Show or hide the Problems panel."""
        self.problems_dock.setVisible(self.problems_dock.isHidden())

    def bring_to_front(self) -> None:
        """Restore the window if it is minimized, and activate it."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.activateWindow()

    def show_shortcuts(self) -> None:
        """Show the list of keyboard shortcuts in a sheet over the window."""
        table = build_key_table(list_main_shortcuts(COMMANDS, self.actions_by_name))
        show_sheet(tr("Keyboard shortcuts"), table, self)

    def show_about(self) -> None:
        """Show versions and licenses in a sheet over the window."""
        width = self.fontMetrics().height() * _ABOUT_WIDTH_EM
        max_width = round(self.width() * _MAX_ABOUT_WIDTH)
        show_sheet("frontviewer", build_about_page(min(width, max_width)), self)

    def save_layout(self) -> str:
        """Return window geometry and dock layout as text for `restore_layout`."""
        states = (self.saveGeometry(), self.saveState())
        return " ".join(base64.b64encode(state.data()).decode() for state in states)

    def restore_layout(self, text: str) -> None:
        """Restore geometry and docks from the text of `save_layout`; ignore any other text."""
        states = [QByteArray.fromBase64(QByteArray(part.encode())) for part in text.split(" ")]
        if len(states) == 2:  # noqa: PLR2004 - geometry and docks
            self.restoreGeometry(states[0])
            self.restoreState(states[1])

    # Qt events -------------------------------------------------------------------------------

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
