"""Features panel: one searchable list of the features of all layers, mapped or not."""

from collections.abc import Mapping
from time import perf_counter

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListView, QVBoxLayout, QWidget

from frontviewer.core.model.dossier import Dossier
from frontviewer.core.model.feature import FeatureKey
from frontviewer.core.text.translation import tr
from frontviewer.theme.icons import load_icon
from frontviewer.theme.stylesheet import remove_frame
from frontviewer.theme.theme import Theme
from frontviewer.ui.panels.feature_model import FeatureModel, TwoLineDelegate
from frontviewer.ui.panels.feature_rows import FeatureRows

_SLICE_S = 0.012
"""Duration of one search slice, in seconds, after which pending events are processed."""
_ENTER_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class FeaturesPanel(QWidget):
    """Lists features below a search field.

    Signals
    -------
    feature_chosen : FeatureKey
        Feature of a row that was clicked, entered or reached with the arrow keys.
    feature_activated : FeatureKey
        Feature of a row that was double-clicked.
    """

    feature_chosen = Signal(object)
    feature_activated = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._selected: FeatureKey | None = None
        self.model = FeatureModel()
        self.model.setParent(self)
        self.search_field = QLineEdit()
        self.search_field.setPlaceholderText(tr("Search features by name or ID"))
        self.search_field.setAccessibleName(tr("Search features by name or ID"))
        self.search_field.setClearButtonEnabled(True)
        self._search_icon = self.search_field.addAction(
            load_icon("search", theme.muted), QLineEdit.ActionPosition.LeadingPosition
        )
        self.search_field.textChanged.connect(self._on_text_changed)
        self.search_field.returnPressed.connect(self._on_return_pressed)
        self.list = _FeatureListView()
        self.list.setModel(self.model)
        self.list.setItemDelegate(TwoLineDelegate(self.list))
        self.list.setAccessibleName(tr("Features"))
        self.list.clicked.connect(self._on_row_chosen)
        self.list.row_entered.connect(self._on_row_chosen)
        self.list.doubleClicked.connect(
            lambda index: self.feature_activated.emit(self.model.feature_key(index))
        )
        self._search_timer = QTimer(self, interval=0)
        self._search_timer.timeout.connect(self._search_slice)
        layout = QVBoxLayout(self)
        unit = self.fontMetrics().height() // 2
        layout.setContentsMargins(unit, unit, unit, 0)
        layout.setSpacing(unit)
        layout.addWidget(self.search_field)
        layout.addWidget(self.list)

    def show_theme(self, theme: Theme) -> None:
        """Redraw the search icon in the colors of a theme."""
        self._search_icon.setIcon(load_icon("search", theme.muted))

    def show_features(self, dossier: Dossier, claim_counts: Mapping[FeatureKey, int]) -> None:
        """List the features of a dossier; a count for `NO_LOCATION` adds a row for its claims."""
        self.model.show_rows(FeatureRows(dossier.layers, claim_counts))
        self._search_timer.start()
        self._search_slice()

    def show_selection(self, key: FeatureKey | None) -> None:
        """Make the row of the selected feature current; None clears the current row."""
        self._selected = key
        index = self.model.find_index(key) if key is not None else QModelIndex()
        self.list.setCurrentIndex(index)
        if index.isValid():
            self.list.scrollTo(index)
        else:
            self.list.clearSelection()

    def _search_slice(self) -> None:
        """Search batches of names for `_SLICE_S`; restore the current row when all are read."""
        end = perf_counter() + _SLICE_S
        while perf_counter() < end:
            if not self.model.search_batch():
                self._search_timer.stop()
                self.show_selection(self._selected)
                return

    def _on_text_changed(self, text: str) -> None:
        self.model.set_filter_text(text)
        self._search_timer.start()
        self._search_slice()

    def _on_return_pressed(self) -> None:
        """Choose the current row, or the first one if there is none."""
        if not self.list.currentIndex().isValid():
            self.list.setCurrentIndex(self.model.index(0))
        self._on_row_chosen(self.list.currentIndex())

    def _on_row_chosen(self, index: QModelIndex) -> None:
        if index.isValid():
            self.feature_chosen.emit(self.model.feature_key(index))


class _FeatureListView(QListView):
    """List view that reports rows entered with the keyboard.

    Signals
    -------
    row_entered : QModelIndex
        Current index after Enter, or after a key that moved the current row.
    """

    row_entered = Signal(QModelIndex)

    def __init__(self) -> None:
        super().__init__()
        remove_frame(self)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        previous = self.currentIndex()
        if event.key() not in _ENTER_KEYS:
            super().keyPressEvent(event)
        # Moving the current row selects, as a click does, so that list and map always agree.
        if event.key() in _ENTER_KEYS or self.currentIndex() != previous:
            self.row_entered.emit(self.currentIndex())
