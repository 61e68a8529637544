"""The layer panel: what is drawn, in which order, how strongly, and where it comes from."""

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
from frontviewer.theme.icons import icon
from frontviewer.theme.plain_text import plain_label
from frontviewer.theme.stylesheet import inherit_theme, remove_frame
from frontviewer.theme.theme import Theme
from frontviewer.ui.panels.layer_list import LayerList
from frontviewer.ui.panels.layer_provenance import provenance
from frontviewer.ui.widgets.facts_table import FactsTable
from frontviewer.ui.widgets.text_label import MUTED, STRONG, TextLabel, em

_INDENT_PX = 3
"""By which a list sets its words in, so that what stands below begins on the same edge."""


class LayerPanel(QWidget):
    """Lists the layers; under them, the current one's opacity and provenance.

    Signals
    -------
    visibility_requested : str, bool
    opacity_requested : str, float
        From 0 to 1.
    order_requested : tuple of str
        Names, topmost first.
    zoom_requested : str
    """

    visibility_requested = Signal(str, bool)
    opacity_requested = Signal(str, float)
    order_requested = Signal(object)
    zoom_requested = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dossier = Dossier()
        self._states: dict[str, LayerState] = {}
        self.list = LayerList()
        self.list.visibility_requested.connect(self.visibility_requested)
        self.list.order_requested.connect(self.order_requested)
        self.list.zoom_requested.connect(self.zoom_requested)
        self.list.layer_chosen.connect(self._show_current)
        self._title = TextLabel()
        self._zoom = self._tool(self.tr("Zoom to this layer"))
        self._zoom.clicked.connect(lambda: self.zoom_requested.emit(self.list.current_name()))
        self.opacity = QSlider(Qt.Orientation.Horizontal)
        self.opacity.setRange(0, 100)
        self.opacity.setPageStep(10)
        self.opacity.setAccessibleName(self.tr("Opacity of the layer, in percent"))
        self.opacity.valueChanged.connect(self._on_opacity)
        self._percent = plain_label()
        self.fold = self._tool(self.tr("Where this layer comes from"))
        self.fold.setText(self.tr("Where it comes from"))
        self.fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.fold.setCheckable(True)
        self.fold.setProperty("quiet", True)
        self.fold.toggled.connect(self._on_folded)
        self._about = QScrollArea()
        remove_frame(self._about)
        self._about.setWidgetResizable(True)
        self._about.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._about.hide()
        self._stale = QTimer(self, interval=0, singleShot=True)
        self._stale.timeout.connect(self._on_restyled)
        self._details = self._build_details()
        layout = QVBoxLayout(self)
        unit = em(self) // 2
        layout.setContentsMargins(unit, 0, unit, 0)
        layout.setSpacing(0)
        layout.addWidget(self.list, 3)
        layout.addWidget(self._details)
        layout.addWidget(self._about, 2)
        self.show_theme(theme)
        self._show_current("")

    def show_theme(self, theme: Theme) -> None:
        """Draw in another theme."""
        self._theme = theme
        self._zoom.setIcon(icon("locate", theme.muted))
        self._folded_icon = icon("chevron-right", theme.muted)
        self._open_icon = icon("chevron-down", theme.muted)
        self._on_folded(self.fold.isChecked())

    def show_layer_states(self, layer_states: tuple[LayerState, ...]) -> None:
        """Show how the layers stand now, topmost first."""
        self._states = {state.name: state for state in layer_states}
        self.list.show_layer_states(layer_states)
        self._show_opacity(self.list.current_name())

    def show_dossier(self, dossier: Dossier) -> None:
        """Know the layers themselves, for their provenance."""
        self._dossier = dossier
        self._show_provenance()

    def changeEvent(self, event: QEvent) -> None:  # noqa: D102, N802 - Qt's name
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.PaletteChange}:
            self._stale.start()

    def _show_current(self, name: str) -> None:
        self._details.setVisible(bool(name))
        self._about.setVisible(bool(name) and self.fold.isChecked())
        self._show_opacity(name)
        self._show_provenance()

    def _show_opacity(self, name: str) -> None:
        if state := self._states.get(name):
            self._title.show_spans((state.title, STRONG))
            self.opacity.blockSignals(True)
            self.opacity.setValue(round(state.opacity * 100))
            self.opacity.blockSignals(False)
            self._percent.setText(f"{round(state.opacity * 100)} %")

    def _show_provenance(self) -> None:
        if self.fold.isChecked():
            name = self.list.current_name()
            layers = [layer for layer in self._dossier.layers if layer.name == name]
            rows = tuple(row for layer in layers for row in provenance(layer, self._dossier))
            unit = em(self) // 2
            facts = FactsTable(rows, unit)
            facts.setContentsMargins(_INDENT_PX, unit, unit, unit)
            self._about.setWidget(facts)  # Qt deletes what it replaces
            inherit_theme(facts, self._theme, self.font())

    def _on_restyled(self) -> None:
        side = em(self)
        for button in (self._zoom, self.fold):
            button.setIconSize(QSize(side, side))
        self._show_provenance()

    def _on_opacity(self, percent: int) -> None:
        self._percent.setText(f"{percent} %")
        self.opacity_requested.emit(self.list.current_name(), percent / 100)

    def _on_folded(self, opened: bool) -> None:
        self.fold.setIcon(self._open_icon if opened else self._folded_icon)
        self._about.setVisible(opened)
        self._show_provenance()

    def _build_details(self) -> QWidget:
        unit = em(self) // 2
        details = QWidget()
        column = QVBoxLayout(details)
        column.setContentsMargins(_INDENT_PX, unit, 0, unit // 2)
        column.setSpacing(unit // 2)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._zoom, 0, Qt.AlignmentFlag.AlignTop)
        strength = QHBoxLayout()
        strength.setSpacing(unit)
        strength.addWidget(TextLabel((self.tr("Opacity"), MUTED)))
        strength.addWidget(self.opacity, 1)
        strength.addWidget(self._percent)
        column.addLayout(head)
        column.addLayout(strength)
        column.addWidget(self.fold, 0, Qt.AlignmentFlag.AlignLeft)
        return details

    def _tool(self, what: str) -> QToolButton:
        made = QToolButton()
        made.setToolTip(what)
        made.setAccessibleName(what)
        made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return made
