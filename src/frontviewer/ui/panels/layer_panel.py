"""Layer panel: the layer list with opacity and provenance of the current layer."""

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QScrollArea,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from frontviewer.core.model.dossier import Dossier, LayerState
from frontviewer.core.text.formatting import format_number
from frontviewer.core.text.translation import tr
from frontviewer.theme.icons import load_icon
from frontviewer.theme.plain_text import plain_label
from frontviewer.theme.stylesheet import inherit_theme, remove_frame
from frontviewer.theme.theme import Theme
from frontviewer.ui.panels.layer_list import LayerList
from frontviewer.ui.panels.layer_provenance import build_provenance_rows
from frontviewer.ui.widgets.facts_table import FactsTable
from frontviewer.ui.widgets.text_label import MUTED, STRONG, TextLabel, line_height

_INDENT_PX = 3
"""Indent of item text in a `QListWidget`, to align the widgets below the list with it."""


class LayerPanel(QWidget):
    """Lists the layers; below them, opacity and provenance of the current one.

    Signals
    -------
    visibility_requested : str, bool
        Layer name, and whether the layer is to be visible.
    opacity_requested : str, float
        Layer name, and opacity from 0 to 1.
    order_requested : tuple of str
        Layer names, topmost first.
    zoom_requested : str
        Layer name.
    """

    visibility_requested = Signal(str, bool)
    opacity_requested = Signal(str, float)
    order_requested = Signal(object)
    zoom_requested = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dossier = Dossier()
        self._states: dict[str, LayerState] = {}  # by layer name
        self.list = LayerList()
        self.list.visibility_requested.connect(self.visibility_requested)
        self.list.order_requested.connect(self.order_requested)
        self.list.zoom_requested.connect(self.zoom_requested)
        self.list.current_layer_changed.connect(self._show_current)
        self._title = TextLabel()
        self._zoom_button = _make_tool_button(tr("Zoom to layer"))
        self._zoom_button.clicked.connect(
            lambda: self.zoom_requested.emit(self.list.current_name())
        )
        self.opacity_slider = QSlider(Qt.Orientation.Horizontal)
        self.opacity_slider.setRange(0, 100)
        self.opacity_slider.setPageStep(10)
        self.opacity_slider.setAccessibleName(tr("Layer opacity in percent"))
        self.opacity_slider.valueChanged.connect(self._on_opacity_changed)
        self._percent_label = plain_label()
        self.provenance_button = _make_tool_button(tr("Show the source of this layer"))
        self.provenance_button.setText(tr("Source"))
        self.provenance_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.provenance_button.setCheckable(True)
        self.provenance_button.setProperty("quiet", True)
        self.provenance_button.toggled.connect(self._on_provenance_toggled)
        self._provenance_area = QScrollArea()
        remove_frame(self._provenance_area)
        self._provenance_area.setWidgetResizable(True)
        self._provenance_area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._provenance_area.hide()
        self._restyle_timer = QTimer(self, interval=0, singleShot=True)
        self._restyle_timer.timeout.connect(self._restyle)
        self._details = self._build_details()
        layout = QVBoxLayout(self)
        unit = line_height(self) // 2
        layout.setContentsMargins(unit, 0, unit, 0)
        layout.setSpacing(0)
        layout.addWidget(self.list, 3)
        layout.addWidget(self._details)
        layout.addWidget(self._provenance_area, 2)
        self.show_theme(theme)
        self._show_current("")

    def show_theme(self, theme: Theme) -> None:
        """Redraw icons and text in the colors of a theme."""
        self._theme = theme
        self._zoom_button.setIcon(load_icon("locate", theme.muted))
        self._collapsed_icon = load_icon("chevron-right", theme.muted)
        self._expanded_icon = load_icon("chevron-down", theme.muted)
        self._on_provenance_toggled(self.provenance_button.isChecked())

    def show_layer_states(self, layer_states: tuple[LayerState, ...]) -> None:
        """Show order, visibility and opacity of the layers, topmost first."""
        self._states = {state.name: state for state in layer_states}
        self.list.show_layer_states(layer_states)
        self._show_opacity(self.list.current_name())

    def show_dossier(self, dossier: Dossier) -> None:
        """Set the dossier from which the provenance of the layers is read."""
        self._dossier = dossier
        self._show_provenance()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Schedule a restyle when the font or the palette changes."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.PaletteChange}:
            self._restyle_timer.start()

    def _show_current(self, name: str) -> None:
        """Show the details of a layer; "" hides them."""
        self._details.setVisible(bool(name))
        self._provenance_area.setVisible(bool(name) and self.provenance_button.isChecked())
        self._show_opacity(name)
        self._show_provenance()

    def _show_opacity(self, name: str) -> None:
        if state := self._states.get(name):
            percent = round(state.opacity * 100)
            self._title.show_spans((state.title, STRONG))
            self.opacity_slider.blockSignals(True)
            self.opacity_slider.setValue(percent)
            self.opacity_slider.blockSignals(False)
            self._show_percent(percent)

    def _show_percent(self, percent: int) -> None:
        self._percent_label.setText(tr("{number} %").format(number=format_number(percent)))

    def _show_provenance(self) -> None:
        """Rebuild the provenance table of the current layer if it is expanded."""
        if self.provenance_button.isChecked():
            name = self.list.current_name()
            layers = [layer for layer in self._dossier.layers if layer.name == name]
            rows = tuple(
                row for layer in layers for row in build_provenance_rows(layer, self._dossier)
            )
            unit = line_height(self) // 2
            table = FactsTable(rows, unit)
            table.setContentsMargins(_INDENT_PX, unit, unit, unit)
            self._provenance_area.setWidget(table)  # Qt deletes the previous one
            inherit_theme(table, self._theme, self.font())

    def _restyle(self) -> None:
        """Adapt icon sizes and the provenance table to the current font and palette."""
        icon_size = line_height(self)
        for button in (self._zoom_button, self.provenance_button):
            button.setIconSize(QSize(icon_size, icon_size))
        self._show_provenance()

    def _on_opacity_changed(self, percent: int) -> None:
        self._show_percent(percent)
        self.opacity_requested.emit(self.list.current_name(), percent / 100)

    def _on_provenance_toggled(self, expanded: bool) -> None:
        self.provenance_button.setIcon(self._expanded_icon if expanded else self._collapsed_icon)
        self._provenance_area.setVisible(expanded)
        self._show_provenance()

    def _build_details(self) -> QWidget:
        """Return the widget with title, zoom button, opacity and provenance button."""
        unit = line_height(self) // 2
        details = QWidget()
        column = QVBoxLayout(details)
        column.setContentsMargins(_INDENT_PX, unit, 0, unit // 2)
        column.setSpacing(unit // 2)
        title_row = QHBoxLayout()
        title_row.addWidget(self._title, 1)
        title_row.addWidget(self._zoom_button, 0, Qt.AlignmentFlag.AlignTop)
        opacity_row = QHBoxLayout()
        opacity_row.setSpacing(unit)
        opacity_row.addWidget(TextLabel((tr("Opacity"), MUTED)))
        opacity_row.addWidget(self.opacity_slider, 1)
        opacity_row.addWidget(self._percent_label)
        column.addLayout(title_row)
        column.addLayout(opacity_row)
        column.addWidget(self.provenance_button, 0, Qt.AlignmentFlag.AlignLeft)
        return details


def _make_tool_button(description: str) -> QToolButton:
    """Return a focusable tool button with a tooltip and accessible name."""
    button = QToolButton()
    button.setToolTip(description)
    button.setAccessibleName(description)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button
