"""Every feature of every layer, on the map or not, in one list that can be searched."""

from collections.abc import Mapping
from time import perf_counter

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListView, QVBoxLayout, QWidget

from frontviewer.core.model.dossier import Dossier
from frontviewer.core.model.feature import FeatureKey
from frontviewer.theme.icons import icon
from frontviewer.theme.stylesheet import remove_frame
from frontviewer.theme.theme import Theme
from frontviewer.ui.panels.feature_model import FeatureModel, TwoLines
from frontviewer.ui.panels.feature_rows import FeatureRows

_SLICE_S = 0.012
"""Names are looked through in slices of this length, so that nothing else waits."""


class FeaturesPanel(QWidget):
    """Lists features, with a field to find them in.

    Signals
    -------
    feature_chosen : FeatureKey
        On a click or Enter.
    feature_activated : FeatureKey
        On a double click.
    """

    feature_chosen = Signal(object)
    feature_activated = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._selected: FeatureKey | None = None
        self.model = FeatureModel()
        self.model.setParent(self)
        self.field = QLineEdit()
        self.field.setPlaceholderText(self.tr("Find a place by any of its names"))
        self.field.setAccessibleName(self.tr("Find a place by any of its names"))
        self.field.setClearButtonEnabled(True)
        self._lens = self.field.addAction(
            icon("search", theme.muted), QLineEdit.ActionPosition.LeadingPosition
        )
        self.field.textChanged.connect(self._on_typed)
        self.field.returnPressed.connect(self._on_return)
        self.list = _List()
        self.list.setModel(self.model)
        self.list.setItemDelegate(TwoLines(self.list))
        self.list.setAccessibleName(self.tr("Features"))
        self.list.clicked.connect(self._on_chosen)
        self.list.row_entered.connect(self._on_chosen)
        self.list.doubleClicked.connect(
            lambda index: self.feature_activated.emit(self.model.key_at(index))
        )
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._read_on)
        layout = QVBoxLayout(self)
        unit = self.fontMetrics().height() // 2
        layout.setContentsMargins(unit, unit, unit, 0)
        layout.setSpacing(unit)
        layout.addWidget(self.field)
        layout.addWidget(self.list)

    def show_theme(self, theme: Theme) -> None:
        """Draw in another theme."""
        self._lens.setIcon(icon("search", theme.muted))

    def show_features(self, dossier: Dossier, claim_counts: Mapping[FeatureKey, int]) -> None:
        """List the features of a dossier; a count for `NO_LOCATION` adds a row for its claims."""
        self.model.show_rows(FeatureRows(dossier.layers, claim_counts))
        self._timer.start()
        self._read_on()

    def show_selection(self, key: FeatureKey | None) -> None:
        """Let the current row follow what is selected elsewhere."""
        self._selected = key
        index = self.model.index_of(key) if key is not None else QModelIndex()
        self.list.setCurrentIndex(index)
        if index.isValid():
            self.list.scrollTo(index)
        else:
            self.list.clearSelection()

    def _read_on(self) -> None:
        end = perf_counter() + _SLICE_S
        while perf_counter() < end:
            if not self.model.read_on():
                self._timer.stop()
                self.show_selection(self._selected)
                return

    def _on_typed(self, words: str) -> None:
        self.model.filter(words)
        self._timer.start()
        self._read_on()

    def _on_return(self) -> None:
        if not self.list.currentIndex().isValid():
            self.list.setCurrentIndex(self.model.index(0))
        self._on_chosen(self.list.currentIndex())

    def _on_chosen(self, index: QModelIndex) -> None:
        if index.isValid():
            self.feature_chosen.emit(self.model.key_at(index))


_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class _List(QListView):
    row_entered = Signal(QModelIndex)

    def __init__(self) -> None:
        super().__init__()
        remove_frame(self)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        before = self.currentIndex()
        if event.key() not in _ENTER:
            super().keyPressEvent(event)
        # Walking selects, as clicking does: what looks selected here is what is selected.
        if event.key() in _ENTER or self.currentIndex() != before:
            self.row_entered.emit(self.currentIndex())
